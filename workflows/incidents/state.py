"""What an incident's workflow knows, carries over and is told; all of it plain data."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from application.incidents.repairs.orders import AttemptReport, Proposal
from application.ports.incidents.incidents import Lease
from domain.alerts.alerts import Alert, Confirmation, Fingerprint
from domain.clusters.repairs import ActionKind
from domain.common.messages import Message
from domain.incidents.approvals.approvals import Approval
from domain.incidents.calls import Call
from domain.incidents.guards.verdicts import MOST_SAMPLES, Sample
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


@dataclass(frozen=True, kw_only=True)
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

    def asking(self, question: Approval) -> "Trial":
        """Return it with its question as it stands."""
        return replace(self, approval=question)

    def told(self, hop: int) -> "Trial":
        """Return it after the people of a hop were told."""
        return replace(self, told_hop=hop)

    def reported(self, report: AttemptReport, began: datetime | None = None) -> "Trial":
        """Return it with what became of the write."""
        return replace(self, report=report, began=began)

    def looked(self, sample: Sample) -> "Trial":
        """Return it with what was seen after the write; the newest samples stay."""
        return replace(self, samples=(*self.samples, sample)[-MOST_SAMPLES:])


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Everything that outlives a run; add fields, with defaults, at the end.

    Its methods are all that can become of it; how alerts and requests change it says `memory.py`.

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
        held: how often it was held on after that, since it fires or is unhealthy still.
        next: a repair that somebody asks for meanwhile.
        shown: the state that was written down last.
        later: repairs that are asked for after `next`, in the order of asking.
        call: a call that nobody has taken yet.
        muted: a call that is not made, because the page of its group stands for it.
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
    muted: Call | None = None
    held: int = 0

    def climbing(self) -> "Memory":
        """Return it on the ladder."""
        return replace(self, stage=Stage.CLIMBING)

    def handed_over(self, until: datetime) -> "Memory":
        """Return it in a person's hands, and until when it is kept for them."""
        return replace(self, stage=Stage.HANDED_OVER, until=until)

    def held_on(self, until: datetime) -> "Memory":
        """Return it held for people once more."""
        return replace(self, until=until, held=self.held + 1)

    def under(self, policy: Policy) -> "Memory":
        """Return it with the policy that it keeps."""
        return replace(self, policy=policy)

    def confirmed(self, said: Confirmation) -> "Memory":
        """Return it with what its source said last."""
        return replace(self, confirmation=said)

    def turned(self, *, firing: bool, turns: tuple[datetime, ...]) -> "Memory":
        """Return it after it began or ceased to fire."""
        return replace(self, firing=firing, turns=turns)

    def cleared(self) -> "Memory":
        """Return it with no alarm that fires."""
        return replace(self, firing=False, alarms=())

    def serving_next(self, waiting: tuple[Requested, ...]) -> "Memory":
        """Return it with the requests that wait, in the order of asking."""
        return replace(self, next=waiting[0] if waiting else None, later=waiting[1:])

    def trying(self, trial: Trial | None) -> "Memory":
        """Return it with the attempt that is being made; None: none is."""
        return replace(self, trial=trial)

    def began(self, trial: Trial) -> "Memory":
        """Return it at a new attempt: what somebody changed by hand before it is in its plan."""
        return replace(self, trial=trial, numbers=trial.number, edited_by="")

    def asked(self, trial: Trial) -> "Memory":
        """Return it with one more question."""
        return replace(self, trial=trial, questions=self.questions + 1)

    def passed(self, action: ActionKind) -> "Memory":
        """Return it after a rung that a person wanted skipped was found."""
        return replace(self, passed_over=(*self.passed_over, action), skips=self.skips - 1)

    def skip_served(self) -> "Memory":
        """Return it after a skip that ended the attempt under way."""
        return replace(self, skips=self.skips - 1)

    def wrote(self) -> "Memory":
        """Return it after a write."""
        return replace(self, written=True, blocked=0)

    def held_up(self) -> "Memory":
        """Return it without its attempt, which a guard wants to be made later."""
        return replace(self, trial=None, blocked=self.blocked + 1)

    def holding(self, lease: Lease) -> "Memory":
        """Return it with a lock or budget that it asks for."""
        known = lease in self.holds
        return self if known else replace(self, holds=(*self.holds, lease))

    def granted_to(self, lease: Lease) -> "Memory":
        """Return it with a lock or budget that it has."""
        known = lease in self.granted
        return self if known else replace(self, granted=(*self.granted, lease))

    def holding_nothing(self) -> "Memory":
        """Return it after everything was given back."""
        return replace(self, holds=(), granted=())

    def calling(self) -> "Memory":
        """Return it after a call was begun."""
        return replace(self, called=True)

    def with_call(self, call: Call | None) -> "Memory":
        """Return it with how far a call has come; None: nobody has to be called."""
        return replace(self, call=call)

    def silenced(self, call: Call | None) -> "Memory":
        """Return it with a call that its group's page stands for; None: it calls by itself."""
        return replace(self, muted=call, called=call is not None)

    def paged(self, people: tuple[str, ...]) -> "Memory":
        """Return it with more people who were paged, each once."""
        return replace(self, told=tuple(dict.fromkeys((*self.told, *people))))

    def relapsed(self) -> "Memory":
        """Return it on the ladder again, after it came back."""
        again = replace(self, stage=Stage.CLIMBING, called=False, until=None, recovered=False)
        return replace(again, muted=None)

    def watching(self, until: datetime, *, recovered: bool) -> "Memory":
        """Return it while it is watched for a relapse."""
        watched = replace(self, stage=Stage.RELAPSE_WATCH, until=until)
        return replace(watched, recovered=recovered, firing=False)

    def tried_again(self, stage: Stage) -> "Memory":
        """Return it where it goes on once it may write."""
        return replace(self, stage=stage, until=None, blocked=0)

    def paused(self, by: str) -> "Memory":
        """Return it paused; empty: resumed."""
        return replace(self, paused_by=by)

    def aborted(self, by: str) -> "Memory":
        """Return it after somebody ended its ladder."""
        return replace(self, aborted_by=by)

    def closed(self, by: str) -> "Memory":
        """Return it after somebody saw to it."""
        return replace(self, closed_by=by)

    def edited(self, by: str) -> "Memory":
        """Return it after somebody changed its target by hand."""
        return replace(self, edited_by=by)

    def enabled(self, by: str) -> "Memory":
        """Return it after an admin let it write; empty: nobody does any more."""
        return replace(self, enabled_by=by)

    def skipping(self, most: int) -> "Memory":
        """Return it with one more rung to pass over."""
        return replace(self, skips=min(self.skips + 1, most))

    def written_down(self, shown: IncidentState) -> "Memory":
        """Return it after its state was written down."""
        return replace(self, shown=shown)

    def seen_as(self, incident: Incident) -> "Memory":
        """Return it with the incident as people see it now."""
        return replace(self, incident=incident)


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
