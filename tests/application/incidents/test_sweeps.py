"""The nightly sweep takes up what nobody dealt with, once, and tells what it could not hand in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.common.wording import worded
from application.incidents.alerts import AlertIntake
from application.incidents.sources import AlertSources, unread
from application.incidents.stopped import StoppedIncidents
from application.incidents.sweeps import Sweep
from domain.alerts.alerts import AlertSource, AlertState, ReadBack
from domain.alerts.fingerprints import fingerprint_of
from domain.clusters.clusters import ObjectRef
from domain.common.errors import Unavailable
from domain.common.notifications import notification_of
from domain.events.events import EventType
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.audit.chain import BEGINNING, chain
from domain.incidents.incidents import WORKFLOW, Ending, IncidentState
from tests.fakes.alerts import InMemoryAlerts, InMemoryHeartbeats, Listening, Owned, ScriptedReader
from tests.fakes.clock import ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import (
    InMemoryApprovals,
    InMemoryAudit,
    InMemoryIncidents,
    Withdrawals,
)
from tests.fakes.incident_examples import NOW, SHOP, after, an_alert, an_incident
from tests.fakes.tasks import InMemoryWatches
from tests.fakes.words import IN_CHINESE, WORDS

START, END = NOW - timedelta(hours=1), NOW + timedelta(hours=23)
POD = ObjectRef("cls-1", "shop", "Pod", "checkout-7c9-x2")


def text_of(event) -> str:
    found = notification_of(event.data["notification"])
    assert found is not None
    return worded(found, WORDS, IN_CHINESE).text


class Night:
    """One system at five in the morning."""

    def __init__(self) -> None:
        self.clusters = Owned(owners={POD: SHOP})
        self.kept, self.lives, self.events = InMemoryAlerts(), Listening(), InMemoryEvents()
        self.incidents = InMemoryIncidents(self.events)
        self.reader = ScriptedReader([ReadBack.FIRING])
        clock = ManualClock(END)
        readers = {AlertSource.ALERTMANAGER: self.reader}
        proven = f"source/{AlertSource.ALERTMANAGER}"
        row = chain(
            BEGINNING,
            1,
            AuditEntry(
                id=proven, at=START, actor="zhiban", action="proven", subject=proven, reason="Once."
            ),
        )
        audit = InMemoryAudit([row])
        sources = AlertSources(
            readers, self.clusters, InMemoryWatches(), clock, audit, InMemoryHeartbeats(), pauses=()
        )
        intake = AlertIntake(self.clusters, self.kept, self.lives, clock)
        stopped = StoppedIncidents(
            self.incidents, InMemoryApprovals(), self.lives, Withdrawals(), clock
        )
        self.sweep = Sweep(
            self.kept, self.incidents, sources, (self.reader,), intake, self.events, clock, stopped
        )

    async def had(self, *alerts) -> None:
        for alert in alerts:
            await self.kept.keep(alert, fingerprint=str(fingerprint_of(alert, SHOP)))

    async def opened(self, **changes) -> None:
        fingerprint = fingerprint_of(an_alert(), SHOP)
        incident = an_incident(workflow_id=f"{WORKFLOW}{fingerprint}", **changes)
        await self.incidents.record(incident, [])

    async def run(self):
        return await self.sweep.run(start=START, end=END, day="2026-11-21")

    def told(self, type_: str):
        return [each for each in self.events.kept if each.type == type_]


@pytest.fixture
def night():
    return Night()


async def test_an_alert_without_an_incident_is_taken_through_scoring_and_the_ladder(night):
    """ALR-7."""
    await night.had(an_alert())
    result = await night.run()
    assert result.handed == ("结账出错",)
    assert [alert.received_at for _, alert in night.lives.heard] == [END]


@pytest.mark.parametrize(
    ("incident", "handed"),
    [
        ({"state": IncidentState.REPAIRING}, 0),
        ({"state": IncidentState.HANDED_OVER}, 0),
        (
            {"state": IncidentState.CLOSED, "ending": Ending.FIXED, "closed_at": after(900)},
            0,
        ),
        (
            {
                "state": IncidentState.CLOSED,
                "ending": Ending.NOT_CONFIRMED,
                "closed_at": after(900),
            },
            1,
        ),
    ],
)
async def test_what_an_incident_dealt_with_is_left_alone(night, incident, handed):
    """ALR-7: an alarm that was listed too late to be confirmed is asked for again."""
    await night.had(an_alert())
    await night.opened(**incident)
    assert len((await night.run()).handed) == handed


@pytest.mark.parametrize("state", [ReadBack.CLEARED, ReadBack.NOT_FOUND])
async def test_what_does_not_fire_any_more_is_over(night, state):
    """ALR-7."""
    night.reader.answers = [state]
    await night.had(an_alert())
    result = await night.run()
    assert (result.over, result.handed) == (1, ())


async def test_what_nobody_can_say_is_taken_up_for_it_may_still_fire(night):
    """ALR-7, RBK-3."""
    night.reader.answers = [ReadBack.UNKNOWN]
    await night.had(an_alert())
    assert len((await night.run()).handed) == 1


async def test_what_only_the_source_knows_is_found(night):
    """ALR-7, ALR-1."""
    night.reader.listed = [an_alert(7, key="lost")]
    assert len((await night.run()).handed) == 1


async def test_what_only_the_source_knows_and_is_no_trouble_is_left_out(night):
    """ALR-7: Alertmanager always lists Watchdog."""
    night.reader.listed = [an_alert(7, key="lost", name="Watchdog")]
    result = await night.run()
    assert (result.looked, result.handed, night.lives.heard) == (0, (), [])


async def test_many_alerts_of_one_incident_are_taken_up_once(night):
    """ALR-7."""
    await night.had(*(an_alert(number) for number in range(20)))
    result = await night.run()
    assert (result.looked, len(result.handed), len(night.lives.heard)) == (1, 1, 1)


async def test_what_cannot_be_handed_in_goes_into_the_briefing(night):
    """ALR-7, RBK-3."""
    night.lives.error = Unavailable("Temporal is down")
    await night.had(an_alert())
    result = await night.run()
    assert result.left == ("结账出错",)
    (queued,) = night.told(EventType.BROADCAST_QUEUED)
    assert "结账出错" in text_of(queued)


async def test_a_sweep_that_runs_again_tells_nothing_twice(night):
    """ALR-7."""
    night.lives.error = Unavailable("Temporal is down")
    await night.had(an_alert())
    await night.run()
    await night.run()
    assert len(night.told(EventType.BROADCAST_QUEUED)) == 1
    assert len(night.told(EventType.SWEEP_DONE)) == 1


async def test_a_source_that_is_down_is_named_and_the_rest_still_swept(night):
    """ALR-7."""
    night.reader.error = Unavailable("down")
    await night.had(an_alert())
    result = await night.run()
    assert result.problems == (unread(night.reader, night.reader.error),)
    assert len(result.handed) == 1
    (done,) = night.told(EventType.SWEEP_DONE)
    assert "scripted" in text_of(done)


async def test_what_ended_by_itself_is_not_asked_for(night):
    """ALR-7."""
    over = replace(an_alert(), id="over", state=AlertState.RESOLVED, received_at=after(60))
    await night.had(an_alert(), over)
    result = await night.run()
    assert (result.over, night.reader.asked) == (1, 0)


async def test_what_a_terminated_incident_was_at_is_taken_up_again_if_it_still_fires(night):
    """ALR-7, RBK-3: its old incident says that nobody went on with it."""
    await night.had(an_alert())
    await night.opened(state=IncidentState.REPAIRING)
    night.lives.gone = {each.workflow_id for each in night.incidents.kept.values()}
    result = await night.run()

    (old,) = night.incidents.kept.values()
    assert (old.state, old.ending) == (IncidentState.CLOSED, Ending.STOPPED)
    assert (result.stopped, len(result.handed)) == (1, 1)
    (done,) = night.told(EventType.SWEEP_DONE)
    assert "1 起故障的工作流已被停止" in text_of(done)
