"""Which guards hold for edits, and that each of them does."""

from dataclasses import replace

import pytest

from domain.cluster_edits.guards import GUARDS_OF_EDITS, GUARDS_OF_WORKLOADS, evaluate_edit
from domain.clusters.edits import EDITED_AS
from domain.clusters.repairs import Mode
from domain.incidents.guards.guards import GuardFacts, GuardName
from domain.incidents.guards.rules import blocked_by
from tests.domain.incidents.test_guard_rules import PASSING as OF_REPAIRS
from tests.fakes.repairs import NOW

PASSING = replace(OF_REPAIRS, action=EDITED_AS, confirmed=None, confirmed_at=None)
"""Facts of an edit that nothing stops: those of a repair, but no alarm fires."""

BROKEN = {
    GuardName.KILL_SWITCH: {"writing_enabled": False},
    GuardName.MODE: {"mode": Mode.OBSERVE},
    GuardName.PERMISSION: {"permitted": False},
    GuardName.FREEZE: {"frozen_by": "year end"},
    GuardName.TIME_WINDOW: {"in_time_window": False},
    GuardName.GITOPS: {"gitops": "argocd"},
    GuardName.APPROVAL: {"approved": "another"},
    GuardName.UNCHANGED: {"unchanged": False},
    GuardName.CHECKPOINT: {"checkpoint": ""},
    GuardName.LOCK: {"lock_held": False},
    GuardName.HEALTHY_SHARE: {"healthy_share": 0.1},
    GuardName.COOLDOWN: {"never_written": False, "last_write_at": NOW},
    GuardName.FREQUENCY: {"writes_in_window": 99},
    GuardName.BUDGET: {"budget_held": False},
}


@pytest.mark.parametrize("workload", [True, False])
def test_an_edit_passes_when_all_is_well_although_no_alarm_fires(workload):
    """RBK-6."""
    assert blocked_by(evaluate_edit(PASSING, workload=workload)) is None


@pytest.mark.parametrize("guard", BROKEN)
def test_every_guard_of_a_workload_stops_an_edit_by_itself(guard):
    """RBK-6: a guard that is missing from the list is a hole."""
    facts = replace(PASSING, **BROKEN[guard])
    stopped = [
        each.guard for each in evaluate_edit(facts, workload=True) if each.outcome != "passed"
    ]
    assert stopped == [guard]
    stopped_elsewhere = blocked_by(evaluate_edit(facts, workload=False))
    assert (stopped_elsewhere is not None) is (guard in GUARDS_OF_EDITS)


def test_all_guards_but_the_sources_word_hold_for_workloads():
    """RBK-6: a guard that comes new holds for edits too, or somebody says why not."""
    assert set(GuardName) - GUARDS_OF_WORKLOADS == {GuardName.CONFIRMED}
    assert {
        GuardName.LOCK,
        GuardName.HEALTHY_SHARE,
        GuardName.FREQUENCY,
        GuardName.BUDGET,
    } == GUARDS_OF_WORKLOADS - GUARDS_OF_EDITS


@pytest.mark.parametrize("workload", [True, False])
def test_with_nothing_established_nothing_passes(workload):
    """RBK-6."""
    said = evaluate_edit(GuardFacts(action=EDITED_AS, now=NOW), workload=workload)
    assert all(each.outcome != "passed" for each in said)
