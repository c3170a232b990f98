"""A briefing for the ear, in parts that fit through a robot's narrow door (BRF-6).

A tool result of more than 1,024 bytes is cut by the robot's server, so no part is longer; each but
the last ends by saying that there is more.
"""

import re
from collections.abc import Callable, Sequence

from application.briefings.telling import Telling
from application.briefings.written import is_calm
from application.ports.rendering import Form
from domain.briefings.facts import BriefingFacts
from domain.briefings.summaries import Summary, Weight
from domain.common.aloud import joined, seconds_to_say, without_blanks
from domain.common.messages import Message, message

PART_BYTES = 1_024
"""UTF-8 bytes of one part, its "more" included; what robots' servers take (VOI-1)."""

_SENTENCE_END = re.compile(r"(?<=[\u3002！？])|(?<=[.!?])\s+")
_PAUSE = re.compile(r"(?<=[\uff0c\u3001；：])|(?<=[,;:])\s+|\s+")
MOST_SECONDS = 95.0
"""Of everything but notes and the closing words: nobody listens for more than two minutes."""

_MOST_NOTES = 2


def spoken_parts(facts: BriefingFacts, summary: Summary, telling: Telling) -> tuple[str, ...]:
    """Return the briefing as it is said, in order; never empty, each at most `PART_BYTES`."""
    said, claims = script(facts, summary, telling)
    return parted(
        said,
        more=lambda n: telling.text(message("briefing.more", n=n), Form.SPOKEN),
        counted=claims,
    )


def script(
    facts: BriefingFacts, summary: Summary, telling: Telling
) -> tuple[list[list[str]], range]:
    """Return what is said in the order of telling, and which of it are claims.

    Returns:
        items with the sentences of each; the places of the claims among them.
    """

    def say(told: Message) -> list[str]:
        return sentences(telling.text(told, Form.SPOKEN))

    opening = message("briefing.opening", day=facts.local_date)
    said = [
        say(message("briefing.sandbox_spoken")) if facts.sandbox else [],
        sentences(telling.words.text(opening, telling.reader, form=Form.SPOKEN)),
        say(summary.headline),
    ]
    spent = sum(seconds_to_say(each) for item in said for each in item)
    claims = _affordable(summary, telling, MOST_SECONDS - spent)
    places = range(len(said), len(said) + len(claims))
    said += claims
    untold = (*summary.claims[len(claims) :], *summary.untold)
    if untold:
        must = sum(claim.weight is Weight.ACT for claim in untold)
        said.append(say(message("briefing.untold", n=len(untold), must=must)))
    said += [say(note) for note in summary.notes[:_MOST_NOTES]]
    return [*said, say(message("briefing.closing"))], places


def _affordable(summary: Summary, telling: Telling, seconds: float) -> list[list[str]]:
    """Return the sentences of the claims in their order, as many as there is time for."""
    told: list[list[str]] = []
    weight = Weight.CALM if is_calm(summary) else Weight.ACT
    for claim in summary.claims:
        said = claim.said
        if claim.weight is not weight:
            said = message("briefing.turn", weight=claim.weight, claim=said)
        found = sentences(telling.text(said, Form.SPOKEN))
        seconds -= sum(map(seconds_to_say, found))
        if seconds < 0 and told:
            break
        weight = claim.weight
        told.append(found)
    return told


def sentences(text: str) -> list[str]:
    """Return the sentences of a speakable text, each ended by a stop."""
    found = _SENTENCE_END.split(text)
    kept = [sentence.strip() for sentence in found if any(char.isalpha() for char in sentence)]
    kept = [sentence[0].upper() + sentence[1:] for sentence in kept]
    return [each if each[-1] in "\u3002！？.!?" else each + _stop(each) for each in kept]


def parted(
    said: Sequence[Sequence[str]],
    *,
    more: Callable[[int], str],
    counted: Sequence[int] = (),
) -> tuple[str, ...]:
    """Return the items in parts, each but the last ended by `more`.

    An item that fits one part is never divided: nobody knows what half of it was about.

    Args:
        said: the sentences of each item.
        more: what ends a part, given how many of the counted items begin after it.
        counted: places of the items that are counted.
    """
    whole = joined([each for item in said for each in item])
    if _bytes(whole) <= PART_BYTES:
        return (whole,)
    room = PART_BYTES - max(_bytes(f" {more(n)}") for n in range(len(counted) + 1))
    parts, begun = [""], [-1]
    for place, item in enumerate(said):
        together = joined(item)
        units = [together] if _bytes(together) <= room else item
        for piece in (piece for unit in units for piece in _pieces(unit, room)):
            longer = joined((parts[-1], piece)) if parts[-1] else piece
            if _bytes(longer) <= room:
                parts[-1], begun[-1] = longer, place
            else:
                parts.append(piece)
                begun.append(place)
    left = [sum(each > last for each in counted) for last in begun]
    return (
        *(joined((part, more(n))) for part, n in zip(parts[:-1], left, strict=False)),
        parts[-1],
    )


def _pieces(sentence: str, room: int) -> list[str]:
    """Return the sentence, at its pauses if it is too long, between characters if it must be."""
    if _bytes(sentence) <= room:
        return [sentence]
    pieces = [""]
    for phrase in _PAUSE.split(sentence):
        for chunk in [phrase] if _bytes(phrase) <= room else _chunks(phrase, room):
            glued = joined((pieces[-1], chunk)) if pieces[-1] else chunk
            if _bytes(glued) <= room:
                pieces[-1] = glued
            else:
                pieces.append(chunk)
    return [piece for piece in pieces if piece]


def _chunks(phrase: str, room: int) -> list[str]:
    size = room // 4  # no character takes more than four bytes
    return [phrase[start : start + size] for start in range(0, len(phrase), size)]


def _stop(text: str) -> str:
    return "\u3002" if without_blanks(text) else "."


def _bytes(text: str) -> int:
    return len(text.encode())
