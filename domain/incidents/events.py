"""Events of incidents: what happened, and what people are told of it.

Facts may hold what strangers wrote. Nothing is decided by them, and they are never read as words
of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from domain.alerts.alerts import FaultClass, ReadBack
from domain.alerts.trials import TESTED_BY
from domain.clusters.repairs import ActionKind, AttemptState
from domain.common.messages import (
    Called,
    Command,
    Foreign,
    Message,
    message,
    message_of,
    named,
)
from domain.common.notifications import MOST_LINES, Bullets, Excerpt, Notification, Part
from domain.events.events import Event, EventType, mark_of
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.incidents import (
    CallReason,
    Ending,
    Incident,
    IncidentState,
    Intervention,
    Refusal,
)
from domain.incidents.page_texts import PageText, command_of, likeliest_of, page_text
from domain.incidents.snapshots import source_of

LONGEST_FACT = 600
"""Characters of one fact, such as a patch; who needs all of it opens the incident."""

_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True)
class IncidentNote:
    """Something that happened to an incident, before it is an event.

    Attributes:
        number: of the incident's revision that came with it.
        facts: texts, names of ours by their value, moments as ISO 8601, and messages as data.
    """

    type: EventType
    number: int
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


def event_id(incident_id: str, note: IncidentNote) -> str:
    """Return the id of the event that a note becomes."""
    return f"{incident_id}/{note.number}/{mark_of(note.type, note.at, note.facts)}"


def event_of(incident: Incident, note: IncidentNote) -> Event:
    """Return the event, with what people are told of it."""
    facts = {
        name: value[:LONGEST_FACT] if isinstance(value, str) else value
        for name, value in note.facts.items()
    }
    tell = _Told(incident, facts)
    told = _TOLD[note.type](tell)
    short = _short_forms(tell) if note.type is EventType.INCIDENT_CALLED else {}
    return Event(
        id=event_id(incident.id, note),
        type=note.type,
        source=source_of(incident.id),
        subject=incident.id,
        time=note.at,
        owner=None,
        data={**facts, **short, "notification": told.recorded},
    )


def what_of(incident: Incident) -> Message:
    """Return what an incident is about, in a few words: `shop/checkout not ready`."""
    return message("incident.about", place=_place_of(incident), fault=incident.fault)


def label_of(incident: Incident) -> str:
    """Return the same for logs and for the Temporal Web UI: `shop/checkout not_ready`."""
    return f"{_place_of(incident).text} {incident.fault}"


def _place_of(incident: Incident) -> Called:
    at = incident.owner or incident.newest.object
    return Called(f"{at.namespace}/{at.name}" if at else incident.newest.name[:100])


@dataclass(frozen=True)
class _Told:
    """One thing that happened to an incident, read back from its facts."""

    incident: Incident
    facts: Mapping[str, Any]

    @property
    def what(self) -> Message:
        return what_of(self.incident)

    @property
    def tried(self) -> tuple[Part, ...]:
        """What was tried and what came of it; nothing when nothing was."""
        tried = self.incident.attempts
        lines = (
            message("incident.tried", number=each.number, action=each.action, state=each.state)
            for each in tried
        )
        return (Bullets(tuple(lines)),) if tried else ()

    def one(self, name: str, kind: type[_E]) -> _E | None:
        """Return a fact that is a name of ours."""
        value = self.facts.get(name)
        return kind(value) if value in set(kind) else None

    def called(self, name: str) -> Called | None:
        """Return a fact that is what something is called."""
        value = self.facts.get(name)
        return Called(str(value)) if value else None

    def foreign(self, name: str) -> Foreign | None:
        """Return a fact that somebody wrote."""
        value = self.facts.get(name)
        return Foreign(str(value)) if value else None

    def message(self, name: str) -> Message | None:
        """Return a fact that is a message."""
        return message_of(self.facts.get(name))

    def number(self, name: str) -> int | None:
        """Return a fact that is a number."""
        value = str(self.facts.get(name, ""))
        return int(value) if value.isdecimal() else None

    def moment(self, name: str) -> datetime | None:
        """Return a fact that is a moment."""
        value = self.facts.get(name)
        return datetime.fromisoformat(value) if isinstance(value, str) else None

    @property
    def outcome(self) -> Message | None:
        """Return how an attempt or a question ended."""
        for kind in (AttemptState, ApprovalState):
            if (found := self.one("outcome", kind)) is not None:
                return named(found)
        return message("attempt.done") if self.facts.get("outcome") == "done" else None

    def tell(self, title: Message, *body: Part | None) -> Notification:
        """Return it with what is known beside it."""
        said = (*body, self.message("detail"))
        return Notification(title, tuple(each for each in said if each is not None))


def _opened(told: _Told) -> Notification:
    request = told.incident.request
    if request is None:
        alert = Foreign(told.incident.newest.name)
        return told.tell(told.what, message("incident.alerted", alert=alert))
    by, why = Called(request.by), Foreign(request.reason)
    asked = message("incident.requested", person=by, action=request.action, why=why)
    return told.tell(told.what, asked)


def _counted(told: _Told) -> Notification:
    return told.tell(
        message("incident.counted", what=told.what, occurrences=told.incident.occurrences)
    )


def _moved(told: _Told) -> Notification:
    state = told.one("state", IncidentState)
    return told.tell(message("incident.moved", what=told.what, state=state))


def _unconfirmed(told: _Told) -> Notification:
    title = message("incident.unconfirmed", what=told.what)
    return Notification(title, (message("incident.no_such_alert", asked=told.message("detail")),))


def _decided(told: _Told) -> Notification:
    score, attempts = told.number("score"), told.number("attempts")
    title = message("incident.decided", what=told.what, score=score)
    return told.tell(title, message("incident.may_try", attempts=attempts))


def _suppressed(told: _Told) -> Notification:
    title = message("incident.suppressed", what=told.what)
    by, until = told.called("by"), told.moment("until")
    return told.tell(title, message("incident.muted_until", by=by, until=until))


def _waits(told: _Told) -> Notification:
    title = message("incident.waits", what=told.what)
    waits_for, until = told.message("waits_for"), told.moment("until")
    return told.tell(title, message("incident.waits_until", waits_for=waits_for, until=until))


def _attempted(told: _Told) -> Notification:
    number, action = told.number("number"), told.one("action", ActionKind)
    title = message(
        "incident.attempted",
        what=told.what,
        number=number,
        action=action,
        outcome=told.outcome,
    )
    return told.tell(title, message("incident.outcome", action=action, outcome=told.outcome))


def _flapping(told: _Told) -> Notification:
    title = message("incident.flapping", what=told.what)
    return Notification(title, (message("incident.held", changes=told.message("detail")),))


def _settled(told: _Told) -> Notification:
    fires = told.message("detail") == named(ReadBack.FIRING)
    title = message("incident.calm", what=told.what)
    return Notification(title, (message("incident.calm_now", fires=fires),))


def _steered(told: _Told) -> Notification:
    by, did = told.called("by"), told.one("did", Intervention)
    title = message("incident.steered", what=told.what, person=by, did=did)
    seen = told.incident.evidence
    if did is Intervention.EXAMINE and seen is not None:
        return told.tell(title, likeliest_of(seen), _said_by(told))
    return told.tell(title, _said_by(told))


def _acknowledged(told: _Told) -> Notification:
    title = message("incident.acknowledged", what=told.what, person=told.called("by"))
    return told.tell(title, _said_by(told))


def _said_by(told: _Told) -> Message | None:
    said = told.foreign("said")
    return message("incident.reason", said=said) if said else None


def _page(told: _Told) -> PageText:
    reason, detail = told.one("reason", CallReason), told.message("detail")
    at, times = told.incident.changed_at, told.number("times")
    unfilled = told.message("unfilled")
    return page_text(told.incident, reason, detail, at=at, times=times, unfilled=unfilled)


def _test(told: _Told) -> Notification:
    alert = told.incident.newest
    title = message("incident.test", source=alert.source)
    by = Called(alert.labels.get(TESTED_BY, ""))
    return Notification(title, (message("incident.test_means", person=by),))


def _silence(told: _Told) -> Notification:
    alert, at = told.incident.newest, told.incident.changed_at
    title = message("incident.silent", source=Called(alert.name), at=alert.started_at)
    times, reason = told.number("times"), told.one("reason", CallReason)
    commands = (command_of(told.incident, reason), f"zhiban incident ack {told.incident.id}")
    lines = (
        message("paged.again", times=times) if times else None,
        message("paged.since", at=alert.started_at, age=max(at - alert.started_at, at - at)),
        message("incident.silent_means"),
        told.message("unfilled"),
        message("paged.command", command=Command(commands[0])),
        message("paged.ack", command=Command(commands[1])),
    )
    return Notification(title, (Bullets(tuple(each for each in lines if each is not None)),))


def _short_forms(told: _Told) -> dict[str, Any]:
    """Return a page as one text message and as speech, for channels that carry no more."""
    if told.incident.request is not None:
        return {}
    if told.incident.newest.is_test:
        short = _test(told).title.recorded
        return {"brief": short, "spoken": short}
    if told.incident.fault is FaultClass.SILENCE:
        short = _silence(told).title.recorded
        return {"brief": short, "spoken": short}
    page = _page(told)
    return {"brief": page.text.recorded, "spoken": page.spoken.recorded}


def _called(told: _Told) -> Notification:
    if told.incident.newest.is_test:
        return _test(told)
    if told.incident.fault is FaultClass.SILENCE:
        return _silence(told)
    if told.incident.request is None:
        return _page(told).card
    incident, reason = told.incident, told.one("reason", CallReason)
    why = message(
        "incident.needed_because",
        reason=reason,
        score=incident.score.total if incident.score and not incident.request else None,
        occurrences=None if incident.request else incident.occurrences,
    )
    title, detail = message("incident.needed", what=told.what), told.message("detail")
    times = told.number("times")
    again = message("incident.called_again", times=times) if times else None
    parts = (again, why, detail, told.message("unfilled"), *told.tried)
    return Notification(title, tuple(each for each in parts if each is not None))


def _reached(told: _Told) -> Notification:
    people, channel = told.called("people"), told.called("channel")
    title = message("incident.reached", what=told.what, people=people)
    return told.tell(title, message("incident.taken_by", channel=channel))


def _unreached(told: _Told) -> Notification:
    title = message("incident.unreached", what=told.what)
    reason = told.one("reason", CallReason)
    said = (message("incident.unreached_because", reason=reason), told.message("detail"))
    spent = told.message("detail") == message("incident.nobody_answered")
    last = None if spent else message("incident.keeps_calling")
    return Notification(title, tuple(each for each in (*said, last) if each is not None))


def _grouped(told: _Told) -> Notification:
    return told.tell(message("incident.grouped", what=told.what), told.message("why"))


def _ungrouped(told: _Told) -> Notification:
    by = told.called("by") if told.facts.get("by") else None
    return told.tell(message("incident.ungrouped", what=told.what, person=by))


def _refused(told: _Told) -> Notification:
    action, refusal = told.one("action", ActionKind), told.one("refusal", Refusal)
    by, place = told.called("by"), _place_of(told.incident)
    title = message("incident.refused", place=place, action=action)
    why = message("incident.refused_because", person=by, action=action, refusal=refusal)
    return told.tell(title, why)


def _relapsed(told: _Told) -> Notification:
    title, times = message("incident.back", what=told.what), told.incident.relapses
    return told.tell(title, message("incident.relapse", times=times))


def _closed(told: _Told) -> Notification:
    ending = told.one("ending", Ending)
    return told.tell(message("incident.ended", what=told.what, ending=ending))


def _asked(told: _Told) -> Notification:
    action = told.one("action", ActionKind)
    title = message("incident.approval_asked", what=told.what, action=action)
    hop, until = told.number("hop"), told.moment("until")
    until_when = message("incident.approval_until", hop=hop, until=until)
    lines = tuple(str(told.facts.get("preview", "")).splitlines()[:MOST_LINES])
    known = map(told.message, ("detail", "difference", "unfilled"))
    said = [each for each in known if each is not None]
    return Notification(title, (*said, until_when, Excerpt(lines)))


def _answered(told: _Told) -> Notification:
    action, by = told.one("action", ActionKind), told.called("by")
    title = message(
        "incident.approval_answered",
        what=told.what,
        action=action,
        outcome=told.outcome,
        person=by,
    )
    return told.tell(title, _said_by(told))


def _queued(told: _Told) -> Notification:
    reason = told.one("reason", CallReason)
    title = message("incident.to_handle", what=told.what)
    return told.tell(title, message("incident.to_handle_because", reason=reason))


_TOLD: Mapping[EventType, Callable[[_Told], Notification]] = {
    EventType.INCIDENT_OPENED: _opened,
    EventType.INCIDENT_COUNTED: _counted,
    EventType.INCIDENT_MOVED: _moved,
    EventType.ALERT_UNCONFIRMED: _unconfirmed,
    EventType.INCIDENT_DECIDED: _decided,
    EventType.INCIDENT_SUPPRESSED: _suppressed,
    EventType.INCIDENT_WAITING: _waits,
    EventType.INCIDENT_ATTEMPTED: _attempted,
    EventType.INCIDENT_VERIFIED: _attempted,
    EventType.INCIDENT_FLAPPING: _flapping,
    EventType.INCIDENT_SETTLED: _settled,
    EventType.INCIDENT_STEERED: _steered,
    EventType.INCIDENT_ACKNOWLEDGED: _acknowledged,
    EventType.INCIDENT_CALLED: _called,
    EventType.INCIDENT_REACHED: _reached,
    EventType.INCIDENT_UNREACHED: _unreached,
    EventType.INCIDENT_GROUPED: _grouped,
    EventType.INCIDENT_UNGROUPED: _ungrouped,
    EventType.INCIDENT_REFUSED: _refused,
    EventType.INCIDENT_RELAPSED: _relapsed,
    EventType.INCIDENT_CLOSED: _closed,
    EventType.APPROVAL_ASKED: _asked,
    EventType.APPROVAL_ANSWERED: _answered,
    EventType.ROLLBACK_DONE: _attempted,
    EventType.BROADCAST_QUEUED: _queued,
}
