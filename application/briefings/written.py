"""A briefing as Markdown, for chat robots and pages, and as plain text, for terminals and mails."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from application.briefings.telling import Telling
from application.ports.rendering import Form
from domain.briefings.evidence import Evidence, EvidenceKind
from domain.briefings.facts import BriefingFacts
from domain.briefings.summaries import Claim, Summary, Weight
from domain.common.messages import Called, Message, message
from domain.common.quoting import inert, plain

MOST_NAME = 32
"""Columns of a name; with words, date and sandbox mark that is what every channel shows of a title
(100 bytes, `domain/deliveries/chat_posts.py`)."""

MOST_CITED = 2
"""Log lines below a claim in the text; the page has all evidence."""

MOST_LINES, MOST_BYTES = 14, 1_850
"""Of the chat form, so that with its link it stays within 16 lines and 2 KB: what one looks at
without scrolling, and what every robot takes in one message (WeCom: 4,096 bytes)."""

MOST_NOTES = 1
_MOST_COUNT = 80
"""Bytes of the line that counts what has no room."""

_INCOMPLETE = message("briefing.incomplete")
_NOTES = message("briefing.notes")
_SANDBOX = message("briefing.sandbox")


def title(facts: BriefingFacts, telling: Telling) -> str:
    """Return the one-line title: what it is, the date, the person's name.

    Channels and pages mark what comes from the sandbox themselves, so the title does not.
    """
    called = telling.text(message("briefing.title"))
    return f"{called} · {facts.local_date.isoformat()} · {addressee(facts)}"


def addressee(facts: BriefingFacts) -> str:
    """Return the person's name so that no channel finds markup in it; the id when there is none.

    Titles are put into every channel's own format, so the name must be harmless in all of them.
    """
    return inert(plain(facts.person_name, most=MOST_NAME)) or facts.person_id.removeprefix("u_")


def period(facts: BriefingFacts) -> str:
    """Return the period in the person's own time, with the zone."""
    zone = ZoneInfo(facts.zone)
    since, until = facts.since.astimezone(zone), facts.until.astimezone(zone)
    return f"{since:%m-%d %H:%M} – {until:%m-%d %H:%M} ({facts.zone})"


def sections(summary: Summary) -> list[tuple[Message, tuple[Claim, ...]]]:
    """Return the headings with their claims, gravest first; last what is not read out."""
    by_weight = (
        (
            heading_of(weight, summary),
            tuple(each for each in summary.claims if each.weight is weight),
        )
        for weight in Weight
    )
    untold = (message("briefing.untold", n=len(summary.untold), must=0), summary.untold)
    return [(heading, claims) for heading, claims in (*by_weight, untold) if claims]


def _of(weight: Weight, summary: Summary) -> tuple[Claim, ...]:
    return tuple(each for each in summary.claims if each.weight is weight)


def heading_of(weight: Weight, summary: Summary) -> Message:
    """Return what stands over the claims of a weight; calm ones alone are no remainder."""
    if is_calm(summary):
        return message("briefing.overview")
    return _HEADINGS[weight]


def is_calm(summary: Summary) -> bool:
    """Say whether nothing but calm claims is told."""
    return all(claim.weight is Weight.CALM for claim in summary.claims)


_HEADINGS = {
    Weight.ACT: message("weight.act"),
    Weight.WATCH: message("weight.watch"),
    Weight.CALM: message("weight.calm"),
}


def as_markdown(facts: BriefingFacts, summary: Summary, telling: Telling) -> str:
    """Return the briefing as a chat shows it: at most `MOST_LINES` and `MOST_BYTES`.

    What has no room is counted; the text and the page have all of it.
    """

    def say(said: Message) -> str:
        return telling.text(said, Form.MARKDOWN)

    marks = [_SANDBOX] * facts.sandbox + [_INCOMPLETE] * (not summary.complete)
    head = [f"# {title(facts, telling)}", f"**{say(summary.headline)}**"]
    head += [f"> **{' · '.join(map(say, marks))}**"] if marks else []
    tail = [f"> {say(note)}" for note in summary.notes[:MOST_NOTES]]
    lines, told = _fitting(
        [
            (f"## {say(heading_of(claim.weight, summary))}", f"- {say(claim.said)}")
            for claim in summary.claims
        ],
        most_lines=MOST_LINES - len(head) - len(tail) - 2,
        most_bytes=MOST_BYTES - _bytes([*head, *tail]) - _MOST_COUNT,
    )
    left = len(summary.claims) - told + len(summary.untold)
    count = [f"> {say(message('briefing.shortened', n=left))}"] if left else []
    return "\n".join([*head, *lines, *([""] if lines else []), *count, *tail]).strip() + "\n"


def _fitting(
    items: list[tuple[str, str]], *, most_lines: int, most_bytes: int
) -> tuple[list[str], int]:
    """Return as many items in their order as there is room for, each heading once, and how many."""
    lines: list[str] = []
    heading = ""
    for place, (under, item) in enumerate(items):
        more = [item] if under == heading else [under, item]
        if len(lines) + len(more) > most_lines or _bytes([*lines, *more]) > most_bytes:
            return lines, place
        lines += more
        heading = under
    return lines, len(items)


def _bytes(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def as_text(
    facts: BriefingFacts, summary: Summary, telling: Telling, known: Mapping[str, Evidence]
) -> str:
    """Return the briefing in lines; below a claim about logs stands a line that was written."""
    say = telling.text
    lines = [title(facts, telling)]
    lines += [f"*** {say(_SANDBOX)} ***"] if facts.sandbox else []
    lines += [f"*** {say(_INCOMPLETE)} ***"] if not summary.complete else []
    lines += [_period(facts, telling), "", say(summary.headline)]
    logged = {
        name: f"    {say(each.said)}"
        for name, each in known.items()
        if each.kind is EvidenceKind.LINE
    }
    for heading, claims in sections(summary):
        lines += ["", say(heading)]
        for claim in claims:
            shown = [name for name in claim.evidence if name in logged][:MOST_CITED]
            lines += [f"  - {say(claim.said)}", *map(logged.pop, shown)]
    lines += ["", say(_NOTES)] if summary.notes else []
    lines += [f"  - {say(note)}" for note in summary.notes]
    return "\n".join([*lines, "", telling.name(summary.writer)]) + "\n"


def _period(facts: BriefingFacts, telling: Telling) -> str:
    return telling.text(message("briefing.period_of", period=Called(period(facts))))
