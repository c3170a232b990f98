"""A briefing as Markdown, for chat robots and pages (BRF-6)."""

from domain.briefings.evidence import evidence_numbers
from domain.briefings.facts import BriefingFacts
from domain.briefings.forms.headings import cited, period, title
from domain.briefings.phrases_forms import form_words
from domain.briefings.summaries import Claim, Summary, Weight
from domain.common.quoting import inert
from domain.common.readers import Language


def as_markdown(facts: BriefingFacts, summary: Summary, language: Language) -> str:
    """Return the briefing with headings by weight and the evidence of every claim."""
    words, numbers = form_words(language), evidence_numbers(facts)
    blocks = [f"# {title(facts, language)}"]
    if facts.sandbox:
        blocks.append(f"> **{words.sandbox}**")
    if not summary.complete:
        blocks.append(f"> **{words.incomplete}**")
    blocks += [f"**{inert(summary.headline)}**", f"{words.period}: {period(facts)}"]
    for weight in Weight:
        claims = [claim for claim in summary.claims if claim.weight is weight]
        if claims:
            items = "\n".join(_item(claim, numbers, language) for claim in claims)
            blocks.append(f"## {words.weights[weight]}\n\n{items}")
    if summary.untold:
        items = "\n".join(_item(claim, numbers, language) for claim in summary.untold)
        blocks.append(f"## {words.untold.format(count=len(summary.untold))}\n\n{items}")
    if summary.notes:
        notes = "\n".join(f"- {inert(note)}" for note in summary.notes)
        blocks.append(f"## {words.notes}\n\n{notes}")
    return "\n\n".join([*blocks, f"{words.writers[summary.writer]}"]) + "\n"


def _item(claim: Claim, numbers: dict[str, str], language: Language) -> str:
    words = form_words(language)
    found = ", ".join(cited(claim.evidence, numbers, language))
    topic = words.topics[claim.topic]
    return f"- **{topic}** {inert(claim.text)}\n  {words.evidence}: {found}"
