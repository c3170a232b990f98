"""A source that always sends and falls silent is told of, and told to be back (ALR-11)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.incidents.alerts import AlertIntake
from application.incidents.rounds.heartbeats import FORGOTTEN, HeartbeatWatch
from application.incidents.sources import AlertPoller, AlertSources
from domain.alerts.alerts import AlertSource, AlertState, FaultClass, ReadBack
from domain.alerts.heartbeats import FIRST_GAP, HEARTBEAT_NAMES, Heartbeat
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.monitoring.alarms import Severity
from tests.fakes.alert_messages import FORMS, NOW, alertmanager
from tests.fakes.alerts import (
    InMemoryAlerts,
    InMemoryHeartbeats,
    Listening,
    Owned,
    ScriptedReader,
)
from tests.fakes.clock import ManualClock
from tests.fakes.face_incidents import InMemoryAudit
from tests.fakes.incident_examples import an_alert
from tests.fakes.tasks import InMemoryWatches

MINUTE = timedelta(minutes=1)
PATIENCE = timedelta(minutes=15)
NAME = "Alertmanager cls-7 monitoring/k8s"


class Rig:
    """A source that beats, and what looks after it once a minute."""

    def __init__(self):
        self.clock = ManualClock(NOW)
        self.kept, self.lives, self.heartbeats = InMemoryAlerts(), Listening(), InMemoryHeartbeats()
        self.intake = AlertIntake(
            Owned(), self.kept, self.lives, self.clock,
            heartbeats=self.heartbeats, beats=HEARTBEAT_NAMES,
        )  # fmt: skip
        self.watch = HeartbeatWatch(self.heartbeats, self.intake, self.clock, PATIENCE)
        self.since = None

    async def beat(self, *, resolved=0, name="Watchdog", **labels):
        raw = alertmanager(1, resolved=resolved)
        said = {"alertname": name, "severity": "none"}
        raw["alerts"][0]["labels"] = said | {"cluster": "cls-7", "prometheus": "monitoring/k8s"}
        raw["alerts"][0]["labels"] |= labels
        return await self.intake.receive(AlertSource.ALERTMANAGER, raw, settings=FORMS)

    async def minutes(self, count, *, beats=False):
        for _ in range(count):
            self.clock.move(minutes=1)
            if beats:
                await self.beat()
            self.since = await self.watch.round(self.since)

    @property
    def told(self):
        return [(each.name, each.state, each.started_at) for _, each in self.lives.heard]


@pytest.fixture
def rig():
    return Rig()


async def test_a_watchdog_opens_nothing_while_it_is_heard(rig):
    """ALR-11."""
    await rig.minutes(60, beats=True)
    assert (rig.told, rig.kept.kept) == ([], {})
    assert [each.name for each in await rig.heartbeats.all()] == [NAME]


async def test_its_silence_opens_one_incident_and_its_return_ends_it(rig):
    """ALR-11: since the last time it was heard, told once however long it lasts."""
    await rig.minutes(5, beats=True)
    last = rig.clock.now()
    await rig.minutes(14)
    assert rig.told == []
    await rig.minutes(60)
    assert rig.told == [(NAME, AlertState.FIRING, last)]
    (_, alert) = rig.lives.heard[0]
    assert (alert.severity, alert.fault) == (Severity.CRITICAL, FaultClass.SILENCE)

    await rig.minutes(3, beats=True)
    assert rig.told[1:] == [(NAME, AlertState.RESOLVED, last)]
    assert rig.lives.fingerprints[0] == rig.lives.fingerprints[1]
    again = rig.clock.now()
    await rig.minutes(20)
    assert rig.told[2:] == [(NAME, AlertState.FIRING, again)]


async def test_two_sources_are_two_incidents(rig):
    """ALR-11."""
    await rig.minutes(2, beats=True)
    await rig.beat(cluster="cls-8")
    rig.clock.move(minutes=1)
    await rig.beat(cluster="cls-8")
    await rig.minutes(20, beats=True)
    assert [name for name, _, _ in rig.told] == ["Alertmanager cls-8 monitoring/k8s"]


async def test_who_was_never_heard_is_not_missed_nor_what_is_no_heartbeat(rig):
    """ALR-11."""
    await rig.beat(name="InfoInhibitor")
    await rig.minutes(100)
    assert (rig.told, rig.heartbeats.kept) == ([], {})


async def test_a_watchdog_that_resolves_is_no_beat(rig):
    """ALR-11: Alertmanager says so when Prometheus no longer sends to it."""
    await rig.minutes(3, beats=True)
    for _ in range(20):
        await rig.beat(resolved=1)
        await rig.minutes(1)
    assert [state for _, state, _ in rig.told] == [AlertState.FIRING]


async def test_a_slow_rhythm_is_waited_for(rig):
    """ALR-11: Alertmanager repeats every four hours unless it is told otherwise."""
    for _ in range(3):
        await rig.beat()
        await rig.minutes(240)
    assert rig.told == []
    await rig.minutes(241)
    assert [state for _, state, _ in rig.told] == [AlertState.FIRING]


async def test_after_one_beat_its_rhythm_is_not_known_yet(rig):
    """ALR-11: the charts of kube-prometheus repeat it every twelve hours."""
    await rig.beat()
    await rig.minutes(FIRST_GAP // MINUTE)
    assert rig.told == []
    await rig.minutes(2)
    assert len(rig.told) == 1


async def test_while_we_were_away_nobody_was_silent(rig):
    """ALR-11: what was sent meanwhile could not be heard."""
    await rig.minutes(3, beats=True)
    rig.clock.move(hours=9)
    await rig.minutes(14)
    assert rig.told == []
    await rig.minutes(3)
    assert len(rig.told) == 1


async def test_what_could_not_be_handed_in_is_found_again(rig):
    """ALR-11."""
    await rig.minutes(3, beats=True)
    await rig.minutes(13)
    rig.lives.error = Unavailable(message("alert.not_taken_in_time"))
    rig.clock.move(minutes=2)
    with pytest.raises(Unavailable):
        await rig.watch.round(rig.since)
    rig.lives.error = None
    await rig.minutes(1)
    assert [state for _, state, _ in rig.told] == [AlertState.FIRING]


async def test_what_the_source_lists_counts_as_a_beat(rig):
    """ALR-11: also where its own route sends the Watchdog nowhere."""
    listed = an_alert(7, source=AlertSource.ALERTMANAGER, name="Watchdog", severity=Severity.INFO)
    reader = ScriptedReader([ReadBack.FIRING])
    poller = AlertPoller((reader,), rig.kept, rig.intake, rig.clock)
    for _ in range(30):
        reader.listed = [replace(listed, started_at=rig.clock.now())]
        await poller.poll(None)
        await rig.minutes(1)
    assert (rig.told, len(rig.heartbeats.kept)) == ([], 1)
    await rig.minutes(20)
    assert len(rig.told) == 1


async def test_what_is_gone_for_good_is_forgotten(rig):
    """ALR-11."""
    rig.heartbeats.kept[NAME] = Heartbeat(name=NAME, last_at=NOW - FORGOTTEN, silent_since=NOW)
    await rig.minutes(2)
    assert rig.heartbeats.kept == {}


async def test_an_incident_about_silence_asks_whether_it_was_heard(rig):
    """ALR-2, ALR-11."""
    sources = AlertSources(
        {}, Owned(), InMemoryWatches(), rig.clock, InMemoryAudit(), rig.heartbeats
    )
    await rig.minutes(3, beats=True)
    await rig.minutes(20)
    (_, alert) = rig.lives.heard[0]
    assert (await sources.read_back(alert, None)).state is ReadBack.FIRING
    await rig.beat()
    assert (await sources.read_back(alert, None)).state is ReadBack.CLEARED
    other = replace(alert, key="never heard")
    assert (await sources.read_back(other, None)).state is ReadBack.NOT_FOUND
