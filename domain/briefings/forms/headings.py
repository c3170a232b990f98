"""What stands above every written form: title, date, period."""

from zoneinfo import ZoneInfo

from domain.briefings.facts import BriefingFacts
from domain.briefings.phrases_forms import form_words
from domain.common.quoting import inert, plain
from domain.common.readers import Language

MOST_NAME = 32
"""Columns of a name; with words, date and sandbox mark that is what every channel shows of a title
(100 bytes, `domain/deliveries/chat_posts.py`)."""

MOST_CITED = 4
"""Numbers of evidence behind a claim in texts; the page has all of them."""


def title(facts: BriefingFacts, language: Language) -> str:
    """Return the one-line title, such as 值班简报 · 2026-11-21 · 梅.

    Channels and pages mark what comes from the sandbox themselves, so the title does not.
    """
    words = form_words(language)
    return f"{words.title} · {facts.local_date.isoformat()} · {addressee(facts)}"


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


def cited(evidence: tuple[str, ...], numbers: dict[str, str], language: Language) -> list[str]:
    """Return the numbers of a claim's first evidence, and how many there are when that is not all.

    Args:
        evidence: ids, which are for programs.
        numbers: what the web page calls each of them (`evidence_numbers`).
        language: of the words.
    """
    shown = [numbers[name] for name in evidence[:MOST_CITED] if name in numbers]
    if len(evidence) <= MOST_CITED:
        return shown
    return [*shown, form_words(language).evidence_more.format(count=len(evidence))]
