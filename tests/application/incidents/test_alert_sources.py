"""Sources are asked again before anything is done, and for what callbacks dropped."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.incidents.alerts import AlertIntake
from application.incidents.sources import (
    LONGEST_LOOK_BACK,
    LOOK_BACK,
    AlertPoller,
    AlertSources,
    unread,
)
from application.ports.tasks import WatchRecord
from domain.alerts.alerts import AlertSource, AlertState, FaultClass, ReadBack
from domain.clusters.clusters import ObjectRef, RolloutState
from domain.common.errors import Unavailable
from domain.watches.metric_memory import Level, ThresholdMemory
from domain.watches.watches import WatchMemory
from tests.fakes.alerts import InMemoryAlerts, InMemoryHeartbeats, Listening, Owned, ScriptedReader
from tests.fakes.clock import ManualClock
from tests.fakes.face_incidents import CHECKOUT, InMemoryAudit, a_workload
from tests.fakes.incident_examples import NOW, after, an_alert
from tests.fakes.tasks import InMemoryWatches
from tests.fakes.words import IN_CHINESE, WORDS

WELL = replace(
    a_workload(),
    rollout=RolloutState.DONE,
    ready=3,
    available=3,
    pods=tuple(replace(pod, ready=True, restarts=0) for pod in a_workload().pods),
)
PLAIN = an_alert(source=AlertSource.PLAIN)
NODE = ObjectRef("cls-1", "", "Node", "node-2")


@pytest.fixture
def clusters():
    return Owned(workload_there=WELL)


@pytest.fixture
def watches():
    return InMemoryWatches()


@pytest.fixture
def reader():
    return ScriptedReader([ReadBack.FIRING])


@pytest.fixture
def audit():
    return InMemoryAudit()


@pytest.fixture
def sources(clusters, watches, reader, audit):
    readers = {
        AlertSource.TENCENT_MONITOR: reader,
        AlertSource.TENCENT_CLS: reader,
        AlertSource.ALERTMANAGER: reader,
    }
    return AlertSources(
        readers,
        clusters,
        watches,
        ManualClock(after(10)),
        audit,
        InMemoryHeartbeats(),
        pauses=(0.0, 0.0, 0.0),
    )


MONITOR = an_alert(source=AlertSource.TENCENT_MONITOR)


async def state_of(sources, alert, owner=None):
    return (await sources.read_back(alert, owner)).state


@pytest.mark.parametrize("state", [ReadBack.FIRING, ReadBack.CLEARED, ReadBack.UNKNOWN])
async def test_a_sources_own_word_counts_at_once(sources, reader, state):
    """ALR-2."""
    reader.answers = [state]
    assert await state_of(sources, MONITOR) is state
    assert reader.asked == 1


async def test_a_forged_alarm_is_asked_for_several_times_before_it_is_called_so(sources, reader):
    """ALR-2."""
    assert await state_of(sources, MONITOR) is ReadBack.FIRING
    reader.answers, reader.asked = [ReadBack.NOT_FOUND], 0
    assert await state_of(sources, MONITOR) is ReadBack.NOT_FOUND
    assert reader.asked == 4


@pytest.mark.parametrize(
    "source", [AlertSource.TENCENT_MONITOR, AlertSource.TENCENT_CLS, AlertSource.ALERTMANAGER]
)
async def test_a_source_that_never_confirmed_anything_calls_nothing_forged(
    sources, reader, audit, source
):
    """ALR-2: it may look into the wrong account, region or address, so a person hears of it."""
    alert = an_alert(source=source)
    reader.answers = [ReadBack.NOT_FOUND]
    answer = await sources.read_back(alert, None)
    assert (answer.state, audit.rows_kept) == (ReadBack.UNKNOWN, [])
    assert WORDS.text(answer.detail, IN_CHINESE).startswith("来源没有列出它，也从未列出过")

    reader.answers = [ReadBack.FIRING]
    await state_of(sources, alert)
    await state_of(sources, alert)
    assert [row.entry.action for row in audit.rows_kept] == ["alert.source_proven"]
    reader.answers = [ReadBack.NOT_FOUND]
    assert await state_of(sources, alert) is ReadBack.NOT_FOUND


async def test_a_policy_is_proven_by_itself_for_others_may_be_hidden_with_their_project(
    sources, reader
):
    """ALR-2: doc 248/48684 lists only alarms of projects that the key has rights for."""
    assert await state_of(sources, MONITOR) is ReadBack.FIRING
    reader.answers = [ReadBack.NOT_FOUND]
    assert await state_of(sources, replace(MONITOR, key="policy-other|x")) is ReadBack.UNKNOWN


async def test_an_alertmanager_that_never_listed_anything_says_nothing_is_over(sources, reader):
    """ALR-2: one that is another's lists nothing of ours, two minutes later as well."""
    reader.answers = [ReadBack.CLEARED]
    alert = an_alert(source=AlertSource.ALERTMANAGER)
    assert await state_of(sources, alert) is ReadBack.UNKNOWN
    assert await state_of(sources, MONITOR) is ReadBack.CLEARED


async def test_a_history_that_comes_after_its_callback_is_waited_for(sources, reader):
    """ALR-2: a real alarm is not lost because it is listed late."""
    reader.answers = [ReadBack.NOT_FOUND, ReadBack.NOT_FOUND, ReadBack.FIRING]
    assert await state_of(sources, MONITOR) is ReadBack.FIRING


async def test_a_source_that_cannot_be_asked_is_unknown_and_never_a_yes(sources, reader, clusters):
    """ALR-2, RBK-6: fails closed."""
    reader.error = Unavailable("down")
    clusters.down = True
    assert await state_of(sources, MONITOR) is ReadBack.UNKNOWN
    assert await state_of(sources, PLAIN, CHECKOUT) is ReadBack.UNKNOWN


@pytest.mark.parametrize("source", [AlertSource.TENCENT_CLS, AlertSource.ALERTMANAGER])
async def test_a_source_without_an_address_to_ask_is_unknown(sources, clusters, source):
    """ALR-2: that the workload looks ill is no word of the source."""
    sources = replace(sources, readers={})
    clusters.workload_there = replace(WELL, available=0)
    assert await state_of(sources, an_alert(source=source), CHECKOUT) is ReadBack.UNKNOWN


async def test_a_persons_request_is_confirmed_by_itself(sources):
    """RBK-12."""
    assert await state_of(sources, an_alert(source=AlertSource.PERSON)) is ReadBack.FIRING


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, ReadBack.CLEARED),
        ({"available": 2}, ReadBack.FIRING),
        ({"rollout": RolloutState.FAILED}, ReadBack.FIRING),
        ({"rollout": RolloutState.PROGRESSING}, ReadBack.CLEARED),
        ({"replicas": 0, "available": 0}, ReadBack.CLEARED),
        ({"pods": (replace(WELL.pods[0], reason="CrashLoopBackOff"),)}, ReadBack.FIRING),
        (
            {"pods": (replace(WELL.pods[0], reason="Terminating", deleting=True),)},
            ReadBack.CLEARED,
        ),
        ({"pods": (replace(WELL.pods[0], last_exit="OOMKilled"),)}, ReadBack.CLEARED),
    ],
)
async def test_a_plain_alert_needs_a_workload_that_looks_ill(sources, clusters, changes, state):
    """ALR-2: there is nobody else to ask."""
    clusters.workload_there = replace(WELL, **changes)
    assert await state_of(sources, PLAIN, CHECKOUT) is state


async def test_a_pod_killed_for_memory_is_seen_after_it_came_back(sources, clusters):
    """ALR-2."""
    clusters.workload_there = replace(WELL, pods=(replace(WELL.pods[0], last_exit="OOMKilled"),))
    killed = replace(PLAIN, fault=FaultClass.OUT_OF_MEMORY)
    assert await state_of(sources, killed, CHECKOUT) is ReadBack.FIRING


async def test_a_plain_alert_about_what_does_not_exist_is_not_confirmed(sources):
    """ALR-2, SEC-4."""
    gone = replace(CHECKOUT, name="ledger")
    assert await state_of(sources, PLAIN, gone) is ReadBack.NOT_FOUND


@pytest.mark.parametrize(
    ("node", "state"),
    [("node-2", ReadBack.FIRING), ("node-1", ReadBack.CLEARED), ("node-9", ReadBack.NOT_FOUND)],
)
async def test_a_node_is_looked_at_itself(sources, node, state):
    """ALR-2."""
    alert = replace(PLAIN, object=replace(NODE, name=node))
    assert await state_of(sources, alert) is state


async def test_what_names_nothing_that_can_be_looked_at_is_for_a_person(sources):
    """ALR-3: unknown, not unconfirmed: it is never dropped."""
    assert await state_of(sources, replace(PLAIN, object=None)) is ReadBack.UNKNOWN
    assert await state_of(sources, PLAIN) is ReadBack.UNKNOWN


async def test_the_end_of_what_is_gone_calls_nobody(sources):
    """ALR-1, RBK-3: a pod that was replaced cannot be looked at when its end is told."""
    over = replace(PLAIN, state=AlertState.RESOLVED)
    assert await state_of(sources, over) is ReadBack.CLEARED


@pytest.mark.parametrize(
    ("memory", "later", "state"),
    [
        (ThresholdMemory(level=Level.BREACHED, breached_since=NOW), 0, ReadBack.FIRING),
        (ThresholdMemory(level=Level.NO_DATA, breached_since=NOW), 0, ReadBack.FIRING),
        (ThresholdMemory(level=Level.NORMAL), 0, ReadBack.FIRING),  # it is being written just now
        (ThresholdMemory(level=Level.NORMAL), 300, ReadBack.CLEARED),
        (ThresholdMemory(level=Level.NO_DATA), 300, ReadBack.UNKNOWN),
        (ThresholdMemory(), 300, ReadBack.UNKNOWN),
    ],
)
async def test_a_watch_is_asked_by_its_own_memory(sources, watches, memory, later, state):
    """THR-4, ALR-2."""
    watches.kept["t_1"] = WatchRecord("t_1", 1, memory=WatchMemory(threshold=memory))
    alert = an_alert(source=AlertSource.THRESHOLD_WATCH, key="t_1", received_at=NOW)
    at = replace(sources, clock=ManualClock(after(10 + later)))
    assert await state_of(at, alert) is state


async def test_an_alert_of_a_watch_that_never_was_is_not_confirmed(sources):
    """THR-4, ALR-2."""
    alert = an_alert(source=AlertSource.THRESHOLD_WATCH, key="t_nobody")
    assert await state_of(sources, alert) is ReadBack.NOT_FOUND


@pytest.fixture
def kept():
    return InMemoryAlerts()


@pytest.fixture
def lives():
    return Listening()


@pytest.fixture
def clock():
    return ManualClock(after(60))


@pytest.fixture
def poller(reader, kept, lives, clusters, clock):
    intake = AlertIntake(clusters, kept, lives, clock)
    return AlertPoller((reader,), kept, intake, clock)


async def test_a_dropped_callback_is_found_by_the_next_poll_and_only_once(poller, reader, lives):
    """ALR-1."""
    reader.listed = [MONITOR]
    first = await poller.poll(None)
    again = await poller.poll(first.since)
    assert (first.handed, again.handed) == (1, 0)
    assert len(lives.heard) == 1


async def test_what_a_callback_brought_is_not_handed_in_again(poller, reader, kept, lives):
    """ALR-1: the history's message has another id, and is of the same firing."""
    await kept.keep(MONITOR, fingerprint="x")
    reader.listed = [replace(MONITOR, id="from-history")]
    assert (await poller.poll(None)).handed == 0
    assert lives.heard == []


@pytest.mark.parametrize(
    ("seconds", "rule", "handed"),
    [(0, "alarm-1", 0), (60, "alarm-1", 0), (300, "alarm-1", 1), (0, "alarm-2", 1)],
)
async def test_a_listed_alarm_that_names_no_object_is_the_one_whose_callback_did(
    poller, reader, kept, seconds, rule, handed
):
    """ALR-1, RBK-3: it is not handed in again as nobody's, for which a person would be called."""
    came = an_alert(source=AlertSource.TENCENT_CLS, key="alarm-1|cls-1/shop/Deployment/checkout")
    await kept.keep(came, fingerprint="x")
    began = came.started_at - timedelta(seconds=seconds)
    reader.listed = [
        replace(came, id="l", key=f"{rule}|", object=None, started_at=began, received_at=after(60))
    ]
    assert (await poller.poll(None)).handed == handed


async def test_a_dropped_end_is_found_when_its_beginning_is_known(poller, reader, kept, lives):
    """ALR-1."""
    over = replace(MONITOR, id="over", state=AlertState.RESOLVED)
    reader.listed = [over]
    assert (await poller.poll(None)).handed == 0
    await kept.keep(MONITOR, fingerprint="x")
    assert (await poller.poll(None)).handed == 1
    assert lives.heard[0][1].state is AlertState.RESOLVED


async def test_a_source_that_is_down_does_not_hide_the_others_and_is_caught_up_with(
    poller, reader, clock
):
    """ALR-1."""
    down = ScriptedReader(error=Unavailable("down"), name="CLS")
    both = replace(poller, readers=(down, reader))
    reader.listed = [MONITOR]
    start = (await poller.poll(None)).since
    clock.move(hours=2)

    polled = await both.poll(start)
    assert (polled.problems, polled.since) == ((unread(down, down.error),), start)

    down.error = None
    clock.move(minutes=1)
    assert (await both.poll(polled.since)).since == clock.now()
    assert down.periods[-1] == (start - LOOK_BACK, clock.now())


async def test_after_a_long_night_a_poll_looks_back_a_day_and_no_more(poller, reader, clock):
    """ALR-1."""
    since = clock.now()
    clock.move(days=7)
    await poller.poll(since)
    assert reader.periods[-1][0] == clock.now() - LONGEST_LOOK_BACK - LOOK_BACK


async def test_what_cannot_be_handed_in_is_found_again(poller, reader, lives, kept):
    """ALR-1."""
    reader.listed = [MONITOR]
    lives.error = Unavailable("Temporal is down")
    with pytest.raises(Unavailable):
        await poller.poll(None)
    lives.error = None
    assert (await poller.poll(None)).handed == 1


async def test_two_objects_of_one_rule_in_one_second_are_two_alarms(poller, reader, lives):
    """ALR-1, ALR-3."""
    other = replace(MONITOR, id="b", key="policy-1|cls-1/shop/Pod/other")
    reader.listed = [MONITOR, other]
    assert (await poller.poll(None)).handed == 2
    assert timedelta(0) == other.started_at - MONITOR.started_at
