"""The life of an incident under a server that skips time."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.client import WorkflowFailureError

from application.incidents.stopped import StoppedIncidents
from domain.alerts.alerts import FaultClass, Fingerprint, ReadBack
from domain.clusters.clusters import ObjectRef
from domain.clusters.repairs import ActionKind, AttemptState, Mode
from domain.common.errors import Conflict, Forbidden, Rejected
from domain.incidents.controls import Control, ControlKind, Scope
from domain.incidents.incidents import CallReason, Ending, IncidentState, Request
from domain.incidents.policy.policies import ApprovalRules, FlapRules, InhibitionRule
from domain.people.people import Person
from tests.fakes.incidents import (
    T0,
    URGENT,
    IncidentHouse,
    ServersClock,
    a_fingerprint,
    a_target,
    an_alert,
)
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE
from tests.fakes.words import told as told_in
from workflows.incidents.state import IncidentInput, Steered
from workflows.incidents.workflow import IncidentWorkflow

pytestmark = pytest.mark.temporal


@pytest.fixture
async def house(skipping):
    """Everything an incident needs; Mei is on call."""
    house = IncidentHouse(skipping)
    await house.move_in()
    async with house.awake():
        yield house


def states(incident):
    return [str(each.state) for each in incident.attempts]


def told(house):
    return [message.title for message, _, _ in house.household.mail.sent]


async def test_a_confirmed_alert_is_repaired_verified_and_closed_after_the_relapse_watch(house):
    """RBK-5, RBK-11, ALR-2."""
    await house.fire()
    kept = await house.ended()

    assert (kept.state, kept.ending) == (IncidentState.CLOSED, Ending.FIXED)
    assert kept.called is None
    assert states(kept) == ["verified"]
    assert len(house.repairs.writes) == 1
    assert kept.closed_at - kept.fixed_at >= timedelta(hours=24)
    assert kept.sandbox


@pytest.mark.records("incident-fixed-on-the-third-rung", "Incident")
async def test_what_does_not_help_is_taken_back_and_the_next_rung_is_tried(house):
    """RBK-2, RBK-4, RBK-5."""
    house.repairs.script = ["unhealthy", "unhealthy"]
    await house.fire()
    kept = await house.ended()

    assert states(kept) == ["failed", "failed", "verified"]
    assert [each.action for each in kept.attempts] == ["restart", "refresh_config", "scale_out"]
    assert house.repairs.restored == house.repairs.writes[:2]
    assert [each.restored for each in kept.attempts] == [True, True, False]


@pytest.mark.records("incident-exhausted", "Incident")
async def test_an_exhausted_band_calls_a_person_once_and_goes_into_the_briefings(house):
    """RBK-1, RBK-3."""
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    kept = await house.ended()

    assert kept.band.attempts == len(kept.attempts) == len(house.repairs.writes)
    assert (kept.called, kept.ending) == (CallReason.EXHAUSTED, Ending.HANDED_OVER)
    assert len(house.calls()) == len(house.events("broadcast.queued")) == 1
    assert len(told(house)) == 1
    assert "需要你处理" in told(house)[0]


@pytest.mark.records("incident-exhausted-after-calling-first", "Incident")
async def test_the_top_band_calls_at_the_start_and_not_again_at_the_end(house):
    """RBK-3."""
    house.repairs.otherwise = "unhealthy"
    await house.fire(measures=URGENT)
    kept = await house.ended()

    assert kept.score.total >= 90
    assert (len(kept.attempts), kept.called) == (6, CallReason.TOP_BAND)
    assert len(house.calls()) == 1
    assert house.calls()[0].time < kept.first_action_at


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        ("unknown", AttemptState.UNKNOWN, CallReason.BLIND),
        ("inconclusive", AttemptState.INCONCLUSIVE, CallReason.INCONCLUSIVE),
        ("refused", AttemptState.REFUSED, CallReason.BLOCKED),
        ("permission", AttemptState.BLOCKED, CallReason.BLOCKED),
        ("lost", AttemptState.UNKNOWN, CallReason.BLIND),
    ],
)
async def test_what_only_a_person_can_judge_goes_to_a_person_and_nothing_stronger_is_tried(
    house, outcome, state, reason
):
    """RBK-3, RBK-5, RBK-6."""
    house.repairs.otherwise = outcome
    await house.fire()
    kept = await house.ended()

    assert states(kept) == [state]
    assert kept.called is reason
    assert len(house.calls()) == 1


async def test_a_target_that_others_keep_changing_is_left_to_them(house):
    """RBK-5, RBK-9: the same rung is planned again, never a stronger one, never beyond the band."""
    house.repairs.otherwise = "conflict"
    await house.fire()
    kept = await house.ended()

    assert len(kept.attempts) == kept.band.attempts
    assert {each.action for each in kept.attempts} == {ActionKind.RESTART}
    assert kept.called is CallReason.INCONCLUSIVE
    assert house.repairs.writes == []


async def test_rungs_that_cannot_be_used_use_up_no_attempt(house):
    """RBK-2."""
    house.repairs.impossible = {ActionKind.RESTART, ActionKind.REFRESH_CONFIG}
    await house.fire()
    kept = await house.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.SCALE_OUT]
    assert [each.action for each in kept.skipped] == ["restart", "refresh_config"]


async def test_nothing_that_can_be_done_calls_a_person_without_an_attempt(house):
    """RBK-2, RBK-3."""
    house.repairs.impossible = set(ActionKind)
    await house.fire()
    kept = await house.ended()

    assert (kept.attempts, kept.called) == ((), CallReason.EXHAUSTED)


@pytest.mark.records("incident-not-confirmed", "Incident")
async def test_a_forged_alert_writes_nothing_and_stands_in_the_audit(house):
    """ALR-2."""
    house.sources.state = ReadBack.NOT_FOUND
    await house.fire()
    kept = await house.ended()

    assert (kept.ending, kept.called) == (Ending.NOT_CONFIRMED, None)
    assert house.repairs.proposed == 0
    assert [row.entry.action for row in house.audit.rows_kept] == ["alert.not_confirmed"]
    assert len(house.events("alert.unconfirmed")) == 1


async def test_an_alert_that_has_cleared_by_itself_ends_as_recovered(house):
    """ALR-2, RBK-10."""
    house.sources.state = ReadBack.CLEARED
    await house.fire()
    kept = await house.ended()

    assert (kept.ending, kept.called, kept.attempts) == (Ending.RECOVERED, None, ())


async def test_a_source_that_stays_silent_calls_a_person_and_writes_nothing(house):
    """ALR-2."""
    house.sources.state = ReadBack.UNKNOWN
    await house.fire()
    kept = await house.ended()

    assert (kept.called, kept.attempts) == (CallReason.BLIND, ())
    assert house.sources.asked > 3


async def test_a_cluster_that_cannot_be_read_calls_a_person(house):
    """RBK-3, RBK-6."""
    house.repairs.unreadable = True
    await house.fire()
    kept = await house.ended()

    assert (kept.called, kept.attempts) == (CallReason.BLIND, ())


async def test_a_thousand_duplicates_are_one_incident_that_counts_them_in_a_handful_of_rows(house):
    """ALR-3."""
    house.sources.answers = [ReadBack.UNKNOWN]
    # The first one alone: the server that skips time fails when many start one workflow at once.
    await house.fire(0)
    await asyncio.gather(*(house.fire(number) for number in range(1, 1_000)))

    async def counted() -> bool:
        incident = await house.now()
        return incident is not None and incident.occurrences >= 1_000

    await eventually(counted, within=40)
    kept = await house.ended()

    assert kept.occurrences == 1_000
    assert len(house.incidents.kept) == 1
    assert len(house.household.events.kept) < 60


async def test_a_relapse_reopens_the_same_incident_at_the_next_rung(house, skipping):
    """RBK-11."""
    await house.fire()
    await skipping.sleep(timedelta(hours=1))
    first = await house.until(IncidentState.RELAPSE_WATCH)
    await house.fire(2)
    kept = await house.ended()

    assert kept.id == first.id
    assert kept.relapses == 1
    assert [each.action for each in kept.attempts] == ["restart", "refresh_config"]
    assert [each.number for each in kept.attempts] == [1, 2]
    assert kept.ending is Ending.FIXED


@pytest.mark.records("incident-relapsed-in-the-top-band", "Incident")
async def test_a_relapse_in_the_top_band_calls_at_once_and_not_again_at_its_end(house, skipping):
    """RBK-3, RBK-11: once each time that it comes back."""
    await house.fire(measures=URGENT)
    await skipping.sleep(timedelta(hours=1))
    fixed = await house.until(IncidentState.RELAPSE_WATCH)
    house.repairs.otherwise = "unhealthy"
    await house.fire(2, measures=URGENT)
    kept = await house.ended()

    assert (kept.relapses, len(kept.attempts)) == (1, 6)
    first, again = house.calls()
    (back,) = house.events("incident.relapsed")
    assert first.time < fixed.fixed_at < back.time <= again.time
    assert again.data["reason"] == CallReason.TOP_BAND
    assert again.time < kept.attempts[1].acted_at


async def test_an_alert_that_clears_while_it_is_verified_ends_the_ladder(house):
    """RBK-10."""
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    async with asyncio.timeout(20):
        while not house.repairs.writes:
            await asyncio.sleep(0.01)
    house.sources.state = ReadBack.CLEARED
    await house.clear()
    kept = await house.ended()

    assert len(house.repairs.writes) == 1
    assert (kept.ending, kept.called) == (Ending.RECOVERED, None)


async def test_a_message_that_it_is_over_is_not_believed_while_the_source_says_otherwise(house):
    """ALR-2: who can send alerts cannot switch a repair off."""
    house.repairs.gate = asyncio.Event()
    await house.fire()
    async with asyncio.timeout(20):
        while house.repairs.proposed < 1:
            await asyncio.sleep(0.01)
    await house.clear()
    house.repairs.gate.set()
    kept = await house.ended()

    assert states(kept) == ["verified"]
    assert kept.ending is Ending.FIXED


@pytest.mark.records("incident-paused-then-resumed", "Incident")
async def test_pausing_holds_the_ladder_and_resuming_lets_it_go_on(house, skipping):
    """RBK-10."""
    house.sources.answers = [ReadBack.UNKNOWN]
    await house.fire()
    await house.handle().execute_update(IncidentWorkflow.pause, Steered("u_an", "look first"))
    await skipping.sleep(timedelta(minutes=1))
    await house.until(IncidentState.PAUSED)
    await skipping.sleep(timedelta(hours=5))
    assert house.repairs.writes == []
    await house.lives.steer(house.handle().id, "resume", by="u_an", reason="")
    kept = await house.ended()

    assert kept.ending is Ending.FIXED
    assert [each.data["did"] for each in house.events("steered")] == ["pause", "resume"]


@pytest.mark.parametrize("what", ["abort", "close"])
async def test_aborting_while_it_is_verified_writes_nothing_more_and_calls_nobody(house, what):
    """RBK-10."""
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    async with asyncio.timeout(20):
        while not house.repairs.writes:
            await asyncio.sleep(0.01)
    await house.lives.steer(house.handle().id, what, by="u_an", reason="mine")
    kept = await house.ended()

    assert (kept.ending, kept.called) == (Ending.ABORTED, None)
    assert states(kept) == ["aborted"]
    assert len(house.repairs.writes) == 1


@pytest.mark.records("incident-skipped-a-rung", "Incident")
async def test_a_skipped_rung_is_passed_over_for_good(house):
    """RBK-10."""
    house.sources.answers = [ReadBack.UNKNOWN]
    await house.fire()
    await house.lives.steer(house.handle().id, "skip_rung", by="u_an", reason="useless")
    kept = await house.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.REFRESH_CONFIG]


async def test_a_human_edit_while_it_is_verified_is_nobodys_success(house):
    """RBK-5, RBK-10."""
    house.repairs.otherwise = "healthy"
    await house.fire()
    async with asyncio.timeout(20):
        while not house.repairs.writes:
            await asyncio.sleep(0.01)
    await house.handle().signal(IncidentWorkflow.human_edit, Steered("u_li", "kubectl edit"))
    kept = await house.ended()

    assert states(kept) == ["inconclusive"]
    assert kept.called is CallReason.INCONCLUSIVE


async def test_acknowledging_is_remembered_once(house, skipping):
    """RBK-14."""
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    await skipping.sleep(timedelta(hours=2))
    await house.until(IncidentState.HANDED_OVER)
    for person in ("u_mei", "u_an"):
        await house.lives.steer(house.handle().id, "acknowledge", by=person, reason="")
    await house.lives.steer(house.handle().id, "close", by="u_mei", reason="done")
    kept = await house.ended()

    assert kept.acknowledged_by == "u_mei"
    assert len(house.events("acknowledged")) == 1
    assert kept.ending is Ending.HANDED_OVER


async def test_only_observing_says_what_it_would_do_and_hands_over(house):
    """RBK-7."""
    house.repairs.mode = Mode.OBSERVE
    await house.fire()
    kept = await house.ended()

    assert states(kept) == ["observed"]
    assert (kept.called, house.repairs.writes) == (CallReason.OBSERVED, [])


@pytest.mark.records("incident-observed-then-enabled", "Incident")
@pytest.mark.parametrize("before", ["kill_switch", "observe"])
async def test_enabling_writes_goes_on_from_the_same_rung(house, skipping, before):
    """RBK-6, RBK-7."""
    if before == "observe":
        house.repairs.mode = Mode.OBSERVE
    else:
        house.repairs.script = [before]
    await house.fire()
    await skipping.sleep(timedelta(hours=1))
    stopped = await house.until(IncidentState.HANDED_OVER)
    assert len(stopped.attempts) == 1
    await house.lives.enable_writes(house.handle().id, by="u_an")
    kept = await house.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.RESTART]
    assert states(kept) == ["verified"]
    assert kept.attempts[0].number == 2
    assert house.repairs.orders[-1].enabled_by == "u_an"
    assert len(house.calls()) == 1


@pytest.mark.records("incident-waited-for-a-guard", "Incident")
async def test_a_guard_that_passes_later_is_waited_for(house):
    """RBK-6: a cooldown is no reason to wake somebody."""
    house.repairs.script = ["later", "later"]
    await house.fire()
    kept = await house.ended()

    assert states(kept) == ["verified"]
    assert kept.called is None
    assert kept.attempts[0].number == 3


async def test_a_guard_that_never_passes_calls_a_person(house):
    """RBK-3, RBK-6."""
    house.repairs.otherwise = "later"
    await house.fire()
    kept = await house.ended()

    assert kept.called is CallReason.BLOCKED
    assert house.repairs.writes == []


async def test_the_lock_and_the_budget_are_held_for_the_write_and_given_back(house):
    """RBK-6."""
    house.repairs.gate = asyncio.Event()
    await house.fire()
    async with asyncio.timeout(20):
        while house.repairs.proposed < 1:
            await asyncio.sleep(0.01)
        while len(await house.held()) < 2:
            await asyncio.sleep(0.01)
    house.repairs.gate.set()
    kept = await house.ended()

    assert [each.kind for each in house.repairs.orders[0].holds] == ["lock", "budget"]
    assert kept.ending is Ending.FIXED
    assert await house.held() == []


async def test_two_incidents_of_one_target_write_one_after_the_other(house):
    """RBK-6."""
    other = a_fingerprint(fault=FaultClass.LATENCY)
    await house.fire()
    await house.lives.signal_alert(other, an_alert(7, fault=FaultClass.LATENCY))
    await house.ended()
    await house.result(other)

    first, second = house.repairs.orders
    assert first.incident_id != second.incident_id
    assert len(house.repairs.writes) == 2
    ended = [each.time for each in house.events("incident.verified")]
    attempted = [each.time for each in house.events("incident.attempted")]
    assert ended[0] <= attempted[1]


def a_control(kind: ControlKind, minutes: float | None) -> Control:
    end = T0 + timedelta(days=30_000) if minutes is None else None
    return Control("c_1", kind, "night", Scope(), T0 - timedelta(days=1), end, "u_an", "x", T0)


@pytest.mark.records("incident-silenced-then-repaired", "Incident")
@pytest.mark.parametrize("kind", [ControlKind.SILENCE, ControlKind.FREEZE])
async def test_a_silence_or_freeze_is_waited_for_and_then_it_goes_on(house, skipping, kind):
    """ALR-6, RBK-6."""
    now = await skipping.get_current_time()
    control = replace(a_control(kind, None), start=now, end=now + timedelta(hours=2))
    house.controls.kept["c_1"] = control
    await house.fire()
    kept = await house.ended()

    assert kept.ending is Ending.FIXED
    assert kept.first_action_at - kept.opened_at >= timedelta(hours=1, minutes=59)
    assert kept.called is None


async def test_a_freeze_that_lasts_for_days_calls_a_person_at_once(house, skipping):
    """ALR-6, RBK-3."""
    now = await skipping.get_current_time()
    control = replace(a_control(ControlKind.FREEZE, None), start=now, end=now + timedelta(days=9))
    house.controls.kept["c_1"] = control
    await house.fire()
    kept = await house.ended()

    assert kept.called is CallReason.BLOCKED
    assert kept.called_at - kept.opened_at < timedelta(minutes=1)


async def test_what_recovers_while_it_is_silenced_is_closed_without_a_word(house, skipping):
    """ALR-6: what still fires at the end is looked at, once; the rest is not."""
    now = await skipping.get_current_time()
    control = replace(
        a_control(ControlKind.SILENCE, None), start=now, end=now + timedelta(minutes=4)
    )
    house.controls.kept["c_1"] = control
    house.sources.answers = [ReadBack.FIRING]
    house.sources.state = ReadBack.CLEARED
    await house.fire()
    kept = await house.ended()

    assert (kept.ending, kept.called, house.repairs.proposed) == (Ending.RECOVERED, None, 0)


@pytest.mark.records("incident-flapping", "Incident")
async def test_flapping_stops_the_ladder_and_people_hear_of_its_start_and_its_end(house, skipping):
    """ALR-6."""
    house.set_policy(flap=FlapRules(transitions=4, window=1_800, calm=900))
    house.sources.answers = [ReadBack.UNKNOWN]
    await house.fire()
    for number in range(2, 8, 2):
        await house.clear(number)
        await house.fire(number + 1)
    await skipping.sleep(timedelta(seconds=20))
    flapping = await house.until(IncidentState.FLAPPING)
    assert (flapping.flapping, house.repairs.writes) == (True, [])
    kept = await house.ended()

    assert kept.called is CallReason.FLAPPING
    assert (len(house.events("incident.flapping")), len(house.events("incident.settled"))) == (1, 1)
    assert len(told(house)) == 2
    assert states(kept) == ["verified"]


@pytest.mark.records("incident-owner-found-later", "Incident")
async def test_an_unknown_owner_that_is_found_later_goes_on_in_its_own_incident(house):
    """ALR-3."""
    unknown = Fingerprint(FaultClass.NOT_READY, said=an_alert().object)
    house.owners.owner = a_target()
    await house.lives.signal_alert(unknown, an_alert())
    merged = await house.result(unknown)
    kept = await house.ended()

    assert merged.ending is Ending.MERGED
    assert (kept.owner, kept.ending) == (a_target(), Ending.FIXED)


async def test_an_owner_that_is_never_found_is_left_to_a_person(house):
    """ALR-3, RBK-3."""
    unknown = Fingerprint(FaultClass.NOT_READY, said=an_alert().object)
    await house.lives.signal_alert(unknown, an_alert())
    result = await house.result(unknown)

    assert (result.ending, result.called) == (Ending.HANDED_OVER, CallReason.UNRESOLVED)
    assert house.owners.asked > 3


async def test_a_cluster_that_is_not_connected_costs_nobody_ten_minutes(house):
    """RBK-3: teams that connect only Alertmanager are paged as fast as by it."""
    house.owners.unconnected = True
    unknown = Fingerprint(FaultClass.NOT_READY, said=an_alert().object)
    await house.lives.signal_alert(unknown, an_alert())
    result = await house.result(unknown)

    kept = house.incidents.kept[result.incident_id]
    assert (kept.called, house.owners.asked) == (CallReason.UNRESOLVED, 1)
    assert kept.called_at - kept.opened_at < timedelta(minutes=1)


def a_request(**fields) -> Request:
    return Request(**{"action": ActionKind.ROLLBACK, "by": "u_mei", "reason": "bad", **fields})


async def ask(house, request, number=1):
    alert = an_alert(
        number, source="person", fault=FaultClass.REQUESTED, id=f"request/{number}/{request.key}"
    )
    await house.lives.request(a_target(), request, alert)
    return Fingerprint(FaultClass.REQUESTED, a_target())


@pytest.mark.records("incident-dry-run", "Incident")
async def test_a_dry_run_ends_after_saying_what_would_be_done(house):
    """RBK-7, RBK-12."""
    fingerprint = await ask(house, a_request(dry_run=True))
    result = await house.result(fingerprint)

    assert result.ending is Ending.PREVIEWED
    assert house.repairs.writes == []


@pytest.mark.records("incident-requested", "Incident")
async def test_a_request_runs_the_same_ladder_for_the_person_who_asks(house):
    """RBK-12."""
    house.repairs.script = ["unhealthy"]
    fingerprint = await ask(house, a_request(key="k1"))
    result = await house.result(fingerprint)

    kept = house.incidents.kept[result.incident_id]
    assert [each.action for each in kept.attempts] == ["rollback", "isolate"]
    assert {each.on_behalf_of for each in house.repairs.orders} == {"u_mei"}
    assert house.sources.asked == 0


@pytest.mark.records("incident-request-not-done", "Incident")
@pytest.mark.parametrize("only", [True, False])
async def test_what_was_asked_for_and_cannot_be_done_ends_and_nothing_is_done_instead(house, only):
    """RBK-12: the asker is told; who agreed to a rollback agreed to nothing else."""
    house.repairs.impossible = {ActionKind.ROLLBACK}
    fingerprint = await ask(house, a_request(key="k1", only=only))
    result = await house.result(fingerprint)

    kept = house.incidents.kept[result.incident_id]
    assert (house.repairs.writes, kept.attempts) == ([], ())
    assert (kept.ending, kept.called) == (Ending.NOT_DONE, None)
    assert kept.closed_at - kept.opened_at < timedelta(minutes=1)
    assert await refused_to(house) == ["u_mei"]
    assert house.calls() == house.events("broadcast.queued") == []


async def refused_to(house):
    """Return who was told that what they asked for is not done, once a mail of it has left."""
    async with asyncio.timeout(20):
        while not any("没有执行：shop/checkout，版本回滚" in each for each in told(house)):
            await asyncio.sleep(0.01)
    return [each.data["people"] for each in house.events("incident.refused")]


async def asked_for(house, **fields):
    """Let Mei ask for a rollback that needs a yes, and return its question."""
    house.set_policy(default_mode=Mode.APPROVE)
    fingerprint = await ask(house, a_request(**{"key": "k1", **fields}))
    async with asyncio.timeout(20):
        while not await house.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await house.approvals.pending(limit=9)
    return asked, fingerprint


@pytest.mark.records("incident-request-denied", "Incident")
async def test_a_request_that_is_denied_concerns_who_asked_and_nobody_else(house):
    """RBK-8, RBK-12: it paged the people on call and stood in everybody's briefing."""
    asked, fingerprint = await asked_for(house)
    await house.lives.answer(asked, approved=False, by="u_an", reason="not now")
    result = await house.result(fingerprint)

    kept = house.incidents.kept[result.incident_id]
    assert (kept.ending, kept.called, kept.approval) == (Ending.NOT_APPROVED, None, "")
    assert (states(kept), kept.attempts[0].approved_by) == (["not_approved"], "")
    assert await refused_to(house) == ["u_mei"]
    (refused,) = house.events("incident.refused")
    assert "u_an 拒绝了：“not now”" in told_in(refused, IN_CHINESE).text
    assert house.calls() == house.events("broadcast.queued") == []


async def test_who_denies_their_own_request_is_told_nothing(house):
    """RBK-8, RBK-12: they know."""
    asked, fingerprint = await asked_for(house)
    await house.lives.answer(asked, approved=False, by="u_mei", reason="no")
    result = await house.result(fingerprint)

    assert house.incidents.kept[result.incident_id].ending is Ending.NOT_APPROVED
    assert (house.events("incident.refused"), house.calls()) == ([], [])
    assert house.events("broadcast.queued") == []


async def test_a_request_that_nobody_answers_is_told_to_who_asked(house):
    """RBK-8, RBK-12."""
    _, fingerprint = await asked_for(house)
    result = await house.result(fingerprint)

    kept = house.incidents.kept[result.incident_id]
    assert (kept.ending, kept.called, kept.approval) == (Ending.NOT_APPROVED, None, "")
    assert [each.data["people"] for each in house.events("incident.refused")] == ["u_mei"]
    assert house.calls() == house.events("broadcast.queued") == []


async def test_a_request_that_waits_is_known_by_the_incident_that_will_serve_it(house, skipping):
    """RBK-12: whoever asked second was sent to the incident of the first."""
    first = a_request(action=ActionKind.RESTART, only=True, key="k1")
    second = replace(first, key="k2")
    house.repairs.gate = asyncio.Event()
    fingerprint = await ask(house, first)
    workflow_id = f"incident/{fingerprint}"
    await asyncio.wait_for(house.repairs.begun.wait(), 20)
    now = await house.now(fingerprint)
    assert await house.lives.serving(workflow_id, first) == now.id
    await ask(house, second, 2)
    will = await house.lives.serving(workflow_id, second)
    assert will not in ("", now.id)
    assert await house.lives.serving(workflow_id, replace(first, key="k3")) == ""
    house.repairs.gate.set()
    result = await house.result(fingerprint)

    assert result.incident_id == will
    assert house.incidents.kept[will].request == second


async def test_the_same_request_twice_is_once_and_another_one_is_served_after_it(house, skipping):
    """RBK-12, RBK-9."""
    only = a_request(action=ActionKind.RESTART, only=True, key="k1")
    fingerprint = await ask(house, only)
    await ask(house, only)
    await skipping.sleep(timedelta(hours=1))
    assert (await house.now(fingerprint)).state is IncidentState.RELAPSE_WATCH
    assert len(house.repairs.writes) == 1
    await ask(house, replace(only, key="k2"), 2)
    await house.result(fingerprint)

    assert len(house.repairs.writes) == 2
    assert len(house.incidents.kept) == 2


@pytest.mark.records("incident-cancelled-in-temporal", "Incident")
async def test_cancelling_in_temporal_leaves_no_lock_and_tells_people(house):
    """RBK-3, RBK-6."""
    house.repairs.gate = asyncio.Event()
    await house.fire()
    await asyncio.wait_for(house.repairs.begun.wait(), 20)
    await house.handle().cancel()
    async with asyncio.timeout(20):
        while "ACTIVITY_TASK_CANCEL_REQUESTED" not in await house.newest_events():
            await asyncio.sleep(0.01)
    house.repairs.gate.set()
    with pytest.raises(WorkflowFailureError):
        await house.result()

    (kept,) = house.incidents.kept.values()
    assert (kept.state, kept.ending) == (IncidentState.CLOSED, Ending.ABORTED)
    assert states(kept) == ["aborted"]
    assert await house.held() == []
    assert len(house.events("broadcast.queued")) == 1
    assert kept.called is CallReason.STOPPED
    assert len(house.calls()) == 1


async def test_cancelling_what_people_were_called_for_calls_nobody_again(house, skipping):
    """RBK-3."""
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    await skipping.sleep(timedelta(hours=2))
    await house.until(IncidentState.HANDED_OVER)
    await house.handle().cancel()
    with pytest.raises(WorkflowFailureError):
        await house.result()

    (kept,) = house.incidents.kept.values()
    assert (kept.called, kept.ending) == (CallReason.EXHAUSTED, Ending.ABORTED)
    assert len(house.calls()) == 1


async def test_what_is_terminated_in_temporal_is_closed_by_the_sweep_and_nothing_else(house):
    """RBK-3: a run that is ended from outside has no last word of its own."""
    house.sources.state = ReadBack.UNKNOWN
    await house.fire()
    other = a_fingerprint("cart")
    await house.lives.signal_alert(other, an_alert(2))
    async with asyncio.timeout(20):
        while len(house.incidents.kept) < 2:
            await asyncio.sleep(0.01)
    stopped = StoppedIncidents(house.incidents, house.approvals, house.lives, ServersClock())
    assert await stopped.close() == 0
    await house.handle().terminate("by hand")

    assert await stopped.close() == 1
    ends = {each.owner.name: each.ending for each in house.incidents.kept.values()}
    assert ends == {"checkout": Ending.STOPPED, "cart": None}


async def asks_for_approval(house):
    """Return once some incident is kept as waiting for its approval."""
    waits = IncidentState.AWAITING_APPROVAL
    async with asyncio.timeout(20):
        while not any(each.state is waits for each in house.incidents.kept.values()):
            await asyncio.sleep(0.01)


async def test_a_terminated_incident_mutes_nobody(house):
    """ALR-6, RBK-3: it looks as if it waited for an approval, and no run is behind it."""
    house.set_policy(inhibitions=(InhibitionRule(parent_workload="db", child_workload="checkout"),))
    house.repairs.mode = Mode.APPROVE
    parent = a_fingerprint("db")
    object_ = ObjectRef("cls-1", "shop", "Deployment", "db")
    await house.lives.signal_alert(parent, an_alert(1, key="db", object=object_))
    await asks_for_approval(house)
    await house.handle(parent).terminate("by hand")

    await house.fire()
    child = await house.until(IncidentState.AWAITING_APPROVAL, IncidentState.SUPPRESSED)
    assert child.state is IncidentState.AWAITING_APPROVAL


async def test_a_running_incident_mutes_its_children(house):
    """ALR-6."""
    house.set_policy(inhibitions=(InhibitionRule(parent_workload="db", child_workload="checkout"),))
    house.repairs.mode = Mode.APPROVE
    parent = a_fingerprint("db")
    object_ = ObjectRef("cls-1", "shop", "Deployment", "db")
    await house.lives.signal_alert(parent, an_alert(1, key="db", object=object_))
    await asks_for_approval(house)

    await house.fire()
    child = await house.until(IncidentState.AWAITING_APPROVAL, IncidentState.SUPPRESSED)
    assert child.state is IncidentState.SUPPRESSED


@pytest.mark.parametrize(
    ("signal", "garbage"),
    [
        ("alert", "nonsense"),
        ("alert", {"id": 7}),
        ("granted", [1]),
        ("human_edit", {"by": ["x"]}),
        ("request", None),
        ("request", b"nonsense"),
        ("alert", None),
        ("granted", None),
        ("unheard_of", {}),
    ],
)
async def test_garbage_from_elsewhere_changes_nothing(house, signal, garbage):
    """REL-1."""
    house.sources.answers = [ReadBack.UNKNOWN]
    await house.fire()
    await house.handle().signal(signal, garbage)
    kept = await house.ended()

    assert states(kept) == ["verified"]
    assert kept.occurrences == 1


async def test_nobody_on_call_means_that_every_admin_is_called(house):
    """RBK-3: nobody is left alone."""
    house.set_policy(on_call=("u_gone",))
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    await house.ended()

    assert [address.target for _, address, _ in house.household.mail.sent] == ["an@example.cn"]


@pytest.mark.records("incident-counted-after-handing-over", "Incident")
async def test_alerts_are_counted_after_it_was_handed_over(house, skipping):
    """RBK-3."""
    house.repairs.otherwise = "unhealthy"
    await house.fire()
    await skipping.sleep(timedelta(hours=2))
    await house.until(IncidentState.HANDED_OVER)
    await house.fire(2)
    await house.fire(3)
    house.sources.state = ReadBack.CLEARED
    await house.clear()
    kept = await house.ended()

    assert kept.occurrences == 3
    assert kept.ending is Ending.FIXED_BY_OTHERS
    assert len(house.calls()) == 1


async def approving(house, **rules):
    house.set_policy(default_mode=Mode.APPROVE, approval=ApprovalRules(**rules))
    await house.fire()
    async with asyncio.timeout(20):
        while not await house.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await house.approvals.pending(limit=9)
    return asked


@pytest.mark.records("incident-approved", "Incident")
async def test_an_approved_plan_is_performed_with_the_digest_that_was_approved(house):
    """RBK-8."""
    asked = await approving(house)
    answered = await house.lives.answer(asked, approved=True, by="u_mei", reason="ok")
    kept = await house.ended()

    assert (answered.state, answered.answered_by) == ("approved", "u_mei")
    assert states(kept) == ["verified"]
    assert kept.attempts[0].approved_by == "u_mei"
    assert house.repairs.orders[0].approved == asked.digest
    assert house.repairs.orders[0].approved_by == "u_mei"
    assert any("请批准" in title for title in told(house))
    assert "approval.answered" in [row.entry.action for row in house.audit.rows_kept]


@pytest.mark.records("incident-denied", "Incident")
async def test_a_denial_is_final_and_calls_a_person(house):
    """RBK-8."""
    asked = await approving(house)
    await house.lives.answer(asked, approved=False, by="u_mei", reason="not now")
    kept = await house.ended()

    assert states(kept) == ["not_approved"]
    assert (kept.called, house.repairs.writes) == (CallReason.NOT_APPROVED, [])
    assert (kept.attempts[0].approved_by, kept.approval) == ("", "")
    assert house.approvals.kept[asked.id].state == "denied"


@pytest.mark.records("incident-not-answered", "Incident")
async def test_a_question_that_nobody_answers_walks_all_hops_and_ends_as_not_done(house):
    """RBK-8."""
    li = Person("u_li", "李", mail="li@example.cn")
    await house.household.people.add(li, password_hash="")
    asked = await approving(house, hops=(("u_mei",), ("u_li",)), wait=600)
    kept = await house.ended()

    final = house.approvals.kept[asked.id]
    assert (final.state, final.hop, final.asked) == ("timed_out", 1, ("u_mei", "u_li"))
    assert (kept.called, kept.approval) == (CallReason.NOT_APPROVED, "")
    assert final.answered_at - final.asked_at >= timedelta(seconds=1_200)
    targets = [address.target for _, address, _ in house.household.mail.sent]
    assert targets == ["mei@example.cn", "li@example.cn", "mei@example.cn"]


@pytest.mark.records("incident-superseded-then-approved", "Incident")
async def test_a_yes_to_what_has_changed_is_refused_and_asked_anew(house):
    """RBK-8."""
    asked = await approving(house)
    house.repairs.generation = 2
    with pytest.raises(Conflict, match="changed"):
        await house.lives.answer(asked, approved=True, by="u_mei", reason="ok")
    async with asyncio.timeout(20):
        while not await house.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (again,) = await house.approvals.pending(limit=9)
    with pytest.raises(Conflict):
        await house.lives.answer(asked, approved=True, by="u_mei", reason="ok")
    await house.lives.answer(again, approved=True, by="u_mei", reason="ok")
    kept = await house.ended()

    assert house.approvals.kept[asked.id].state == "superseded"
    assert states(kept) == ["verified"]
    assert house.repairs.orders[0].approved == again.digest != asked.digest


async def test_a_repeated_answer_is_refused_with_the_reason(house):
    """RBK-8: double approve is a no-op."""
    house.repairs.gate = asyncio.Event()
    asked = await approving(house)
    answers = await asyncio.gather(
        *(house.lives.answer(asked, approved=True, by=f"u_{n}", reason="") for n in range(20)),
        return_exceptions=True,
    )
    house.repairs.gate.set()
    kept = await house.ended()

    assert sum(not isinstance(each, Conflict) for each in answers) == 1
    assert states(kept) == ["verified"]
    assert len(house.repairs.writes) == 1


async def test_who_asked_for_a_repair_cannot_approve_it(house):
    """RBK-8."""
    house.set_policy(default_mode=Mode.APPROVE)
    fingerprint = await ask(house, a_request(key="k1"))
    async with asyncio.timeout(20):
        while not await house.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await house.approvals.pending(limit=9)
    with pytest.raises(Forbidden):
        await house.lives.answer(asked, approved=True, by="u_mei", reason="")
    await house.lives.answer(asked, approved=True, by="u_an", reason="")
    result = await house.result(fingerprint)

    assert result.ending is Ending.FIXED


async def test_what_recovers_before_anybody_agreed_is_closed_and_the_question_void(house):
    """RBK-8, RBK-10: the source is asked again while people think."""
    asked = await approving(house)
    house.sources.state = ReadBack.CLEARED
    kept = await house.ended()

    assert (kept.ending, kept.called, house.repairs.writes) == (Ending.RECOVERED, None, [])
    assert house.approvals.kept[asked.id].state == "superseded"


async def test_what_fails_for_good_before_the_ladder_is_left_to_a_person(house):
    """RBK-3: an incident never ends in silence."""
    house.scoring.error = Rejected("The weights are broken.")
    await house.fire()
    kept = await house.ended()

    assert (kept.called, kept.ending) == (CallReason.BLIND, Ending.HANDED_OVER)
    assert "weights are broken" in told_in(house.calls()[0], IN_CHINESE).text


async def test_an_incident_that_begins_with_garbage_ends_as_nothing(house, skipping):
    """REL-1."""
    handle = await skipping.client.start_workflow(
        "Incident",
        {"fingerprint": {"fault": "not_ready", "alarm": "x"}},
        id="incident/garbage",
        task_queue=house.queue,
        start_signal="alert",
        start_signal_args=["nonsense"],
    )
    await handle.result()

    assert house.incidents.kept == {}


@pytest.mark.parametrize("garbage", [[], [None], [b"x"], [{"request": {}}, 7]])
async def test_a_message_that_is_no_request_keeps_no_incident_from_its_first_alert(
    house, skipping, garbage
):
    """REL-1, RBK-12: it is passed over, and what comes after it is served."""
    await skipping.client.start_workflow(
        "Incident",
        IncidentInput(a_fingerprint()),
        id=f"incident/{a_fingerprint()}",
        task_queue=house.queue,
        start_signal="request",
        start_signal_args=garbage,
    )
    await house.fire()
    kept = await house.ended()

    assert (states(kept), kept.request) == (["verified"], None)


async def test_steering_that_says_nothing_is_somebodys_word_all_the_same(house):
    """RBK-10: a button of the Web UI sends no name."""
    house.sources.answers = [ReadBack.UNKNOWN]
    await house.fire()
    await house.handle().execute_update("abort")
    kept = await house.ended()

    assert (kept.ending, house.repairs.writes) == (Ending.ABORTED, [])
    assert [each.data["by"] for each in house.events("steered")] == ["somebody"]


async def test_an_old_message_that_comes_late_is_no_relapse(house, skipping):
    """RBK-11: the source is asked before a repair begins anew."""
    await house.fire()
    await skipping.sleep(timedelta(hours=1))
    await house.until(IncidentState.RELAPSE_WATCH)
    house.sources.state = ReadBack.CLEARED
    await house.fire(2)
    kept = await house.ended()

    assert (kept.relapses, kept.occurrences, kept.ending) == (0, 2, Ending.FIXED)
    assert len(kept.attempts) == 1


async def test_a_freeze_that_is_ended_early_is_noticed(house, skipping):
    """ALR-6."""
    now = await skipping.get_current_time()
    control = replace(a_control(ControlKind.FREEZE, None), start=now, end=now + timedelta(hours=9))
    house.controls.kept["c_1"] = control
    await house.fire()
    await skipping.sleep(timedelta(minutes=1))
    await house.until(IncidentState.WAITING)
    house.controls.kept.clear()
    kept = await house.ended()

    assert kept.ending is Ending.FIXED
    assert kept.first_action_at - kept.opened_at < timedelta(minutes=10)


async def test_pausing_while_a_question_is_open_holds_the_write_back_after_the_yes(house, skipping):
    """RBK-8, RBK-10."""
    asked = await approving(house)
    await house.lives.steer(house.handle().id, "pause", by="u_an", reason="wait")
    await house.lives.answer(asked, approved=True, by="u_mei", reason="ok")
    await skipping.sleep(timedelta(hours=1))
    await house.until(IncidentState.PAUSED)
    assert house.repairs.writes == []
    await house.lives.steer(house.handle().id, "resume", by="u_an", reason="")
    kept = await house.ended()

    assert states(kept) == ["verified"]


async def test_aborting_while_a_question_is_open_voids_it(house):
    """RBK-8, RBK-10."""
    asked = await approving(house)
    await house.lives.steer(house.handle().id, "abort", by="u_an", reason="mine")
    kept = await house.ended()

    assert (kept.ending, kept.attempts) == (Ending.ABORTED, ())
    assert house.approvals.kept[asked.id].state == "superseded"
