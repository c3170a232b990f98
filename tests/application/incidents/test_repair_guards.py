"""Every guard is on the way to a write: taking any away makes a scenario here fail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts.alerts import Confirmation, ReadBack
from domain.clusters.repairs import ActionKind, AttemptState, Mode
from domain.incidents.approvals.rules import bound_to
from domain.incidents.controls import KillSwitch
from domain.incidents.guards import rules as guard_rules
from domain.incidents.guards.guards import GuardLimits, GuardName, GuardOutcome
from domain.incidents.guards.rules import GUARDS
from domain.incidents.policy.policies import HoursRule, PlaceRule
from tests.fakes.repairs import CONFIG, NOW, ON_BEHALF, SHOP, Stage, a_plan, a_policy, an_order


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way.

    Attributes:
        guard: that must see it.
        stage: puts it on the stage.
        order: or into the order.
        outcome: what the guard says.
    """

    guard: GuardName
    stage: Callable[[Stage], object] = lambda _: None
    order: dict[str, object] | None = None
    outcome: GuardOutcome = GuardOutcome.FAILED
    note: str = ""

    def __str__(self) -> str:
        return f"{self.guard}-{self.outcome}{self.note}"


def _neighbours_are_ill(stage: Stage) -> None:
    for ref in list(stage.clusters.kept):
        if ref != SHOP:
            stage.change(ref, ready=0)


def _busy(stage: Stage) -> None:
    for number in range(8):
        stage.wrote_before(timedelta(minutes=5 * number + 10), number=number)


UNKNOWN = GuardOutcome.UNKNOWN
CLOSED = a_policy(hours=(HoursRule(weekdays=(1,), start=60, end=61),))
OBSERVING = a_policy(default_mode=Mode.OBSERVE)
APPROVED = bound_to(a_plan(), OBSERVING.digest)
ASKING = a_policy(default_mode=Mode.APPROVE)


def _without(part: str) -> Callable[[Stage], object]:
    return lambda stage: stage.taken.parts.add(part)


FAILING = (
    Obstacle(GuardName.KILL_SWITCH, lambda stage: setattr(stage.stores, "switch", KillSwitch())),
    # An approval that somehow exists does not make up for a policy that only observes.
    Obstacle(GuardName.MODE, order={"policy": OBSERVING, "approved": APPROVED}),
    Obstacle(
        GuardName.PERMISSION,
        lambda stage: stage.stores.people.update(
            {ON_BEHALF: replace(stage.stores.people[ON_BEHALF], rollback_permission=False)}
        ),
    ),
    Obstacle(GuardName.FREEZE, Stage.freeze),
    Obstacle(GuardName.TIME_WINDOW, order={"policy": CLOSED}),
    Obstacle(GuardName.GITOPS, lambda stage: stage.change(managed_by="Shop/checkout")),
    Obstacle(GuardName.APPROVAL, order={"policy": ASKING}),
    Obstacle(
        GuardName.CONFIRMED, order={"confirmation": Confirmation(ReadBack.CLEARED, "test", NOW)}
    ),
    Obstacle(GuardName.UNCHANGED, lambda stage: stage.change(generation=8)),
    Obstacle(GuardName.LOCK, lambda stage: stage.holds.granted.discard("lock")),
    Obstacle(GuardName.HEALTHY_SHARE, _neighbours_are_ill),
    Obstacle(GuardName.COOLDOWN, lambda stage: stage.wrote_before(timedelta(seconds=30))),
    Obstacle(GuardName.FREQUENCY, _busy),
    Obstacle(GuardName.BUDGET, lambda stage: stage.holds.granted.discard("budget")),
)
UNREADABLE = (
    Obstacle(GuardName.KILL_SWITCH, _without("kill switch"), outcome=UNKNOWN),
    Obstacle(GuardName.PERMISSION, _without("people"), outcome=UNKNOWN),
    Obstacle(GuardName.FREEZE, _without("freezes"), outcome=UNKNOWN),
    Obstacle(GuardName.GITOPS, _without("target"), outcome=UNKNOWN),
    Obstacle(GuardName.UNCHANGED, _without("target"), outcome=UNKNOWN),
    Obstacle(GuardName.CONFIRMED, order={"confirmation": None}, outcome=UNKNOWN),
    Obstacle(
        GuardName.CONFIRMED,
        order={"confirmation": Confirmation(ReadBack.UNKNOWN, "test", NOW)},
        outcome=UNKNOWN,
        note="-unasked",
    ),
    Obstacle(GuardName.CHECKPOINT, _without("checkpoint"), outcome=UNKNOWN),
    Obstacle(GuardName.LOCK, _without("lock"), outcome=UNKNOWN),
    Obstacle(GuardName.HEALTHY_SHARE, _without("namespace"), outcome=UNKNOWN),
    Obstacle(GuardName.COOLDOWN, _without("writes"), outcome=UNKNOWN),
    Obstacle(GuardName.FREQUENCY, _without("writes"), outcome=UNKNOWN),
    Obstacle(GuardName.BUDGET, _without("budget"), outcome=UNKNOWN),
)


async def _attempt(obstacle: Obstacle):
    stage = Stage()
    obstacle.stage(stage)
    report = await stage.repairs.attempt(an_order(**(obstacle.order or {})))
    return stage, report


async def check(obstacle: Obstacle) -> None:
    """Hold one obstacle against a whole attempt; also what `python -m bench.guards` runs."""
    stage, report = await _attempt(obstacle)
    said = {each.guard: each.outcome for each in report.guards}
    assert said.get(obstacle.guard) is obstacle.outcome
    assert stage.writes.performed == [], "something was written"
    assert not report.wrote


async def test_an_attempt_with_nothing_in_its_way_is_written():
    """RBK-6."""
    stage = Stage()
    report = await stage.repairs.attempt(an_order())
    assert [each.outcome for each in report.guards] == [GuardOutcome.PASSED] * len(GuardName)
    assert [verb for verb, _ in stage.writes.performed] == ["restart"]
    assert (report.state, report.wrote, report.blocked) == (None, True, None)


@pytest.mark.parametrize("obstacle", FAILING, ids=str)
async def test_a_guard_that_says_no_keeps_anything_from_being_written(obstacle):
    """RBK-6."""
    await check(obstacle)


@pytest.mark.parametrize("obstacle", UNREADABLE, ids=str)
async def test_what_cannot_be_established_keeps_anything_from_being_written(obstacle):
    """RBK-6."""
    await check(obstacle)


@pytest.mark.parametrize("obstacle", FAILING, ids=str)
async def test_the_reason_named_first_is_the_guard_in_the_way(obstacle):
    """RBK-6, RBK-15."""
    _, report = await _attempt(obstacle)
    assert report.blocked is not None
    assert report.blocked.guard is obstacle.guard
    changed = obstacle.guard is GuardName.UNCHANGED
    assert report.state is (AttemptState.CONFLICT if changed else AttemptState.BLOCKED)


def test_every_guard_has_a_scenario_and_a_place_on_the_way():
    """RBK-6."""
    assert {name for name, _ in GUARDS} == set(GuardName)
    assert {each.guard for each in (*FAILING, *UNREADABLE)} == set(GuardName)


@pytest.mark.parametrize("name", GuardName)
async def test_taking_any_guard_away_makes_its_scenario_fail(name, monkeypatch):
    """RBK-6: the lesson of systems whose guards worked and were on no path."""
    monkeypatch.setattr(guard_rules, "GUARDS", tuple(each for each in GUARDS if each[0] != name))
    scenarios = [each for each in (*FAILING, *UNREADABLE) if each.guard is name]
    for scenario in scenarios:
        with pytest.raises(AssertionError):
            await check(scenario)


@pytest.mark.parametrize("obstacle", FAILING, ids=str)
async def test_taking_a_guard_away_lets_the_write_through_so_no_other_covers_for_it(
    obstacle, monkeypatch
):
    """RBK-6."""
    kept = tuple(each for each in GUARDS if each[0] != obstacle.guard)
    monkeypatch.setattr(guard_rules, "GUARDS", kept)
    stage, report = await _attempt(obstacle)
    assert report.wrote
    assert stage.writes.performed


async def test_guards_are_evaluated_after_the_checkpoint_and_before_each_step():
    """RBK-6, RBK-4."""
    stage = Stage()
    target = stage.change(configs=(CONFIG,))
    stage.clusters.contents["checkout"] = (CONFIG.version, {"mode": "broken"})
    stage.stores.kept_contents["checkout", "digest-good"] = {"mode": "normal"}
    planned = a_plan(ActionKind.REFRESH_CONFIG, target, kept_configs={"checkout": "digest-good"})
    # The freeze begins right after the first of two steps was written.
    stage.writes.after = lambda *_: stage.freeze()
    report = await stage.repairs.attempt(an_order(planned))
    assert [verb for verb, _ in stage.writes.performed] == ["restore_config"]
    assert report.blocked is not None
    assert report.blocked.guard is GuardName.FREEZE
    assert report.wrote, "what was written has to be looked at and may be put back"
    assert report.state is None


async def test_a_cooldown_of_zero_is_no_cooldown():
    """RBK-6."""
    stage = Stage()
    stage.wrote_before(timedelta(seconds=1))
    policy = a_policy(limits=GuardLimits(cooldown_seconds=0))
    assert (await stage.repairs.attempt(an_order(policy=policy))).wrote


async def test_a_block_with_an_end_says_when_and_one_without_does_not():
    """RBK-6."""
    stage = Stage()
    stage.wrote_before(timedelta(seconds=30))
    report = await stage.repairs.attempt(an_order())
    assert report.may_pass_later
    assert report.blocked is not None
    assert report.blocked.until == stage.clock.now() + timedelta(seconds=30)
    frozen = Stage()
    frozen.stores.switch = KillSwitch()
    assert not (await frozen.repairs.attempt(an_order())).may_pass_later


async def test_a_storm_ends_only_after_the_namespace_was_well_for_a_while():
    """RBK-6."""
    stage = Stage()
    _neighbours_are_ill(stage)
    assert not (await stage.repairs.attempt(an_order())).wrote
    for ref in list(stage.clusters.kept):
        stage.change(ref, ready=2)
    stage.clock.move(seconds=100)
    fresh = {"confirmation": Confirmation(ReadBack.FIRING, "test", stage.clock.now())}
    waiting = await stage.repairs.attempt(an_order(number=2, **fresh))
    assert waiting.blocked is not None
    assert waiting.blocked.guard is GuardName.HEALTHY_SHARE
    assert waiting.may_pass_later, "waiting it out must not prolong it"
    stage.clock.move(seconds=201)
    fresh = {"confirmation": Confirmation(ReadBack.FIRING, "test", stage.clock.now())}
    assert (await stage.repairs.attempt(an_order(number=3, **fresh))).wrote


async def test_the_targets_own_failure_is_no_storm():
    """RBK-6: in a namespace of one workload nothing could ever be repaired otherwise."""
    stage = Stage()
    for ref in list(stage.clusters.kept):
        if ref != SHOP:
            del stage.clusters.kept[ref]
    assert (await stage.repairs.attempt(an_order())).wrote


async def test_someone_elses_lock_is_not_ours():
    """RBK-6."""
    stage = Stage()
    order = an_order()
    for kind in ("lock", "budget"):
        holds = tuple(each for each in order.holds if each.kind != kind)
        report = await stage.repairs.attempt(replace(order, holds=holds))
        assert report.blocked is not None
        assert report.blocked.guard == kind
    assert stage.writes.performed == []


async def test_an_unreachable_audit_means_no_write_at_all():
    """RBK-6: without it nobody knows what was written before."""
    stage = Stage()
    stage.taken.parts.add("audit")
    report = await stage.repairs.attempt(an_order())
    assert report.state is AttemptState.BLOCKED
    assert report.may_pass_later
    assert stage.writes.performed == []


@settings(deadline=None)
@given(st.lists(st.sampled_from([*FAILING, *UNREADABLE]), max_size=4))
async def test_any_set_of_obstacles_keeps_everything_from_being_written(obstacles):
    """RBK-6: no combination opens a way, and without any there is one."""
    stage = Stage()
    # Two that change the order could undo each other: an approval, and a policy that asks for it.
    ordered = next((each.order for each in obstacles if each.order), {})
    obstacles = [each for each in obstacles if each.order in (None, ordered)]
    for obstacle in obstacles:
        obstacle.stage(stage)
    order = replace(an_order(), **ordered)
    report = await stage.repairs.attempt(order)
    stopped = any(each.outcome is not GuardOutcome.PASSED for each in report.guards)
    assert bool(obstacles) is stopped
    assert report.wrote is not stopped
    assert bool(stage.writes.performed) is not stopped


async def test_limits_of_the_place_are_those_that_count():
    """RBK-7, RBK-6."""
    stage = Stage()
    stage.wrote_before(timedelta(minutes=5))
    strict = PlaceRule(namespace="shop", limits=GuardLimits(cooldown_seconds=600))
    report = await stage.repairs.attempt(an_order(policy=a_policy(places=(strict,))))
    assert report.blocked is not None
    assert report.blocked.guard is GuardName.COOLDOWN
    lax = PlaceRule(namespace="other", limits=strict.limits)
    assert (await stage.repairs.attempt(an_order(policy=a_policy(places=(lax,))))).wrote
