"""Incidents: what one fingerprint of alerts is about, and how far its repair has come."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from domain.alerts.alerts import Alert, AlertState, FaultClass, Fingerprint
from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind, Attempt, Skipped
from domain.common.messages import Message
from domain.incidents.evidence import Evidence
from domain.incidents.groups.group import Membership
from domain.incidents.groups.rules import GroupKey
from domain.incidents.scores import Band, Score


class IncidentState(StrEnum):
    """Where it stands; `ZhibanState` in the Temporal Web UI."""

    CONFIRMING = "confirming"
    SUPPRESSED = "suppressed"  # silenced, in a maintenance window, inhibited
    REPAIRING = "repairing"
    WAITING = "waiting"  # for a lock, a budget, a freeze, data
    AWAITING_APPROVAL = "awaiting_approval"
    PAUSED = "paused"
    FLAPPING = "flapping"
    RELAPSE_WATCH = "relapse_watch"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


class Ending(StrEnum):
    """How it ended."""

    FIXED = "fixed"  # verified, and it stayed so
    RECOVERED = "recovered"  # by itself, before anything was done
    FIXED_BY_OTHERS = "fixed_by_others"
    NOT_CONFIRMED = "not_confirmed"
    HANDED_OVER = "handed_over"
    ABORTED = "aborted"
    MERGED = "merged"  # its owner was found: another incident goes on with it
    PREVIEWED = "previewed"  # a dry run: it was said what would be done
    NOT_DONE = "not_done"  # what a person asked for cannot be done; nothing else was done instead
    NOT_APPROVED = "not_approved"  # what a person asked for; others said no, or nothing
    STOPPED = "stopped"  # its workflow is gone (terminated in Temporal, or failed)
    TESTED = "tested"  # it was a test


class CallReason(StrEnum):
    """Why a person is called; each incident calls once, apart from the top band's start."""

    TOP_BAND = "top_band"
    EXHAUSTED = "exhausted"
    NOTHING_TRIED = "nothing_tried"  # no step of the ladder could be tried on this target
    BLOCKED = "blocked"
    BLIND = "blind"
    INCONCLUSIVE = "inconclusive"
    UNRESOLVED = "unresolved"  # the owner could not be found
    NOT_APPROVED = "not_approved"
    OBSERVED = "observed"  # mode or kill switch: it was only said what would be done
    FLAPPING = "flapping"
    ASKED_FOR = "asked_for"
    NOT_DONE = "not_done"  # what they asked for cannot be done; nothing else was done instead
    STOPPED = "stopped"  # somebody stopped its workflow in Temporal
    TEST = "test"  # somebody tries whether people are told
    SILENT = "silent"  # a source of alerts is not heard any more; nothing can be repaired for it


class Refusal(StrEnum):
    """Why what a person asked for is not done; they are told at once."""

    NOT_DONE = "not_done"  # it cannot be done; nothing else was done instead
    NOT_APPROVED = "not_approved"  # somebody said no, or nobody anything
    TOO_MANY_WAIT = "too_many_wait"  # for the one that is being served
    STOPPED = "stopped"  # the workflow that would have served it


class RepairName(StrEnum):
    """What a person may ask for by name."""

    ROLLBACK = "rollback"
    RESTART = "restart"
    SCALE = "scale"


class Steering(StrEnum):
    """What a running incident can be told (RBK-10); the wire name of the update."""

    ABORT = "abort"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP_RUNG = "skip_rung"
    ACKNOWLEDGE = "acknowledge"
    EXAMINE = "examine"
    CLOSE = "close"


class Intervention(StrEnum):
    """What a person, or a program that saw one at work, did with an incident."""

    ABORT = "abort"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP_RUNG = "skip_rung"
    ACKNOWLEDGE = "acknowledge"
    EXAMINE = "examine"
    CLOSE = "close"
    HUMAN_EDIT = "human_edit"
    RESOLVED = "resolved"
    ENABLE_WRITES = "enable_writes"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A repair that a person asked for (RBK-12).

    Attributes:
        action: where the ladder begins; `only` ends it after this action.
        replicas: for scaling to a given count; 0: the policy's scale-out.
        revision: for a rollback to a given revision; 0: the one before.
        dry_run: say what would be done, do nothing.
        key: the caller's idempotency key.
    """

    action: ActionKind
    by: str
    reason: str
    only: bool = False
    replicas: int = 0
    revision: int = 0
    dry_run: bool = False
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """An incident as people look at it; the read model, and what a query answers.

    Its methods are all that can become of it.

    Attributes:
        id: `i_` and 26 lower-case letters and digits.
        workflow_id: `incident/<fingerprint>`.
        revision: counts changes; a later one replaces an earlier one.
        occurrences: alerts counted, duplicates and relapses included.
        doing: what it does; `waits_for` and `until` when it waits.
        called: why a person was called; None until a channel took a page about it.
        calling: why a person is being called; None once somebody was reached.
        unreached_at: since when nobody can be reached; None when somebody was, or may be still.
        evidence: what was seen of its owner when it began; None when nothing could be.
        acknowledged_by: person who took it over.
        policy: name and digest of the policy it runs with.
        newest: the newest alert.
        group_keys: what it may share with others, the strongest first.
        group: the incident group that it belongs to.
        held_for: person whose quiet hours its page waits, or waited, for.
        observed_at: when it was put into the next digest, for it was only observed; None: it was
            not.
    """

    id: str
    workflow_id: str
    fingerprint: str
    fault: FaultClass
    state: IncidentState
    opened_at: datetime
    changed_at: datetime
    revision: int
    newest: Alert
    owner: WorkloadRef | None = None
    occurrences: int = 1
    score: Score | None = None
    band: Band | None = None
    attempts: tuple[Attempt, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    doing: Message | None = None
    waits_for: Message | None = None
    until: datetime | None = None
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    first_action_at: datetime | None = None
    fixed_at: datetime | None = None
    closed_at: datetime | None = None
    ending: Ending | None = None
    called: CallReason | None = None
    called_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    relapses: int = 0
    flapping: bool = False
    request: Request | None = None
    approval: str = ""
    policy: str = ""
    sandbox: bool = False
    calling: CallReason | None = None
    unreached_at: datetime | None = None
    evidence: Evidence | None = None
    group_keys: tuple[GroupKey, ...] = ()
    group: Membership | None = None
    held_for: str = ""
    observed_at: datetime | None = None

    @property
    def call_reason(self) -> CallReason | None:
        """Why a person is needed, whether or not one was reached; None when nobody is."""
        observed = CallReason.OBSERVED if self.observed_at is not None else None
        return self.calling or self.called or observed

    @property
    def waits_for_digest(self) -> bool:
        """Whether nobody was paged about it, because the next digest tells it."""
        return self.observed_at is not None and not (self.calling or self.called)

    def showing(
        self,
        state: IncidentState,
        doing: Message,
        *,
        waits_for: Message | None,
        until: datetime | None,
    ) -> "Incident":
        """Return it with what it does now, and what it waits for."""
        return replace(self, state=state, doing=doing, waits_for=waits_for, until=until)

    def revised(self, number: int, at: datetime) -> "Incident":
        """Return it as its next revision."""
        return replace(self, revision=number, changed_at=at)

    def with_alert(self, alert: Alert) -> "Incident":
        """Return it with its newest alert, counted if it fires."""
        firing = alert.state is AlertState.FIRING
        return replace(self, newest=alert, occurrences=self.occurrences + firing)

    def under(self, policy: str, *, sandbox: bool) -> "Incident":
        """Return it with the name and digest of the policy that it keeps."""
        return replace(self, policy=policy, sandbox=sandbox)

    def confirmed(self, at: datetime) -> "Incident":
        """Return it once its source said that it fires; the first time counts."""
        return replace(self, confirmed_at=self.confirmed_at or at)

    def scored(self, score: Score, band: Band, at: datetime) -> "Incident":
        """Return it with how bad it is."""
        return replace(self, score=score, band=band, decided_at=at)

    def asking(self, question: str) -> "Incident":
        """Return it with the id of the question that is open; empty: none is."""
        return replace(self, approval=question)

    def passing_over(self, skipped: tuple[Skipped, ...]) -> "Incident":
        """Return it with rungs that cannot be tried, each once."""
        return replace(self, skipped=tuple(dict.fromkeys((*self.skipped, *skipped))))

    def acted(self, at: datetime) -> "Incident":
        """Return it after a write; the first one counts."""
        return replace(self, first_action_at=self.first_action_at or at)

    def tried(self, attempt: Attempt) -> "Incident":
        """Return it with an attempt that has ended."""
        return replace(self, attempts=(*self.attempts, attempt))

    def trying_again(self, attempts: tuple[Attempt, ...]) -> "Incident":
        """Return it with only those attempts that count from now on."""
        return replace(self, attempts=attempts)

    def fixed(self, at: datetime) -> "Incident":
        """Return it after a verified repair."""
        return replace(self, fixed_at=at)

    def gathered(self, evidence: Evidence | None) -> "Incident":
        """Return it with what was seen of its owner."""
        return replace(self, evidence=evidence or self.evidence)

    def examined(self, evidence: Evidence | None) -> "Incident":
        """Return it after somebody had it looked at again.

        Events live an hour: a look that finds no cause does not take the place of one that did.
        """
        kept = self.evidence
        if evidence is None or (kept is not None and kept.cause and not evidence.cause):
            return self
        return replace(self, evidence=evidence)

    def relapsed(self) -> "Incident":
        """Return it after it came back; who had taken it over is asked anew."""
        again = replace(self, relapses=self.relapses + 1, fixed_at=None)
        return replace(again, acknowledged_by="", acknowledged_at=None, evidence=None)

    def flaps(self, *, flapping: bool) -> "Incident":
        """Return it with whether it comes and goes."""
        return replace(self, flapping=flapping)

    def calling_for(self, reason: CallReason) -> "Incident":
        """Return it while a person is being called."""
        return replace(self, calling=reason, unreached_at=None)

    def reached(self, reason: CallReason, at: datetime) -> "Incident":
        """Return it after somebody was reached."""
        return replace(self, called=reason, called_at=at, calling=None, unreached_at=None)

    def waiting_for(self, person: str) -> "Incident":
        """Return it while its page waits for the end of somebody's quiet hours."""
        return replace(self, held_for=person)

    def put_into_digest(self, at: datetime) -> "Incident":
        """Return it once the next digest tells it, in place of a page."""
        return replace(self, observed_at=at)

    def told_with_others(self) -> "Incident":
        """Return it once the page of its group stands for it."""
        return replace(self, calling=None, unreached_at=None)

    def unreached(self, at: datetime) -> "Incident":
        """Return it while nobody can be reached."""
        return replace(self, unreached_at=at)

    def may_share(self, keys: tuple[GroupKey, ...]) -> "Incident":
        """Return it with what it may share with others."""
        return replace(self, group_keys=keys)

    def grouped(self, membership: Membership | None) -> "Incident":
        """Return it in an incident group; None: in none."""
        return replace(self, group=membership)

    def acknowledged(self, by: str, at: datetime) -> "Incident":
        """Return it after somebody took it over: they know of it, whatever channels said."""
        known = self if self.calling is None else self.reached(self.calling, at)
        return replace(known, acknowledged_by=by, acknowledged_at=at)

    def closed(self, ending: Ending, at: datetime) -> "Incident":
        """Return it after its end."""
        return replace(self, ending=ending, closed_at=at)


WORKFLOW = "incident/"
"""Begins the id of every incident's workflow."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def incident_id(fingerprint: Fingerprint, first: Alert) -> str:
    """Return the id of the incident that this alert opens; handed in twice, it gives the same id.

    Sources repeat their messages for as long as something fires, also after its incident has
    ended: so it is the moment when it reached us that tells incidents apart. One id for two of
    them would take the second one's calls and writes for done.
    """
    return "i_" + _name_of(f"{fingerprint}\n{first.id}\n{first.received_at.isoformat()}")


def approval_id(incident: str, question: int) -> str:
    """Return the id of an incident's question, counted from 1; the same one gives the same id."""
    return "a_" + _name_of(f"{incident}\n{question}")


def _name_of(said: str) -> str:
    number = int.from_bytes(sha256(said.encode()).digest()[:17])
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(26))
