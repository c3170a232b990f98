"""The last word before a write: guards, evaluated inside the activity, failing closed (RBK-6).

Facts that could not be established are None, and None never passes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import ActionKind, Mode
from domain.common.messages import Message, message


class GuardName(StrEnum):
    """Each guard; the value is its wire name in the audit."""

    KILL_SWITCH = "kill_switch"
    MODE = "mode"
    PERMISSION = "permission"
    CONFIRMED = "confirmed"
    FREEZE = "freeze"
    TIME_WINDOW = "time_window"
    APPROVAL = "approval"
    LOCK = "lock"
    BUDGET = "budget"
    COOLDOWN = "cooldown"
    FREQUENCY = "frequency"
    HEALTHY_SHARE = "healthy_share"
    GITOPS = "gitops"
    UNCHANGED = "unchanged"
    CHECKPOINT = "checkpoint"


class GuardOutcome(StrEnum):
    """What a guard says."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"  # its facts could not be established: as good as failed


@dataclass(frozen=True)
class GuardResult:
    """One guard's word, with the numbers behind it.

    Attributes:
        detail: why it does not pass, as part of a sentence.
        until: when it would pass if nothing else changed; None when waiting does not help.
    """

    guard: GuardName
    outcome: GuardOutcome
    detail: Message | None = None
    until: datetime | None = None

    @property
    def said(self) -> Message:
        """Return the guard with why it does not pass."""
        detail = self.detail
        return message("guard.said", guard=self.guard, outcome=self.outcome, detail=detail)

    def __str__(self) -> str:
        """Return how the read model and the account show it: `guard:outcome`."""
        return f"{self.guard}:{self.outcome}"


@dataclass(frozen=True)
class GuardLimits:
    """The policy's numbers for guards.

    Attributes:
        cooldown_seconds: least time between two writes on one target, outside one incident's
            own ladder as well as within it.
        most_writes: per target within `window_seconds`.
        least_healthy_share: of the namespace's other workloads, below which nothing new is begun.
        storm_cooldown_seconds: for which the share must be above that again (a storm has an edge
            on both sides, so that it does not flicker).
        confirmed_within_seconds: how old a read-back may be.
    """

    cooldown_seconds: float = 60.0
    most_writes: int = 8
    window_seconds: float = 3_600.0
    least_healthy_share: float = 0.5
    storm_cooldown_seconds: float = 300.0
    confirmed_within_seconds: float = 120.0


@dataclass(frozen=True, kw_only=True)
class GuardFacts:
    """Everything that guards look at, at the moment of the write; None: could not be established.

    Attributes:
        writing_enabled: the kill switch is released.
        mode: of the policy for this namespace and action, today.
        on_behalf_of: person whose permission is used; `permitted` whether they are enabled, hold
            the role and `rollback_permission`.
        confirmed: what the source said when it was asked again, and when.
        frozen_by: name of the change freeze in force; empty: none; `frozen_until` its end.
        in_time_window: whether policy lets it act at this local time; `opens_at` when it will.
        approved: digest that was approved, empty when none was; `approval_needed` in this mode.
        plan_digest: of the plan about to be performed.
        lock_held, budget_held: our grants at the lock of the target and the cluster's budget.
        last_write_at: newest write of ours on this target; `never_written` when none. Writes of
            this very attempt do not count: it would stand in its own way.
        writes_in_window: writes on this target within the policy's window; `room_at` when there
            is room for another again.
        healthy_share: of the namespace's workloads that the plan does not touch, how many are
            ready, 0 to 1; 1 when there are no others.
        storm_at: when the share was last seen too low; `never_stormy` when it never was.
        gitops: controller that would revert; empty: none.
        unchanged: the target's generation is still the plan's.
        checkpoint: id of the kept checkpoint of this attempt; empty: none.
    """

    action: ActionKind
    now: datetime
    writing_enabled: bool | None = None
    mode: Mode | None = None
    on_behalf_of: str = ""
    permitted: bool | None = None
    confirmed: ReadBack | None = None
    confirmed_at: datetime | None = None
    frozen_by: str | None = None
    frozen_until: datetime | None = None
    in_time_window: bool | None = None
    opens_at: datetime | None = None
    approval_needed: bool | None = None
    approved: str = ""
    plan_digest: str = ""
    lock_held: bool | None = None
    budget_held: bool | None = None
    never_written: bool | None = None
    last_write_at: datetime | None = None
    writes_in_window: int | None = None
    room_at: datetime | None = None
    healthy_share: float | None = None
    never_stormy: bool | None = None
    storm_at: datetime | None = None
    gitops: str | None = None
    unchanged: bool | None = None
    checkpoint: str = ""
    limits: GuardLimits = field(default_factory=GuardLimits)


Guard = Callable[[GuardFacts], GuardResult]
