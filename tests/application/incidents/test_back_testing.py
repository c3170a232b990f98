"""A policy held against recorded incidents."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.incidents.back_testing import BackTester, case_of
from domain.alerts.alerts import Alert, AlertSource, AlertState, FaultClass
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode, Skipped, SkipReason
from domain.common.errors import Forbidden, InvalidRequest
from domain.incidents.back_testing import Divergence, Move, back_test, compared, replayed
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState
from domain.incidents.policy.policies import HoursRule, Importance, ModeRule, Policy, ServiceRule
from domain.incidents.scores import Band, Score, ScoreInput
from domain.incidents.scoring import score
from domain.incidents.weights import PUBLISHED
from domain.monitoring.alarms import Severity
from domain.people.access import Actor, Role
from tests.fakes.repairs import NOW, SHOP
from tests.fakes.words import says

A = ActionKind
INPUTS = (
    ScoreInput("impact.services", 80.0, 80.0, "alert"),
    ScoreInput("impact.users", None, 50.0, "default"),
    ScoreInput("severity.resources", 90.0, 90.0, "alert"),
    ScoreInput("severity.errors", 100.0, 100.0, "alert"),
    ScoreInput("severity.source", 100.0, 100.0, "alert:plain"),
    ScoreInput("importance.service", None, 50.0, "default"),
    ScoreInput("urgency.hours", 30.0, 30.0, "policy:working_hours"),
)
AUTO = Policy(name="auto", default_mode=Mode.AUTO, on_call=("u_mei",))
ALERT = Alert(
    id="a1",
    key="k",
    source=AlertSource.PLAIN,
    state=AlertState.FIRING,
    name="down",
    severity=Severity.CRITICAL,
    fault=FaultClass.CRASH_LOOP,
    object=None,
    started_at=NOW,
    received_at=NOW,
    measures={"services": 8.0},
)


def _score() -> Score:
    return score(INPUTS, PUBLISHED)


def _attempt(number: int, action: ActionKind, state: AttemptState, mode: Mode = Mode.AUTO):
    return Attempt(
        number=number,
        action=action,
        mode=mode,
        state=state,
        started_at=NOW + timedelta(minutes=number),
    )


def _incident(*attempts: Attempt, called: CallReason | None = None, **said) -> Incident:
    made = _score()
    found = Incident(
        id="i_1",
        workflow_id="incident/x",
        fingerprint="x",
        fault=FaultClass.CRASH_LOOP,
        state=IncidentState.HANDED_OVER if called else IncidentState.CLOSED,
        opened_at=NOW,
        changed_at=NOW,
        revision=1,
        newest=ALERT,
        owner=SHOP,
        score=made,
        band=Band.CONSERVATIVE,
        attempts=attempts,
        called=called,
        ending=None if called else Ending.FIXED,
    )
    return replace(found, **said)


FIXED = _incident(
    _attempt(1, A.RESTART, AttemptState.FAILED),
    _attempt(2, A.ROLLBACK, AttemptState.VERIFIED),
    skipped=(
        Skipped(A.REFRESH_CONFIG, SkipReason.NO_KEPT_CONFIG),
        Skipped(A.SCALE_OUT, SkipReason.AUTOSCALER_OWNS_COUNT),
        Skipped(A.SHIFT_LOAD, SkipReason.NO_SICK_NODE),
    ),
)


def _held_against(policy: Policy, *incidents: Incident):
    cases = [case_of(each, policy, PUBLISHED) for each in incidents]
    return back_test(policy, [compared(each, policy) for each in cases if each is not None])


def test_the_policy_that_was_in_force_changes_nothing():
    """ANL-3."""
    assert _score().total == 68
    found = _held_against(AUTO, FIXED)
    assert (found.incidents, found.differences, found.open_ended) == (1, (), 0)
    assert found.was == found.would == {"restart:auto": 1, "rollback:auto": 1}


def test_leaving_out_what_did_not_help_saves_an_attempt():
    """ANL-3."""
    policy = replace(AUTO, cannot_help={FaultClass.CRASH_LOOP: (A.RESTART,)})
    (difference,) = _held_against(policy, FIXED).differences
    assert difference.changes == (Divergence.ACTIONS,)
    assert difference.would.moves == (Move(A.ROLLBACK, Mode.AUTO),)
    assert difference.would.is_known
    assert difference.would.called is None


def test_a_more_cautious_mode_shows_as_modes_or_as_a_call():
    """ANL-3, RBK-7."""
    asking = replace(AUTO, modes=(ModeRule(Mode.APPROVE, actions=(A.ROLLBACK,)),))
    (difference,) = _held_against(asking, FIXED).differences
    assert difference.changes == (Divergence.MODES,)
    watching = replace(AUTO, default_mode=Mode.OBSERVE)
    (difference,) = _held_against(watching, FIXED).differences
    assert difference.changes == (Divergence.ACTIONS, Divergence.CALLS)
    assert difference.would.called is CallReason.OBSERVED


def test_what_nobody_tried_has_no_known_outcome():
    """ANL-3: it is not guessed."""
    policy = replace(AUTO, begin_at={FaultClass.CRASH_LOOP: A.ISOLATE})
    found = _held_against(policy, FIXED)
    assert found.open_ended == 1
    (difference,) = found.differences
    assert not difference.would.is_known
    assert difference.would.moves == (Move(A.ISOLATE, Mode.AUTO),)
    assert Divergence.CALLS not in difference.changes


def test_what_the_policy_says_of_a_service_moves_the_band_and_with_it_the_attempts():
    """ANL-3, ALR-4."""
    humble = ServiceRule(
        name="shop", workload="checkout", importance=Importance.AUXILIARY, users=1, dependents=0
    )
    (difference,) = _held_against(replace(AUTO, services=(humble,)), FIXED).differences
    assert difference.changes == (Divergence.BAND,)
    assert (difference.was.score, difference.would.score) == (68, 43)
    assert difference.would.band is Band.BRIEF


def test_hours_that_would_have_kept_it_waiting_are_named():
    """ANL-3."""
    policy = replace(AUTO, hours=(HoursRule(weekdays=(1,), start=60, end=61),))
    (difference,) = _held_against(policy, FIXED).differences
    assert difference.changes == (Divergence.HOURS,)
    assert difference.would.waits == (A.RESTART, A.ROLLBACK)


def test_the_top_band_calls_at_its_start_whatever_comes_of_it():
    """ANL-3, RBK-3."""
    grave = ServiceRule(
        name="shop", workload="checkout", importance=Importance.CORE, users=10**6, dependents=20
    )
    always = HoursRule(start=0, end=24 * 60)
    policy = replace(AUTO, services=(grave,), working_hours=always)
    (difference,) = _held_against(policy, FIXED).differences
    assert difference.would.band is Band.AGGRESSIVE
    assert difference.would.called is CallReason.TOP_BAND
    assert difference.changes == (Divergence.CALLS, Divergence.BAND)


def test_a_record_without_owner_or_score_is_no_case():
    """ANL-3."""
    assert case_of(replace(FIXED, owner=None), AUTO, PUBLISHED) is None
    assert case_of(replace(FIXED, score=None), AUTO, PUBLISHED) is None


def test_an_exhausted_ladder_still_calls_a_person():
    """ANL-3, RBK-3."""
    exhausted = _incident(
        _attempt(1, A.RESTART, AttemptState.FAILED),
        _attempt(2, A.REFRESH_CONFIG, AttemptState.FAILED),
        _attempt(3, A.SCALE_OUT, AttemptState.FAILED),
        called=CallReason.EXHAUSTED,
    )
    assert _held_against(AUTO, exhausted).differences == ()
    assert _held_against(AUTO, exhausted).would["called:exhausted"] == 1


@pytest.mark.parametrize(
    ("state", "called"),
    [
        (AttemptState.UNKNOWN, CallReason.BLIND),
        (AttemptState.INCONCLUSIVE, CallReason.INCONCLUSIVE),
        (AttemptState.BLOCKED, CallReason.BLOCKED),
        (AttemptState.REFUSED, CallReason.BLOCKED),
        (AttemptState.NOT_APPROVED, CallReason.NOT_APPROVED),
    ],
)
def test_what_ended_the_ladder_ends_it_again(state, called):
    """ANL-3."""
    stopped = _incident(_attempt(1, A.RESTART, state), called=called)
    assert _held_against(AUTO, stopped).differences == ()


@settings(deadline=None)
@given(st.lists(st.sampled_from(AttemptState), min_size=1, max_size=3))
def test_the_same_record_gives_the_same_answer(states):
    """ANL-3."""
    actions = (A.RESTART, A.REFRESH_CONFIG, A.SCALE_OUT)
    attempts = [
        _attempt(number, action, state)
        for number, (action, state) in enumerate(zip(actions, states, strict=False), start=1)
    ]
    incident = _incident(*attempts, called=CallReason.EXHAUSTED)
    case = case_of(incident, AUTO, PUBLISHED)
    assert case is not None
    assert replayed(case, AUTO) == replayed(case, AUTO)
    assert len(replayed(case, AUTO).moves) <= Band.CONSERVATIVE.attempts


class _Incidents:
    def __init__(self, *kept: Incident) -> None:
        self.kept = kept

    async def list(self, which, *, before, limit):
        ids = [each.id for each in self.kept]
        start = ids.index(before) + 1 if before else 0
        return list(self.kept[start : start + limit])


class _Weights:
    async def versions(self, *, limit):
        return []


OPERATOR = Actor("u_mei", frozenset({Role.OPERATOR}))


async def test_the_record_is_read_in_pages_and_what_says_nothing_is_left_out():
    """ANL-3."""
    many = [replace(FIXED, id=f"i_{number:03}") for number in range(150)]
    recovered = replace(FIXED, id="i_r", ending=Ending.RECOVERED, attempts=())
    tester = BackTester(_Incidents(*many, recovered), _Weights())
    found = await tester.run(AUTO, by=OPERATOR, limit=500)
    assert (found.incidents, found.left_out) == (150, 1)
    assert (await tester.run(AUTO, by=OPERATOR, limit=10)).incidents == 10
    with pytest.raises(InvalidRequest):
        await tester.run(AUTO, by=OPERATOR, limit=0)
    with pytest.raises(Forbidden):
        await tester.run(AUTO, by=Actor("u_x", frozenset()))


async def test_a_heavy_policy_lets_others_come_in_between_and_ends_in_time():
    """ANL-3, RBK-7: one person's file must not keep everybody else waiting."""
    many = [replace(FIXED, id=f"i_{number:03}") for number in range(100)]
    # Rules that are closed now and open at minutes of their own cost most to look ahead for.
    never = tuple(HoursRule(weekdays=(5,), start=n, end=n + 1) for n in range(200))
    tester = BackTester(_Incidents(*many), _Weights())
    running = asyncio.create_task(tester.run(replace(AUTO, hours=never), by=OPERATOR))
    turns = 0
    while not running.done():
        turns += 1
        await asyncio.sleep(0)
    assert running.result().incidents == 100
    assert turns >= 100
    impatient = replace(tester, longest=timedelta(0))
    with pytest.raises(InvalidRequest, check=says("limit must be lower")):
        await impatient.run(AUTO, by=OPERATOR)
