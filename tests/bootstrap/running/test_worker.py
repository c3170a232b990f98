"""What the worker keeps in memory."""

import pytest

from bootstrap.running.worker import IN_MEMORY, workflow_runner
from workflows.incidents.leases import ClusterBudgetWorkflow, TargetLockWorkflow
from workflows.incidents.workflow import IncidentWorkflow

STORM = 1_000
"""Incidents of the storm that Zhiban answers for: 100 a minute for ten minutes."""


def test_a_storm_of_incidents_that_wait_is_held_in_memory_with_their_locks():
    """ALR-8: what is not held is replayed whenever it goes on, and a storm goes on all the time."""
    assert STORM * 2 < IN_MEMORY


@pytest.mark.parametrize("kind", [IncidentWorkflow, TargetLockWorkflow, ClusterBudgetWorkflow])
def test_the_sandbox_makes_nothing_anew_for_what_a_storm_opens_by_the_thousand(kind):
    """ALR-8: a copy of its module is 60 to 80 kB and 3 ms, in each run."""
    assert kind.__module__ in workflow_runner().restrictions.passthrough_modules
