"""What is answered about incidents, as it travels."""

from pydantic import BaseModel

from application.common.wording import Localizer
from application.incidents.incidents import IncidentPage
from application.incidents.views import IncidentView, incident_view
from domain.incidents.explaining import Explanation


class IncidentsOut(BaseModel):
    """Incidents, newest first; pass `next_before` as `before` to go on, empty at the end."""

    incidents: list[IncidentView]
    next_before: str

    @classmethod
    def of(cls, page: IncidentPage, reader: Localizer) -> "IncidentsOut":
        """Return the wire form."""
        return cls(
            incidents=[incident_view(each, reader) for each in page.incidents],
            next_before=page.next_before,
        )


class ExplanationOut(BaseModel):
    """Why an incident stands where it stands, from its state alone."""

    incident_id: str
    answers: dict[str, str]

    @classmethod
    def of(cls, explanation: Explanation, reader: Localizer) -> "ExplanationOut":
        """Return the wire form."""
        return cls(
            incident_id=explanation.incident_id,
            answers=explanation.answers(reader.text, reader.zone),
        )
