"""What is sent and answered about incidents, questions and repairs, as it travels."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.strict import WHOLE, Strict
from application.incident_requests import (
    LARGEST_REVISION,
    LONGEST_KEY,
    LONGEST_REASON,
    MOST_REPLICAS,
    RepairName,
    RequestedRepair,
    Will,
)
from application.incidents import IncidentPage
from domain.alarms import Severity
from domain.alerts import AlertSource, AlertState, FaultClass
from domain.approvals import Approval, ApprovalState
from domain.changes import Performing
from domain.clusters import WorkloadKind
from domain.explaining import Explanation, doing_words, rests_on_words, waits_words
from domain.incident_words_recorded import Reader, in_words, preview_words, skip_detail
from domain.incidents import CallReason, Ending, Incident, IncidentState
from domain.repairs import (
    ActionKind,
    Attempt,
    AttemptState,
    Mode,
    Skipped,
    SkipReason,
    Verdict,
)
from domain.scores import Band

Why = Annotated[
    str, Field(min_length=1, max_length=LONGEST_REASON, description="For the record; one line.")
]


class _Read(BaseModel):
    """Read from the application's own objects."""

    model_config = ConfigDict(from_attributes=True)


class ReasonIn(Strict):
    """Why, for the record."""

    reason: Why


class MaybeReasonIn(Strict):
    """Why, if there is something to say."""

    reason: str = Field("", max_length=LONGEST_REASON)


class TargetOut(_Read):
    """A workload."""

    cluster: str
    namespace: str
    kind: WorkloadKind
    name: str


class AlertOut(_Read):
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


class ScoreInputOut(_Read):
    """One number that went into a score."""

    name: str
    value: float | None = Field(description="Null when nobody could say; then `used` is a default.")
    used: float
    source: str


class ScoreOut(_Read):
    """A score and what it came from."""

    total: int
    impact: float
    severity: float
    importance: float
    urgency: float
    weights: str
    inputs: list[ScoreInputOut]


class PerformedOut(_Read):
    """What became of one step."""

    outcome: Performing
    detail: str
    patch: str


class AttemptOut(_Read):
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
    verdict: Verdict | None
    because: str
    restored: bool = Field(description="Whether what was before was put back.")
    approved_by: str

    @classmethod
    def of(cls, attempt: Attempt, reader: Reader) -> "AttemptOut":
        """Return the wire form; what it rests on is said in the reader's language."""
        because = rests_on_words(attempt, reader.language)
        return cls.model_validate(attempt).model_copy(update={"because": because})


class SkippedOut(_Read):
    """A rung that was passed over."""

    action: ActionKind
    reason: SkipReason
    detail: str

    @classmethod
    def of(cls, skipped: Skipped, reader: Reader) -> "SkippedOut":
        """Return the wire form."""
        detail = skip_detail(skipped.detail, reader.language)
        return cls(action=skipped.action, reason=skipped.reason, detail=detail)


class RequestOut(_Read):
    """A repair that somebody asked for."""

    action: ActionKind
    by: str
    reason: str
    only: bool
    replicas: int
    revision: int
    dry_run: bool


class IncidentOut(_Read):
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
    doing: str = Field(description="In the asker's language, as `waits_for` and `because` are.")
    waits_for: str
    until: datetime | None
    confirmed_at: datetime | None
    decided_at: datetime | None
    first_action_at: datetime | None
    fixed_at: datetime | None
    closed_at: datetime | None
    ending: Ending | None
    called: CallReason | None
    called_at: datetime | None
    acknowledged_by: str
    acknowledged_at: datetime | None
    relapses: int
    flapping: bool
    request: RequestOut | None
    approval: str
    policy: str
    sandbox: bool

    @classmethod
    def of(cls, incident: Incident, reader: Reader) -> "IncidentOut":
        """Return the wire form; what it does is said in the reader's language."""
        plain = cls.model_validate(incident)
        tried = (AttemptOut.of(each, reader) for each in incident.attempts)
        passed = (SkippedOut.of(each, reader) for each in incident.skipped)
        words = {
            "doing": doing_words(incident, reader.language),
            "waits_for": waits_words(incident, reader.language),
            "attempts": list(tried),
            "skipped": list(passed),
        }
        return plain.model_copy(update=words)


class IncidentsOut(BaseModel):
    """Incidents, newest first; pass `next_before` as `before` to go on, empty at the end."""

    incidents: list[IncidentOut]
    next_before: str

    @classmethod
    def of(cls, page: IncidentPage, reader: Reader) -> "IncidentsOut":
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
    def of(cls, explanation: Explanation) -> "ExplanationOut":
        """Return the wire form."""
        return cls(incident_id=explanation.incident_id, answers=explanation.answers)


class ApprovalOut(_Read):
    """A question, and what became of it."""

    id: str
    incident_id: str
    action: ActionKind
    target: TargetOut
    plan: str = Field(
        validation_alias="digest", description="Stands for exactly this plan; send it back."
    )
    why: str
    preview: str = Field(description="The exact patch.")
    asked_at: datetime
    expires_at: datetime
    asked: list[str]
    requested_by: str
    state: ApprovalState
    answered_by: str
    answered_at: datetime | None
    reason: str

    @classmethod
    def of(cls, approval: Approval, reader: Reader) -> "ApprovalOut":
        """Return the wire form; why it is asked is said in the reader's language."""
        words = {
            "why": in_words(approval.why, reader.language),
            "preview": preview_words(approval.preview, reader.language),
        }
        return cls.model_validate(approval).model_copy(update=words)


class ApproveIn(MaybeReasonIn):
    """A yes to exactly one plan."""

    plan: str = Field(
        pattern="^[0-9a-f]{64}$", description="`plan` of the question: approves nothing else."
    )


class RepairIn(Strict):
    """What to repair, and whether it is meant."""

    cluster: str = Field(min_length=1, max_length=63)
    namespace: str = Field(min_length=1, max_length=253)
    kind: WorkloadKind = WorkloadKind.DEPLOYMENT
    name: str = Field(min_length=1, max_length=253)
    reason: Why
    dry_run: bool = Field(default=True, description="True: only say what would be done.")
    confirm: str = Field(
        "",
        pattern="^([0-9a-f]{16})?$",
        description="`confirm` of the dry run: when the plan is another by now, nothing is done.",
    )
    key: str = Field("", max_length=LONGEST_KEY, description="Your own; makes repeating safe.")


class RollbackIn(RepairIn):
    """What to roll back, and to which revision."""

    revision: Annotated[int, Field(ge=0, le=LARGEST_REVISION), WHOLE] = Field(
        0, description="0: the one before."
    )


class ScaleIn(RepairIn):
    """What to scale, and to how many."""

    replicas: Annotated[int, Field(ge=0, le=MOST_REPLICAS), WHOLE] = Field(
        0, description="0: the policy's next step."
    )


class RepairOut(_Read):
    """What a repair would do, or that it was begun."""

    target: TargetOut
    action: RepairName
    dry_run: bool
    outcome: Will
    will: str = Field(description="What happens, or would happen, as a sentence.")
    preview: str = Field(description="The exact patch; empty when there is nothing to do.")
    why: str
    undo: str
    confirm: str
    incident_id: str = Field(description="Where to follow it; empty for a dry run.")
    workflow_id: str

    @classmethod
    def of(cls, repair: RequestedRepair) -> "RepairOut":
        """Return the wire form."""
        return cls.model_validate(repair)
