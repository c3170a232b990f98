"""What the audit says of a question that was approved (RBK-13, RBK-17)."""

from dataclasses import replace

import pytest

from domain.common.messages import message
from domain.incidents.approvals.outcomes import Run, RunOutcome
from domain.incidents.audit.decisions import AuditAction as Row
from domain.incidents.audit.runs import run_of
from tests.fakes.decided_approvals import APPROVED, DENIED, EDITED, row_of
from tests.fakes.words import IN_ENGLISH, shown

TWO = replace(EDITED, objects=("a", "b"))


@pytest.mark.parametrize(
    ("asked", "actions", "outcome"),
    [
        (APPROVED, (), RunOutcome.UNKNOWN),
        (APPROVED, (Row.REPAIR_INTENDED,), RunOutcome.UNDER_WAY),
        (APPROVED, (Row.REPAIR_INTENDED, Row.REPAIR_PERFORMED), RunOutcome.WRITTEN),
        (APPROVED, (Row.REPAIR_PERFORMED, Row.REPAIR_RESTORED), RunOutcome.PUT_BACK),
        (APPROVED, (Row.REPAIR_BLOCKED,), RunOutcome.STOPPED),
        (APPROVED, (Row.REPAIR_INTENDED, Row.REPAIR_REFUSED), RunOutcome.FAILED),
        (APPROVED, (Row.REPAIR_PERFORMED, Row.REPAIR_CONFLICT), RunOutcome.PARTLY),
        (APPROVED, (Row.REPAIR_BLOCKED, Row.REPAIR_PERFORMED), RunOutcome.WRITTEN),
        (APPROVED, (Row.APPROVAL_ANSWERED, Row.INCIDENT_NOTED), RunOutcome.UNKNOWN),
        (EDITED, (Row.EDIT_INTENDED, Row.EDIT_PERFORMED), RunOutcome.WRITTEN),
        (EDITED, (Row.EDIT_CONFLICT,), RunOutcome.FAILED),
        (TWO, (Row.EDIT_PERFORMED,), RunOutcome.UNDER_WAY),
        (TWO, (Row.EDIT_PERFORMED, Row.EDIT_BLOCKED), RunOutcome.PARTLY),
    ],
)
def test_the_last_row_tells_how_far_it_came(asked, actions, outcome):
    """RBK-17: nothing recorded is no success."""
    rows = [row_of(asked, each, minutes=at) for at, each in enumerate(actions)]
    run = run_of(asked, rows)
    assert run is not None
    assert run.outcome is outcome


def test_what_was_not_approved_did_not_run():
    """RBK-17: whatever else was written in its incident."""
    rows = [row_of(APPROVED, Row.REPAIR_PERFORMED)]
    assert run_of(DENIED, rows) is None
    other = replace(APPROVED, digest="f" * 64)
    assert run_of(other, rows) == Run(RunOutcome.UNKNOWN)


def test_a_checkpoint_that_could_not_be_put_back_leaves_what_was_written():
    """RBK-4, RBK-17."""
    rows = [
        row_of(APPROVED, Row.REPAIR_PERFORMED),
        row_of(APPROVED, Row.REPAIR_CONFLICT, minutes=30, verb="restore"),
    ]
    run = run_of(APPROVED, rows)
    assert run is not None
    assert run.outcome is RunOutcome.WRITTEN


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (row_of(EDITED, Row.EDIT_BLOCKED, reason="kill_switch; mode"), "kill switch"),
        (row_of(EDITED, Row.EDIT_BLOCKED, reason="something else"), "something else"),
        (
            row_of(EDITED, Row.EDIT_REFUSED, reason="x", performed={"detail": "quota is full"}),
            "quota is full",
        ),
        (
            row_of(APPROVED, Row.REPAIR_BLOCKED, said=message("moved.nothing_left").recorded),
            "there is nothing left to do",
        ),
        (row_of(APPROVED, Row.REPAIR_BLOCKED), ""),
    ],
)
def test_what_stopped_it_is_told_as_it_was_recorded(row, said):
    """RBK-17."""
    run = run_of(EDITED if row.subject == EDITED.id else APPROVED, [row])
    assert run is not None
    assert said in shown(run.why, IN_ENGLISH)
