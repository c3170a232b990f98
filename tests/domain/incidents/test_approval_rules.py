"""What a yes is bound to, and whose yes counts."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.rules import (
    Right,
    Standing,
    bound_to,
    needs_approval,
    people_at,
    right_to_answer,
    standing_of,
)
from domain.incidents.policy.policies import ApprovalRules
from domain.people.access import Role
from domain.people.people import Person
from tests.fakes.repairs import NOW, SHOP, a_plan, a_workload

MEI = Person("u_mei", "Mei", roles=frozenset({Role.APPROVER}))
LIN = Person("u_lin", "Lin", roles=frozenset({Role.APPROVER}))
PLAN = a_plan(ActionKind.ROLLBACK)
DIGEST = bound_to(PLAN, "policy")
ASKED = Approval(
    "a_1", "i_1", "incident/x", ActionKind.ROLLBACK, SHOP, DIGEST, "why", "patch", NOW,
    NOW + timedelta(minutes=15), requested_by="u_lin",
)  # fmt: skip


def test_a_yes_is_bound_to_action_target_parameters_version_and_policy():
    """RBK-8."""
    step = PLAN.steps[0]
    others = [
        replace(PLAN, action=ActionKind.FULL_ROLLBACK),
        replace(PLAN, seen="1008"),
        *(
            replace(PLAN, steps=(replace(step, **change),))
            for change in (
                {"target": replace(SHOP, name="cart")},
                {"revision_uid": "rs-other"},
                {"generation": 8},
                {"replicas": 3},
            )
        ),
    ]
    digests = {
        DIGEST,
        bound_to(PLAN, "other policy"),
        *(bound_to(each, "policy") for each in others),
    }
    assert len(digests) == len(others) + 2
    assert bound_to(replace(PLAN), "policy") == DIGEST


def test_on_waking_the_target_is_read_again():
    """RBK-8: a status that moves keeps a plan alive, a change of the target does not."""
    moved = a_plan(ActionKind.ROLLBACK, a_workload(resource_version="2000"))
    edited = a_plan(ActionKind.ROLLBACK, a_workload(generation=8))
    assert standing_of(PLAN, moved) is Standing.HOLDS
    assert standing_of(PLAN, edited) is Standing.OTHER_PLAN
    assert standing_of(PLAN, None) is Standing.NOTHING_LEFT


def _right(approval: Approval = ASKED, person: Person = MEI, **said: object) -> Right:
    asked: dict = {"approved": True, "digest": DIGEST, "now": NOW} | said
    return right_to_answer(approval, person, **asked)


ANSWERS = [
    (_right(), Right.MAY),
    (_right(digest=""), Right.MAY),
    (_right(digest="old"), Right.OTHER_PLAN),
    (_right(person=replace(MEI, disabled=True)), Right.NO_RIGHT),
    (_right(person=replace(MEI, roles=frozenset({Role.OPERATOR}))), Right.NO_RIGHT),
    (_right(now=NOW + timedelta(minutes=15)), Right.EXPIRED),
    (_right(person=LIN), Right.OWN_REQUEST),
    (_right(person=LIN, approved=False), Right.MAY),
    (_right(replace(ASKED, own_request=True), LIN), Right.MAY),
    (_right(replace(ASKED, state=ApprovalState.TIMED_OUT)), Right.SETTLED),
    (_right(replace(ASKED, state=ApprovalState.SUPERSEDED)), Right.SETTLED),
    (
        _right(replace(ASKED, state=ApprovalState.APPROVED, answered_by="u_mei")),
        Right.REPEATED,
    ),
    (
        _right(replace(ASKED, state=ApprovalState.DENIED, answered_by="u_mei")),
        Right.SETTLED,
    ),
    (
        _right(replace(ASKED, state=ApprovalState.APPROVED, answered_by="u_lin")),
        Right.SETTLED,
    ),
]


def test_whose_answer_counts_has_a_named_reason():
    """RBK-8."""
    for number, (found, right) in enumerate(ANSWERS):
        assert found is right, number
    assert {right for _, right in ANSWERS} == set(Right)


def test_only_acting_by_itself_needs_nobody():
    """RBK-7."""
    assert [mode for mode in Mode if not needs_approval(mode)] == [Mode.AUTO]


def test_hops_are_walked_to_their_end_and_then_it_is_not_done():
    """RBK-8."""
    rules = ApprovalRules((("u_a", "u_b"), ("u_c",)))
    assert [people_at(rules, ("u_mei",), hop) for hop in range(3)] == [
        ("u_a", "u_b"),
        ("u_c",),
        (),
    ]
    assert people_at(ApprovalRules(), ("u_mei",), 0) == ("u_mei",)
    assert people_at(ApprovalRules(), ("u_mei",), 1) == ()
    assert people_at(ApprovalRules(), (), 0) == ()


@settings(deadline=None)
@given(st.sampled_from(ApprovalState), st.booleans())
def test_a_final_answer_never_turns(state, approved):
    """RBK-8."""
    if state is not ApprovalState.PENDING:
        settled = replace(ASKED, state=state, answered_by="u_mei")
        assert _right(settled, approved=approved) in (Right.SETTLED, Right.REPEATED)
