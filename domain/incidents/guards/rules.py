"""The guards: each looks at one thing, right before a write, and says no when it does not know.

Cheapest and most final first, so that the first one that does not pass is the one worth reading;
what only has to be waited for comes last. All are evaluated and all are recorded. A guard that is
missing from `GUARDS` is a hole: `bench/guards.py` takes each away and shows the test that fails.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import Mode
from domain.incidents.guards.guards import Guard, GuardFacts, GuardName, GuardOutcome, GuardResult

MOST_SKEW = 30.0
"""Seconds that the clocks of two machines of ours may differ."""


def evaluate(facts: GuardFacts) -> tuple[GuardResult, ...]:
    """Return what every guard says of an attempt, in order."""
    return tuple(_ask(name, guard, facts) for name, guard in GUARDS)


def evaluate_restore(facts: GuardFacts) -> tuple[GuardResult, ...]:
    """Return what the guards of a restore say, in order.

    Taking our own write back needs no confirmation, approval, budget of writes or quiet namespace
    of its own; but whatever stops all writes stops this one.
    """
    return tuple(_ask(name, guard, facts) for name, guard in GUARDS if name in GUARDS_OF_RESTORES)


def blocked_by(results: Sequence[GuardResult]) -> GuardResult | None:
    """Return the first guard that did not pass; None only when there is one and all did.

    Raises:
        ValueError: there is no result at all, which must never look like consent.
    """
    if not results:
        raise ValueError("No guard was asked.")
    return next((each for each in results if each.outcome is not GuardOutcome.PASSED), None)


def kill_switch(facts: GuardFacts) -> GuardResult:
    """Pass when an admin has enabled writing."""
    return _yes(GuardName.KILL_SWITCH, "writing is not enabled", fact=facts.writing_enabled)


def mode(facts: GuardFacts) -> GuardResult:
    """Pass when the policy lets this action be done here at all, by itself or once approved."""
    name = GuardName.MODE
    if facts.mode is None:
        return _unknown(name, "the policy's mode is not known")
    may = facts.mode in (Mode.APPROVE, Mode.AUTO)
    return _said(name, passed=may, detail=f"the mode is {facts.mode}")


def permission(facts: GuardFacts) -> GuardResult:
    """Pass when the person on whose behalf it runs may let repairs run."""
    name = GuardName.PERMISSION
    if not facts.on_behalf_of:
        return _said(name, passed=False, detail="it would run on nobody's behalf")
    return _yes(name, f"{facts.on_behalf_of} may not let repairs run", fact=facts.permitted)


def freeze(facts: GuardFacts) -> GuardResult:
    """Pass when no change freeze covers the target."""
    name = GuardName.FREEZE
    if facts.frozen_by is None:
        return _unknown(name, "change freezes could not be read")
    passed = facts.frozen_by == ""
    return _said(
        name, passed=passed, detail=f"frozen by '{facts.frozen_by}'", until=facts.frozen_until
    )


def time_window(facts: GuardFacts) -> GuardResult:
    """Pass within the hours that the policy gives for this action."""
    return _yes(
        GuardName.TIME_WINDOW,
        "outside the policy's hours",
        fact=facts.in_time_window,
        until=facts.opens_at,
    )


def gitops(facts: GuardFacts) -> GuardResult:
    """Pass when no controller would revert what is written."""
    name = GuardName.GITOPS
    if facts.gitops is None:
        return _unknown(name, "the target could not be read")
    return _said(name, passed=facts.gitops == "", detail=f"{facts.gitops} would revert it")


def approval(facts: GuardFacts) -> GuardResult:
    """Pass when exactly this plan was approved, or none is needed."""
    name = GuardName.APPROVAL
    if facts.approval_needed is None:
        return _unknown(name, "it is not known whether approval is needed")
    if facts.approval_needed is False:
        return _said(name, passed=True, detail="")
    if not facts.approved or not facts.plan_digest:
        return _said(name, passed=False, detail="nobody has approved it")
    same = facts.approved == facts.plan_digest
    return _said(name, passed=same, detail="another plan was approved")


def confirmed(facts: GuardFacts) -> GuardResult:
    """Pass when the source itself said a moment ago that it still fires."""
    name = GuardName.CONFIRMED
    if facts.confirmed in (None, ReadBack.UNKNOWN) or facts.confirmed_at is None:
        return _unknown(name, "the source could not be asked")
    if facts.confirmed is not ReadBack.FIRING:
        return _said(name, passed=False, detail=f"the source says {facts.confirmed}")
    age = (facts.now - facts.confirmed_at).total_seconds()
    most = facts.limits.confirmed_within_seconds
    # A confirmation from the future is a clock that is wrong, and says nothing about now.
    fresh = -MOST_SKEW <= age <= most
    return _said(name, passed=fresh, detail=f"confirmed {age:.0f} s ago, at most {most:g} s")


def unchanged(facts: GuardFacts) -> GuardResult:
    """Pass when nobody has changed the target since the plan was made."""
    return _yes(
        GuardName.UNCHANGED, "the target was changed since it was planned", fact=facts.unchanged
    )


def checkpoint(facts: GuardFacts) -> GuardResult:
    """Pass when what puts the target back is kept."""
    name = GuardName.CHECKPOINT
    return _said(name, passed=True) if facts.checkpoint else _unknown(name, "none is kept")


def lock(facts: GuardFacts) -> GuardResult:
    """Pass when we hold the lock of the target."""
    return _yes(GuardName.LOCK, "the target's lock is not ours", fact=facts.lock_held)


def healthy_share(facts: GuardFacts) -> GuardResult:
    """Pass when enough of the namespace's other workloads are ready, and have been for a while."""
    name, least = GuardName.HEALTHY_SHARE, facts.limits.least_healthy_share
    if facts.healthy_share is None or facts.never_stormy is None:
        return _unknown(name, "the namespace's workloads, or its last storm, could not be read")
    if not facts.healthy_share >= least:
        detail = f"{facts.healthy_share:.0%} of the other workloads are ready, least {least:.0%}"
        return _said(name, passed=False, detail=detail)
    return _since(
        name,
        facts.storm_at,
        never=facts.never_stormy,
        seconds=facts.limits.storm_cooldown_seconds,
        now=facts.now,
        what="the namespace's storm",
    )


def cooldown(facts: GuardFacts) -> GuardResult:
    """Pass when the last write on the target is long enough ago."""
    name = GuardName.COOLDOWN
    if facts.never_written is None:
        return _unknown(name, "former writes could not be read")
    return _since(
        name,
        facts.last_write_at,
        never=facts.never_written,
        seconds=facts.limits.cooldown_seconds,
        now=facts.now,
        what="the last write on it",
    )


def frequency(facts: GuardFacts) -> GuardResult:
    """Pass when the target was not written to too often."""
    name, most = GuardName.FREQUENCY, facts.limits.most_writes
    if facts.writes_in_window is None:
        return _unknown(name, "former writes could not be counted")
    window = facts.limits.window_seconds
    detail = f"{facts.writes_in_window} writes within {window:g} s, at most {most}"
    return _said(name, passed=facts.writes_in_window < most, detail=detail, until=facts.room_at)


def budget(facts: GuardFacts) -> GuardResult:
    """Pass when we hold a place in the cluster's budget of repairs at a time."""
    return _yes(
        GuardName.BUDGET, "no place in the cluster's budget is ours", fact=facts.budget_held
    )


GUARDS: tuple[tuple[GuardName, Guard], ...] = (
    (GuardName.KILL_SWITCH, kill_switch),
    (GuardName.MODE, mode),
    (GuardName.PERMISSION, permission),
    (GuardName.FREEZE, freeze),
    (GuardName.TIME_WINDOW, time_window),
    (GuardName.GITOPS, gitops),
    (GuardName.APPROVAL, approval),
    (GuardName.CONFIRMED, confirmed),
    (GuardName.UNCHANGED, unchanged),
    (GuardName.CHECKPOINT, checkpoint),
    (GuardName.LOCK, lock),
    (GuardName.HEALTHY_SHARE, healthy_share),
    (GuardName.COOLDOWN, cooldown),
    (GuardName.FREQUENCY, frequency),
    (GuardName.BUDGET, budget),
)
"""Every guard, in the order of evaluation."""

GUARDS_OF_RESTORES = frozenset(
    {
        GuardName.KILL_SWITCH,
        GuardName.MODE,
        GuardName.PERMISSION,
        GuardName.FREEZE,
        GuardName.GITOPS,
        GuardName.CHECKPOINT,
        GuardName.LOCK,
        GuardName.BUDGET,
    }
)
"""Those that a restore must pass, too."""


def _ask(name: GuardName, guard: Guard, facts: GuardFacts) -> GuardResult:
    """A guard that breaks has not passed."""
    try:
        return guard(facts)
    except (ValueError, TypeError, OverflowError) as error:
        return _unknown(name, f"it could not be decided ({type(error).__name__})")


def _yes(
    name: GuardName, otherwise: str, *, fact: bool | None, until: datetime | None = None
) -> GuardResult:
    if fact is None:
        return _unknown(name, "it could not be established")
    return _said(name, passed=fact is True, detail=otherwise, until=until)


def _since(
    name: GuardName,
    last: datetime | None,
    *,
    never: bool,
    seconds: float,
    now: datetime,
    what: str,
) -> GuardResult:
    if last is None:
        # "Never" is something that was read; having no time is not.
        return _said(name, passed=True) if never is True else _unknown(name, f"{what} has no time")
    until = last + timedelta(seconds=seconds)
    age = (now - last).total_seconds()
    detail = f"{what} was {age:.0f} s ago, least {seconds:g} s"
    return _said(name, passed=now >= until, detail=detail, until=until)


def _said(
    name: GuardName, *, passed: bool, detail: str = "", until: datetime | None = None
) -> GuardResult:
    if passed:
        return GuardResult(name, GuardOutcome.PASSED)
    return GuardResult(name, GuardOutcome.FAILED, detail, until)


def _unknown(name: GuardName, detail: str) -> GuardResult:
    return GuardResult(name, GuardOutcome.UNKNOWN, detail)
