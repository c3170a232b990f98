"""The `BriefingWriter` port: one summary in every form (BRF-6)."""

from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from application.briefings.spoken import spoken_parts
from application.briefings.telling import Telling
from application.briefings.written import as_markdown, as_text, title
from application.ports.rendering import Renderer
from domain.briefings.briefings import Briefing, briefing_id
from domain.briefings.evidence import evidence_ids
from domain.briefings.facts import BriefingFacts
from domain.briefings.summaries import Summary
from domain.common.readers import Language
from integrations.html_briefing.page import page_of
from integrations.html_briefing.styles import STYLES

_FACTS = TypeAdapter(BriefingFacts)
_SUMMARY = TypeAdapter(Summary)


class AllForms:
    """Writes every form of a briefing; pure, and fast enough to be called anywhere."""

    def __init__(self, words: Renderer) -> None:
        self._words = words
        environment = Environment(
            loader=PackageLoader("integrations.html_briefing"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._template = environment.get_template("briefing.html.j2")

    def write(
        self, facts: BriefingFacts, summary: Summary, *, language: Language, created_at: datetime
    ) -> Briefing:
        """Return the briefing in all forms; the same arguments give the same bytes."""
        day = facts.local_date.isoformat()
        telling = Telling.of(facts, self._words, language)
        known = evidence_ids(facts)
        page = page_of(facts, summary, telling, known)
        return Briefing(
            id=briefing_id(facts.person_id, day),
            person_id=facts.person_id,
            day=day,
            language=language,
            created_at=created_at,
            title=title(facts, telling),
            spoken=spoken_parts(facts, summary, telling),
            markdown=as_markdown(facts, summary, telling),
            text=as_text(facts, summary, telling, known),
            html=self._template.render(page=page, s=STYLES),
            complete=summary.complete,
            writer=summary.writer,
            summary=_SUMMARY.dump_python(summary, mode="json"),
            facts=_FACTS.dump_python(facts, mode="json"),
        )
