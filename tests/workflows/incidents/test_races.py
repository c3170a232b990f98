"""What comes in at the very moment when an incident is busy with something else."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError

from domain.alerts.alerts import AlertSource, FaultClass, Fingerprint, ReadBack
from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.incidents import CallReason, Ending, IncidentState, Request
from tests.fakes.incidents import T0, IncidentRig, a_target, an_alert
from tests.fakes.words import IN_CHINESE, told
from workflows.incidents.memory import MOST_LATER

pytestmark = pytest.mark.temporal


@pytest.fixture
async def rig(skipping):
    """Everything an incident needs; Mei is on call."""
    rig = IncidentRig(skipping)
    await rig.move_in()
    async with rig.awake():
        yield rig


def while_recording(rig, when, do):
    """Let something happen, once, while the first snapshot that fits is being kept.

    Return where its outcome will be found.
    """
    record, done, outcomes = rig.incidents.record, [], []

    async def interrupted(incident, events):
        if not done and when(incident, events):
            done.append(True)
            outcomes.append(await do())
        await record(incident, events)

    rig.incidents.record = interrupted
    return outcomes


def while_asking(rig, number, do):
    """Let something happen while the source is asked for the so-manieth time, from 1."""
    read_back = rig.sources.read_back

    async def interrupted(alert, owner):
        said = await read_back(alert, owner)
        if rig.sources.asked == number:
            await do()
        return said

    rig.sources.read_back = interrupted


async def steered(rig, what):
    await rig.lives.steer(rig.handle().id, what, by="u_an", reason="now")


async def accepted(rig, asked):
    """Let the workflow take in what is asked; it answers only once that is written down."""
    answer = asyncio.create_task(asked)
    async with asyncio.timeout(20):
        while "WORKFLOW_EXECUTION_UPDATE_ACCEPTED" not in await rig.newest_events():
            await asyncio.sleep(0.01)
    return answer


async def cancelled(rig, about=None):
    """Cancel it in Temporal, and wait until it has heard of it, whatever it makes of that.

    Not every activity is cancelled with its workflow: who calls people calls them to the end.
    """
    handle = rig.handle(about)
    await handle.cancel()
    async with asyncio.timeout(20):
        while not _heard(await rig.newest_events(about)):
            await asyncio.sleep(0.01)


def _heard(events: str) -> bool:
    """Say whether the workflow has done a task since it was to be cancelled."""
    _, cancelled, since = events.rpartition("WORKFLOW_EXECUTION_CANCEL_REQUESTED")
    return bool(cancelled) and "WORKFLOW_TASK_COMPLETED" in since


async def happens(condition, seconds=20):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_relapse_while_the_fix_is_written_down_is_seen_at_once(rig):
    """RBK-11: a change that came before the wait is not slept over."""
    while_recording(
        rig,
        lambda incident, _: incident.state is IncidentState.RELAPSE_WATCH,
        lambda: rig.fire(2),
    )
    await rig.fire()
    kept = await rig.ended()

    assert kept.relapses == 1
    assert kept.attempts[1].started_at - kept.attempts[0].ended_at < timedelta(minutes=10)


async def test_closing_while_the_people_are_being_called_closes(rig):
    """RBK-10."""
    rig.repairs.otherwise = "unhealthy"
    answers = while_recording(
        rig,
        lambda incident, _: incident.called is CallReason.EXHAUSTED,
        lambda: accepted(rig, steered(rig, "close")),
    )
    await rig.fire()
    kept = await rig.ended()

    await answers[0]
    assert kept.ending is Ending.HANDED_OVER
    assert kept.closed_at - kept.called_at < timedelta(minutes=1)


async def test_letting_it_write_while_the_people_are_being_called_lets_it_write(rig):
    """RBK-7: who is shown what would be done may answer faster than everybody is told."""
    rig.set_policy(default_mode=Mode.OBSERVE)
    answers = while_recording(
        rig,
        lambda incident, _: incident.called is CallReason.OBSERVED,
        lambda: accepted(rig, rig.lives.enable_writes(rig.handle().id, by="u_an")),
    )
    await rig.fire()
    kept = await rig.ended()

    await answers[0]
    assert kept.ending is Ending.FIXED
    assert len(rig.repairs.writes) == 1


async def test_what_fires_again_while_its_end_is_looked_into_is_not_closed(rig):
    """RBK-10: nobody would ever hear of it."""
    rig.sources.answers = [ReadBack.CLEARED, ReadBack.CLEARED]

    async def back_again():
        await rig.clear()
        await rig.fire(2)

    while_asking(rig, 2, back_again)
    await rig.fire()
    kept = await rig.ended()

    assert kept.ending is Ending.FIXED
    assert len(rig.repairs.writes) == 1


async def test_pausing_while_the_source_is_asked_for_the_last_time_holds_the_write_back(
    rig, skipping
):
    """RBK-10."""
    while_asking(rig, 2, lambda: steered(rig, "pause"))
    await rig.fire()
    await skipping.sleep(timedelta(hours=1))
    await rig.until(IncidentState.PAUSED)

    assert rig.repairs.writes == []
    assert await rig.held() == []
    await steered(rig, "resume")
    assert [str(each.state) for each in (await rig.ended()).attempts] == ["verified"]


async def test_who_is_held_back_before_a_write_holds_up_nobody_else(rig, skipping):
    """RBK-6, RBK-10: a pause may last for days, and the cluster has few places."""
    rig.set_policy(default_mode=Mode.APPROVE)
    await rig.fire()
    await rig.until(IncidentState.AWAITING_APPROVAL)
    await happens(lambda: rig.approvals.kept)
    (asked,) = rig.approvals.kept.values()
    await steered(rig, "pause")
    await rig.answer(asked, approved=True, by="u_mei", reason="ok")
    await skipping.sleep(timedelta(hours=1))
    await rig.until(IncidentState.PAUSED)

    assert await rig.held() == []
    await steered(rig, "resume")
    kept = await rig.ended()
    assert [each.approved_by for each in kept.attempts] == ["u_mei"]


async def test_nothing_is_written_after_aborting_while_the_cluster_is_away(rig):
    """RBK-10: the next try of the same write would come after the word."""
    rig.repairs.script = ["lost"]
    await rig.fire()
    await happens(lambda: len(rig.repairs.orders) > 2)  # the next try is four seconds away
    await steered(rig, "abort")
    await happens(lambda: rig.events("steered"))
    rig.repairs.outcomes[rig.repairs.orders[0].key] = "healthy"
    kept = await rig.ended()

    assert rig.repairs.writes == []
    assert kept.called is CallReason.BLIND
    assert [str(each.state) for each in kept.attempts] == ["unknown"]


async def test_a_repeated_message_after_the_end_opens_another_incident(rig):
    """ALR-3, RBK-9: nothing that the first one did counts as done by the second."""
    rig.repairs.otherwise = "unhealthy"
    rig.set_policy(hold_handed=60.0)
    await rig.fire()
    first = await rig.ended()
    await rig.fire(received_at=T0 + timedelta(hours=4))
    second = await rig.ended()

    assert second.id != first.id
    assert len(rig.repairs.writes) == 2 * len(first.attempts)
    assert len(rig.calls()) == 2


@pytest.mark.records("incident-requests-served-in-order", "Incident")
async def test_requests_that_wait_for_one_another_are_all_served_in_their_order(rig, skipping):
    """RBK-12: each of them was told that it is in hand."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    for number, key in enumerate(("k1", "k2", "k3", "k2"), start=1):
        request = Request(action=ActionKind.RESTART, by="u_mei", reason="bad", only=True, key=key)
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await rig.lives.request(a_target(), request, alert)
    await rig.result(about)

    served = sorted(rig.incidents.kept.values(), key=lambda each: each.opened_at)
    assert [each.request.key for each in served] == ["k1", "k2", "k3"]
    assert len(rig.repairs.writes) == 3


@pytest.mark.records("incident-requests-of-two-people-under-one-key", "Incident")
async def test_two_people_who_ask_under_the_same_key_are_both_served(rig):
    """RBK-12: a key is its asker's own; the second one's request is not taken for the first's."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    for number, by in enumerate(("u_mei", "u_an", "u_an")):
        request = Request(action=ActionKind.RESTART, by=by, reason="bad", only=True, key="mine")
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await rig.lives.request(a_target(), request, alert)
    await rig.result(about)

    assert [each.requested_by for each in rig.repairs.orders] == ["u_mei", "u_an"]


async def test_a_message_that_is_no_request_holds_up_none_that_is(rig):
    """RBK-12, SEC-4."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    rig.repairs.gate = asyncio.Event()
    for number, key in enumerate(("k1", "k2")):
        request = Request(action=ActionKind.RESTART, by="u_mei", reason="bad", only=True, key=key)
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await rig.lives.request(a_target(), request, alert)
        await rig.handle(about).signal("request", None)
    rig.repairs.gate.set()
    await rig.result(about)

    assert len(rig.repairs.writes) == 2


async def test_who_asks_for_one_repair_too_many_is_told_that_it_is_not_taken_on(rig, skipping):
    """RBK-12: nothing that somebody asked for is lost without a word."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    for number in range(MOST_LATER + 3):
        request = Request(
            action=ActionKind.RESTART, by="u_mei", reason="bad", only=True, key=f"k{number}"
        )
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await rig.lives.request(a_target(), request, alert)
    await happens(lambda: len(rig.events("incident.refused")) == 2)

    events = rig.events("incident.refused")
    refused = [each.data for each in events]
    assert sorted(each["key"] for each in refused) == ["k21", "k22"]
    assert {each["refusal"] for each in refused} == {"too_many_wait"}
    assert {(each["by"], each["people"]) for each in refused} == {("u_mei", "u_mei")}
    assert "没有执行" in told(events[0], IN_CHINESE).title
    await skipping.sleep(timedelta(seconds=10))
    assert len(rig.household.mail.sent) == 2
    assert (await rig.now(about)).state is not IncidentState.CLOSED


async def ask_for_a_restart(rig, key):
    request = Request(action=ActionKind.RESTART, by="u_mei", reason="bad", only=True, key=key)
    alert = an_alert(source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
    await rig.lives.request(a_target(), request, alert)


async def refused_when_cancelled(rig, *keys):
    """Cancel while the first of some requests is done; return which were refused, and why."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    rig.repairs.gate = asyncio.Event()
    for key in keys:
        await ask_for_a_restart(rig, key)
    await asyncio.wait_for(rig.repairs.begun.wait(), 20)
    await cancelled(rig, about)
    rig.repairs.gate.set()
    with pytest.raises(WorkflowFailureError):
        await rig.result(about)
    refused = [each.data for each in rig.events("incident.refused")]
    return [(each["key"], each["refusal"]) for each in refused]


@pytest.mark.records("incident-requests-refused-then-cancelled", "Incident")
async def test_requests_that_wait_for_what_is_cancelled_in_temporal_are_refused(rig):
    """RBK-12, RBK-3."""
    assert await refused_when_cancelled(rig, "k1", "k2", "k3") == [
        ("k2", "stopped"),
        ("k3", "stopped"),
    ]
    assert len(rig.calls()) == 1


@pytest.mark.records("incident-late-request-refused-after-cancelling", "Incident")
@pytest.mark.parametrize("moment", ["refusing", "calling", "closing"])
async def test_a_request_that_comes_during_the_last_words_of_a_cancelled_one_is_refused(
    rig, moment
):
    """RBK-12, RBK-3: whoever asked was told that it is in hand."""
    moments = {
        "refusing": lambda _, events: any(each.type.endswith("refused") for each in events),
        "calling": lambda incident, _: incident.called is CallReason.STOPPED,
        "closing": lambda incident, _: incident.state is IncidentState.CLOSED,
    }
    while_recording(rig, moments[moment], lambda: ask_for_a_restart(rig, "late"))

    assert await refused_when_cancelled(rig, "k1", "k2") == [
        ("k2", "stopped"),
        ("late", "stopped"),
    ]
    assert len(rig.calls()) == 1


@pytest.mark.records("incident-cancelled-while-calling", "Incident")
async def test_cancelling_while_people_are_being_called_calls_them_once_and_to_the_end(rig):
    """RBK-3: the deliveries go out, and nobody is called a second time."""
    rig.repairs.otherwise = "unhealthy"
    while_recording(
        rig,
        lambda incident, _: incident.called is CallReason.EXHAUSTED,
        lambda: cancelled(rig),
    )
    await rig.fire()
    with pytest.raises(WorkflowFailureError):
        await rig.result()

    (kept,) = rig.incidents.kept.values()
    assert (kept.called, kept.ending) == (CallReason.EXHAUSTED, Ending.ABORTED)
    assert len(rig.calls()) == 1
    await happens(lambda: len(rig.household.mail.sent) == 1)


async def test_cancelling_while_the_end_is_written_down_leaves_the_end_as_it_is(rig):
    """RBK-3: nobody is called about what is over."""
    while_recording(
        rig,
        lambda incident, _: incident.state is IncidentState.CLOSED,
        lambda: cancelled(rig),
    )
    await rig.fire()
    with pytest.raises(WorkflowFailureError):
        await rig.result()

    (kept,) = rig.incidents.kept.values()
    assert (kept.ending, kept.called) == (Ending.FIXED, None)
    assert rig.calls() == []
