"""What the numbers suggest, when they are enough, and as which change of the policy."""

import tomllib
from dataclasses import replace

import pytest

from domain.alerts.alerts import FaultClass
from domain.analytics.metrics import facts_of, metrics_of
from domain.analytics.policy_changes import change_named, changed, lines_of
from domain.analytics.suggestions import Advice, Suggestion, suggest, surely_better
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, AttemptState
from domain.common.errors import InvalidRequest
from domain.common.proportions import Proportion
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.policy.files import read_policy
from domain.incidents.policy.policies import Policy
from tests.fakes.incident_examples import NOW, after, an_attempt, an_incident

CLOSED = IncidentState.CLOSED
CHECKOUT = WorkloadRef("c", "shop", WorkloadKind.DEPLOYMENT, "checkout")
OTHER = WorkloadRef("c", "shop", WorkloadKind.DEPLOYMENT, "stock")


def wrote(state, action=ActionKind.RESTART, number=1, **changes):
    return an_attempt(number, state, action=action, **changes)


def outcomes(first, action, good, bad, owner=CHECKOUT, fault=FaultClass.OUT_OF_MEMORY, unclear=0):
    """Return incidents in which an action was tried once each: so often good, so often bad."""
    states = [AttemptState.VERIFIED] * good + [AttemptState.FAILED] * bad
    states += [AttemptState.UNKNOWN] * unclear
    return [
        an_incident(
            first + number,
            owner=owner,
            fault=fault,
            state=CLOSED,
            ending=Ending.FIXED if state is AttemptState.VERIFIED else Ending.HANDED_OVER,
            fixed_at=after(400) if state is AttemptState.VERIFIED else None,
            attempts=(wrote(state, action),),
        )
        for number, state in enumerate(states)
    ]


def suggested(*incidents):
    facts = [facts_of(each, began_at=NOW) for each in incidents]
    return suggest(metrics_of(facts, since=NOW, until=after(86_400), zone="UTC"), facts)


def test_what_fixes_more_is_tried_first_with_both_counts():
    """ANL-3: the example of the requirement."""
    found = suggested(
        *outcomes(0, ActionKind.RESTART, 2, 7), *outcomes(20, ActionKind.SCALE_OUT, 5, 1)
    )
    assert found == (
        Suggestion(
            Advice.TRY_FIRST,
            "scale_out",
            "out_of_memory",
            counted=Proportion(5, 6),
            than="restart",
            than_counted=Proportion(2, 9),
        ),
    )
    assert found[0].id == "try_first:scale_out:out_of_memory"


def test_one_service_is_named_where_the_others_do_not_bear_it_out():
    """ANL-3."""
    found = suggested(
        *outcomes(0, ActionKind.RESTART, 0, 6),
        *outcomes(20, ActionKind.SCALE_OUT, 6, 0),
        *outcomes(40, ActionKind.RESTART, 12, 0, owner=OTHER),
        *outcomes(60, ActionKind.SCALE_OUT, 0, 6, owner=OTHER),
    )
    assert [(each.id, each.than) for each in found] == [
        ("try_first:scale_out:out_of_memory:shop/checkout", "restart"),
        ("try_first:restart:out_of_memory:shop/stock", "scale_out"),
    ]


@pytest.mark.parametrize(
    ("restarts", "scalings"),
    [((2, 2), (5, 1)), ((2, 7), (4, 0)), ((3, 6), (4, 2)), ((0, 0), (9, 0))],
    ids=["few of the worse", "few of the better", "chance", "nothing to compare"],
)
def test_what_could_be_chance_is_not_said(restarts, scalings):
    """ANL-3."""
    both = outcomes(0, ActionKind.RESTART, *restarts) + outcomes(
        20, ActionKind.SCALE_OUT, *scalings
    )
    assert suggested(*both) == ()


def test_what_nobody_could_tell_is_no_evidence():
    """ANL-3: neither for an action nor against it."""
    unclear = outcomes(0, ActionKind.RESTART, 0, 4, unclear=9)
    assert suggested(*unclear, *outcomes(20, ActionKind.SCALE_OUT, 6, 0)) == ()


@pytest.mark.parametrize(
    ("one", "other", "better"),
    [
        ((5, 6), (2, 9), True),
        ((4, 6), (3, 9), False),
        ((6, 6), (0, 6), True),
        ((0, 0), (0, 9), False),
    ],
)
def test_the_difference_is_judged_by_its_interval(one, other, better):
    """ANL-3: Newcombe's method 10; 5/6 against 2/9 gives 0.61 with a lower end of 0.10."""
    assert surely_better(Proportion(*one), Proportion(*other)) is better
    assert not surely_better(Proportion(*other), Proportion(*one))


def test_an_action_that_hardly_helps_can_be_passed_over():
    """ANL-3: 0 of 8 is at most a third, 0 of 7 may be more."""
    found = suggested(*outcomes(0, ActionKind.RESTART, 0, 8))
    assert [each.id for each in found] == ["pass_over:restart:out_of_memory"]
    assert suggested(*outcomes(0, ActionKind.RESTART, 0, 7)) == ()


def test_what_was_always_approved_and_always_helped_may_ask_no_more():
    """ANL-3, RBK-7."""
    good = outcomes(0, ActionKind.RESTART, 10, 0)
    approved = [
        replace(each, attempts=(replace(each.attempts[0], approved_by="u_mei"),)) for each in good
    ]
    assert [each.id for each in suggested(*approved)] == ["ask_no_more:restart:out_of_memory"]
    assert suggested(*approved[1:]) == ()
    assert suggested(*approved[1:], replace(approved[0], relapses=1)) == ()


def test_fixes_that_come_back_ask_for_a_longer_look():
    """ANL-3."""
    good = outcomes(0, ActionKind.RESTART, 10, 0)
    back = [replace(each, relapses=1) for each in good[:2]]
    assert [each.id for each in suggested(*back, *good[2:])] == ["watch_longer"]
    assert suggested(*back[:1], *good[1:]) == ()


def test_late_acknowledgements_ask_for_more_people():
    """ANL-3."""
    late = [
        an_incident(n, acknowledged_at=after(1_000 + n), called=CallReason.EXHAUSTED)
        for n in range(5)
    ]
    (found,) = suggested(*late)
    assert (found.advice, found.seconds > 900) == (Advice.CALL_MORE, True)


# --- as a change of the policy ------------------------------------------------------------------


@pytest.mark.parametrize(
    "named",
    [
        "try_first:scale_out:out_of_memory",
        "try_first:scale_out:out_of_memory:shop/checkout",
        "pass_over:restart:out_of_memory",
        "ask_no_more:restart:crash_loop",
        "watch_longer",
    ],
)
def test_the_lines_mean_the_change(named):
    """ANL-3: what is tried is what an operator would write."""
    policy = Policy(on_call=("u_mei",), on_behalf_of="u_mei")
    change = change_named(named)
    needed = 'name = "x"\non_call = ["u_mei"]\non_behalf_of = "u_mei"\n'
    written = read_policy(tomllib.loads(needed + lines_of(policy, change)))
    wanted = changed(policy, change)
    assert wanted != policy
    assert replace(written, name=wanted.name, digest=wanted.digest) == wanted


def test_a_change_keeps_what_was_there():
    """ANL-3."""
    fault = FaultClass.OUT_OF_MEMORY
    policy = Policy(cannot_help={fault: (ActionKind.SCALE_OUT,)})
    found = changed(policy, change_named("pass_over:restart:out_of_memory"))
    assert found.cannot_help[fault] == (ActionKind.SCALE_OUT, ActionKind.RESTART)


@pytest.mark.parametrize(
    "named",
    [
        "",
        "call_more",
        "try_first",
        "try_first:scale_out",
        "try_first:dance:out_of_memory",
        "try_first:scale_out:boredom",
        "watch_longer:restart:crash_loop",
        "pass_over:restart:crash_loop:shop/checkout",
        'try_first:scale_out:crash_loop:shop/x"\nmode = "auto',
        "try_first:scale_out:crash_loop:shop",
    ],
)
def test_what_is_no_suggestion_is_refused(named):
    """ANL-3."""
    with pytest.raises(InvalidRequest):
        change_named(named)
