"""What an incident's workflow knows, carries over and is told; all of it plain data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from application.incidents.repairs.orders import AttemptReport, Proposal
from application.ports.incidents.incidents import Lease
from domain.alerts.alerts import Alert, Confirmation, Fingerprint
from domain.clusters.repairs import ActionKind
from domain.common.messages import Message
from domain.incidents.approvals.approvals import Approval
from domain.incidents.calls import Call
from domain.incidents.guards.verdicts import Sample
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState, Request
from domain.incidents.policy.policies import Policy


class Stage(StrEnum):
    """Where a run, also one that follows another, goes on."""

    OPENING = "opening"
    CLIMBING = "climbing"
    RELAPSE_WATCH = "relapse_watch"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True)
class Steered:
    """Who steers, and why; add fields, with defaults, at the end."""

    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Requested:
    """A repair that a person asks for, and the alert that stands for it."""

    request: Request
    alert: Alert


@dataclass(frozen=True)
class Trial:
    """The attempt that is being made; kept, so that a run that follows goes on with it.

    Attributes:
        number: makes the idempotency key; never used twice within an incident.
        at: when it was planned; a plan made again with it is the same while nothing changes.
        told_hop: the newest hop of its question whose people were told; -1: none.
        report: what became of the write; None before it.
        began: when that was known, by the workflow's clock.
    """

    number: int
    at: datetime
    proposal: Proposal
    approval: Approval | None = None
    told_hop: int = -1
    report: AttemptReport | None = None
    began: datetime | None = None
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Memory:
    """Everything that outlives a run; add fields, with defaults, at the end.

    Attributes:
        witness: the newest alert that said it fires: its source is asked again.
        firing: what the newest alert says, or what the source said after it.
        alarms: alarms that fire by what was told, by source and key, at most 50.
        turns: moments of changes between firing and cleared that may still count.
        numbers: attempts begun so far; makes their numbers.
        skips: rungs that a person asked to pass over and that were not chosen yet.
        questions: approvals that were asked for.
        blocked: times in a row that a guard asked us to come back later.
        called: whether a call was begun since it began, or since it came back.
        told: people who were paged, to be told when it has settled.
        written: whether anything was written since it began, or since it came back.
        recovered: it watches for a relapse without a verified fix.
        until: end of the relapse watch, or of the holding after handing over.
        next: a repair that somebody asks for meanwhile.
        shown: the state that was written down last.
        later: repairs that are asked for after `next`, in the order of asking.
        call: a call that nobody has taken yet.
    """

    incident: Incident
    fingerprint: Fingerprint
    witness: Alert
    stage: Stage = Stage.OPENING
    policy: Policy | None = None
    confirmation: Confirmation | None = None
    firing: bool = True
    alarms: tuple[str, ...] = ()
    turns: tuple[datetime, ...] = ()
    numbers: int = 0
    blocked: int = 0
    passed_over: tuple[ActionKind, ...] = ()
    skips: int = 0
    questions: int = 0
    trial: Trial | None = None
    holds: tuple[Lease, ...] = ()
    granted: tuple[Lease, ...] = ()
    called: bool = False
    told: tuple[str, ...] = ()
    written: bool = False
    recovered: bool = False
    paused_by: str = ""
    aborted_by: str = ""
    closed_by: str = ""
    edited_by: str = ""
    enabled_by: str = ""
    until: datetime | None = None
    next: Requested | None = None
    shown: IncidentState | None = None
    later: tuple[Requested, ...] = ()
    call: Call | None = None


@dataclass(frozen=True)
class IncidentInput:
    """Everything the workflow needs; add fields, with defaults, at the end.

    Attributes:
        alerts: that begin it, where no signal brings them.
        memory: what the run before left; None when there was none.
        later: repairs that are asked for after `request`, in the order of asking.
    """

    fingerprint: Fingerprint
    request: Request | None = None
    alerts: tuple[Alert, ...] = ()
    memory: Memory | None = None
    sandbox: bool = False
    later: tuple[Requested, ...] = ()


@dataclass(frozen=True)
class IncidentResult:
    """How it ended."""

    incident_id: str
    ending: Ending | None
    called: CallReason | None = None


class Over(Exception):
    """The incident ends."""

    def __init__(self, ending: Ending, detail: Message | None = None) -> None:
        super().__init__(ending, detail)
        self.ending = ending
        self.detail = detail


class PersonNeeded(Exception):
    """Only a person can go on.

    Args:
        reason: why.
        detail: what is known beside it.
        by: who decided so, where somebody did.
    """

    def __init__(self, reason: CallReason, detail: Message | None = None, *, by: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.by = by


class Cleared(Exception):
    """What it was about is over, as its source says."""


class ChangeOfPlan(Exception):
    """The attempt is not made as it was planned; the next one is chosen afresh."""
