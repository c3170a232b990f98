"""What is answered about incidents, as it travels."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from api.bodies import Read
from application.common.wording import Localizer
from application.incidents.incidents import IncidentPage
from domain.alerts.alerts import AlertSource, AlertState, FaultClass
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import WorkloadKind
from domain.clusters.repairs import (
    ActionKind,
    Attempt,
    AttemptState,
    Mode,
    RepairVerdict,
    Skipped,
    SkipReason,
)
from domain.incidents.explaining import Explanation, doing_of
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState
from domain.incidents.scores import Band
from domain.monitoring.alarms import Severity

Worded = Annotated[str, BeforeValidator(lambda said: said if isinstance(said, str) else "")]
"""A message that `of` puts into the reader's words."""


class TargetOut(Read):
    """A workload."""

    cluster: str
    namespace: str
    kind: WorkloadKind
    name: str


class AlertOut(Read):
    """The newest alert; everything textual in it was written by strangers."""

    id: str
    source: AlertSource
    state: AlertState
    name: str
    severity: Severity
    started_at: datetime
    received_at: datetime
    measures: dict[str, float]
    labels: dict[str, str]
    text: str


class ScoreInputOut(Read):
    """One number that went into a score."""

    name: str
    value: float | None = Field(description="Null when nobody could say; then `used` is a default.")
    used: float
    source: str


class ScoreOut(Read):
    """A score and what it came from."""

    total: int
    impact: float
    severity: float
    importance: float
    urgency: float
    weights: str
    inputs: list[ScoreInputOut]


class PerformedOut(Read):
    """What became of one step."""

    outcome: Performing
    detail: str
    patch: str

    @classmethod
    def of(cls, performed: Performed, reader: Localizer) -> "PerformedOut":
        """Return the wire form; what we say of it is said in the reader's language."""
        said = reader.text(performed.said) or performed.detail
        return cls(outcome=performed.outcome, detail=said, patch=performed.patch)


class AttemptOut(Read):
    """One rung tried."""

    number: int
    action: ActionKind
    mode: Mode
    state: AttemptState
    started_at: datetime
    ended_at: datetime | None
    acted_at: datetime | None
    guards: list[str] = Field(description="In the order of evaluation, as `guard:outcome`.")
    performed: list[PerformedOut]
    verdict: RepairVerdict | None
    because: Worded
    restored: bool = Field(description="Whether what was before was put back.")
    approved_by: str

    @classmethod
    def of(cls, attempt: Attempt, reader: Localizer) -> "AttemptOut":
        """Return the wire form; what it rests on is said in the reader's language."""
        words = {
            "because": reader.text(attempt.because),
            "performed": [PerformedOut.of(each, reader) for each in attempt.performed],
        }
        return cls.model_validate(attempt).model_copy(update=words)


class SkippedOut(Read):
    """A rung that was passed over."""

    action: ActionKind
    reason: SkipReason
    detail: Worded

    @classmethod
    def of(cls, skipped: Skipped, reader: Localizer) -> "SkippedOut":
        """Return the wire form."""
        detail = reader.text(skipped.detail)
        return cls(action=skipped.action, reason=skipped.reason, detail=detail)


class RequestOut(Read):
    """A repair that somebody asked for."""

    action: ActionKind
    by: str
    reason: str
    only: bool
    replicas: int
    revision: int
    dry_run: bool


class IncidentOut(Read):
    """An incident with its ladder."""

    id: str
    workflow_id: str
    fault: FaultClass
    state: IncidentState
    opened_at: datetime
    changed_at: datetime
    revision: int
    owner: TargetOut | None = Field(description="Null when it could not be found.")
    newest: AlertOut
    occurrences: int
    score: ScoreOut | None
    band: Band | None
    attempts: list[AttemptOut]
    skipped: list[SkippedOut]
    doing: Worded = Field(description="In the asker's language, as `waits_for` and `because` are.")
    waits_for: Worded
    until: datetime | None
    confirmed_at: datetime | None
    decided_at: datetime | None
    first_action_at: datetime | None
    fixed_at: datetime | None
    closed_at: datetime | None
    ending: Ending | None
    called: CallReason | None = Field(description="Null until a channel took a page about it.")
    called_at: datetime | None
    calling: CallReason | None = Field(description="Why a person is being called.")
    unreached_at: datetime | None = Field(description="Since when nobody can be reached.")
    acknowledged_by: str
    acknowledged_at: datetime | None
    relapses: int
    flapping: bool
    request: RequestOut | None
    approval: str
    policy: str
    sandbox: bool

    @classmethod
    def of(cls, incident: Incident, reader: Localizer) -> "IncidentOut":
        """Return the wire form; what it does is said in the reader's language."""
        plain = cls.model_validate(incident)
        tried = (AttemptOut.of(each, reader) for each in incident.attempts)
        passed = (SkippedOut.of(each, reader) for each in incident.skipped)
        words = {
            "doing": reader.text(doing_of(incident)),
            "waits_for": reader.text(incident.waits_for),
            "attempts": list(tried),
            "skipped": list(passed),
        }
        return plain.model_copy(update=words)


class IncidentsOut(BaseModel):
    """Incidents, newest first; pass `next_before` as `before` to go on, empty at the end."""

    incidents: list[IncidentOut]
    next_before: str

    @classmethod
    def of(cls, page: IncidentPage, reader: Localizer) -> "IncidentsOut":
        """Return the wire form."""
        return cls(
            incidents=[IncidentOut.of(each, reader) for each in page.incidents],
            next_before=page.next_before,
        )


class ExplanationOut(BaseModel):
    """Why an incident stands where it stands, from its state alone."""

    incident_id: str
    answers: dict[str, str]

    @classmethod
    def of(cls, explanation: Explanation, reader: Localizer) -> "ExplanationOut":
        """Return the wire form."""
        return cls(incident_id=explanation.incident_id, answers=explanation.answers(reader.text))
