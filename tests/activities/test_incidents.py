"""The activities of incidents, outside of a server."""

from dataclasses import replace
from datetime import timedelta

from temporalio.testing import ActivityEnvironment

from activities.incident_orders import LookOrder
from activities.incident_outlooks import MOST_ASKED
from activities.patience import ask_again
from application.incidents.sources import PAUSES
from domain.alerts.alerts import FaultClass, Fingerprint
from domain.common.errors import Unavailable
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.policy.policies import InhibitionRule
from tests.fakes.alerts import Listening
from tests.fakes.incidents import AUTO, T0, IncidentRig, a_fingerprint, a_target, an_alert


class Nowhere:
    """Stands where a server would: nothing of it is asked."""

    client = None


def an_open_one(number: int, fault: FaultClass = FaultClass.NOT_READY) -> Incident:
    mine = Fingerprint(fault, a_target(f"w{number}"))
    return Incident(
        id=f"i_{number:04}",
        workflow_id=f"incident/{mine}",
        fingerprint=str(mine),
        fault=fault,
        state=IncidentState.REPAIRING,
        opened_at=T0 + timedelta(seconds=number),
        changed_at=T0,
        revision=1,
        newest=an_alert(number),
        owner=mine.owner,
    )


async def looked(lives: Listening, *others):
    """Return what is seen by one whose node is named as the cause of everything."""
    rig = IncidentRig(Nowhere())
    rig.lives = lives
    rig.incidents.kept = {each.id: each for each in others}
    rule = InhibitionRule("*", "*", (FaultClass.NODE,), "*", "*")
    order = LookOrder(a_fingerprint(), "incident/mine", replace(AUTO, inhibitions=(rule,)))
    outlook = await ActivityEnvironment().run(rig.activities().look, order)
    return outlook.suppression


async def test_a_parent_mutes_its_children_however_many_came_after_it():
    """ALR-6: a storm is what inhibition is for, and its cause comes first."""
    parent = an_open_one(0, FaultClass.NODE)
    storm = (an_open_one(number) for number in range(1, 1_000))
    suppression = await looked(Listening(), parent, *storm)

    assert suppression is not None
    assert suppression.by == parent.workflow_id


async def test_a_parent_without_a_run_mutes_nobody_and_hides_no_other_parent():
    """ALR-6: its row says that it fires until somebody closes it."""
    gone, other = an_open_one(0, FaultClass.NODE), an_open_one(1, FaultClass.NODE)
    lives = Listening(gone={gone.workflow_id})

    assert await looked(lives, gone) is None
    found = await looked(lives, gone, other)
    assert found is not None
    assert found.by == other.workflow_id


async def test_a_parent_that_cannot_be_asked_mutes_nobody():
    """ALR-6: not knowing must not hide what fires."""
    lives = Listening(error=Unavailable("Temporal is away."))
    assert await looked(lives, an_open_one(0, FaultClass.NODE)) is None


async def test_lost_parents_are_not_asked_one_by_one_for_ever():
    """ALR-6, REL-1: after Temporal was lost every row is one of those."""
    parents = [an_open_one(number, FaultClass.NODE) for number in range(1_000)]
    lives = Listening(gone={each.workflow_id for each in parents})

    assert await looked(lives, *parents) is None
    assert len(lives.asked) == MOST_ASKED


def test_a_source_that_knows_of_no_such_alarm_has_time_to_say_so_as_often_as_it_is_asked():
    """ALR-2: cut off, a forged alert would call a person instead of ending as not confirmed."""
    seconds_an_answer = 4.0
    needed = sum(PAUSES) + seconds_an_answer * (len(PAUSES) + 1)

    assert needed <= ask_again("")["start_to_close_timeout"].total_seconds()
