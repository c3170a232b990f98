"""A briefing as plain text, for terminals and the text part of mails (BRF-6)."""

from domain.briefings.evidence import evidence_numbers
from domain.briefings.facts import BriefingFacts
from domain.briefings.forms.headings import cited, period, title
from domain.briefings.phrases_forms import form_words
from domain.briefings.summaries import Claim, Summary, Weight
from domain.common.quoting import clean, defanged
from domain.common.readers import Language


def as_text(facts: BriefingFacts, summary: Summary, language: Language) -> str:
    """Return the briefing in lines; every claim is followed by its evidence."""
    words, numbers = form_words(language), evidence_numbers(facts)
    lines = [title(facts, language)]
    lines += [f"*** {words.sandbox} ***"] if facts.sandbox else []
    lines += [f"*** {words.incomplete} ***"] if not summary.complete else []
    lines += [f"{words.period}: {period(facts)}", "", _line(summary.headline)]
    for weight in Weight:
        claims = [claim for claim in summary.claims if claim.weight is weight]
        lines += ["", words.weights[weight]] if claims else []
        lines += [line for claim in claims for line in _item(claim, numbers, language)]
    if summary.untold:
        lines += ["", words.untold.format(count=len(summary.untold))]
        lines += [line for claim in summary.untold for line in _item(claim, numbers, language)]
    lines += ["", words.notes] if summary.notes else []
    lines += [f"  - {_line(note)}" for note in summary.notes]
    return "\n".join([*lines, "", words.writers[summary.writer]]) + "\n"


def _item(claim: Claim, numbers: dict[str, str], language: Language) -> tuple[str, str]:
    found = ", ".join(cited(claim.evidence, numbers, language))
    return f"  - {_line(claim.text)}", f"    {form_words(language).evidence}: {found}"


def _line(text: str) -> str:
    return defanged(clean(text))
