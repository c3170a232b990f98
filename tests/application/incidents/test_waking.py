"""Ending what holds incidents back is heard at once."""

from types import SimpleNamespace

import pytest

from application.incidents.waking import IncidentWaking
from domain.common.errors import NotFound, Unavailable
from domain.incidents.incidents import IncidentState


class Kept:
    """Incidents by state."""

    def __init__(self, *incidents):
        self.incidents = incidents

    async def list(self, which, *, before, limit):
        assert (before, limit) == ("", 200)
        return [each for each in self.incidents if each.state == which.state]


class Lives:
    """Hears who is woken."""

    def __init__(self, error=None):
        self.heard, self.error = [], error

    async def look_again(self, workflow_id):
        if self.error and workflow_id.endswith("1"):
            raise self.error
        self.heard.append(workflow_id)


def an_incident_in(number, state):
    return SimpleNamespace(workflow_id=f"incident/{number}", state=state)


HOLDING = [
    an_incident_in(1, IncidentState.SUPPRESSED),
    an_incident_in(2, IncidentState.WAITING),
    an_incident_in(3, IncidentState.REPAIRING),
]


async def test_those_that_hold_still_are_woken_and_no_others():
    """ALR-6."""
    lives = Lives()

    assert await IncidentWaking(Kept(*HOLDING), lives).wake() == 2
    assert lives.heard == ["incident/1", "incident/2"]


@pytest.mark.parametrize("error", [NotFound("incident", "1"), Unavailable("down")], ids=type)
async def test_one_that_cannot_be_woken_keeps_no_other_asleep(error):
    """ALR-6."""
    lives = Lives(error)

    assert await IncidentWaking(Kept(*HOLDING), lives).wake() == 1
    assert lives.heard == ["incident/2"]
