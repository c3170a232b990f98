"""What comes in at the very moment when an incident is busy with something else."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError

from domain.alerts.alerts import AlertSource, FaultClass, Fingerprint, ReadBack
from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.incidents import CallReason, Ending, IncidentState, Request
from tests.fakes.incidents import T0, IncidentHouse, a_target, an_alert
from workflows.incidents.memory import MOST_LATER

pytestmark = pytest.mark.temporal


@pytest.fixture
async def house(skipping):
    """Everything an incident needs; Mei is on call."""
    house = IncidentHouse(skipping)
    await house.move_in()
    async with house.awake():
        yield house


def while_recording(house, when, do):
    """Let something happen, once, while the first snapshot that fits is being kept."""
    record, done = house.incidents.record, []

    async def interrupted(incident, events):
        if not done and when(incident, events):
            done.append(True)
            await do()
        await record(incident, events)

    house.incidents.record = interrupted


def while_asking(house, number, do):
    """Let something happen while the source is asked for the so-manieth time, from 1."""
    read_back = house.sources.read_back

    async def interrupted(alert, owner):
        said = await read_back(alert, owner)
        if house.sources.asked == number:
            await do()
        return said

    house.sources.read_back = interrupted


async def steered(house, what):
    await house.lives.steer(house.handle().id, what, by="u_an", reason="now")


async def cancelled(house, about=None):
    """Cancel it in Temporal, and wait until it has heard of it, whatever it makes of that.

    Not every activity is cancelled with its workflow: who calls people calls them to the end.
    """
    handle = house.handle(about)
    await handle.cancel()
    async with asyncio.timeout(20):
        while not _heard(await house.newest_events(about)):
            await asyncio.sleep(0.01)


def _heard(events: str) -> bool:
    """Say whether the workflow has done a task since it was to be cancelled."""
    _, cancelled, since = events.rpartition("WORKFLOW_EXECUTION_CANCEL_REQUESTED")
    return bool(cancelled) and "WORKFLOW_TASK_COMPLETED" in since


async def happens(condition, seconds=20):
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_relapse_while_the_fix_is_written_down_is_seen_at_once(house):
    """RBK-11: a change that came before the wait is not slept over."""
    while_recording(
        house,
        lambda incident, _: incident.state is IncidentState.RELAPSE_WATCH,
        lambda: house.fire(2),
    )
    await house.fire()
    kept = await house.ended()

    assert kept.relapses == 1
    assert kept.attempts[1].started_at - kept.attempts[0].ended_at < timedelta(minutes=10)


async def test_closing_while_the_people_are_being_called_closes(house):
    """RBK-10."""
    house.repairs.otherwise = "unhealthy"
    while_recording(
        house,
        lambda incident, _: incident.called is CallReason.EXHAUSTED,
        lambda: steered(house, "close"),
    )
    await house.fire()
    kept = await house.ended()

    assert kept.ending is Ending.HANDED_OVER
    assert kept.closed_at - kept.called_at < timedelta(minutes=1)


async def test_letting_it_write_while_the_people_are_being_called_lets_it_write(house):
    """RBK-7: who is shown what would be done may answer faster than everybody is told."""
    house.set_policy(default_mode=Mode.OBSERVE)
    while_recording(
        house,
        lambda incident, _: incident.called is CallReason.OBSERVED,
        lambda: house.lives.enable_writes(house.handle().id, by="u_an"),
    )
    await house.fire()
    kept = await house.ended()

    assert kept.ending is Ending.FIXED
    assert len(house.repairs.writes) == 1


async def test_what_fires_again_while_its_end_is_looked_into_is_not_closed(house):
    """RBK-10: nobody would ever hear of it."""
    house.sources.answers = [ReadBack.CLEARED, ReadBack.CLEARED]

    async def back_again():
        await house.clear()
        await house.fire(2)

    while_asking(house, 2, back_again)
    await house.fire()
    kept = await house.ended()

    assert kept.ending is Ending.FIXED
    assert len(house.repairs.writes) == 1


async def test_pausing_while_the_source_is_asked_for_the_last_time_holds_the_write_back(
    house, skipping
):
    """RBK-10."""
    while_asking(house, 2, lambda: steered(house, "pause"))
    await house.fire()
    await skipping.sleep(timedelta(hours=1))
    await house.until(IncidentState.PAUSED)

    assert house.repairs.writes == []
    assert await house.held() == []
    await steered(house, "resume")
    assert [str(each.state) for each in (await house.ended()).attempts] == ["verified"]


async def test_who_is_held_back_before_a_write_holds_up_nobody_else(house, skipping):
    """RBK-6, RBK-10: a pause may last for days, and the cluster has few places."""
    house.set_policy(default_mode=Mode.APPROVE)
    await house.fire()
    await house.until(IncidentState.AWAITING_APPROVAL)
    await happens(lambda: house.approvals.kept)
    (asked,) = house.approvals.kept.values()
    await steered(house, "pause")
    await house.lives.answer(asked, approved=True, by="u_mei", reason="ok")
    await skipping.sleep(timedelta(hours=1))
    await house.until(IncidentState.PAUSED)

    assert await house.held() == []
    await steered(house, "resume")
    kept = await house.ended()
    assert [each.approved_by for each in kept.attempts] == ["u_mei"]


async def test_nothing_is_written_after_aborting_while_the_cluster_is_away(house):
    """RBK-10: the next try of the same write would come after the word."""
    house.repairs.script = ["lost"]
    await house.fire()
    await happens(lambda: len(house.repairs.orders) > 2)  # the next try is four seconds away
    await steered(house, "abort")
    await happens(lambda: house.events("steered"))
    house.repairs.outcomes[house.repairs.orders[0].key] = "healthy"
    kept = await house.ended()

    assert house.repairs.writes == []
    assert kept.called is CallReason.BLIND
    assert [str(each.state) for each in kept.attempts] == ["unknown"]


async def test_a_repeated_message_after_the_end_opens_another_incident(house):
    """ALR-3, RBK-9: nothing that the first one did counts as done by the second."""
    house.repairs.otherwise = "unhealthy"
    house.set_policy(hold_handed=60.0)
    await house.fire()
    first = await house.ended()
    await house.fire(received_at=T0 + timedelta(hours=4))
    second = await house.ended()

    assert second.id != first.id
    assert len(house.repairs.writes) == 2 * len(first.attempts)
    assert len(house.calls()) == 2


@pytest.mark.records("incident-requests-served-in-order", "Incident")
async def test_requests_that_wait_for_one_another_are_all_served_in_their_order(house, skipping):
    """RBK-12: each of them was told that it is in hand."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    for number, key in enumerate(("k1", "k2", "k3", "k2"), start=1):
        request = Request(ActionKind.RESTART, "u_mei", "bad", only=True, key=key)
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await house.lives.request(a_target(), request, alert)
    await house.result(about)

    served = sorted(house.incidents.kept.values(), key=lambda each: each.opened_at)
    assert [each.request.key for each in served] == ["k1", "k2", "k3"]
    assert len(house.repairs.writes) == 3


@pytest.mark.records("incident-requests-of-two-people-under-one-key", "Incident")
async def test_two_people_who_ask_under_the_same_key_are_both_served(house):
    """RBK-12: a key is its asker's own; the second one's request is not taken for the first's."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    for number, by in enumerate(("u_mei", "u_an", "u_an")):
        request = Request(ActionKind.RESTART, by, "bad", only=True, key="mine")
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await house.lives.request(a_target(), request, alert)
    await house.result(about)

    assert [each.requested_by for each in house.repairs.orders] == ["u_mei", "u_an"]


async def test_a_message_that_is_no_request_holds_up_none_that_is(house):
    """RBK-12, SEC-4."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    house.repairs.gate = asyncio.Event()
    for number, key in enumerate(("k1", "k2")):
        request = Request(ActionKind.RESTART, "u_mei", "bad", only=True, key=key)
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await house.lives.request(a_target(), request, alert)
        await house.handle(about).signal("request", None)
    house.repairs.gate.set()
    await house.result(about)

    assert len(house.repairs.writes) == 2


async def test_who_asks_for_one_repair_too_many_is_told_that_it_is_not_taken_on(house, skipping):
    """RBK-12: nothing that somebody asked for is lost without a word."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    for number in range(MOST_LATER + 3):
        request = Request(ActionKind.RESTART, "u_mei", "bad", only=True, key=f"k{number}")
        alert = an_alert(number, source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
        await house.lives.request(a_target(), request, alert)
    await happens(lambda: len(house.events("incident.refused")) == 2)

    refused = [each.data for each in house.events("incident.refused")]
    assert sorted(each["key"] for each in refused) == ["k21", "k22"]
    assert {each["refusal"] for each in refused} == {"too_many_wait"}
    assert {(each["by"], each["people"]) for each in refused} == {("u_mei", "u_mei")}
    assert "没有执行" in refused[0]["title"]
    await skipping.sleep(timedelta(seconds=10))
    assert len(house.household.mail.sent) == 2
    assert (await house.now(about)).state is not IncidentState.CLOSED


async def ask_for_a_restart(house, key):
    request = Request(ActionKind.RESTART, "u_mei", "bad", only=True, key=key)
    alert = an_alert(source=AlertSource.PERSON, fault=FaultClass.REQUESTED)
    await house.lives.request(a_target(), request, alert)


async def refused_when_cancelled(house, *keys):
    """Cancel while the first of some requests is done; return which were refused, and why."""
    about = Fingerprint(FaultClass.REQUESTED, a_target())
    house.repairs.gate = asyncio.Event()
    for key in keys:
        await ask_for_a_restart(house, key)
    await asyncio.wait_for(house.repairs.begun.wait(), 20)
    await cancelled(house, about)
    house.repairs.gate.set()
    with pytest.raises(WorkflowFailureError):
        await house.result(about)
    refused = [each.data for each in house.events("incident.refused")]
    return [(each["key"], each["refusal"]) for each in refused]


@pytest.mark.records("incident-requests-refused-then-cancelled", "Incident")
async def test_requests_that_wait_for_what_is_cancelled_in_temporal_are_refused(house):
    """RBK-12, RBK-3."""
    assert await refused_when_cancelled(house, "k1", "k2", "k3") == [
        ("k2", "stopped"),
        ("k3", "stopped"),
    ]
    assert len(house.calls()) == 1


@pytest.mark.records("incident-late-request-refused-after-cancelling", "Incident")
@pytest.mark.parametrize("moment", ["refusing", "calling", "closing"])
async def test_a_request_that_comes_during_the_last_words_of_a_cancelled_one_is_refused(
    house, moment
):
    """RBK-12, RBK-3: whoever asked was told that it is in hand."""
    moments = {
        "refusing": lambda _, events: any(each.type.endswith("refused") for each in events),
        "calling": lambda incident, _: incident.called is CallReason.STOPPED,
        "closing": lambda incident, _: incident.state is IncidentState.CLOSED,
    }
    while_recording(house, moments[moment], lambda: ask_for_a_restart(house, "late"))

    assert await refused_when_cancelled(house, "k1", "k2") == [
        ("k2", "stopped"),
        ("late", "stopped"),
    ]
    assert len(house.calls()) == 1


@pytest.mark.records("incident-cancelled-while-calling", "Incident")
async def test_cancelling_while_people_are_being_called_calls_them_once_and_to_the_end(house):
    """RBK-3: the deliveries go out, and nobody is called a second time."""
    house.repairs.otherwise = "unhealthy"
    while_recording(
        house,
        lambda incident, _: incident.called is CallReason.EXHAUSTED,
        lambda: cancelled(house),
    )
    await house.fire()
    with pytest.raises(WorkflowFailureError):
        await house.result()

    (kept,) = house.incidents.kept.values()
    assert (kept.called, kept.ending) == (CallReason.EXHAUSTED, Ending.ABORTED)
    assert len(house.calls()) == 1
    await happens(lambda: len(house.household.mail.sent) == 1)


async def test_cancelling_while_the_end_is_written_down_leaves_the_end_as_it_is(house):
    """RBK-3: nobody is called about what is over."""
    while_recording(
        house,
        lambda incident, _: incident.state is IncidentState.CLOSED,
        lambda: cancelled(house),
    )
    await house.fire()
    with pytest.raises(WorkflowFailureError):
        await house.result()

    (kept,) = house.incidents.kept.values()
    assert (kept.ending, kept.called) == (Ending.FIXED, None)
    assert house.calls() == []
