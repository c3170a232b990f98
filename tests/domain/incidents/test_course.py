"""Why a ladder ends, where a person asked for something."""

import pytest

from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode
from domain.incidents.course import why_nothing_left
from domain.incidents.incidents import CallReason, Request
from tests.fakes.repairs import NOW

ASKED = Request(action=ActionKind.ROLLBACK, by="u_mei", reason="bad")


def tried(action: ActionKind, state: AttemptState) -> Attempt:
    return Attempt(number=1, action=action, mode=Mode.AUTO, state=state, started_at=NOW)


@pytest.mark.parametrize(
    ("attempts", "request_", "reason"),
    [
        ((), None, CallReason.NOTHING_TRIED),
        ((), ASKED, CallReason.NOT_DONE),
        ((tried(ActionKind.ROLLBACK, AttemptState.FAILED),), ASKED, CallReason.EXHAUSTED),
        ((tried(ActionKind.ROLLBACK, AttemptState.CONFLICT),), ASKED, CallReason.INCONCLUSIVE),
        ((tried(ActionKind.RESTART, AttemptState.CONFLICT),), None, CallReason.INCONCLUSIVE),
    ],
)
def test_a_ladder_that_ends_says_whether_what_was_asked_for_was_ever_tried(
    attempts, request_, reason
):
    """RBK-3, RBK-12."""
    assert why_nothing_left(attempts, request_) is reason
