"""The guards: each looks at one thing, right before a write, and says no when it does not know.

Cheapest and most final first, so that the first one that does not pass is the one worth reading;
what only has to be waited for comes last. All are evaluated and all are recorded. A guard that is
missing from `GUARDS` is a hole: `bench/guards.py` takes each away and shows the test that fails.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import Mode
from domain.common.messages import Called, Message, Percent, message
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
    return _yes(
        GuardName.KILL_SWITCH, message("guard.writing_disabled"), fact=facts.writing_enabled
    )


def mode(facts: GuardFacts) -> GuardResult:
    """Pass when the policy lets this action be done here at all, by itself or once approved."""
    name = GuardName.MODE
    if facts.mode is None:
        return _unknown(name, message("guard.mode_unread"))
    may = facts.mode in (Mode.APPROVE, Mode.AUTO)
    return _said(name, passed=may, detail=message("guard.mode_is", mode=facts.mode))


def permission(facts: GuardFacts) -> GuardResult:
    """Pass when the person on whose behalf it runs may let repairs run."""
    name = GuardName.PERMISSION
    if not facts.on_behalf_of:
        return _said(name, passed=False, detail=message("guard.nobody"))
    refused = message("guard.not_permitted", person=Called(facts.on_behalf_of))
    return _yes(name, refused, fact=facts.permitted)


def freeze(facts: GuardFacts) -> GuardResult:
    """Pass when no change freeze covers the target."""
    name = GuardName.FREEZE
    if facts.frozen_by is None:
        return _unknown(name, message("guard.freezes_unread"))
    frozen = message("guard.frozen", name=Called(facts.frozen_by))
    return _said(name, passed=facts.frozen_by == "", detail=frozen, until=facts.frozen_until)


def time_window(facts: GuardFacts) -> GuardResult:
    """Pass within the hours that the policy gives for this action."""
    return _yes(
        GuardName.TIME_WINDOW,
        message("guard.outside_hours"),
        fact=facts.in_time_window,
        until=facts.opens_at,
    )


def gitops(facts: GuardFacts) -> GuardResult:
    """Pass when no controller would revert what is written."""
    name = GuardName.GITOPS
    if facts.gitops is None:
        return _unknown(name, message("guard.target_unread"))
    reverts = message("guard.reverts", manager=Called(facts.gitops))
    return _said(name, passed=facts.gitops == "", detail=reverts)


def approval(facts: GuardFacts) -> GuardResult:
    """Pass when exactly this plan was approved, or none is needed."""
    name = GuardName.APPROVAL
    if facts.approval_needed is None:
        return _unknown(name, message("guard.approval_unread"))
    if facts.approval_needed is False:
        return _said(name, passed=True)
    if not facts.approved or not facts.plan_digest:
        return _said(name, passed=False, detail=message("guard.not_approved"))
    same = facts.approved == facts.plan_digest
    return _said(name, passed=same, detail=message("guard.other_plan"))


def confirmed(facts: GuardFacts) -> GuardResult:
    """Pass when the source itself said a moment ago that it still fires."""
    name = GuardName.CONFIRMED
    if facts.confirmed in (None, ReadBack.UNKNOWN) or facts.confirmed_at is None:
        return _unknown(name, message("guard.source_unread"))
    if facts.confirmed is not ReadBack.FIRING:
        return _said(name, passed=False, detail=message("guard.source_says", said=facts.confirmed))
    age = (facts.now - facts.confirmed_at).total_seconds()
    most = facts.limits.confirmed_within_seconds
    # A confirmation from the future is a clock that is wrong, and says nothing about now.
    fresh = -MOST_SKEW <= age <= most
    late = message("guard.confirmed_in_the_future")
    if age >= 0:
        late = message("guard.confirmed_late", age=_seconds(age), most=_seconds(most))
    return _said(name, passed=fresh, detail=late)


def unchanged(facts: GuardFacts) -> GuardResult:
    """Pass when nobody has changed the target since the plan was made."""
    return _yes(GuardName.UNCHANGED, message("guard.changed"), fact=facts.unchanged)


def checkpoint(facts: GuardFacts) -> GuardResult:
    """Pass when what puts the target back is kept."""
    name = GuardName.CHECKPOINT
    return (
        _said(name, passed=True)
        if facts.checkpoint
        else _unknown(name, message("guard.no_checkpoint"))
    )


def lock(facts: GuardFacts) -> GuardResult:
    """Pass when we hold the lock of the target."""
    return _yes(GuardName.LOCK, message("guard.lock_lost"), fact=facts.lock_held)


def healthy_share(facts: GuardFacts) -> GuardResult:
    """Pass when enough of the namespace's other workloads are ready, and have been for a while."""
    name, least = GuardName.HEALTHY_SHARE, facts.limits.least_healthy_share
    if facts.healthy_share is None or facts.never_stormy is None:
        return _unknown(name, message("guard.share_unread"))
    if not facts.healthy_share >= least:
        share = _percent(facts.healthy_share)
        low = message("guard.share_low", share=share, least=_percent(least))
        return _said(name, passed=False, detail=low)
    return _since(
        name,
        facts.storm_at,
        never=facts.never_stormy,
        seconds=facts.limits.storm_cooldown_seconds,
        now=facts.now,
    )


def cooldown(facts: GuardFacts) -> GuardResult:
    """Pass when the last write on the target is long enough ago."""
    name = GuardName.COOLDOWN
    if facts.never_written is None:
        return _unknown(name, message("guard.writes_unread"))
    return _since(
        name,
        facts.last_write_at,
        never=facts.never_written,
        seconds=facts.limits.cooldown_seconds,
        now=facts.now,
    )


def frequency(facts: GuardFacts) -> GuardResult:
    """Pass when the target was not written to too often."""
    name, most = GuardName.FREQUENCY, facts.limits.most_writes
    if facts.writes_in_window is None:
        return _unknown(name, message("guard.writes_uncounted"))
    window = _seconds(facts.limits.window_seconds)
    detail = message("guard.too_often", count=facts.writes_in_window, window=window, most=most)
    return _said(name, passed=facts.writes_in_window < most, detail=detail, until=facts.room_at)


def budget(facts: GuardFacts) -> GuardResult:
    """Pass when we hold a place in the cluster's budget of repairs at a time."""
    return _yes(GuardName.BUDGET, message("guard.no_place"), fact=facts.budget_held)


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
        return _unknown(name, message("guard.undecided", error=Called(type(error).__name__)))


def _yes(
    name: GuardName, otherwise: Message, *, fact: bool | None, until: datetime | None = None
) -> GuardResult:
    if fact is None:
        return _unknown(name, message("guard.unread"))
    return _said(name, passed=fact is True, detail=otherwise, until=until)


_RECENT = {
    GuardName.HEALTHY_SHARE: "guard.storm_recent",
    GuardName.COOLDOWN: "guard.write_recent",
}
_TIMELESS = {
    GuardName.HEALTHY_SHARE: message("guard.storm_timeless"),
    GuardName.COOLDOWN: message("guard.write_timeless"),
}


def _since(
    name: GuardName,
    last: datetime | None,
    *,
    never: bool,
    seconds: float,
    now: datetime,
) -> GuardResult:
    if last is None:
        # "Never" is something that was read; having no time is not.
        return _said(name, passed=True) if never is True else _unknown(name, _TIMELESS[name])
    until = last + timedelta(seconds=seconds)
    detail = message(_RECENT[name], age=now - last, least=_seconds(seconds))
    return _said(name, passed=now >= until, detail=detail, until=until)


def _said(
    name: GuardName,
    *,
    passed: bool,
    detail: Message | None = None,
    until: datetime | None = None,
) -> GuardResult:
    if passed:
        return GuardResult(name, GuardOutcome.PASSED)
    return GuardResult(name, GuardOutcome.FAILED, detail, until)


def _unknown(name: GuardName, detail: Message) -> GuardResult:
    return GuardResult(name, GuardOutcome.UNKNOWN, detail)


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=round(seconds))


def _percent(share: float) -> Percent:
    return Percent(Decimal(f"{share:.0%}".removesuffix("%")))
