"""Every way up the ladder: all of them as rules, many in Temporal, each crash point once."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import pytest

from domain.alerts.alerts import FaultClass
from domain.clusters.clusters import ObjectRef
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode
from domain.incidents.course import NextStep, after, before_next
from domain.incidents.guards.verdicts import VerifyRules
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.ladder.ladder import Climb, remaining
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import Band, band_of
from tests.fakes.incidents import T0, Fingerprint, IncidentRig, a_target, an_alert

LOWEST = {
    Band.AGGRESSIVE: 90,
    Band.STANDARD: 70,
    Band.CONSERVATIVE: 50,
    Band.BRIEF: 30,
    Band.MINIMAL: 0,
}

WROTE = frozenset(
    {
        AttemptState.VERIFIED,
        AttemptState.FAILED,
        AttemptState.UNKNOWN,
        AttemptState.INCONCLUSIVE,
    }
)
ENDS = tuple(state for state in AttemptState if state is not AttemptState.ABORTED)


@dataclass(frozen=True)
class Walk:
    """One way through the rules."""

    band: Band
    attempts: tuple[Attempt, ...]
    course: NextStep
    reason: CallReason | None


def an_attempt(number: int, action: ActionKind, state: AttemptState) -> Attempt:
    return Attempt(number=number, action=action, mode=Mode.AUTO, state=state, started_at=T0)


def walks(band: Band, impossible: frozenset[ActionKind]) -> Iterator[Walk]:
    """Yield every way: at each attempt every end that there is."""
    policy = Policy()
    open_ends: list[tuple[Attempt, ...]] = [()]
    while open_ends:
        attempts = open_ends.pop()
        turn = before_next(band, attempts)
        left = remaining(policy, FaultClass.OTHER, Climb(attempts))
        possible = [each for each in left if each not in impossible]
        if turn.course is NextStep.CALL or not possible:
            reason = turn.reason or CallReason.EXHAUSTED
            yield Walk(band, attempts, NextStep.CALL, reason)
            continue
        for state in ENDS:
            more = (*attempts, an_attempt(len(attempts) + 1, possible[0], state))
            went = after(state)
            if went.course is NextStep.CLIMB:
                open_ends.append(more)
            else:
                yield Walk(band, more, went.course, went.reason)


def subsets() -> Iterator[frozenset[ActionKind]]:
    rungs = [each for each in ActionKind if each is not ActionKind.CALL_PERSON]
    for chosen in product((False, True), repeat=len(rungs)):
        yield frozenset(each for each, out in zip(rungs, chosen, strict=True) if out)


@pytest.mark.parametrize("band", Band)
def test_every_way_through_the_rules_ends_within_the_band_and_with_a_person_or_a_fix(band):
    """RBK-1, RBK-2, RBK-3: all bands, ends of attempts and passed-over rungs."""
    count = 0
    for impossible in subsets():
        for walk in walks(band, impossible):
            count += 1
            states = [each.state for each in walk.attempts]
            assert len(walk.attempts) <= band.attempts
            assert (walk.course is NextStep.WATCH) == (AttemptState.VERIFIED in states)
            assert (walk.reason is None) == (walk.course is NextStep.WATCH)
            done = [each.action for each in walk.attempts if each.state in WROTE]
            assert len(set(done)) == len(done), "no rung is written twice"
            rungs = [list(ActionKind).index(each.action) for each in walk.attempts]
            assert rungs == sorted(rungs), "never back down"
            assert not {each.action for each in walk.attempts} & impossible
            assert all(after(state).course is NextStep.CLIMB for state in states[:-1])
    assert count > 128


def test_every_end_of_an_attempt_leads_somewhere():
    """RBK-3: an end that nobody thought of would leave somebody alone."""
    for state in AttemptState:
        turn = after(state)
        assert (turn.course is NextStep.CALL) == (turn.reason is not None)
    assert {state for state in AttemptState if after(state).course is NextStep.CLIMB} == {
        AttemptState.FAILED,
        AttemptState.CONFLICT,
        AttemptState.ABORTED,
    }


QUICK = VerifyRules(
    every=60.0, dwell=0.0, deadline=600.0, signal_grace=60.0, bad_patience=0.0, blind_patience=0.0
)


PARTS = 8
"""Servers that share the walks: one that skips time grows slow with what it has seen.

The first part is walked in the sandbox of production, as are all the other tests of incidents. What
that forbids it forbids whatever the dice say; the other parts do without, at two thirds of the
price; they are exhaustive.
"""

EACH_PART = pytest.mark.parametrize(
    "part", [0, *(pytest.param(each, marks=pytest.mark.exhaustive) for each in range(1, PARTS))]
)

AT_A_TIME = 25
"""Ladders that are climbed at once; the server that skips time is slow with more."""


def a_place(number: int) -> Fingerprint:
    target = replace(a_target(f"w{number}"), cluster=f"cls-{number}")
    return Fingerprint(FaultClass.NOT_READY, target)


async def fire(rig: IncidentRig, number: int, want: float) -> None:
    about = ObjectRef(f"cls-{number}", "shop", "Deployment", f"w{number}")
    alert = an_alert(number, object=about, measures={"want": want})
    await rig.lives.signal_alert(a_place(number), alert)


@pytest.fixture
async def rig(skipping, part):
    """Everything incidents need, with short looks."""
    rig = IncidentRig(skipping, sandboxed=part == 0)
    await rig.move_in()
    rig.set_policy(verify=QUICK, relapse_watch=60.0, hold_handed=60.0)
    async with rig.awake():
        yield rig


async def all_ended(rig: IncidentRig, numbers: range) -> list:
    async with asyncio.timeout(200), rig.skipping.time_skipping_unlocked():
        results = await asyncio.gather(*(rig.outcome(a_place(n)) for n in numbers))
    return [rig.incidents.kept[each.incident_id] for each in results]


OUTCOMES = (
    *("healthy", "unhealthy", "unhealthy", "unhealthy", "unknown", "inconclusive"),
    *("conflict", "refused", "kill_switch", "permission", "later"),
)


@pytest.mark.temporal
@pytest.mark.slow
@pytest.mark.timeout(300)
@EACH_PART
async def test_two_hundred_ladders_end_as_the_rules_say(rig, part):
    """RBK-1, RBK-3, RBK-4, RBK-5, RBK-6: bands, verdicts and guards, in Temporal itself."""
    dice, numbers = random.Random(20261121 + part), range(200 // PARTS)
    wanted, kept = {}, []
    for number in numbers:
        band = list(Band)[number % 5]
        outcomes = [dice.choice(OUTCOMES) for _ in range(9)]
        wanted[number] = (band, tuple(outcomes))
        rig.repairs.scripts[f"w{number}"] = outcomes
        await fire(rig, number, LOWEST[band] + dice.randrange(10))
        if number % AT_A_TIME == AT_A_TIME - 1:
            kept += await all_ended(rig, range(len(kept), number + 1))

    calls = rig.calls()
    for number, incident in zip(numbers, kept, strict=True):
        band, outcomes = wanted[number]
        told = f"{band} {outcomes}: {[str(e.state) for e in incident.attempts]}"
        assert incident.band is band, told
        assert len(incident.attempts) <= band.attempts, told
        mine = [key for key in rig.repairs.writes if key.startswith(incident.id)]
        assert len(mine) == len(set(mine)) <= band.attempts, told
        assert set(mine) <= set(rig.repairs.kept), told
        fixed = any(each.state is AttemptState.VERIFIED for each in incident.attempts)
        called = sum(each.subject == incident.id for each in calls)
        assert incident.ending is (Ending.FIXED if fixed else Ending.HANDED_OVER), told
        assert called == (1 if band.calls_first or not fixed else 0), told
        assert not any(rig.repairs.outcomes[key] in ("kill_switch", "later") for key in mine)
    assert len({each.ending for each in kept}) == 2


@pytest.mark.temporal
@pytest.mark.slow
@pytest.mark.timeout(300)
@EACH_PART
async def test_a_worker_killed_behind_any_activity_of_six_attempts_changes_nothing(rig, part):
    """RBK-9: the same end, every write once, every call once."""
    rig.repairs.otherwise = "unhealthy"
    await fire(rig, 0, 95)
    (straight,) = await all_ended(rig, range(1))
    boundaries = rig.crashes.names[straight.workflow_id]
    assert len(straight.attempts) == 6
    assert {"incidents.attempt", "incidents.restore", "incidents.hold"} <= set(boundaries)

    numbers = range(1 + part, len(boundaries) + 1, PARTS)
    for number in numbers:
        rig.crashes.at[f"incident/{a_place(number)}"] = {number - 1}
        await fire(rig, number, 95)
    kept = await all_ended(rig, numbers)

    for number, incident in zip(numbers, kept, strict=True):
        at = boundaries[number - 1]
        assert _story(incident) == _story(straight), f"killed behind {at}, call {number - 1}"
        mine = [key for key in rig.repairs.writes if key.startswith(incident.id)]
        assert len(mine) == len(set(mine)) == 6, at
        assert sum(each.subject == incident.id for each in rig.calls()) == 1, at
        assert incident.state is IncidentState.CLOSED
    assert band_of(95) is Band.AGGRESSIVE


def _story(incident) -> tuple:
    attempts = [(e.number, e.action, e.state, e.restored, e.verdict) for e in incident.attempts]
    return attempts, incident.called, incident.ending, incident.relapses, incident.skipped
