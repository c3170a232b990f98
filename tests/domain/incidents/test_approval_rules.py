"""What a yes is bound to, and whose yes counts."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import PermanentError
from domain.incidents.approvals.approvals import Answer, Approval, ApprovalState
from domain.incidents.approvals.consequences import became
from domain.incidents.approvals.rules import (
    Standing,
    bound_to,
    moved_since,
    needs_approval,
    people_at,
    standing_of,
)
from domain.incidents.policy.policies import ApprovalRules
from tests.fakes.repairs import NOW, SHOP, a_plan, a_workload
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

PLAN = a_plan(ActionKind.ROLLBACK)
DIGEST = bound_to(PLAN, "policy")
ASKED = Approval(
    id="a_1",
    incident_id="i_1",
    action=ActionKind.ROLLBACK,
    target=SHOP,
    digest=DIGEST,
    why="why",
    preview="patch",
    asked_at=NOW,
    expires_at=NOW + timedelta(minutes=15),
    requested_by="u_lin",
)


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


def _refused(
    approval: Approval = ASKED,
    by: str = "u_mei",
    *,
    approved: bool = True,
    digest: str = DIGEST,
    now: datetime = NOW,
) -> str:
    """Return the reason for which an answer does not count; empty when it does."""
    try:
        approval.check(Answer(approval.id, digest, by), approved=approved, now=now)
    except PermanentError as error:
        return error.explanation.id
    return ""


ANSWERS = [
    (_refused(), ""),
    (_refused(digest=""), ""),
    (_refused(digest="old"), "approval.other_plan"),
    (_refused(now=NOW + timedelta(minutes=15)), "approval.expired"),
    (_refused(by="u_lin"), "approval.own_request"),
    (_refused(by="u_lin", approved=False), ""),
    (_refused(replace(ASKED, own_request=True), "u_lin"), ""),
    *(
        (_refused(replace(ASKED, state=state, answered_by="u_mei")), "approval.settled")
        for state in ApprovalState
        if state is not ApprovalState.PENDING
    ),
]


def test_whose_answer_counts_has_a_named_reason():
    """RBK-8."""
    for number, (found, reason) in enumerate(ANSWERS):
        assert found == reason, number


def test_who_said_the_very_same_before_says_nothing_new():
    """RBK-8."""
    approved = ASKED.answered(Answer("a_1", DIGEST, "u_mei"), approved=True, at=NOW)
    assert approved.was_answered("u_mei", approved=True)
    assert not approved.was_answered("u_mei", approved=False)
    assert not approved.was_answered("u_lin", approved=True)


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
        assert _refused(settled, approved=approved) == "approval.settled"


def test_a_stale_answer_says_what_changed_since_with_the_difference():
    """RBK-17: in both languages."""
    edited = replace(PLAN, steps=(replace(PLAN.steps[0], generation=9),))
    scaled = a_plan(ActionKind.SCALE_OUT)
    other = replace(PLAN, steps=(replace(PLAN.steps[0], revision_uid="rs-other"),))

    said = [moved_since(PLAN, each) for each in (None, edited, scaled, other)]
    english = [shown(each, IN_ENGLISH) for each in said]
    chinese = [shown(each, IN_CHINESE) for each in said]

    assert "nothing left to do" in english[0]
    assert f"generation {PLAN.steps[0].generation} → 9" in english[1]
    assert shown(PLAN.changes[0], IN_ENGLISH) in english[1]
    assert "in place of" in english[2]
    assert "other values" in english[3]
    assert len(set(english)) == len(set(chinese)) == 4
    assert all("什么都没有做" in each for each in chinese)
    assert shown(became(ASKED.overtaken(NOW, said[1])), IN_ENGLISH).count("generation") == 1
