"""What nobody knows is never good news: silent sources, unread facts, switched-off writing."""

import asyncio
from datetime import timedelta

import pytest

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import ActionKind, AttemptState, Mode
from domain.incidents.guards.guards import GuardName, GuardOutcome, GuardResult
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.policy.policies import ApprovalRules
from domain.people.people import Person
from tests.fakes.incidents import IncidentRig
from tests.fakes.words import foreign

pytestmark = pytest.mark.temporal

SILENT = ReadBack.UNKNOWN


@pytest.fixture
async def rig(skipping):
    """Everything an incident needs; Mei is on call."""
    rig = IncidentRig(skipping)
    await rig.move_in()
    async with rig.awake():
        yield rig


async def written(rig):
    async with asyncio.timeout(20):
        while not rig.repairs.writes:
            await asyncio.sleep(0.01)


async def test_that_it_is_over_is_not_believed_while_its_source_is_silent(rig):
    """ALR-2, RBK-3, RBK-5: then it is a person's; unknown is never success."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await written(rig)
    rig.sources.state = SILENT
    await rig.clear()
    kept = await rig.ended()

    assert (kept.called, kept.ending) == (CallReason.BLIND, Ending.HANDED_OVER)
    assert len(rig.repairs.writes) == len(rig.calls()) == 1
    assert kept.called_at - kept.opened_at >= timedelta(minutes=10)


@pytest.mark.records("incident-over-once-its-source-answered", "Incident")
async def test_a_source_that_answers_again_within_patience_is_believed(rig):
    """ALR-2."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await written(rig)
    rig.sources.answers = [SILENT, SILENT]
    rig.sources.state = ReadBack.CLEARED
    await rig.clear()
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.RECOVERED, None)


async def test_a_source_that_answers_again_that_it_fires_lets_the_ladder_go_on(rig):
    """ALR-2, RBK-10."""
    rig.repairs.script = ["unhealthy"]
    await rig.fire()
    await written(rig)
    rig.sources.answers = [SILENT, SILENT]
    await rig.clear()
    kept = await rig.ended()

    assert [str(each.state) for each in kept.attempts] == ["failed", "verified"]
    assert (kept.ending, kept.called) == (Ending.FIXED, None)


async def test_a_plan_that_too_many_want_at_a_time_waits_for_its_turn(rig):
    """ALR-8, RBK-3: nobody is called because many others are ill."""
    rig.repairs.crowded = 10
    await rig.fire()
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.FIXED, None)
    assert rig.repairs.proposed == 11
    assert [str(each.state) for each in kept.attempts] == ["verified"]


async def test_a_crowd_that_stays_for_an_hour_is_for_a_person(rig):
    """ALR-8, RBK-3."""
    rig.repairs.crowded = 10_000
    await rig.fire()
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.HANDED_OVER, CallReason.BLIND)
    assert kept.called_at - kept.opened_at >= timedelta(hours=1)
    assert rig.repairs.writes == []


async def test_an_abort_in_the_crowd_is_heeded_at_once(rig):
    """RBK-10, ALR-8."""
    rig.repairs.crowded = 10_000
    await rig.fire()
    async with asyncio.timeout(20):
        while rig.repairs.proposed < 3:
            await asyncio.sleep(0.01)
    await rig.lives.steer(rig.handle().id, "abort", by="u_mei", reason="I do it")
    kept = await rig.ended()

    assert (kept.ending, rig.repairs.writes) == (Ending.ABORTED, [])


async def test_who_closes_it_while_its_source_is_silent_closes_it(rig, skipping):
    """RBK-10."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await written(rig)
    rig.sources.state = SILENT
    await rig.clear()
    await skipping.sleep(timedelta(minutes=2))
    await rig.until(IncidentState.WAITING)
    await rig.lives.steer(rig.handle().id, "close", by="u_mei", reason="done")
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.ABORTED, None)


async def test_what_people_have_is_not_taken_for_fixed_because_its_source_is_silent(rig, skipping):
    """ALR-2, RBK-3: it is closed as fixed by others once the source itself has said so."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await skipping.sleep(timedelta(hours=2))
    await rig.until(IncidentState.HANDED_OVER)
    rig.sources.state = SILENT
    await rig.clear()
    await skipping.sleep(timedelta(hours=2))
    await rig.until(IncidentState.HANDED_OVER)
    rig.sources.state = ReadBack.CLEARED
    kept = await rig.ended()

    assert kept.ending is Ending.FIXED_BY_OTHERS
    assert len(rig.calls()) == len(rig.events("broadcast.queued")) == 1


@pytest.mark.records("incident-restore-waited-for-a-fact", "Incident")
async def test_a_restore_that_misses_a_fact_is_tried_again(rig):
    """RBK-4, RBK-6: as the same restore, before anything else is tried."""
    rig.repairs.script, rig.repairs.unread = ["unhealthy"], 3
    await rig.fire()
    kept = await rig.ended()

    assert [str(each.state) for each in kept.attempts] == ["failed", "verified"]
    assert [each.restored for each in kept.attempts] == [True, False]
    assert len(rig.repairs.restoring) == 4
    assert len({order.at for order in rig.repairs.restoring}) == 1
    assert kept.called is None


async def test_a_restore_that_nobody_can_vouch_for_is_left_to_a_person_and_nothing_is_tried(rig):
    """RBK-3, RBK-5: no stronger action upon what could not be taken back."""
    rig.repairs.otherwise, rig.repairs.unread = "unhealthy", 10_000
    await rig.fire()
    kept = await rig.ended()

    assert [str(each.state) for each in kept.attempts] == ["failed"]
    assert (kept.called, len(rig.calls())) == (CallReason.BLIND, 1)
    assert kept.called_at - kept.attempts[0].ended_at < timedelta(minutes=1)
    assert kept.attempts[0].ended_at - kept.attempts[0].acted_at >= timedelta(minutes=10)
    assert not kept.attempts[0].restored


async def test_aborting_ends_the_tries_to_take_it_back(rig, skipping):
    """RBK-10."""
    rig.repairs.otherwise, rig.repairs.unread = "unhealthy", 10_000
    await rig.fire()
    await skipping.sleep(timedelta(minutes=3))
    await rig.until(IncidentState.WAITING)
    await rig.lives.steer(rig.handle().id, "abort", by="u_an", reason="mine")
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.ABORTED, None)
    assert await rig.held() == []


OFF = GuardResult(GuardName.KILL_SWITCH, GuardOutcome.FAILED, foreign("writing is not enabled"))


@pytest.mark.records("incident-not-asked-while-switched-off", "Incident")
async def test_nobody_is_asked_to_approve_what_the_kill_switch_forbids(rig):
    """RBK-6, RBK-8: a yes would have done nothing."""
    rig.set_policy(default_mode=Mode.APPROVE)
    rig.repairs.held_by = OFF
    await rig.fire()
    kept = await rig.ended()

    assert rig.approvals.kept == {}
    assert [each.state for each in kept.attempts] == [AttemptState.BLOCKED]
    assert kept.attempts[0].guards == ("kill_switch:failed",)
    assert (kept.called, len(rig.calls())) == (CallReason.BLOCKED, 1)
    assert (rig.repairs.orders, rig.events("approval.asked")) == ([], [])


async def test_once_the_kill_switch_is_released_it_goes_on_from_the_same_rung(rig, skipping):
    """RBK-6, RBK-8."""
    rig.set_policy(default_mode=Mode.APPROVE)
    rig.repairs.held_by = OFF
    await rig.fire()
    await skipping.sleep(timedelta(minutes=5))
    await rig.until(IncidentState.HANDED_OVER)
    rig.repairs.held_by = None
    await rig.lives.enable_writes(rig.handle().id, by="u_an")
    kept = await rig.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.RESTART]
    assert kept.ending is Ending.FIXED


async def asked_of_the_first_hop(rig):
    """Return the question that Mei was asked; Li would be next, some ten minutes later.

    The source is asked every two minutes. The server that skips time refuses what answers two
    timers of one moment, so the turns do not end on one of them.
    """
    li = Person(id="u_li", name="李", mail="li@example.cn")
    await rig.household.people.add(li, password_hash="")
    rules = ApprovalRules(hops=(("u_mei",), ("u_li",)), wait=590)
    rig.set_policy(default_mode=Mode.APPROVE, approval=rules)
    await rig.fire()
    async with asyncio.timeout(20):
        while not await rig.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await rig.approvals.pending(limit=9)
    return asked


@pytest.mark.records("incident-next-people-not-asked-while-switched-off", "Incident")
async def test_the_next_people_are_not_asked_once_the_kill_switch_is_engaged(rig):
    """RBK-6, RBK-8: those on call hear why instead."""
    asked = await asked_of_the_first_hop(rig)
    rig.repairs.held_by = OFF
    kept = await rig.ended()

    final = rig.approvals.kept[asked.id]
    assert (final.state, final.asked) == ("superseded", ("u_mei",))
    assert len(rig.approvals.kept) == 1
    assert [each.state for each in kept.attempts] == [AttemptState.BLOCKED]
    assert (kept.called, len(rig.calls())) == (CallReason.BLOCKED, 1)


async def test_the_next_people_are_not_asked_about_a_plan_of_before(rig):
    """RBK-8: their yes would be refused; it is asked anew, from the first people on."""
    asked = await asked_of_the_first_hop(rig)
    rig.repairs.generation = 2
    await rig.ended()

    first, second = (
        rig.approvals.kept[asked.id],
        max(rig.approvals.kept.values(), key=lambda each: each.asked_at),
    )
    assert (first.state, first.asked) == ("superseded", ("u_mei",))
    assert (second.state, second.asked) == ("timed_out", ("u_mei", "u_li"))
    assert second.digest != asked.digest


async def test_the_next_people_are_not_asked_about_what_was_aborted_meanwhile(rig):
    """RBK-8, RBK-10: the target is read before they are, and that may take minutes."""
    asked = await asked_of_the_first_hop(rig)
    propose = rig.repairs.propose

    async def interrupted(order):
        await rig.lives.steer(rig.handle().id, "abort", by="u_an", reason="I do it")
        return await propose(order)

    rig.repairs.propose = interrupted
    kept = await rig.ended()

    assert rig.approvals.kept[asked.id].asked == ("u_mei",)
    assert (kept.ending, kept.called) == (Ending.ABORTED, None)


async def test_the_next_people_are_asked_when_the_target_cannot_be_read(rig):
    """RBK-8: their yes is only taken once it can be."""
    asked = await asked_of_the_first_hop(rig)
    rig.repairs.crowded = 10_000
    await rig.ended()

    assert rig.approvals.kept[asked.id].asked == ("u_mei", "u_li")
