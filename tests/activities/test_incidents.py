"""The activities of incidents, outside of a server."""

from dataclasses import replace
from datetime import timedelta

from temporalio.testing import ActivityEnvironment

from activities.incident_orders import LookOrder
from activities.patience import ask_again
from application.sources import PAUSES
from domain.alerts import FaultClass, Fingerprint
from domain.incidents import Incident, IncidentState
from domain.policies import InhibitionRule
from tests.fakes.incidents import AUTO, T0, IncidentHouse, a_fingerprint, a_target, an_alert


class Nowhere:
    """Stands where a server would: nothing of it is asked."""

    client = None


def an_open_one(number: int, fault: FaultClass = FaultClass.NOT_READY) -> Incident:
    mine = Fingerprint(fault, a_target(f"w{number}"))
    return Incident(
        f"i_{number:04}",
        f"incident/{mine}",
        str(mine),
        fault,
        IncidentState.REPAIRING,
        T0 + timedelta(seconds=number),
        T0,
        1,
        an_alert(number),
        owner=mine.owner,
    )


async def test_a_parent_mutes_its_children_however_many_came_after_it():
    """ALR-6: a storm is what inhibition is for, and its cause comes first."""
    house = IncidentHouse(Nowhere())
    parent = an_open_one(0, FaultClass.NODE)
    house.incidents.kept = {
        each.id: each for each in (parent, *(an_open_one(number) for number in range(1, 1_000)))
    }
    rule = InhibitionRule("*", "*", (FaultClass.NODE,), "*", "*")
    order = LookOrder(a_fingerprint(), "incident/mine", replace(AUTO, inhibitions=(rule,)))
    environment = ActivityEnvironment()

    outlook = await environment.run(house.activities().look, order)

    assert outlook.suppression is not None
    assert outlook.suppression.by == parent.workflow_id


def test_a_source_that_knows_of_no_such_alarm_has_time_to_say_so_as_often_as_it_is_asked():
    """ALR-2: cut off, a forged alert would call a person instead of ending as not confirmed."""
    seconds_an_answer = 4.0
    needed = sum(PAUSES) + seconds_an_answer * (len(PAUSES) + 1)

    assert needed <= ask_again("")["start_to_close_timeout"].total_seconds()
