"""The numbers of repairs: who may ask, for which period, and from which events they come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.incidents.metrics import IncidentMetricsService
from application.incidents.numbers import Number, goal_said
from domain.clusters.repairs import AttemptState
from domain.common.errors import Forbidden, InvalidRequest, TooLarge
from domain.common.messages import message
from domain.events.events import Event, EventType
from domain.incidents.incidents import Ending
from domain.incidents.metrics import Goal, NumberUnit
from domain.people.access import Actor, Role
from tests.fakes.clock import ManualClock
from tests.fakes.face_incidents import InMemoryIncidents
from tests.fakes.incident_examples import NOW, after, an_alert, an_attempt, an_incident
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, says, shown

VIEWER = Actor("u_vi", frozenset({Role.VIEWER}))
NOBODY = replace(VIEWER, scopes=frozenset())


def opened(incident, began, source=None):
    return Event(
        id=f"{incident.id}/1/{began}",
        type=EventType.INCIDENT_OPENED,
        source=source or f"/incidents/{incident.id}",
        subject=incident.id,
        time=incident.opened_at,
        data={"incident": {"newest": {"started_at": began.isoformat().replace("+00:00", "Z")}}},
    )


class World:
    def __init__(self):
        self.clock = ManualClock(after(7 * 86_400))
        self.incidents = InMemoryIncidents()
        self.events = self.incidents.events
        self.service = IncidentMetricsService(self.incidents, self.events, self.clock)

    async def add(self, incident, began=NOW, source=None):
        await self.incidents.record(incident, [opened(incident, began, source)])

    async def metrics(self, **asked):
        return await self.service.metrics(**{"by": VIEWER, "since": NOW} | asked)


@pytest.fixture
def world():
    return World()


async def test_numbers_come_from_incidents_and_the_beginning_from_their_first_event(world):
    """RBK-14: the newest alert may be of a later firing."""
    later = an_alert(started_at=after(9_000))
    incident = an_incident(1, opened_at=after(30), newest=later)
    await world.add(incident)
    await world.add(incident, after(20))  # a second event about the same
    await world.add(an_incident(2, opened_at=after(40)), after(39), source="/people/u_bo")

    found = await world.metrics()
    assert (found.incidents, found.since, found.until) == (2, NOW, world.clock.now())
    assert (found.detect.count, found.detect.median) == (1, 30.0)
    assert found.goal is Goal.NO_DATA


async def test_all_pages_are_counted(world, monkeypatch):
    """RBK-14."""
    monkeypatch.setattr("application.incidents.metrics._AT_ONCE", 2)
    for number in range(7):
        await world.add(an_incident(number))
    found = await world.metrics()
    assert (found.incidents, found.detect.count) == (7, 7)


async def test_the_period_is_of_when_incidents_opened(world):
    """RBK-14."""
    for number in range(4):
        await world.add(an_incident(number, opened_at=after(100 * number)))
    found = await world.metrics(since=after(100), until=after(300))
    assert found.incidents == 2


async def test_suggestions_come_with_the_numbers(world):
    """ANL-3."""
    failed = (an_attempt(1, AttemptState.FAILED),)
    for number in range(5):
        await world.add(an_incident(number, attempts=failed, ending=Ending.HANDED_OVER))
    found = await world.service.effect(by=VIEWER, since=NOW)
    assert found.metrics.success == 0.0
    assert [each.action for each in found.suggestions] == ["restart"]


async def test_only_those_who_read_incidents_see_the_numbers(world):
    """RBK-14, SEC-4."""
    with pytest.raises(Forbidden, check=says(r"incidents\.read")):
        await world.metrics(by=NOBODY)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"until": NOW}, "since"),
        ({"since": after(8 * 86_400)}, "since"),
        ({"since": NOW - timedelta(days=394)}, "since"),
        ({"since": NOW.replace(tzinfo=None)}, "since"),
        ({"until": NOW.replace(tzinfo=None)}, "until"),
        ({"zone": "Nowhere"}, "zone"),
    ],
    ids=range(6),
)
async def test_periods_and_zones_are_bounded(world, asked, field):
    """RBK-14."""
    await world.metrics(since=NOW - timedelta(days=393))
    with pytest.raises(InvalidRequest, check=says(field)):
        await world.metrics(**asked)


async def test_too_many_incidents_are_refused_not_left_out(world, monkeypatch):
    """RBK-14: a number of half the incidents would be a wrong number."""
    monkeypatch.setattr("application.incidents.metrics.MOST_INCIDENTS", 2)
    for number in range(3):
        await world.add(an_incident(number))
    with pytest.raises(
        TooLarge, check=says("There are more than 2 incidents; ask for a shorter period")
    ):
        await world.metrics()
    assert (await world.metrics(until=an_incident(2).opened_at)).incidents == 2


@pytest.mark.parametrize(
    ("reader", "span", "goal"),
    [
        (IN_CHINESE, "不到 1 秒", "目标是 85% 的修复不复发：没有数据（修复 0 起，0 起没有复发）。"),
        (IN_ENGLISH, "under 1 s", "Goal, 85% of repairs that last: no data (0 of 0)."),
    ],
)
async def test_numbers_are_told_as_people_say_them_and_the_goal_by_its_name(
    world, reader, span, goal
):
    """RBK-14: it said 0.0648345 s, and a goal that nobody could know."""
    metrics = await world.metrics()
    assert shown(goal_said(metrics), reader) == goal
    told = Number(
        message("number.median", span=message("number.detect")), 0.0648345, NumberUnit.SECONDS
    )
    assert shown(told.said, reader) == span
