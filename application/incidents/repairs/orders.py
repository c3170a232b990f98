"""What workflows, activities and `Repairs` hand each other; add fields, with defaults, at the end.

None of it holds a secret: contents of checkpoints and ConfigMaps go to the encrypted store, and
only their ids and digests travel.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from application.ports.incidents.incidents import Lease
from domain.alerts.alerts import Alert, Confirmation, FaultClass
from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import Workload, WorkloadRef
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode, Plan, Skipped
from domain.common.messages import Message
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.guards.guards import GuardOutcome, GuardResult
from domain.incidents.incidents import Request
from domain.incidents.policy.policies import Policy


@dataclass(frozen=True)
class Scene:
    """A target and what stands around it, read at one time.

    Attributes:
        workload: None when it does not exist.
        siblings: other workloads of its application, with their revisions; at most 10.
        sick_nodes: names of nodes that are not ready or say that something is wrong.
        kept_configs: ConfigMap → digest of the newest content that a healthy workload ran with;
            equal to what is there now when it has not changed since.
        unread: parts that could not be read: `nodes`, `siblings`, `configs`.
    """

    workload: Workload | None
    at: datetime
    siblings: tuple[Workload, ...] = ()
    sick_nodes: tuple[str, ...] = ()
    kept_configs: dict[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProposeOrder:
    """Asks what to try next.

    Attributes:
        policy: the one that the incident started with.
        tried: attempts so far, in order.
        passed_over: actions that a person skipped.
        began: when the fault began, by the source's clock; None when nobody knows.
        at: taken in the workflow; a restart writes it. To see whether a plan still holds, propose
            again with the same `at`: nothing having changed gives the same digest.
        key: idempotency key of the attempt that this plan is for; `attempt_key`.
    """

    target: WorkloadRef
    fault: FaultClass
    policy: Policy
    score: int
    at: datetime
    key: str
    tried: tuple[Attempt, ...] = ()
    passed_over: tuple[ActionKind, ...] = ()
    request: Request | None = None
    began: datetime | None = None
    enabled_by: str = ""


@dataclass(frozen=True)
class Proposal:
    """What to try next.

    Attributes:
        plan: None when nothing is left; then `skipped` says why.
        mode: how far to go with it.
        preview: the exact patches as the server would take them; empty when it could not be asked,
            then `preview_failed` says why.
        held_by: what forbids every write now; nobody is to be asked for what cannot be done.
    """

    plan: Plan | None
    mode: Mode
    skipped: tuple[Skipped, ...] = ()
    preview: str = ""
    preview_failed: Message | None = None
    held_by: GuardResult | None = None


@dataclass(frozen=True)
class RepairQuestion:
    """What a question about a repair is about; add fields, with defaults, at the end.

    Attributes:
        order: the plan's; proposed again with it, the plan is the same while nothing has changed.
    """

    order: ProposeOrder
    plan: Plan


@dataclass(frozen=True, kw_only=True)
class AttemptOrder:
    """Asks for one attempt to be made.

    Attributes:
        number: from 1; with the incident's id it makes the key.
        score: the incident's, for rules of modes that depend on it.
        on_behalf_of: person whose `rollback_permission` is used: the policy's, or who asked.
        requested_by: person who asked for the repair; empty when nobody did.
        enabled_by: admin who let this observing incident try for real; empty when nobody did.
        confirmation: what the source said last; refreshed by the workflow before each attempt.
        approved: digest that was approved (`bound_to` in `domain/incidents/approvals/rules.py`).
        holds: grants of the locks of all targets of the plan, and of the cluster's budget.
        at: taken in the workflow, for the record.
    """

    incident_id: str
    number: int
    target: WorkloadRef
    plan: Plan
    policy: Policy
    score: int
    on_behalf_of: str
    at: datetime
    confirmation: Confirmation | None = None
    approved: str = ""
    approved_by: str = ""
    requested_by: str = ""
    enabled_by: str = ""
    holds: tuple[Lease, ...] = ()

    @property
    def key(self) -> str:
        """Idempotency key of the attempt."""
        return attempt_key(self.incident_id, self.number)

    def wrote(self, entry: AuditEntry) -> bool:
        """Say whether a row of the audit is of this attempt."""
        return entry.data.get("attempt") == self.key


@dataclass(frozen=True)
class ConfigPrint:
    """A ConfigMap that an attempt wrote to.

    Attributes:
        checkpoint: id under which its content of before is kept; `digest` what that amounts to.
        version: its resource version after our write: another one means another writer.
    """

    name: str
    checkpoint: str
    digest: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """One target as our attempt found and left it: what samples and restores compare with.

    Attributes:
        checkpoint: id of what puts it back.
        template, replicas: digest of the template, and count, that our action left behind.
        generation: after our newest write on it; a later one is somebody else's.
        progress_at: of its Progressing condition before the write.
        restarts: of its pods before the write, by UID; only those that had any.
        writers: who had written to it before, as `manager@time`, to name who did since.
        restorable: whether putting the checkpoint back takes anything back: a restart, an eviction
            or an isolation leaves nothing behind that could be.
    """

    target: WorkloadRef
    checkpoint: str
    template: str = ""
    replicas: int = 0
    generation: int = 0
    progress_at: datetime | None = None
    restarts: dict[str, int] = field(default_factory=dict)
    writers: tuple[str, ...] = ()
    restorable: bool = True
    configs: tuple[ConfigPrint, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AttemptReport:
    """What became of an attempt.

    Attributes:
        state: how it ended when there is nothing to verify; None: written, go on to verify.
        performed: answers to the steps, in order; shorter than the plan when it stopped.
        guards: results in the order of evaluation, of the last step that was come to.
        blocked: the first guard that did not pass; None when all did.
        acted_at: when the last write was done; None when nothing was written.
        footprints: of all targets; what `SampleOrder` and `RestoreOrder` take.
        detail: why it stopped, or what the last answer said.
    """

    key: str
    state: AttemptState | None
    performed: tuple[Performed, ...] = ()
    guards: tuple[GuardResult, ...] = ()
    blocked: GuardResult | None = None
    checkpoint: str = ""
    acted_at: datetime | None = None
    snapshots: tuple[Snapshot, ...] = ()
    detail: Message | None = None

    @property
    def wrote(self) -> bool:
        """Whether anything was changed in the cluster by this attempt, now or before a crash."""
        done = (Performing.DONE, Performing.ALREADY)
        return any(each.outcome in done for each in self.performed)

    @property
    def may_pass_later(self) -> bool:
        """Whether waiting can help: it was blocked by something unread, or by what has an end."""
        return self.blocked is not None and (
            self.blocked.outcome is GuardOutcome.UNKNOWN or self.blocked.until is not None
        )


@dataclass(frozen=True)
class SampleOrder:
    """Asks for one look at the targets of an attempt.

    Attributes:
        alert: the newest of the incident, to ask its source whether it still fires.
        acted_at: when the attempt wrote.
    """

    target: WorkloadRef
    action: ActionKind
    acted_at: datetime
    snapshots: tuple[Snapshot, ...]
    alert: Alert | None = None


@dataclass(frozen=True)
class RestoreOrder:
    """Asks to put the checkpoints of an attempt back.

    Attributes:
        reason: why, for the audit: the verdict's.
    """

    attempt: AttemptOrder
    snapshots: tuple[Snapshot, ...]
    reason: Message
    at: datetime


class Restored(StrEnum):
    """What became of putting an attempt's checkpoints back."""

    DONE = "done"
    NOTHING_WRITTEN = "nothing_written"  # nothing of ours to take back
    BLOCKED = "blocked"
    CONFLICT = "conflict"  # another writer changed it since: left as it is
    REFUSED = "refused"
    LOST = "lost"  # the checkpoint, or the target, is not there any more


@dataclass(frozen=True)
class RestoreReport:
    """What became of a restore: the worst of all targets."""

    outcome: Restored
    performed: tuple[Performed, ...] = ()
    guards: tuple[GuardResult, ...] = ()
    blocked: GuardResult | None = None
    detail: Message | None = None

    @property
    def may_pass_later(self) -> bool:
        """Whether trying again can help: only a fact is missing."""
        return self.blocked is not None and self.blocked.outcome is GuardOutcome.UNKNOWN


def attempt_key(incident_id: str, number: int) -> str:
    """Return the idempotency key of an attempt; on objects, in the audit, in ids of checkpoints."""
    return f"{incident_id}-a{number}"


def step_key(attempt: str, step: int) -> str:
    """Return the key of one step, from 1; at most 63 characters with ids of 28."""
    return f"{attempt}-s{step}"
