"""Three incidents with their whole record, and the reviewed drafts of their post-mortems.

`python -m tests.fakes.postmortems` writes anew what was meant to change.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from application.common.wording import Localizer
from application.incidents.story.postmortem import Record, postmortem_page
from domain.clusters.repairs import ActionKind, RepairVerdict
from domain.common.readers import Reader
from domain.events.events import EventType
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.story.notes import Note, note_event
from tests.fakes.face_incidents import AT, an_attempt, an_incident
from tests.fakes.words import WORDS

FOLDER = Path(__file__).parents[1] / "application" / "incidents" / "postmortems"


def _fixed() -> Record:
    """A rollback helped after a restart had not; a person took it over and wrote two notes."""
    at = AT + timedelta(minutes=1)
    incident = an_incident(
        state=IncidentState.CLOSED,
        ending=Ending.FIXED,
        attempts=(
            an_attempt(1, ActionKind.RESTART, RepairVerdict.UNHEALTHY),
            an_attempt(2, ActionKind.ROLLBACK, RepairVerdict.HEALTHY),
        ),
        called=CallReason.TOP_BAND,
        called_at=at + timedelta(minutes=1),
        acknowledged_by="u_mei",
        acknowledged_at=at + timedelta(minutes=4, seconds=20),
        fixed_at=at + timedelta(minutes=14),
        closed_at=at + timedelta(hours=24, minutes=14),
    )
    notes = (
        Note(
            id="n_1",
            incident_id=incident.id,
            at=at + timedelta(minutes=6),
            by="u_mei",
            text="The bank sees no errors on its side.",
        ),
        Note(
            id="n_2",
            incident_id=incident.id,
            at=at + timedelta(minutes=15),
            by="u_mei",
            text="Revision 42 lost PAY_TIMEOUT.\n**See** [the change](http://evil.example).",
            program=True,
        ),
    )
    told = (
        (EventType.INCIDENT_OPENED, 0, {}),
        (EventType.INCIDENT_DECIDED, 0, {"score": "74", "attempts": "4"}),
        (EventType.INCIDENT_ACKNOWLEDGED, 4, {"by": "u_mei"}),
        (EventType.INCIDENT_CLOSED, 24 * 60 + 14, {"ending": "fixed"}),
    )
    events = [
        event_of(incident, IncidentNote(type_, number, at + timedelta(minutes=minutes), facts))
        for number, (type_, minutes, facts) in enumerate(told)
    ]
    events += [note_event(incident, each) for each in notes]
    events.sort(key=lambda each: each.time)
    return Record(incident=incident, events=events, notes=notes, began_at=AT)


def _unattended() -> Record:
    """Nobody took it, nothing was written, and when it began is not known."""
    incident = an_incident(
        2,
        attempts=(),
        skipped=(),
        score=None,
        band=None,
        state=IncidentState.HANDED_OVER,
        confirmed_at=None,
        first_action_at=None,
    )
    return Record(incident=incident, events=(), notes=(), began_at=None)


def _relapsed() -> Record:
    """It came back twice, and its source's clock is ahead of ours."""
    record = _fixed()
    incident = replace(record.incident, relapses=2, ending=Ending.HANDED_OVER)
    began = incident.opened_at + timedelta(minutes=3)
    return replace(record, incident=incident, events=(), began_at=began)


RECORDS = {"fixed": _fixed, "unattended": _unattended, "relapsed": _relapsed}


def draft(name: str, language: str) -> str:
    """Return the draft of a record, for a reader in Shanghai."""
    reader = Localizer(WORDS, Reader(language, "Asia/Shanghai"))
    return "\n".join(postmortem_page(RECORDS[name](), reader)) + "\n"


def draft_file(name: str, language: str) -> Path:
    """Return where the reviewed draft is kept."""
    return FOLDER / f"{name}.{language}.md"


def main() -> None:
    """Write all drafts anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in RECORDS:
        for each in WORDS.languages:
            draft_file(name, each.language).write_text(draft(name, each.language))


if __name__ == "__main__":
    main()
