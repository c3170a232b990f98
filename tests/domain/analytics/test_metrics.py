"""The numbers of repairs: a table counted by hand, and what they suggest."""

from datetime import timedelta
from unittest.mock import ANY

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.analytics.metrics import Durations, Effect, Goal, facts_of, metrics_of
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, AttemptState
from domain.common.proportions import Proportion
from domain.incidents.incidents import CallReason, Ending, IncidentState
from tests.fakes.incident_examples import NOW, after, an_attempt, an_incident

SINCE, UNTIL = NOW, after(86_400)
CLOSED = IncidentState.CLOSED


def effect(key, *, verified=0, false_fixes=0, failed=0, unclear=0):
    """An effect counted by hand; each verdict came a minute after its write."""
    tried = verified + failed + unclear
    share = Proportion(verified - false_fixes, tried)
    return Effect(
        key=key,
        tried=tried,
        verified=verified,
        false_fixes=false_fixes,
        failed=failed,
        unclear=unclear,
        success=pytest.approx(share.share),
        low=share.low,
        high=share.high,
        verify=ANY,
    )


def facts(*incidents, began=NOW):
    return [facts_of(each, began_at=began) for each in incidents]


def numbers(*incidents, zone="Asia/Shanghai"):
    return metrics_of(facts(*incidents), since=SINCE, until=UNTIL, zone=zone)


def wrote(number, state, action=ActionKind.RESTART, **changes):
    return an_attempt(number, state, action=action, **changes)


def fixed(number=1, *attempts, **changes):
    attempts = attempts or (wrote(1, AttemptState.VERIFIED),)
    ended = {"state": CLOSED, "ending": Ending.FIXED, "fixed_at": after(400)}
    return an_incident(number, attempts=attempts, **ended | changes)


def handed(number=1, *attempts, **changes):
    attempts = attempts or (wrote(1, AttemptState.FAILED),)
    ended = {"state": CLOSED, "ending": Ending.HANDED_OVER, "called": CallReason.EXHAUSTED}
    return an_incident(number, attempts=attempts, **ended | changes)


def test_a_week_counted_by_hand():
    """RBK-14: every number of it."""
    blocked = an_attempt(1, AttemptState.BLOCKED, acted_at=None, performed=())
    week = [
        fixed(
            1,
            wrote(1, AttemptState.FAILED),
            wrote(2, AttemptState.VERIFIED, ActionKind.ROLLBACK),
            opened_at=after(60),
            decided_at=after(70),
            first_action_at=after(90),
            acknowledged_at=after(660),
        ),
        fixed(2, opened_at=after(100), decided_at=after(130), first_action_at=after(160)),
        handed(3, opened_at=after(200), state=IncidentState.HANDED_OVER, ending=None),
        handed(4, blocked, opened_at=after(300)),
        an_incident(5, opened_at=after(400), state=CLOSED, ending=Ending.RECOVERED),
        an_incident(6, opened_at=after(500)),
        fixed(7, opened_at=UNTIL),  # of the next period
        fixed(8, opened_at=NOW - timedelta(seconds=1)),  # of the one before
    ]

    found = numbers(*week)

    assert (found.incidents, found.open) == (6, 2)
    assert found.endings == {Ending.FIXED: 2, Ending.RECOVERED: 1, Ending.HANDED_OVER: 1}
    assert found.detect == Durations(6, 250.0, 500.0, 500.0)
    assert found.decide == Durations(2, 20.0, 30.0, 30.0)
    assert found.acknowledge == Durations(1, 600.0, 600.0, 600.0)
    assert found.act == Durations(2, 45.0, 60.0, 60.0)
    assert found.fix == Durations(2, 320.0, 340.0, 340.0)
    assert (found.attempts, found.writes, found.called) == (5, 4, 2)
    assert (found.repaired, found.fixed) == (3, 2)
    assert found.success == pytest.approx(2 / 3)
    assert found.goal is Goal.MISSED
    assert found.by_action == (
        effect(("restart", "crash_loop"), verified=1, false_fixes=0, failed=2, unclear=0),
        effect(("rollback", "crash_loop"), verified=1, false_fixes=0, failed=0, unclear=0),
    )
    assert found.by_service == (
        effect(("shop/checkout",), verified=2, false_fixes=0, failed=2, unclear=0),
    )
    assert [each.key for each in found.by_day] == [("2026-11-21",)]
    assert [each.key for each in found.by_hour] == [("14",)]
    assert [each.key for each in found.by_week] == [("2026-11-16",)]
    assert [(each.key, each.tried) for each in found.by_fault] == [(("crash_loop",), 4)]
    assert found.answered == 0


def test_the_time_to_verified_is_from_the_write_to_its_verdict():
    """ANL-3: of verified ones only."""
    found = numbers(
        *(
            fixed(
                number,
                wrote(1, AttemptState.FAILED, acted_at=after(0), ended_at=after(5_000)),
                wrote(2, AttemptState.VERIFIED, acted_at=after(10), ended_at=after(10 + lasted)),
            )
            for number, lasted in enumerate((60, 90, 600))
        )
    )
    assert found.by_action[0].verify == Durations(3, 90.0, 600.0, 600.0)
    assert numbers(handed()).by_action[0].verify == Durations(0)


def test_days_and_hours_are_local():
    """ANL-3."""
    found = numbers(fixed(1, wrote(1, AttemptState.VERIFIED, acted_at=after(10.5 * 3_600))))
    assert ([each.key for each in found.by_day], [each.key for each in found.by_hour]) == (
        [("2026-11-22",)],
        [("00",)],
    )


@pytest.mark.parametrize(
    ("good", "bad", "goal"),
    [(0, 0, Goal.NO_DATA), (17, 3, Goal.REACHED), (16, 3, Goal.MISSED), (1, 0, Goal.REACHED)],
)
def test_the_goal_is_eighty_five_of_a_hundred(good, bad, goal):
    """RBK-14."""
    week = [*(fixed(n) for n in range(good)), *(handed(50 + n) for n in range(bad))]
    assert numbers(*week).goal is goal


@pytest.mark.parametrize("ending", [Ending.ABORTED, Ending.RECOVERED, Ending.FIXED_BY_OTHERS])
def test_what_was_ended_by_others_counts_neither_way(ending):
    """RBK-14: a fix that nobody could see is not booked as ours."""
    attempts = (wrote(1, AttemptState.UNKNOWN),)
    found = numbers(an_incident(1, state=CLOSED, ending=ending, attempts=attempts))
    assert (found.repaired, found.success, found.goal) == (0, None, Goal.NO_DATA)
    assert found.by_action[0].unclear == 1
    assert (found.by_action[0].success, found.by_action[0].low) == (0.0, 0.0)


def test_a_fix_that_came_back_is_a_false_fix_of_that_action():
    """RBK-14, RBK-11."""
    relapsed = fixed(
        1,
        wrote(1, AttemptState.FAILED, ActionKind.SCALE_OUT),
        wrote(2, AttemptState.VERIFIED),
        wrote(3, AttemptState.VERIFIED, ActionKind.ROLLBACK),
        relapses=1,
    )
    still_bad = handed(2, wrote(1, AttemptState.VERIFIED), relapses=1)
    by_itself = handed(3, wrote(1, AttemptState.FAILED), relapses=4)

    found = numbers(relapsed, still_bad, by_itself)

    assert (found.false_fixes, found.false_fix_share) == (2, pytest.approx(2 / 3))
    assert (found.repaired, found.fixed) == (3, 1)
    by_action = {each.key[0]: each for each in found.by_action}
    assert by_action["restart"] == effect(
        ("restart", "crash_loop"), verified=2, false_fixes=2, failed=1, unclear=0
    )
    assert by_action["rollback"].false_fixes == 0


def test_an_incident_that_is_back_is_not_fixed():
    """RBK-14: its fix is taken back until the next one."""
    back = an_incident(1, attempts=(wrote(1, AttemptState.VERIFIED),), relapses=1, fixed_at=None)
    found = numbers(back)
    assert (found.repaired, found.false_fixes, found.fix) == (0, 1, Durations(0))


def test_unknown_beginnings_and_clocks_ahead_of_ours_are_no_negative_times():
    """RBK-14."""
    incident = an_incident(1)
    ahead = facts_of(incident, began_at=after(3_600))
    unknown = facts_of(incident, began_at=None)
    found = metrics_of([ahead, unknown], since=SINCE, until=UNTIL, zone="UTC")
    assert found.detect == Durations(1, 0.0, 0.0, 0.0)


def test_a_workload_that_was_never_found_is_counted_without_a_name():
    """RBK-14."""
    found = numbers(fixed(1, owner=None))
    assert found.by_service[0].key == ("",)


def test_services_with_most_attempts_come_first_and_are_bounded():
    """ANL-3."""
    incidents = []
    for number in range(60):
        owner = WorkloadRef("c", "n", WorkloadKind.DEPLOYMENT, f"w{number:02d}")
        count = 2 if number == 59 else 1
        attempts = tuple(wrote(n + 1, AttemptState.VERIFIED) for n in range(count))
        incidents.append(fixed(number, *attempts, owner=owner))
    found = numbers(*incidents).by_service
    assert [each.key[0] for each in found[:2]] == ["n/w59", "n/w00"]
    assert len(found) == 50


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
@settings(deadline=None)
def test_nine_of_ten_are_not_longer_than_the_ninetieth_percentile(seconds):
    """RBK-14."""
    incidents = [an_incident(n, opened_at=after(each)) for n, each in enumerate(seconds)]
    found = numbers(*incidents).detect
    assert sum(each <= found.p90 for each in seconds) * 10 >= len(seconds) * 9
    assert sum(each < found.p90 for each in seconds) * 10 < len(seconds) * 9
    assert found.longest == max(seconds)
