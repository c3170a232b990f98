"""A briefing for the ear, in parts that fit through a robot's narrow door (BRF-6).

A tool result of more than 1,024 bytes is cut by the robot's server, so no part is longer; each but
the last ends by saying that there is more.
"""

import re

from domain.briefings.facts import BriefingFacts
from domain.briefings.forms.aloud import speakable
from domain.briefings.rule_points import phrases_for
from domain.briefings.summaries import Summary, Weight
from domain.common.numbers_aloud import say_date
from domain.common.readers import Language

PART_BYTES = 1_024
"""UTF-8 bytes of one part, its "more" included; what robots' servers take (VOI-1)."""

MORE = {Language.CHINESE: "还有，要继续听吗？", Language.ENGLISH: "There is more."}

_OPENING = {Language.CHINESE: "{date}值班简报。", Language.ENGLISH: "Your briefing for {date}."}
_SANDBOX = {
    Language.CHINESE: "注意，这是沙箱里的演示数据。",
    Language.ENGLISH: "Mind that this is sandbox data.",
}
_TURNS = {
    Language.CHINESE: {Weight.WATCH: "值得留意的：", Weight.CALM: "其余情况："},
    Language.ENGLISH: {Weight.WATCH: "Worth a look:", Weight.CALM: "For the rest:"},
}
_CLOSING = {Language.CHINESE: "简报完毕。", Language.ENGLISH: "That is all."}
_STOPS = {Language.CHINESE: "。", Language.ENGLISH: "."}
_JOINERS = {Language.CHINESE: "", Language.ENGLISH: " "}
_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_PAUSE = re.compile(r"(?<=[，、；：])|(?<=[,;:])\s+|\s+")
_MOST_NOTES = 3


def spoken_parts(facts: BriefingFacts, summary: Summary, language: Language) -> tuple[str, ...]:
    """Return the briefing as it is said, in order; never empty, each at most `PART_BYTES`."""
    return parted(script(facts, summary, language), language)


def script(facts: BriefingFacts, summary: Summary, language: Language) -> list[str]:
    """Return the sentences in the order of telling."""
    day = facts.local_date
    said = [_SANDBOX[language]] if facts.sandbox else []
    said.append(_OPENING[language].format(date=say_date(day.month, day.day, language)))
    said += sentences(summary.headline, language)
    weight = Weight.ACT
    for claim in summary.claims:
        lead = ""
        if claim.weight is not weight:
            weight = claim.weight
            lead = _TURNS[language].get(weight, "")
        told = sentences(claim.text, language)
        said += [f"{lead}{_JOINERS[language] if lead else ''}{told[0]}", *told[1:]] if told else []
    if summary.untold:
        said += sentences(phrases_for(language).untold(len(summary.untold)), language)
    for note in summary.notes[:_MOST_NOTES]:
        said += sentences(note, language)
    return [*said, _CLOSING[language]]


def sentences(text: str, language: Language) -> list[str]:
    """Return the speakable sentences of a text, each ended by a stop."""
    found = _SENTENCE_END.split(speakable(text, language))
    kept = [sentence.strip() for sentence in found if any(char.isalpha() for char in sentence)]
    kept = [sentence[0].upper() + sentence[1:] for sentence in kept]
    return [s if s[-1] in "。！？.!?" else s + _STOPS[language] for s in kept]


def parted(said: list[str], language: Language) -> tuple[str, ...]:
    """Return the sentences in parts, each but the last ended by the "more" of the language."""
    joiner, more = _JOINERS[language], MORE[language]
    whole = joiner.join(said)
    if _bytes(whole) <= PART_BYTES:
        return (whole,)
    room = PART_BYTES - _bytes(joiner + more)
    parts = [""]
    for sentence in said:
        for piece in _pieces(sentence, room):
            longer = f"{parts[-1]}{joiner}{piece}" if parts[-1] else piece
            if _bytes(longer) <= room:
                parts[-1] = longer
            else:
                parts.append(piece)
    return (*(f"{part}{joiner}{more}" for part in parts[:-1]), parts[-1])


def _pieces(sentence: str, room: int) -> list[str]:
    """Return the sentence, at its pauses if it is too long, between characters if it must be."""
    if _bytes(sentence) <= room:
        return [sentence]
    pieces = [""]
    for phrase in _PAUSE.split(sentence):
        for chunk in [phrase] if _bytes(phrase) <= room else _chunks(phrase, room):
            glued = f"{pieces[-1]}{'' if _is_chinese(pieces[-1]) else ' '}{chunk}".lstrip()
            if _bytes(glued) <= room:
                pieces[-1] = glued
            else:
                pieces.append(chunk)
    return [piece for piece in pieces if piece]


def _chunks(phrase: str, room: int) -> list[str]:
    size = room // 4  # no character takes more than four bytes
    return [phrase[start : start + size] for start in range(0, len(phrase), size)]


def _is_chinese(text: str) -> bool:
    return bool(text) and ord(text[-1]) > 0x2E7F


def _bytes(text: str) -> int:
    return len(text.encode())
