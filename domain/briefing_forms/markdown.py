"""A briefing as Markdown, for chat robots and pages (BRF-6)."""

from domain.briefing_forms.headings import cited, period, title
from domain.facts import BriefingFacts
from domain.people import Language
from domain.phrases_forms import FormWords, form_words
from domain.quoting import clean, defanged, inert
from domain.summaries import Claim, Summary, Weight

_CODE_HARMLESS = str.maketrans({"<": "‹", ">": "›", "`": "ˋ"})


def as_markdown(facts: BriefingFacts, summary: Summary, language: Language) -> str:
    """Return the briefing with headings by weight and the evidence ids of every claim."""
    words = form_words(language)
    blocks = [f"# {title(facts, language)}"]
    if facts.sandbox:
        blocks.append(f"> **{words.sandbox}**")
    if not summary.complete:
        blocks.append(f"> **{words.incomplete}**")
    blocks += [f"**{inert(summary.headline)}**", f"{words.period}: {period(facts)}"]
    for weight in Weight:
        claims = [claim for claim in summary.claims if claim.weight is weight]
        if claims:
            items = "\n".join(_item(claim, words, language) for claim in claims)
            blocks.append(f"## {words.weights[weight]}\n\n{items}")
    if summary.notes:
        notes = "\n".join(f"- {inert(note)}" for note in summary.notes)
        blocks.append(f"## {words.notes}\n\n{notes}")
    return "\n\n".join([*blocks, f"{words.writers[summary.writer]}"]) + "\n"


def _item(claim: Claim, words: FormWords, language: Language) -> str:
    ids = " ".join(f"`{_code(name)}`" for name in cited(claim.evidence, language))
    topic = words.topics[claim.topic]
    return f"- **{topic}** {inert(claim.text)}\n  {words.evidence}: {ids}"


def _code(name: str) -> str:
    """Return an id fit for a code span; robots look for mentions even there."""
    return defanged(clean(name)).translate(_CODE_HARMLESS)
