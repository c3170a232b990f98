"""A briefing as Markdown, for chat robots and pages, and as plain text, for terminals and mails."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from application.briefings.telling import Telling
from application.ports.rendering import Form
from domain.briefings.facts import BriefingFacts
from domain.briefings.summaries import Claim, Summary, Weight
from domain.common.messages import Message, message
from domain.common.quoting import inert, plain

MOST_NAME = 32
"""Columns of a name; with words, date and sandbox mark that is what every channel shows of a title
(100 bytes, `domain/deliveries/chat_posts.py`)."""

MOST_CITED = 4
"""Numbers of evidence behind a claim in texts; the page has all of them."""

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
        (_HEADINGS[weight], tuple(each for each in summary.claims if each.weight is weight))
        for weight in Weight
    )
    untold = (message("briefing.untold", n=len(summary.untold)), summary.untold)
    return [(heading, claims) for heading, claims in (*by_weight, untold) if claims]


_HEADINGS = {
    Weight.ACT: message("weight.act"),
    Weight.WATCH: message("weight.watch"),
    Weight.CALM: message("weight.calm"),
}


def as_markdown(
    facts: BriefingFacts, summary: Summary, telling: Telling, numbers: Mapping[str, str]
) -> str:
    """Return the briefing with headings by weight and the evidence of every claim.

    `numbers` is what the web page calls each piece of evidence.
    """

    def say(said: Message) -> str:
        return telling.text(said, Form.MARKDOWN)

    def item(claim: Claim) -> str:
        proof = _proof(claim, numbers, telling)
        return f"- **{telling.name(claim.topic)}** {say(claim.said)}\n  {proof}"

    blocks = [f"# {title(facts, telling)}"]
    blocks += [f"> **{say(_SANDBOX)}**"] if facts.sandbox else []
    blocks += [f"> **{say(_INCOMPLETE)}**"] if not summary.complete else []
    blocks += [f"**{say(summary.headline)}**", _period(facts, telling)]
    for heading, claims in sections(summary):
        blocks += [f"## {say(heading)}", "\n".join(map(item, claims))]
    if summary.notes:
        blocks += [f"## {say(_NOTES)}", "\n".join(f"- {say(note)}" for note in summary.notes)]
    return "\n\n".join([*blocks, telling.name(summary.writer)]) + "\n"


def as_text(
    facts: BriefingFacts, summary: Summary, telling: Telling, numbers: Mapping[str, str]
) -> str:
    """Return the briefing in lines; every claim is followed by its evidence."""
    say = telling.text
    lines = [title(facts, telling)]
    lines += [f"*** {say(_SANDBOX)} ***"] if facts.sandbox else []
    lines += [f"*** {say(_INCOMPLETE)} ***"] if not summary.complete else []
    lines += [_period(facts, telling), "", say(summary.headline)]
    for heading, claims in sections(summary):
        lines += ["", say(heading)]
        for claim in claims:
            lines += [f"  - {say(claim.said)}", f"    {_proof(claim, numbers, telling)}"]
    lines += ["", say(_NOTES)] if summary.notes else []
    lines += [f"  - {say(note)}" for note in summary.notes]
    return "\n".join([*lines, "", telling.name(summary.writer)]) + "\n"


def _period(facts: BriefingFacts, telling: Telling) -> str:
    return f"{telling.text(message('briefing.period'))}: {period(facts)}"


def _proof(claim: Claim, numbers: Mapping[str, str], telling: Telling) -> str:
    """Return what the web page calls a claim's evidence, and how much there is in all."""
    shown = [numbers[name] for name in claim.evidence[:MOST_CITED] if name in numbers]
    if len(claim.evidence) > MOST_CITED:
        shown.append(telling.text(message("briefing.evidence_more", n=len(claim.evidence))))
    return f"{telling.text(message('briefing.evidence'))}: {', '.join(shown)}"
