"""What an attempt leaves is told from what others change."""

import pytest

from application.incidents.repairs.reports import after_write, before_write
from application.incidents.repairs.samples import look_at
from domain.clusters.changes import Performed, Performing, Step, Verb
from tests.fakes.repairs import NOW, SHOP, a_workload


@pytest.mark.parametrize("verb", [Verb.RESTART, Verb.SCALE, Verb.UNDO, Verb.EVICT, Verb.ISOLATE])
def test_our_own_write_is_never_taken_for_somebody_elses(verb):
    """RBK-5: also where pods are changed, which are bound on the workload before."""
    workload = a_workload()
    step = Step(
        verb=verb,
        target=SHOP,
        generation=workload.generation,
        at="2026-11-21T06:01:00Z",
        pods=("checkout-1",),
    )
    before = before_write(workload, step, "a1/1/7")
    done = Performed(outcome=Performing.DONE, generation=workload.generation + 1)

    ours = after_write(step, workload, done, before)

    grown = a_workload(generation=workload.generation + 1)
    assert look_at(grown, ours, at=NOW).others == ()
    again = a_workload(generation=workload.generation + 2)
    assert look_at(again, ours, at=NOW).others != ()
