"""What stands above every written form: title, date, period."""

from zoneinfo import ZoneInfo

from domain.facts import BriefingFacts
from domain.people import Language
from domain.phrases_forms import form_words


def title(facts: BriefingFacts, language: Language) -> str:
    """Return the one-line title, such as 值班简报 · 2026-11-21 · mei; says so in the sandbox."""
    words = form_words(language)
    name = facts.person_id.removeprefix("u_")
    loud = "[SANDBOX] " if facts.sandbox else ""
    return f"{loud}{words.title} · {facts.local_date.isoformat()} · {name}"


def period(facts: BriefingFacts) -> str:
    """Return the period in the person's own time, with the zone."""
    zone = ZoneInfo(facts.zone)
    since, until = facts.since.astimezone(zone), facts.until.astimezone(zone)
    return f"{since:%m-%d %H:%M} – {until:%m-%d %H:%M} ({facts.zone})"


def cited(evidence: tuple[str, ...], language: Language, *, most: int = 4) -> list[str]:
    """Return the first ids of a claim, and how many there are when that is not all."""
    if len(evidence) <= most:
        return list(evidence)
    return [*evidence[:most], form_words(language).evidence_more.format(count=len(evidence))]
