"""The graded ladder: what may be tried, in which order, and what became of it (RBK-1, RBK-2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clusters.changes import Performed, Step
from domain.common.messages import Message


class ActionKind(StrEnum):
    """One thing that an attempt can do; the wire name in policies, tools and reports."""

    RESTART = "restart"
    REFRESH_CONFIG = "refresh_config"
    SCALE_OUT = "scale_out"
    SHIFT_LOAD = "shift_load"
    ROLLBACK = "rollback"
    ISOLATE = "isolate"
    FULL_ROLLBACK = "full_rollback"
    CALL_PERSON = "call_person"

    @property
    def rung(self) -> int:
        """Which rung of the ladder it stands on, 1 to 6."""
        return _RUNGS[self]


_RUNGS = {
    ActionKind.RESTART: 1,
    ActionKind.REFRESH_CONFIG: 1,
    ActionKind.SCALE_OUT: 2,
    ActionKind.SHIFT_LOAD: 2,
    ActionKind.ROLLBACK: 3,
    ActionKind.ISOLATE: 4,
    ActionKind.FULL_ROLLBACK: 5,
    ActionKind.CALL_PERSON: 6,
}


class Mode(StrEnum):
    """How far Zhiban may go by itself, per namespace and action (RBK-7); in rising order."""

    OBSERVE = "observe"  # say what would be done
    SUGGEST = "suggest"  # propose it to a person, with the exact patch
    APPROVE = "approve"  # do it once somebody approved
    AUTO = "auto"


class SkipReason(StrEnum):
    """Why an action is not tried on this target now (RBK-2); never uses up an attempt."""

    CANNOT_HELP = "cannot_help"  # the policy says so for this class of fault
    TARGET_MISSING = "target_missing"
    NO_EARLIER_REVISION = "no_earlier_revision"
    ROLLOUT_PAUSED = "rollout_paused"
    GITOPS_MANAGED = "gitops_managed"
    AUTOSCALER_OWNS_COUNT = "autoscaler_owns_count"
    AT_MOST_REPLICAS = "at_most_replicas"  # the policy's bound
    QUOTA_FULL = "quota_full"
    NOT_SCALABLE = "not_scalable"  # a DaemonSet
    SCALED_TO_ZERO = "scaled_to_zero"  # somebody switched it off
    LAST_HEALTHY_REPLICA = "last_healthy_replica"
    NOTHING_TO_ISOLATE = "nothing_to_isolate"
    NO_SICK_NODE = "no_sick_node"
    DISRUPTION_BUDGET = "disruption_budget"
    NO_KEPT_CONFIG = "no_kept_config"
    CONFIG_UNCHANGED = "config_unchanged"
    NO_APPLICATION = "no_application"
    SKIPPED_BY_PERSON = "skipped_by_person"
    NOTHING_TO_CHANGE = "nothing_to_change"  # it has what was asked for already
    NOT_READABLE = "not_readable"  # what decides about it could not be read


@dataclass(frozen=True)
class Skipped:
    """An action that was passed over."""

    action: ActionKind
    reason: SkipReason
    detail: Message | None = None


@dataclass(frozen=True)
class Plan:
    """An attempt before it is made: resolved once, then never re-thought.

    Attributes:
        steps: in order; performing stops at the first that is not done.
        digest: of the steps (`domain/clusters/changes.py::digest_of`); approvals bind to it.
        seen: resource version of the target when it was planned.
        why: what it does.
        undo: what a restore would put back.
        changes: what is another afterwards, with values, for people.
    """

    action: ActionKind
    steps: tuple[Step, ...]
    digest: str
    seen: str
    why: Message | None = None
    undo: Message | None = None
    changes: tuple[Message, ...] = ()


class RepairVerdict(StrEnum):
    """What the checks after an attempt say (RBK-5)."""

    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    UNKNOWN = "unknown"  # blind: never success, never a reason for a stronger action
    INCONCLUSIVE = "inconclusive"  # others wrote meanwhile, or neither good nor bad for long


class AttemptState(StrEnum):
    """How an attempt ended."""

    VERIFIED = "verified"
    FAILED = "failed"  # performed, and the verdict is unhealthy
    UNKNOWN = "unknown"  # performed, and nobody can say
    INCONCLUSIVE = "inconclusive"
    BLOCKED = "blocked"  # a guard said no; nothing was written
    NOT_APPROVED = "not_approved"
    CONFLICT = "conflict"  # the target changed under the plan; nothing was written
    REFUSED = "refused"  # the cluster said no
    OBSERVED = "observed"  # observe or suggest: said, not done
    ABORTED = "aborted"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One rung tried; what the read model, the account and the back-test look at.

    Attributes:
        number: from 1; skipped actions have none.
        guards: results in the order of evaluation, as `guard:outcome`.
        restored: whether the checkpoint was put back after a bad verdict.
        checkpoint: id of the checkpoint, empty when nothing was written.
        approved_by: empty when nobody was asked.
    """

    number: int
    action: ActionKind
    mode: Mode
    state: AttemptState
    started_at: datetime
    ended_at: datetime | None = None
    acted_at: datetime | None = None
    key: str = ""
    plan: Plan | None = None
    performed: tuple[Performed, ...] = ()
    guards: tuple[str, ...] = ()
    verdict: RepairVerdict | None = None
    because: Message | None = None
    checkpoint: str = ""
    restored: bool = False
    approved_by: str = ""
