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
from domain.incidents.guards.guards import GuardName, GuardOutcome, GuardResult
from domain.incidents.incidents import CallReason, Ending, IncidentState, Request, incident_id
from domain.incidents.policy.policies import ApprovalRules, FlapRules, InhibitionRule
from domain.people.people import Person
from tests.fakes.incidents import (
    T0,
    URGENT,
    IncidentRig,
    ServersClock,
    a_fingerprint,
    a_target,
    an_alert,
)
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE, foreign, says
from tests.fakes.words import told as told_in
from workflows.incidents.state import IncidentInput, Steered
from workflows.incidents.workflow import IncidentWorkflow

pytestmark = pytest.mark.temporal


@pytest.fixture
async def rig(skipping):
    """Everything an incident needs; Mei is on call."""
    rig = IncidentRig(skipping)
    await rig.move_in()
    async with rig.awake():
        yield rig


def states(incident):
    return [str(each.state) for each in incident.attempts]


def told(rig):
    return [message.title for message, _, _ in rig.household.mail.sent]


async def test_a_confirmed_alert_is_repaired_verified_and_closed_after_the_relapse_watch(rig):
    """RBK-5, RBK-11, ALR-2."""
    await rig.fire()
    kept = await rig.ended()

    assert (kept.state, kept.ending) == (IncidentState.CLOSED, Ending.FIXED)
    assert kept.called is None
    assert states(kept) == ["verified"]
    assert len(rig.repairs.writes) == 1
    assert kept.closed_at - kept.fixed_at >= timedelta(hours=24)
    assert kept.sandbox


@pytest.mark.records("incident-fixed-on-the-third-rung", "Incident")
async def test_what_does_not_help_is_taken_back_and_the_next_rung_is_tried(rig):
    """RBK-2, RBK-4, RBK-5."""
    rig.repairs.script = ["unhealthy", "unhealthy"]
    await rig.fire()
    kept = await rig.ended()

    assert states(kept) == ["failed", "failed", "verified"]
    assert [each.action for each in kept.attempts] == ["restart", "refresh_config", "scale_out"]
    assert rig.repairs.restored == rig.repairs.writes[:2]
    assert [each.restored for each in kept.attempts] == [True, True, False]


@pytest.mark.records("incident-exhausted", "Incident")
async def test_an_exhausted_band_calls_a_person_once_and_goes_into_the_briefings(rig):
    """RBK-1, RBK-3."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    kept = await rig.ended()

    assert kept.band.attempts == len(kept.attempts) == len(rig.repairs.writes)
    assert (kept.called, kept.ending) == (CallReason.EXHAUSTED, Ending.HANDED_OVER)
    assert len(rig.calls()) == len(rig.events("broadcast.queued")) == 1
    assert len(told(rig)) == 1
    assert "【严重】shop/checkout 未就绪" in told(rig)[0]


@pytest.mark.records("incident-exhausted-after-calling-first", "Incident")
async def test_the_top_band_calls_at_the_start_and_not_again_at_the_end(rig):
    """RBK-3."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire(measures=URGENT)
    kept = await rig.ended()

    assert kept.score.total >= 90
    assert (len(kept.attempts), kept.called) == (6, CallReason.TOP_BAND)
    assert len(rig.calls()) == 1
    assert rig.calls()[0].time < kept.first_action_at


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
    rig, outcome, state, reason
):
    """RBK-3, RBK-5, RBK-6."""
    rig.repairs.otherwise = outcome
    await rig.fire()
    kept = await rig.ended()

    assert states(kept) == [state]
    assert kept.called is reason
    assert len(rig.calls()) == 1


async def test_a_target_that_others_keep_changing_is_left_to_them(rig):
    """RBK-5, RBK-9: the same rung is planned again, never a stronger one, never beyond the band."""
    rig.repairs.otherwise = "conflict"
    await rig.fire()
    kept = await rig.ended()

    assert len(kept.attempts) == kept.band.attempts
    assert {each.action for each in kept.attempts} == {ActionKind.RESTART}
    assert kept.called is CallReason.INCONCLUSIVE
    assert rig.repairs.writes == []


async def test_rungs_that_cannot_be_used_use_up_no_attempt(rig):
    """RBK-2."""
    rig.repairs.impossible = {ActionKind.RESTART, ActionKind.REFRESH_CONFIG}
    await rig.fire()
    kept = await rig.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.SCALE_OUT]
    assert [each.action for each in kept.skipped] == ["restart", "refresh_config"]


async def test_nothing_that_can_be_done_calls_a_person_without_an_attempt(rig):
    """RBK-2, RBK-3."""
    rig.repairs.impossible = set(ActionKind)
    await rig.fire()
    kept = await rig.ended()

    assert (kept.attempts, kept.called) == ((), CallReason.NOTHING_TRIED)


@pytest.mark.records("incident-not-confirmed", "Incident")
async def test_a_forged_alert_writes_nothing_and_stands_in_the_audit(rig):
    """ALR-2."""
    rig.sources.state = ReadBack.NOT_FOUND
    await rig.fire()
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.NOT_CONFIRMED, None)
    assert rig.repairs.proposed == 0
    assert [row.entry.action for row in rig.audit.rows_kept] == ["alert.not_confirmed"]
    assert len(rig.events("alert.unconfirmed")) == 1


async def test_an_alert_that_has_cleared_by_itself_ends_as_recovered(rig):
    """ALR-2, RBK-10."""
    rig.sources.state = ReadBack.CLEARED
    await rig.fire()
    kept = await rig.ended()

    assert (kept.ending, kept.called, kept.attempts) == (Ending.RECOVERED, None, ())


async def test_a_source_that_stays_silent_calls_a_person_and_writes_nothing(rig):
    """ALR-2."""
    rig.sources.state = ReadBack.UNKNOWN
    await rig.fire()
    kept = await rig.ended()

    assert (kept.called, kept.attempts) == (CallReason.BLIND, ())
    assert rig.sources.asked > 3


async def test_a_cluster_that_cannot_be_read_calls_a_person(rig):
    """RBK-3, RBK-6."""
    rig.repairs.unreadable = True
    await rig.fire()
    kept = await rig.ended()

    assert (kept.called, kept.attempts) == (CallReason.BLIND, ())


async def test_a_thousand_duplicates_are_one_incident_that_counts_them_in_a_handful_of_rows(rig):
    """ALR-3."""
    rig.sources.answers = [ReadBack.UNKNOWN]
    # The first one alone: the server that skips time fails when many start one workflow at once.
    await rig.fire(0)
    await asyncio.gather(*(rig.fire(number) for number in range(1, 1_000)))

    async def counted() -> bool:
        incident = await rig.now()
        return incident is not None and incident.occurrences >= 1_000

    await eventually(counted, within=40)
    kept = await rig.ended()

    assert kept.occurrences == 1_000
    assert len(rig.incidents.kept) == 1
    assert len(rig.household.events.kept) < 60


async def test_a_relapse_reopens_the_same_incident_at_the_next_rung(rig, skipping):
    """RBK-11."""
    await rig.fire()
    await skipping.sleep(timedelta(hours=1))
    first = await rig.until(IncidentState.RELAPSE_WATCH)
    await rig.fire(2)
    kept = await rig.ended()

    assert kept.id == first.id
    assert kept.relapses == 1
    assert [each.action for each in kept.attempts] == ["restart", "refresh_config"]
    assert [each.number for each in kept.attempts] == [1, 2]
    assert kept.ending is Ending.FIXED


@pytest.mark.records("incident-relapsed-in-the-top-band", "Incident")
async def test_a_relapse_in_the_top_band_calls_at_once_and_not_again_at_its_end(rig, skipping):
    """RBK-3, RBK-11: once each time that it comes back."""
    await rig.fire(measures=URGENT)
    await skipping.sleep(timedelta(hours=1))
    fixed = await rig.until(IncidentState.RELAPSE_WATCH)
    rig.repairs.otherwise = "unhealthy"
    await rig.fire(2, measures=URGENT)
    kept = await rig.ended()

    assert (kept.relapses, len(kept.attempts)) == (1, 6)
    first, again = rig.calls()
    (back,) = rig.events("incident.relapsed")
    assert first.time < fixed.fixed_at < back.time <= again.time
    assert again.data["reason"] == CallReason.TOP_BAND
    assert again.time < kept.attempts[1].acted_at


async def test_an_alert_that_clears_while_it_is_verified_ends_the_ladder(rig):
    """RBK-10."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    async with asyncio.timeout(20):
        while not rig.repairs.writes:
            await asyncio.sleep(0.01)
    rig.sources.state = ReadBack.CLEARED
    await rig.clear()
    kept = await rig.ended()

    assert len(rig.repairs.writes) == 1
    assert (kept.ending, kept.called) == (Ending.RECOVERED, None)


async def test_a_message_that_it_is_over_is_not_believed_while_the_source_says_otherwise(rig):
    """ALR-2: who can send alerts cannot switch a repair off."""
    rig.repairs.gate = asyncio.Event()
    await rig.fire()
    async with asyncio.timeout(20):
        while rig.repairs.proposed < 1:
            await asyncio.sleep(0.01)
    await rig.clear()
    rig.repairs.gate.set()
    kept = await rig.ended()

    assert states(kept) == ["verified"]
    assert kept.ending is Ending.FIXED


@pytest.mark.records("incident-paused-then-resumed", "Incident")
async def test_pausing_holds_the_ladder_and_resuming_lets_it_go_on(rig, skipping):
    """RBK-10."""
    rig.sources.answers = [ReadBack.UNKNOWN]
    await rig.fire()
    await rig.begun()
    await rig.handle().execute_update(IncidentWorkflow.pause, Steered("u_an", "look first"))
    await skipping.sleep(timedelta(minutes=1))
    await rig.until(IncidentState.PAUSED)
    await skipping.sleep(timedelta(hours=5))
    assert rig.repairs.writes == []
    await rig.lives.steer(rig.handle().id, "resume", by="u_an", reason="")
    kept = await rig.ended()

    assert kept.ending is Ending.FIXED
    assert [each.data["did"] for each in rig.events("steered")] == ["pause", "resume"]


@pytest.mark.parametrize("what", ["abort", "close"])
async def test_aborting_while_it_is_verified_writes_nothing_more_and_calls_nobody(rig, what):
    """RBK-10."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    async with asyncio.timeout(20):
        while not rig.repairs.writes:
            await asyncio.sleep(0.01)
    await rig.lives.steer(rig.handle().id, what, by="u_an", reason="mine")
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.ABORTED, None)
    assert states(kept) == ["aborted"]
    assert len(rig.repairs.writes) == 1


@pytest.mark.records("incident-skipped-a-rung", "Incident")
async def test_a_skipped_rung_is_passed_over_for_good(rig):
    """RBK-10."""
    rig.sources.answers = [ReadBack.UNKNOWN]
    await rig.fire()
    await rig.begun()
    await rig.lives.steer(rig.handle().id, "skip_rung", by="u_an", reason="useless")
    kept = await rig.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.REFRESH_CONFIG]


async def test_a_human_edit_while_it_is_verified_is_nobodys_success(rig):
    """RBK-5, RBK-10."""
    rig.repairs.otherwise = "healthy"
    await rig.fire()
    async with asyncio.timeout(20):
        while not rig.repairs.writes:
            await asyncio.sleep(0.01)
    await rig.handle().signal(IncidentWorkflow.human_edit, Steered("u_li", "kubectl edit"))
    kept = await rig.ended()

    assert states(kept) == ["inconclusive"]
    assert kept.called is CallReason.INCONCLUSIVE


async def test_acknowledging_is_remembered_once(rig, skipping):
    """RBK-14."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await skipping.sleep(timedelta(hours=2))
    await rig.until(IncidentState.HANDED_OVER)
    for person in ("u_mei", "u_an"):
        await rig.lives.steer(rig.handle().id, "acknowledge", by=person, reason="")
    await rig.lives.steer(rig.handle().id, "close", by="u_mei", reason="done")
    kept = await rig.ended()

    assert kept.acknowledged_by == "u_mei"
    assert len(rig.events("acknowledged")) == 1
    assert kept.ending is Ending.HANDED_OVER


async def test_only_observing_says_what_it_would_do_and_hands_over(rig):
    """RBK-7."""
    rig.repairs.mode = Mode.OBSERVE
    await rig.fire()
    kept = await rig.ended()

    assert states(kept) == ["observed"]
    assert (kept.called, rig.repairs.writes) == (CallReason.OBSERVED, [])


@pytest.mark.records("incident-observed-then-enabled", "Incident")
@pytest.mark.parametrize("before", ["kill_switch", "observe"])
async def test_enabling_writes_goes_on_from_the_same_rung(rig, skipping, before):
    """RBK-6, RBK-7."""
    if before == "observe":
        rig.repairs.mode = Mode.OBSERVE
    else:
        rig.repairs.script = [before]
    await rig.fire()
    await skipping.sleep(timedelta(hours=1))
    stopped = await rig.until(IncidentState.HANDED_OVER)
    assert len(stopped.attempts) == 1
    await rig.lives.enable_writes(rig.handle().id, by="u_an")
    kept = await rig.ended()

    assert [each.action for each in kept.attempts] == [ActionKind.RESTART]
    assert states(kept) == ["verified"]
    assert kept.attempts[0].number == 2
    assert rig.repairs.orders[-1].enabled_by == "u_an"
    assert len(rig.calls()) == 1


@pytest.mark.records("incident-waited-for-a-guard", "Incident")
async def test_a_guard_that_passes_later_is_waited_for(rig):
    """RBK-6: a cooldown is no reason to wake somebody."""
    rig.repairs.script = ["later", "later"]
    await rig.fire()
    kept = await rig.ended()

    assert states(kept) == ["verified"]
    assert kept.called is None
    assert kept.attempts[0].number == 3


async def test_a_guard_that_never_passes_calls_a_person(rig):
    """RBK-3, RBK-6."""
    rig.repairs.otherwise = "later"
    await rig.fire()
    kept = await rig.ended()

    assert kept.called is CallReason.BLOCKED
    assert rig.repairs.writes == []


async def test_the_lock_and_the_budget_are_held_for_the_write_and_given_back(rig):
    """RBK-6."""
    rig.repairs.gate = asyncio.Event()
    await rig.fire()
    async with asyncio.timeout(20):
        while rig.repairs.proposed < 1:
            await asyncio.sleep(0.01)
        while len(await rig.held()) < 2:
            await asyncio.sleep(0.01)
    rig.repairs.gate.set()
    kept = await rig.ended()

    assert [each.kind for each in rig.repairs.orders[0].holds] == ["lock", "budget"]
    assert kept.ending is Ending.FIXED
    assert await rig.held() == []


async def test_two_incidents_of_one_target_write_one_after_the_other(rig):
    """RBK-6."""
    other = a_fingerprint(fault=FaultClass.LATENCY)
    await rig.fire()
    await rig.lives.signal_alert(other, an_alert(7, fault=FaultClass.LATENCY))
    await rig.ended()
    await rig.result(other)

    first, second = rig.repairs.orders
    assert first.incident_id != second.incident_id
    assert len(rig.repairs.writes) == 2
    ended = [each.time for each in rig.events("incident.verified")]
    attempted = [each.time for each in rig.events("incident.attempted")]
    assert ended[0] <= attempted[1]


def a_control(kind: ControlKind, minutes: float | None) -> Control:
    end = T0 + timedelta(days=30_000) if minutes is None else None
    return Control(
        id="c_1",
        kind=kind,
        name="night",
        scope=Scope(),
        start=T0 - timedelta(days=1),
        end=end,
        by="u_an",
        reason="x",
        created_at=T0,
    )


@pytest.mark.records("incident-silenced-then-repaired", "Incident")
@pytest.mark.parametrize("kind", [ControlKind.SILENCE, ControlKind.FREEZE])
async def test_a_silence_or_freeze_is_waited_for_and_then_it_goes_on(rig, skipping, kind):
    """ALR-6, RBK-6."""
    now = await skipping.get_current_time()
    control = replace(a_control(kind, None), start=now, end=now + timedelta(hours=2))
    rig.controls.kept["c_1"] = control
    await rig.fire()
    kept = await rig.ended()

    assert kept.ending is Ending.FIXED
    assert kept.first_action_at - kept.opened_at >= timedelta(hours=1, minutes=59)
    assert kept.called is None


async def test_a_freeze_that_lasts_for_days_calls_a_person_at_once(rig, skipping):
    """ALR-6, RBK-3."""
    now = await skipping.get_current_time()
    control = replace(a_control(ControlKind.FREEZE, None), start=now, end=now + timedelta(days=9))
    rig.controls.kept["c_1"] = control
    await rig.fire()
    kept = await rig.ended()

    assert kept.called is CallReason.BLOCKED
    assert kept.called_at - kept.opened_at < timedelta(minutes=1)


async def test_what_recovers_while_it_is_silenced_is_closed_without_a_word(rig, skipping):
    """ALR-6: what still fires at the end is looked at, once; the rest is not."""
    now = await skipping.get_current_time()
    control = replace(
        a_control(ControlKind.SILENCE, None), start=now, end=now + timedelta(minutes=4)
    )
    rig.controls.kept["c_1"] = control
    rig.sources.answers = [ReadBack.FIRING]
    rig.sources.state = ReadBack.CLEARED
    await rig.fire()
    kept = await rig.ended()

    assert (kept.ending, kept.called, rig.repairs.proposed) == (Ending.RECOVERED, None, 0)


@pytest.mark.records("incident-flapping", "Incident")
async def test_flapping_stops_the_ladder_and_people_hear_of_its_start_and_its_end(rig, skipping):
    """ALR-6."""
    rig.set_policy(flap=FlapRules(transitions=4, window=1_800, calm=900))
    rig.sources.answers = [ReadBack.UNKNOWN]
    await rig.fire()
    for number in range(2, 8, 2):
        await rig.clear(number)
        await rig.fire(number + 1)
    await skipping.sleep(timedelta(seconds=20))
    flapping = await rig.until(IncidentState.FLAPPING)
    assert (flapping.flapping, rig.repairs.writes) == (True, [])
    kept = await rig.ended()

    assert kept.called is CallReason.FLAPPING
    assert (len(rig.events("incident.flapping")), len(rig.events("incident.settled"))) == (1, 1)
    assert len(told(rig)) == 2
    assert states(kept) == ["verified"]


@pytest.mark.records("incident-owner-found-later", "Incident")
async def test_an_unknown_owner_that_is_found_later_goes_on_in_its_own_incident(rig):
    """ALR-3."""
    unknown = Fingerprint(FaultClass.NOT_READY, said=an_alert().object)
    rig.owners.owner = a_target()
    await rig.lives.signal_alert(unknown, an_alert())
    merged = await rig.result(unknown)
    kept = await rig.ended()

    assert merged.ending is Ending.MERGED
    assert (kept.owner, kept.ending) == (a_target(), Ending.FIXED)


async def test_an_owner_that_is_never_found_is_left_to_a_person(rig):
    """ALR-3, RBK-3."""
    unknown = Fingerprint(FaultClass.NOT_READY, said=an_alert().object)
    await rig.lives.signal_alert(unknown, an_alert())
    result = await rig.result(unknown)

    assert (result.ending, result.called) == (Ending.HANDED_OVER, CallReason.UNRESOLVED)
    assert rig.owners.asked > 3


async def test_a_cluster_that_is_not_connected_costs_nobody_ten_minutes(rig):
    """RBK-3: teams that connect only Alertmanager are paged as fast as by it."""
    rig.owners.unconnected = True
    unknown = Fingerprint(FaultClass.NOT_READY, said=an_alert().object)
    await rig.lives.signal_alert(unknown, an_alert())
    result = await rig.result(unknown)

    kept = rig.incidents.kept[result.incident_id]
    assert (kept.called, rig.owners.asked) == (CallReason.UNRESOLVED, 1)
    assert kept.called_at - kept.opened_at < timedelta(minutes=1)


def a_request(**fields) -> Request:
    return Request(**{"action": ActionKind.ROLLBACK, "by": "u_mei", "reason": "bad", **fields})


async def ask(rig, request, number=1):
    alert = an_alert(
        number, source="person", fault=FaultClass.REQUESTED, id=f"request/{number}/{request.key}"
    )
    await rig.lives.request(a_target(), request, alert)
    return Fingerprint(FaultClass.REQUESTED, a_target())


@pytest.mark.records("incident-dry-run", "Incident")
async def test_a_dry_run_ends_after_saying_what_would_be_done(rig):
    """RBK-7, RBK-12."""
    fingerprint = await ask(rig, a_request(dry_run=True))
    result = await rig.result(fingerprint)

    assert result.ending is Ending.PREVIEWED
    assert rig.repairs.writes == []


@pytest.mark.records("incident-requested", "Incident")
async def test_a_request_runs_the_same_ladder_for_the_person_who_asks(rig):
    """RBK-12."""
    rig.repairs.script = ["unhealthy"]
    fingerprint = await ask(rig, a_request(key="k1"))
    result = await rig.result(fingerprint)

    kept = rig.incidents.kept[result.incident_id]
    assert [each.action for each in kept.attempts] == ["rollback", "isolate"]
    assert {each.on_behalf_of for each in rig.repairs.orders} == {"u_mei"}
    assert rig.sources.asked == 0


@pytest.mark.records("incident-request-not-done", "Incident")
@pytest.mark.parametrize("only", [True, False])
async def test_what_was_asked_for_and_cannot_be_done_ends_and_nothing_is_done_instead(rig, only):
    """RBK-12: the asker is told; who agreed to a rollback agreed to nothing else."""
    rig.repairs.impossible = {ActionKind.ROLLBACK}
    fingerprint = await ask(rig, a_request(key="k1", only=only))
    result = await rig.result(fingerprint)

    kept = rig.incidents.kept[result.incident_id]
    assert (rig.repairs.writes, kept.attempts) == ([], ())
    assert (kept.ending, kept.called) == (Ending.NOT_DONE, None)
    assert kept.closed_at - kept.opened_at < timedelta(minutes=1)
    assert await refused_to(rig) == ["u_mei"]
    assert rig.calls() == rig.events("broadcast.queued") == []


async def refused_to(rig):
    """Return who was told that what they asked for is not done, once a mail of it has left."""
    async with asyncio.timeout(20):
        while not any("没有执行：shop/checkout，版本回滚" in each for each in told(rig)):
            await asyncio.sleep(0.01)
    return [each.data["people"] for each in rig.events("incident.refused")]


async def asked_for(rig, **fields):
    """Let Mei ask for a rollback that needs a yes, and return its question."""
    rig.set_policy(default_mode=Mode.APPROVE)
    fingerprint = await ask(rig, a_request(**{"key": "k1", **fields}))
    async with asyncio.timeout(20):
        while not await rig.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await rig.approvals.pending(limit=9)
    return asked, fingerprint


@pytest.mark.records("incident-request-denied", "Incident")
async def test_a_request_that_is_denied_concerns_who_asked_and_nobody_else(rig):
    """RBK-8, RBK-12: it paged the people on call and stood in everybody's briefing."""
    asked, fingerprint = await asked_for(rig)
    await rig.answer(asked, approved=False, by="u_an", reason="not now")
    result = await rig.result(fingerprint)

    kept = rig.incidents.kept[result.incident_id]
    assert (kept.ending, kept.called, kept.approval) == (Ending.NOT_APPROVED, None, "")
    assert (states(kept), kept.attempts[0].approved_by) == (["not_approved"], "")
    assert await refused_to(rig) == ["u_mei"]
    (refused,) = rig.events("incident.refused")
    assert "u_an 拒绝了：“not now”" in told_in(refused, IN_CHINESE).text
    assert rig.calls() == rig.events("broadcast.queued") == []


async def test_who_denies_their_own_request_is_told_nothing(rig):
    """RBK-8, RBK-12: they know."""
    asked, fingerprint = await asked_for(rig)
    await rig.answer(asked, approved=False, by="u_mei", reason="no")
    result = await rig.result(fingerprint)

    assert rig.incidents.kept[result.incident_id].ending is Ending.NOT_APPROVED
    assert (rig.events("incident.refused"), rig.calls()) == ([], [])
    assert rig.events("broadcast.queued") == []


async def test_a_request_that_nobody_answers_is_told_to_who_asked(rig):
    """RBK-8, RBK-12."""
    _, fingerprint = await asked_for(rig)
    result = await rig.result(fingerprint)

    kept = rig.incidents.kept[result.incident_id]
    assert (kept.ending, kept.called, kept.approval) == (Ending.NOT_APPROVED, None, "")
    assert [each.data["people"] for each in rig.events("incident.refused")] == ["u_mei"]
    assert rig.calls() == rig.events("broadcast.queued") == []


async def test_a_request_that_waits_is_known_by_the_incident_that_will_serve_it(rig, skipping):
    """RBK-12: whoever asked second was sent to the incident of the first."""
    first = a_request(action=ActionKind.RESTART, only=True, key="k1")
    second = replace(first, key="k2")
    rig.repairs.gate = asyncio.Event()
    fingerprint = await ask(rig, first)
    workflow_id = f"incident/{fingerprint}"
    await asyncio.wait_for(rig.repairs.begun.wait(), 20)
    now = await rig.now(fingerprint)
    assert await rig.lives.serving(workflow_id, first) == now.id
    await ask(rig, second, 2)
    will = await rig.lives.serving(workflow_id, second)
    assert will not in ("", now.id)
    assert await rig.lives.serving(workflow_id, replace(first, key="k3")) == ""
    rig.repairs.gate.set()
    result = await rig.result(fingerprint)

    assert result.incident_id == will
    assert rig.incidents.kept[will].request == second


async def test_who_asks_again_after_a_no_is_sent_to_the_new_incident(rig):
    """RBK-12: they were sent to the one that was denied, as its run still answered."""
    asked, fingerprint = await asked_for(rig)
    await rig.answer(asked, approved=False, by="u_an", reason="not now")
    second = a_request(key="k2")
    alert = an_alert(2, source="person", fault=FaultClass.REQUESTED, id="request/2/k2")
    workflow_id = await rig.lives.request(a_target(), second, alert)
    told = await rig.lives.serving(workflow_id, second) or incident_id(fingerprint, alert)
    async with asyncio.timeout(20):
        while not (waiting := await rig.approvals.pending(limit=9)):
            await asyncio.sleep(0.01)

    assert waiting[0].incident_id == told != asked.incident_id
    assert rig.incidents.kept[asked.incident_id].ending is Ending.NOT_APPROVED


async def test_the_same_request_twice_is_once_and_another_one_is_served_after_it(rig, skipping):
    """RBK-12, RBK-9."""
    only = a_request(action=ActionKind.RESTART, only=True, key="k1")
    fingerprint = await ask(rig, only)
    await ask(rig, only)
    await skipping.sleep(timedelta(hours=1))
    assert (await rig.now(fingerprint)).state is IncidentState.RELAPSE_WATCH
    assert len(rig.repairs.writes) == 1
    await ask(rig, replace(only, key="k2"), 2)
    await rig.result(fingerprint)

    assert len(rig.repairs.writes) == 2
    assert len(rig.incidents.kept) == 2


@pytest.mark.records("incident-cancelled-in-temporal", "Incident")
async def test_cancelling_in_temporal_leaves_no_lock_and_tells_people(rig):
    """RBK-3, RBK-6."""
    rig.repairs.gate = asyncio.Event()
    await rig.fire()
    await asyncio.wait_for(rig.repairs.begun.wait(), 20)
    await rig.handle().cancel()
    async with asyncio.timeout(20):
        while "ACTIVITY_TASK_CANCEL_REQUESTED" not in await rig.newest_events():
            await asyncio.sleep(0.01)
    rig.repairs.gate.set()
    with pytest.raises(WorkflowFailureError):
        await rig.result()

    (kept,) = rig.incidents.kept.values()
    assert (kept.state, kept.ending) == (IncidentState.CLOSED, Ending.ABORTED)
    assert states(kept) == ["aborted"]
    assert await rig.held() == []
    assert len(rig.events("broadcast.queued")) == 1
    assert kept.called is CallReason.STOPPED
    assert len(rig.calls()) == 1


async def test_cancelling_what_people_were_called_for_calls_nobody_again(rig, skipping):
    """RBK-3."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await skipping.sleep(timedelta(hours=2))
    await rig.until(IncidentState.HANDED_OVER)
    await rig.handle().cancel()
    with pytest.raises(WorkflowFailureError):
        await rig.result()

    (kept,) = rig.incidents.kept.values()
    assert (kept.called, kept.ending) == (CallReason.EXHAUSTED, Ending.ABORTED)
    assert len(rig.calls()) == 1


async def test_what_is_terminated_in_temporal_is_closed_by_the_sweep_and_nothing_else(rig):
    """RBK-3: a run that is ended from outside has no last word of its own."""
    rig.sources.state = ReadBack.UNKNOWN
    await rig.fire()
    other = a_fingerprint("cart")
    await rig.lives.signal_alert(other, an_alert(2))
    async with asyncio.timeout(20):
        while len(rig.incidents.kept) < 2:
            await asyncio.sleep(0.01)
    stopped = StoppedIncidents(rig.incidents, rig.approvals, rig.lives, rig.asking, ServersClock())
    assert await stopped.close() == 0
    await rig.handle().terminate("by hand")

    assert await stopped.close() == 1
    ends = {each.owner.name: each.ending for each in rig.incidents.kept.values()}
    assert ends == {"checkout": Ending.STOPPED, "cart": None}


async def asks_for_approval(rig):
    """Return once some incident is kept as waiting for its approval."""
    waits = IncidentState.AWAITING_APPROVAL
    async with asyncio.timeout(20):
        while not any(each.state is waits for each in rig.incidents.kept.values()):
            await asyncio.sleep(0.01)


async def test_a_terminated_incident_mutes_nobody(rig):
    """ALR-6, RBK-3: it looks as if it waited for an approval, and no run is behind it."""
    rig.set_policy(inhibitions=(InhibitionRule(parent_workload="db", child_workload="checkout"),))
    rig.repairs.mode = Mode.APPROVE
    parent = a_fingerprint("db")
    object_ = ObjectRef("cls-1", "shop", "Deployment", "db")
    await rig.lives.signal_alert(parent, an_alert(1, key="db", object=object_))
    await asks_for_approval(rig)
    await rig.handle(parent).terminate("by hand")

    await rig.fire()
    child = await rig.until(IncidentState.AWAITING_APPROVAL, IncidentState.SUPPRESSED)
    assert child.state is IncidentState.AWAITING_APPROVAL


async def test_a_running_incident_mutes_its_children(rig):
    """ALR-6."""
    rig.set_policy(inhibitions=(InhibitionRule(parent_workload="db", child_workload="checkout"),))
    rig.repairs.mode = Mode.APPROVE
    parent = a_fingerprint("db")
    object_ = ObjectRef("cls-1", "shop", "Deployment", "db")
    await rig.lives.signal_alert(parent, an_alert(1, key="db", object=object_))
    await asks_for_approval(rig)

    await rig.fire()
    child = await rig.until(IncidentState.AWAITING_APPROVAL, IncidentState.SUPPRESSED)
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
async def test_garbage_from_elsewhere_changes_nothing(rig, signal, garbage):
    """REL-1."""
    rig.sources.answers = [ReadBack.UNKNOWN]
    await rig.fire()
    await rig.handle().signal(signal, garbage)
    kept = await rig.ended()

    assert states(kept) == ["verified"]
    assert kept.occurrences == 1


async def test_nobody_on_call_means_that_every_admin_is_called(rig):
    """RBK-3: nobody is left alone."""
    rig.set_policy(on_call=("u_gone",))
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await rig.ended()

    assert [address.target for _, address, _ in rig.household.mail.sent] == ["an@example.cn"]


@pytest.mark.records("incident-counted-after-handing-over", "Incident")
async def test_alerts_are_counted_after_it_was_handed_over(rig, skipping):
    """RBK-3."""
    rig.repairs.otherwise = "unhealthy"
    await rig.fire()
    await skipping.sleep(timedelta(hours=2))
    await rig.until(IncidentState.HANDED_OVER)
    await rig.fire(2)
    await rig.fire(3)
    rig.sources.state = ReadBack.CLEARED
    await rig.clear()
    kept = await rig.ended()

    assert kept.occurrences == 3
    assert kept.ending is Ending.FIXED_BY_OTHERS
    assert len(rig.calls()) == 1


async def approving(rig, **rules):
    rig.set_policy(default_mode=Mode.APPROVE, approval=ApprovalRules(**rules))
    await rig.fire()
    async with asyncio.timeout(20):
        while not await rig.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await rig.approvals.pending(limit=9)
    return asked


@pytest.mark.records("incident-approved", "Incident")
async def test_an_approved_plan_is_performed_with_the_digest_that_was_approved(rig):
    """RBK-8."""
    asked = await approving(rig)
    answered = await rig.answer(asked, approved=True, by="u_mei", reason="ok")
    kept = await rig.ended()

    assert (answered.state, answered.answered_by) == ("approved", "u_mei")
    assert states(kept) == ["verified"]
    assert kept.attempts[0].approved_by == "u_mei"
    assert rig.repairs.orders[0].approved == asked.digest
    assert rig.repairs.orders[0].approved_by == "u_mei"
    assert any("请批准" in title for title in told(rig))
    assert "approval.answered" in [row.entry.action for row in rig.audit.rows_kept]


@pytest.mark.records("incident-denied", "Incident")
async def test_a_denial_is_final_and_leaves_it_with_who_said_no(rig):
    """RBK-8, RBK-17: they know of it, so nobody is paged."""
    asked = await approving(rig)
    await rig.answer(asked, approved=False, by="u_mei", reason="not now")
    kept = await rig.ended()

    assert states(kept) == ["not_approved"]
    assert (kept.called, rig.repairs.writes) == (CallReason.NOT_APPROVED, [])
    assert (kept.attempts[0].approved_by, kept.approval) == ("", "")
    assert (kept.acknowledged_by, kept.unreached_at) == ("u_mei", None)
    assert rig.calls() == []
    assert rig.approvals.kept[asked.id].state == "denied"


@pytest.mark.records("incident-not-answered", "Incident")
async def test_a_question_that_nobody_answers_walks_all_hops_and_ends_as_not_done(rig):
    """RBK-8."""
    li = Person(id="u_li", name="李", mail="li@example.cn")
    await rig.household.people.add(li, password_hash="")
    asked = await approving(rig, hops=(("u_mei",), ("u_li",)), wait=590)
    kept = await rig.ended()

    final = rig.approvals.kept[asked.id]
    assert (final.state, final.hop, final.asked) == ("timed_out", 1, ("u_mei", "u_li"))
    assert (kept.called, kept.approval) == (CallReason.NOT_APPROVED, "")
    assert final.answered_at - final.asked_at >= timedelta(seconds=1_180)
    targets = [address.target for _, address, _ in rig.household.mail.sent]
    assert targets == ["mei@example.cn", "li@example.cn", "mei@example.cn"]


@pytest.mark.records("incident-superseded-then-approved", "Incident")
async def test_a_yes_to_what_has_changed_is_refused_and_asked_anew(rig):
    """RBK-8."""
    asked = await approving(rig)
    rig.repairs.generation = 2
    with pytest.raises(Conflict, check=says("changed")):
        await rig.answer(asked, approved=True, by="u_mei", reason="ok")
    async with asyncio.timeout(20):
        while not await rig.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (again,) = await rig.approvals.pending(limit=9)
    with pytest.raises(Conflict):
        await rig.answer(asked, approved=True, by="u_mei", reason="ok")
    await rig.answer(again, approved=True, by="u_mei", reason="ok")
    kept = await rig.ended()

    assert rig.approvals.kept[asked.id].state == "superseded"
    assert states(kept) == ["verified"]
    assert rig.repairs.orders[0].approved == again.digest != asked.digest


async def test_a_repeated_answer_is_refused_with_the_reason(rig):
    """RBK-8: double approve is a no-op."""
    rig.repairs.gate = asyncio.Event()
    asked = await approving(rig)
    answers = await asyncio.gather(
        *(rig.answer(asked, approved=True, by=f"u_{n}", reason="") for n in range(20)),
        return_exceptions=True,
    )
    rig.repairs.gate.set()
    kept = await rig.ended()

    assert sum(not isinstance(each, Conflict) for each in answers) == 1
    assert states(kept) == ["verified"]
    assert len(rig.repairs.writes) == 1


async def test_who_asked_for_a_repair_cannot_approve_it(rig):
    """RBK-8."""
    rig.set_policy(default_mode=Mode.APPROVE)
    fingerprint = await ask(rig, a_request(key="k1"))
    async with asyncio.timeout(20):
        while not await rig.approvals.pending(limit=9):
            await asyncio.sleep(0.01)
    (asked,) = await rig.approvals.pending(limit=9)
    with pytest.raises(Forbidden):
        await rig.answer(asked, approved=True, by="u_mei", reason="")
    await rig.answer(asked, approved=True, by="u_an", reason="")
    result = await rig.result(fingerprint)

    assert result.ending is Ending.FIXED


async def test_what_recovers_before_anybody_agreed_is_closed_and_the_question_void(rig):
    """RBK-8, RBK-10: the source is asked again while people think."""
    asked = await approving(rig)
    rig.sources.state = ReadBack.CLEARED
    kept = await rig.ended()

    assert (kept.ending, kept.called, rig.repairs.writes) == (Ending.RECOVERED, None, [])
    assert rig.approvals.kept[asked.id].state == "superseded"


async def test_what_fails_for_good_before_the_ladder_is_left_to_a_person(rig):
    """RBK-3: an incident never ends in silence."""
    rig.scoring.error = Rejected("The weights are broken.")
    await rig.fire()
    kept = await rig.ended()

    assert (kept.called, kept.ending) == (CallReason.BLIND, Ending.HANDED_OVER)
    assert "weights are broken" in told_in(rig.calls()[0], IN_CHINESE).text


async def test_an_incident_that_begins_with_garbage_ends_as_nothing(rig, skipping):
    """REL-1."""
    handle = await skipping.client.start_workflow(
        "Incident",
        {"fingerprint": {"fault": "not_ready", "alarm": "x"}},
        id="incident/garbage",
        task_queue=rig.queue,
        start_signal="alert",
        start_signal_args=["nonsense"],
    )
    await handle.result()

    assert rig.incidents.kept == {}


@pytest.mark.parametrize("garbage", [[], [None], [b"x"], [{"request": {}}, 7]])
async def test_a_message_that_is_no_request_keeps_no_incident_from_its_first_alert(
    rig, skipping, garbage
):
    """REL-1, RBK-12: it is passed over, and what comes after it is served."""
    await skipping.client.start_workflow(
        "Incident",
        IncidentInput(a_fingerprint()),
        id=f"incident/{a_fingerprint()}",
        task_queue=rig.queue,
        start_signal="request",
        start_signal_args=garbage,
    )
    await rig.fire()
    kept = await rig.ended()

    assert (states(kept), kept.request) == (["verified"], None)


async def test_steering_that_says_nothing_is_somebodys_word_all_the_same(rig):
    """RBK-10: a button of the Web UI sends no name."""
    rig.sources.answers = [ReadBack.UNKNOWN]
    await rig.fire()
    await rig.begun()
    await rig.handle().execute_update("abort")
    kept = await rig.ended()

    assert (kept.ending, rig.repairs.writes) == (Ending.ABORTED, [])
    assert [each.data["by"] for each in rig.events("steered")] == ["somebody"]


async def test_an_old_message_that_comes_late_is_no_relapse(rig, skipping):
    """RBK-11: the source is asked before a repair begins anew."""
    await rig.fire()
    await skipping.sleep(timedelta(hours=1))
    await rig.until(IncidentState.RELAPSE_WATCH)
    rig.sources.state = ReadBack.CLEARED
    await rig.fire(2)
    kept = await rig.ended()

    assert (kept.relapses, kept.occurrences, kept.ending) == (0, 2, Ending.FIXED)
    assert len(kept.attempts) == 1


async def test_a_freeze_that_is_ended_early_is_noticed(rig, skipping):
    """ALR-6."""
    now = await skipping.get_current_time()
    control = replace(a_control(ControlKind.FREEZE, None), start=now, end=now + timedelta(hours=9))
    rig.controls.kept["c_1"] = control
    await rig.fire()
    await skipping.sleep(timedelta(minutes=1))
    await rig.until(IncidentState.WAITING)
    rig.controls.kept.clear()
    kept = await rig.ended()

    assert kept.ending is Ending.FIXED
    assert kept.first_action_at - kept.opened_at < timedelta(minutes=10)


async def test_pausing_while_a_question_is_open_holds_the_write_back_after_the_yes(rig, skipping):
    """RBK-8, RBK-10."""
    asked = await approving(rig)
    await rig.lives.steer(rig.handle().id, "pause", by="u_an", reason="wait")
    await rig.answer(asked, approved=True, by="u_mei", reason="ok")
    await skipping.sleep(timedelta(hours=1))
    await rig.until(IncidentState.PAUSED)
    assert rig.repairs.writes == []
    await rig.lives.steer(rig.handle().id, "resume", by="u_an", reason="")
    kept = await rig.ended()

    assert states(kept) == ["verified"]


async def test_aborting_while_a_question_is_open_voids_it(rig):
    """RBK-8, RBK-10."""
    asked = await approving(rig)
    await rig.lives.steer(rig.handle().id, "abort", by="u_an", reason="mine")
    kept = await rig.ended()

    assert (kept.ending, kept.attempts) == (Ending.ABORTED, ())
    assert rig.approvals.kept[asked.id].state == "superseded"


async def test_a_yes_while_the_kill_switch_is_engaged_leaves_the_question_open(rig):
    """RBK-6, RBK-8: as it is with edits."""
    asked = await approving(rig)
    rig.repairs.held_by = GuardResult(GuardName.KILL_SWITCH, GuardOutcome.FAILED, foreign("off"))
    with pytest.raises(Conflict, check=says("the question stays open")):
        await rig.answer(asked, approved=True, by="u_mei", reason="ok")
    rig.repairs.held_by = None
    await rig.answer(asked, approved=True, by="u_mei", reason="ok")

    assert states(await rig.ended()) == ["verified"]
