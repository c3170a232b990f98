"""Guards fail closed: what is not known has not passed."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.guards.guards import GuardFacts, GuardName, GuardOutcome, GuardResult
from domain.incidents.guards.rules import (
    GUARDS,
    GUARDS_OF_RESTORES,
    blocked_by,
    evaluate,
    evaluate_restore,
)
from tests.fakes.repairs import NOW
from tests.fakes.words import foreign

PASSING = GuardFacts(
    action=ActionKind.RESTART,
    now=NOW,
    writing_enabled=True,
    mode=Mode.APPROVE,
    on_behalf_of="u_oncall",
    permitted=True,
    confirmed=ReadBack.FIRING,
    confirmed_at=NOW - timedelta(seconds=30),
    frozen_by="",
    in_time_window=True,
    approval_needed=True,
    approved="digest",
    plan_digest="digest",
    lock_held=True,
    budget_held=True,
    never_written=True,
    writes_in_window=0,
    healthy_share=1.0,
    never_stormy=True,
    gitops="",
    unchanged=True,
    checkpoint="i_1-a1/1/7",
)
NOT_READ = {
    "frozen_until", "opens_at", "room_at", "last_write_at", "storm_at", "action", "now", "limits",
}  # fmt: skip


def _said(facts: GuardFacts) -> dict[GuardName, GuardOutcome]:
    return {each.guard: each.outcome for each in evaluate(facts)}


def test_all_guards_pass_when_all_is_well():
    """RBK-6."""
    assert blocked_by(evaluate(PASSING)) is None


READ = sorted({each.name for each in fields(GuardFacts)} - NOT_READ)


@pytest.mark.parametrize("name", READ)
def test_every_fact_that_is_not_established_blocks(name):
    """RBK-6."""
    blank = next(each.default for each in fields(GuardFacts) if each.name == name)
    stopped = blocked_by(evaluate(replace(PASSING, **{name: blank})))
    assert stopped is not None


def test_with_nothing_established_no_guard_passes():
    """RBK-6."""
    said = _said(GuardFacts(action=ActionKind.RESTART, now=NOW))
    assert GuardOutcome.PASSED not in said.values()
    assert set(said) == set(GuardName)


def test_no_result_at_all_is_no_consent():
    """RBK-6: a gate that was never asked must not look open."""
    with pytest.raises(ValueError, match="No guard"):
        blocked_by(())


def test_what_only_has_to_be_waited_for_is_asked_last():
    """RBK-6."""
    order = [name for name, _ in GUARDS]
    assert order[0] is GuardName.KILL_SWITCH
    assert order[-3:] == [GuardName.COOLDOWN, GuardName.FREQUENCY, GuardName.BUDGET]
    both = replace(PASSING, writing_enabled=False, budget_held=False)
    stopped = blocked_by(evaluate(both))
    assert stopped is not None
    assert stopped.guard is GuardName.KILL_SWITCH


FAILED, PASSED, UNKNOWN = GuardOutcome.FAILED, GuardOutcome.PASSED, GuardOutcome.UNKNOWN
NAIVE = datetime(2026, 11, 20, 22, 30)


def _ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("guard", "facts", "outcome"),
    [
        (GuardName.MODE, {"mode": Mode.OBSERVE}, FAILED),
        (GuardName.MODE, {"mode": Mode.SUGGEST}, FAILED),
        (GuardName.MODE, {"mode": Mode.AUTO}, PASSED),
        (GuardName.PERMISSION, {"on_behalf_of": ""}, FAILED),
        (GuardName.APPROVAL, {"approved": ""}, FAILED),
        (GuardName.APPROVAL, {"approved": "other"}, FAILED),
        (GuardName.APPROVAL, {"approved": "", "plan_digest": ""}, FAILED),
        (GuardName.APPROVAL, {"approved": "", "approval_needed": False}, PASSED),
        (GuardName.CONFIRMED, {"confirmed": ReadBack.CLEARED}, FAILED),
        (GuardName.CONFIRMED, {"confirmed": ReadBack.NOT_FOUND}, FAILED),
        (GuardName.CONFIRMED, {"confirmed": ReadBack.UNKNOWN}, UNKNOWN),
        (GuardName.CONFIRMED, {"confirmed_at": _ago(120)}, PASSED),
        (GuardName.CONFIRMED, {"confirmed_at": _ago(121)}, FAILED),
        (GuardName.CONFIRMED, {"confirmed_at": _ago(-3600)}, FAILED),
        (GuardName.CONFIRMED, {"confirmed_at": NAIVE}, UNKNOWN),
        (GuardName.HEALTHY_SHARE, {"healthy_share": 0.5}, PASSED),
        (GuardName.HEALTHY_SHARE, {"healthy_share": 0.49}, FAILED),
        (GuardName.HEALTHY_SHARE, {"healthy_share": float("nan")}, FAILED),
        (GuardName.HEALTHY_SHARE, {"never_stormy": False, "storm_at": _ago(299)}, FAILED),
        (GuardName.HEALTHY_SHARE, {"never_stormy": False, "storm_at": _ago(300)}, PASSED),
        (GuardName.HEALTHY_SHARE, {"never_stormy": False}, UNKNOWN),
        (GuardName.COOLDOWN, {"never_written": False, "last_write_at": _ago(59)}, FAILED),
        (GuardName.COOLDOWN, {"never_written": False, "last_write_at": _ago(60)}, PASSED),
        (GuardName.COOLDOWN, {"never_written": True, "last_write_at": _ago(1)}, FAILED),
        (GuardName.COOLDOWN, {"never_written": False}, UNKNOWN),
        (GuardName.COOLDOWN, {"never_written": False, "last_write_at": NAIVE}, UNKNOWN),
        (GuardName.FREQUENCY, {"writes_in_window": 7}, PASSED),
        (GuardName.FREQUENCY, {"writes_in_window": 8}, FAILED),
    ],
)
def test_guards_have_their_edges_where_the_policy_puts_them(guard, facts, outcome):
    """RBK-6."""
    assert _said(replace(PASSING, **facts))[guard] is outcome


@pytest.mark.parametrize(
    "name", [each.name for each in fields(GuardFacts) if each.name not in NOT_READ]
)
@settings(deadline=None)
@given(value=st.sampled_from(["yes", 1, [], object(), float("inf")]))
def test_facts_of_a_wrong_kind_never_pass_for_a_yes(name, value):
    """RBK-6: `1` and `"yes"` are not True."""
    facts = replace(PASSING, **{name: value})
    flags = {each.name for each in fields(GuardFacts) if each.type == (bool | None)}
    if name in flags - {"never_written", "never_stormy", "approval_needed"}:
        assert blocked_by(evaluate(facts)) is not None
    else:
        evaluate(facts)


def test_what_stops_all_writes_stops_restores_too():
    """RBK-6, RBK-4."""
    assert [each.guard for each in evaluate_restore(PASSING)] == [
        name for name, _ in GUARDS if name in GUARDS_OF_RESTORES
    ]
    for stopped in ({"writing_enabled": None}, {"frozen_by": "x"}, {"lock_held": False}):
        assert blocked_by(evaluate_restore(replace(PASSING, **stopped))) is not None
    calm = replace(PASSING, confirmed=ReadBack.CLEARED, writes_in_window=99, healthy_share=0.0)
    assert blocked_by(evaluate_restore(calm)) is None


def test_a_result_reads_as_guard_and_outcome():
    """RBK-13."""
    assert str(GuardResult(GuardName.FREEZE, FAILED, foreign("x"))) == "freeze:failed"
