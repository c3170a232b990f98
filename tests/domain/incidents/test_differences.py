"""What an approver sees: values, a difference, and what follows from each answer."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from domain.clusters.clusters import Revision
from domain.clusters.edits import EditKind
from domain.clusters.repairs import ActionKind
from domain.common.messages import named
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.approvals.consequences import became, consequences, difference_of
from domain.incidents.ladder.differences import MOST_CHANGES
from tests.fakes.face_incidents import an_approval
from tests.fakes.repairs import YESTERDAY, a_plan, a_workload
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown

A = ActionKind


def _revision(number: int, *images: str) -> Revision:
    return Revision(
        number=number,
        uid=f"uid-{number}",
        name=f"rs-{number}",
        created_at=YESTERDAY.replace(hour=number),
        images=images,
        template_digest=f"template-{number}",
    )


def _workload(now: tuple[str, ...], before: tuple[str, ...]):
    return a_workload(
        images=now,
        revision=2,
        template_digest="template-2",
        revisions=(_revision(2, *now), _revision(1, *before)),
    )


def _said(planned, reader=IN_ENGLISH):
    return [shown(each, reader) for each in planned.changes]


def test_a_rollback_says_which_image_follows_which():
    """RBK-17: without the registry, and only what differs."""
    workload = _workload(
        ("ccr.ccs.tencentyun.com/shop/payments:1.1", "proxy:3"),
        ("ccr.ccs.tencentyun.com/shop/payments:1.0", "proxy:3"),
    )
    planned = a_plan(A.ROLLBACK, workload)

    assert _said(planned) == ["image payments:1.1 → payments:1.0"]
    assert _said(planned, IN_CHINESE) == ["镜像 payments:1.1 → payments:1.0"]


def test_a_rollback_of_the_same_images_says_that():
    """RBK-17: what differs then stands in the template, which the patch shows."""
    planned = a_plan(A.ROLLBACK, _workload(("payments:1",), ("payments:1",)))

    assert _said(planned) == ["same images; the template goes from revision 2 to 1"]


def test_a_scale_out_and_a_restart_say_their_counts():
    """RBK-17."""
    scaled = a_plan(A.SCALE_OUT, a_workload(replicas=3))
    restarted = a_plan(A.RESTART, a_workload(replicas=3))

    assert _said(scaled) == ["replicas 3 → 5"]
    assert _said(restarted)[0].startswith("3 pods are replaced")


def test_a_long_difference_is_cut_and_says_how_much_is_left_out():
    """RBK-17: an approver reads it on a phone."""
    many = range(MOST_CHANGES + 3)
    now, before = tuple(f"c{each}:2" for each in many), tuple(f"c{each}:1" for each in many)
    lines = _said(a_plan(A.ROLLBACK, _workload(now, before)))

    assert len(lines) == MOST_CHANGES + 1
    assert lines[-1] == "and 3 more"


STATES = [
    (ApprovalState.APPROVED, "Approved by", "已批准"),
    (ApprovalState.DENIED, "Denied by", "已拒绝"),
    (ApprovalState.TIMED_OUT, "Expired", "已过期"),
    (ApprovalState.SUPERSEDED, "Void", "已作废"),
]


@pytest.mark.parametrize("edit", [None, EditKind.APPLY])
@pytest.mark.parametrize(("state", "english", "chinese"), STATES)
def test_each_end_of_a_question_reads_true_in_both_languages(state, english, chinese, edit):
    """RBK-17: only an approved one was approved, and only that may have been written."""
    by = "u_lin" if state in (ApprovalState.APPROVED, ApprovalState.DENIED) else ""
    settled = replace(an_approval(), state=state, answered_by=by, edit=edit)

    assert consequences(settled) == (became(settled),)
    for reader, word, nothing in (
        (IN_ENGLISH, english, "nothing was written"),
        (IN_CHINESE, chinese, "什么都没有写"),
    ):
        said = shown(became(settled), reader)
        assert word in said
        assert (nothing in said) is (state is not ApprovalState.APPROVED)
        assert ("u_lin" in said) is bool(by)
        others = {STATES[i][1 if reader is IN_ENGLISH else 2] for i in range(4)} - {word}
        assert not any(other in said for other in others)


def test_an_open_question_says_what_a_yes_a_no_and_no_answer_lead_to():
    """RBK-17: and when it counts as not done, by the reader's clock."""
    asked = replace(an_approval(), requested_by="u_mei")
    yes, no, silence = (shown(each, IN_ENGLISH) for each in consequences(asked))

    assert "guard" in yes
    assert "nothing is written" in no
    assert "u_mei" in no
    assert "not done" in silence
    local = asked.expires_at.astimezone(ZoneInfo(IN_ENGLISH.zone))
    assert f"{local:%H:%M}" in silence


def test_a_question_without_a_difference_says_none():
    """RBK-17: an edit's values stand in its preview."""
    assert difference_of(replace(an_approval(), changes=())) is None
    assert shown(named(EditKind.APPLY), IN_ENGLISH)
