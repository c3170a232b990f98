"""A person counts as called once a channel took the page, and not before (RBK-3)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from application.common.wording import Localizer
from application.incidents.timeline import incident_page
from bench.causes.cases import CASES, around
from domain.alerts.alerts import AlertState, ReadBack
from domain.alerts.fingerprints import fingerprint_of
from domain.alerts.heartbeats import silence_alert
from domain.alerts.trials import as_trial
from domain.briefings.briefings import BriefingSettings
from domain.clusters.clusters import ObjectRef, Pod, RolloutState, Workload
from domain.clusters.repairs import ActionKind, Mode
from domain.common.messages import message_of
from domain.common.shapes import read
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Outcome, Receipt
from domain.incidents.calls import PATIENCE, SEND_AGAIN
from domain.incidents.causes.causes import CauseKind
from domain.incidents.explaining import doing_of, explain
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.policy.policies import PagingRules, Policy
from domain.monitoring.alarms import Severity
from domain.oncall.configs import LayersConfig
from domain.oncall.schedules import OnCallSchedule, ScheduleVersion
from domain.people.access import Role
from domain.people.people import Person
from tests.fakes.incident_examples import an_alert
from tests.fakes.incidents import T0, IncidentRig, a_fingerprint, a_target
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS, foreign
from tests.fakes.words import told as told_in
from workflows.incidents.state import Steered

pytestmark = pytest.mark.temporal


def a_workload_that_crashes() -> Workload:
    pod = Pod(
        name="checkout-x", uid="p", node="n", phase="Running", ready=False, restarts=11,
        reason="CrashLoopBackOff", last_exit="Error", created_at=T0, revision="r",
    )  # fmt: skip
    return Workload(
        ref=a_target(), uid="u", resource_version="1", generation=1, observed_generation=1,
        created_at=T0, replicas=3, updated=3, ready=1, available=1, paused=False,
        rollout=RolloutState.PROGRESSING, images=(), template_digest="", selector={}, labels={},
        pods=(pod,),
    )  # fmt: skip


REFUSED = Receipt(outcome=Outcome.CONFIGURATION, detail=foreign("535 5.7.8"))
UNCERTAIN = Receipt(outcome=Outcome.UNCERTAIN, detail=foreign("It hung up after the message."))
AWAY = Receipt(outcome=Outcome.RETRY, detail=foreign("Nobody listens at mail.example.cn."))
AN = Person(id="u_an", name="安", mail="an@example.cn", roles=frozenset({Role.ADMIN}))


@pytest.fixture
async def rig(skipping):
    """Nobody has an account; what fires can only be handed to people."""
    rig = IncidentRig(skipping)
    rig.repairs.impossible = set(ActionKind)
    async with rig.awake():
        yield rig


def targets(rig):
    return [address.target for _, address, _ in rig.household.mail.sent]


async def becomes(rig, holds):
    """Return the incident once something holds of it."""

    async def found() -> bool:
        incident = await rig.now()
        return incident is not None and holds(incident)

    await eventually(found, within=30)
    return await rig.now()


async def is_unreached(rig):
    return await becomes(rig, lambda incident: incident.unreached_at is not None)


async def is_called(rig):
    return await becomes(rig, lambda incident: incident.called is not None)


@pytest.mark.records("incident-nobody-to-call-then-called", "Incident")
async def test_where_nobody_has_an_account_nobody_was_called_until_one_has(rig, skipping):
    """RBK-3: it was shown as `person called`, and never called again."""
    await rig.fire()
    incident = await is_unreached(rig)

    assert incident.state is IncidentState.HANDED_OVER
    assert (incident.called, incident.called_at) == (None, None)
    assert incident.calling is CallReason.NOTHING_TRIED
    assert (rig.calls(), rig.household.mail.sent) == ([], [])
    (told,) = rig.events("incident.unreached")
    assert told_in(told, IN_CHINESE).title.startswith("谁也没联系上")
    assert "没有可用的账号或地址" in told_in(told, IN_CHINESE).text
    assert "No one could be reached" in told_in(told, IN_ENGLISH).title

    await rig.household.people.add(AN, password_hash="")
    await skipping.sleep(timedelta(seconds=40))
    incident = await is_called(rig)
    assert (incident.calling, incident.unreached_at) == (None, None)
    assert targets(rig) == ["an@example.cn"]
    assert [each.data["people"] for each in rig.calls()] == ["u_an"]
    await rig.ended()
    assert [each.data["people"] for each in rig.events("incident.reached")] == ["u_an"]


async def test_what_nobody_could_be_told_says_so_in_every_text(rig):
    """RBK-3, RBK-15."""
    await rig.fire()
    incident = await is_unreached(rig)
    for asker, words in (
        (IN_CHINESE, "谁也没联系上"),
        (IN_ENGLISH, "No one could be reached"),
    ):
        reader = Localizer(WORDS, asker)
        page = incident_page(incident, explain(incident, Policy()), (), reader=reader)
        assert words in reader.text(doing_of(incident))
        assert sum(words in line for line in page) >= 2
        assert "A person was called" not in "\n".join(page)
        assert "已找人" not in "\n".join(page)


async def test_a_page_that_fails_goes_to_the_next_person_at_once(rig):
    """RBK-3."""
    await rig.move_in()
    rig.household.mail.answers.append(REFUSED)
    await rig.fire()
    incident = await is_called(rig)

    assert targets(rig) == ["mei@example.cn", "an@example.cn"]
    assert incident.called_at - incident.opened_at < PATIENCE
    await rig.acknowledge("u_an")
    await rig.ended()
    assert [each.data["people"] for each in rig.events("incident.reached")] == ["u_an"]
    assert rig.events("incident.unreached") == []


async def test_a_page_that_fails_goes_to_the_persons_next_address_first(rig):
    """RBK-3: a robot that is gone costs nobody their page."""
    await rig.move_in()
    robot = ChannelAddress(ChannelKind.WECOM, "ops")
    await rig.household.briefings.save_settings("u_mei", BriefingSettings(channels=(robot,)))
    rig.household.mail.answers.append(REFUSED)
    await rig.fire()
    await is_called(rig)

    assert targets(rig) == ["ops", "mei@example.cn"]


async def test_a_page_of_unknown_fate_calls_nobody_and_the_next_person_is_paged(rig):
    """RBK-3: for a page twice is better than never."""
    await rig.move_in()
    rig.household.mail.answers = [UNCERTAIN, REFUSED]
    await rig.fire()
    incident = await is_unreached(rig)

    assert (incident.called, targets(rig)) == (None, ["mei@example.cn", "an@example.cn"])
    (told,) = rig.events("incident.unreached")
    assert told.data["detail"] == foreign("535 5.7.8").recorded


@pytest.mark.records("incident-called-once-a-channel-was-mended", "Incident")
async def test_a_channel_that_is_mended_is_used_again(rig, skipping):
    """RBK-3: mail that failed for good on its first try stayed `person called`."""
    await rig.move_in()
    rig.household.mail.answers = [REFUSED, REFUSED]
    await rig.fire()
    incident = await is_unreached(rig)
    assert incident.called is None

    await skipping.sleep(SEND_AGAIN + timedelta(minutes=6))
    await is_called(rig)
    assert targets(rig)[:3] == ["mei@example.cn", "an@example.cn", "mei@example.cn"]
    assert len({message.key for message, _, _ in rig.household.mail.sent[:3]}) == 3


async def test_a_channel_that_only_says_later_is_not_waited_for_alone(rig, skipping):
    """RBK-3: a mail server that is away is tried for a day; people are not."""
    await rig.move_in()
    rig.household.mail.answers = [AWAY] * 40
    await rig.fire()
    await becomes(rig, lambda incident: incident.calling is not None)
    await skipping.sleep(2 * PATIENCE + timedelta(seconds=30))
    incident = await is_unreached(rig)

    assert (incident.called, set(targets(rig))) == (None, {"mei@example.cn", "an@example.cn"})
    rig.household.mail.answers.clear()
    await skipping.sleep(timedelta(minutes=20))
    assert (await is_called(rig)).unreached_at is None


async def test_what_ends_while_nobody_could_be_reached_stops_calling_and_says_so(rig):
    """RBK-3: bounded by the life of the incident."""
    await rig.fire()
    kept = await rig.ended()

    assert (kept.ending, kept.called) == (Ending.HANDED_OVER, None)
    assert kept.unreached_at is not None
    assert len(rig.events("incident.unreached")) == 1
    looks = sum(each == "incidents.who_to_call" for each in rig.crashes.names[kept.workflow_id])
    assert 10 < looks < 700


BO = Person(id="u_bo", name="Bo", mail="bo@example.cn", roles=frozenset({Role.OPERATOR}))


async def two_on_call(rig):
    await rig.move_in()
    await rig.household.people.add(BO, password_hash="")
    rig.set_policy(on_call=("u_mei", "u_bo"), paging=PagingRules(rounds=2))


async def paged(rig, times):
    """Return who was paged, once there were so many pages."""

    async def found() -> bool:
        return len(rig.calls()) >= times

    await eventually(found, within=30)
    return [each.data["people"] for each in rig.calls()]


@pytest.mark.records("incident-paged-until-acknowledged", "Incident")
async def test_an_unanswered_page_reaches_the_second_person_then_the_admin_until_one_answers(
    rig, skipping
):
    """ALR-10: accepted is not answered; an acknowledgement stops the repeats."""
    await two_on_call(rig)
    await rig.fire()
    await is_called(rig)
    await skipping.sleep(timedelta(minutes=31))
    assert await paged(rig, 7) == [*["u_mei"] * 3, *["u_bo"] * 3, "u_an"]
    ages = [each.time - rig.calls()[0].time for each in rig.calls()]
    minutes = [round(each.total_seconds() / 60) for each in ages]
    assert minutes == [0, 5, 10, 15, 20, 25, 30]
    third = rig.calls()[2]
    assert "第 3 次呼叫，还没有人接手" in told_in(third, IN_CHINESE).text
    assert "Page 3; no one has acknowledged it yet" in told_in(third, IN_ENGLISH).text

    incident = await rig.acknowledge("u_bo")
    assert (incident.acknowledged_by, incident.called) == ("u_bo", CallReason.NOTHING_TRIED)
    kept = await rig.ended()
    assert len(rig.calls()) == 7
    assert (kept.acknowledged_by, kept.unreached_at) == ("u_bo", None)
    page = incident_page(kept, explain(kept, Policy()), (), reader=Localizer(WORDS, IN_CHINESE))
    (taken,) = (line for line in page if line.startswith("- 接手人"))
    assert "bo（2026-" in taken


async def test_an_acknowledged_call_that_failed_everywhere_is_no_longer_unreached(rig):
    """ALR-10: whoever takes it knows of it, whatever channels say."""
    await rig.fire()
    await is_unreached(rig)
    incident = await rig.acknowledge("u_mei")
    assert (incident.calling, incident.unreached_at) == (None, None)
    assert incident.acknowledged_at is not None
    await rig.ended()
    assert rig.calls() == []


@pytest.mark.records("incident-paged-and-never-answered", "Incident")
async def test_a_page_that_nobody_ever_answers_ends_after_its_rounds_and_says_so(rig):
    """ALR-10: bounded loops, and a state for it."""
    await two_on_call(rig)
    await rig.fire()
    kept = await rig.ended()
    assert len(rig.calls()) == 2 * 9
    assert kept.unreached_at is not None
    (told,) = rig.events("incident.unreached")
    assert "没有人接手" in told_in(told, IN_CHINESE).text
    assert "会继续尝试" not in told_in(told, IN_CHINESE).text


async def test_nobody_is_paged_again_once_its_alarm_has_cleared(rig, skipping):
    """ALR-10: over is over, also when nobody acknowledged it."""
    await two_on_call(rig)
    await rig.fire()
    await is_called(rig)
    rig.sources.state = ReadBack.CLEARED
    await rig.clear()
    kept = await rig.ended()
    assert (kept.ending, kept.acknowledged_by) == (Ending.FIXED_BY_OTHERS, "")
    assert [each.data["people"] for each in rig.calls()] == ["u_mei"]


async def test_a_page_names_the_likely_cause_and_a_later_look_does_not_lose_it(rig, skipping):
    """RBK-18, RBK-15: kept with the incident, so that a question next day is still answered."""
    await rig.move_in()
    rig.owners.seen = a_workload_that_crashes()
    rig.owners.around = CASES["missing-secret"][1]()
    await rig.fire()
    incident = await is_called(rig)
    rig.owners.around = around()
    await skipping.sleep(timedelta(seconds=90))
    examined = await rig.lives.steer(rig.handle().id, "examine", by="u_mei", reason="")
    await rig.acknowledge("u_mei")
    kept = await rig.ended()

    ((message, _, _),) = rig.household.mail.sent
    assert "原因（已确认）：stock-db 不存在" in message.text
    for each in (incident, examined, kept):
        assert each.evidence.cause.kind is CauseKind.CONFIG_MISSING
    explained = explain(examined, Policy())
    assert explained.cause.id == "explanation.cause"
    assert explained.report.causes[0].proofs
    assert [each.data["did"] for each in rig.events("incident.steered")] == ["examine"]


@pytest.mark.records("incident-paged-with-what-was-seen", "Incident")
async def test_whoever_is_woken_reads_what_was_seen_when_it_began(rig):
    """ALR-9: events and logs are gone by the time somebody looks."""
    await rig.move_in()
    rig.owners.seen = a_workload_that_crashes()
    rig.owners.log = "starting\nFATAL config: key PAY_TIMEOUT missing\n"
    await rig.fire()
    incident = await is_called(rig)
    rig.owners.seen, rig.owners.log = None, ""
    await rig.acknowledge("u_mei")
    await rig.ended()

    ((message, _, _),) = rig.household.mail.sent
    assert message.title == "【严重】shop/checkout 未就绪，2/3 个副本不可用"
    assert "CrashLoopBackOff，重启 11 次（上次退出：Error）" in message.text
    assert "FATAL config: key PAY_TIMEOUT missing" in message.text
    assert f"zhiban incident ack {incident.id}" in message.text
    (called,) = rig.calls()
    assert WORDS.text(message_of(called.data["brief"]), IN_CHINESE).startswith(
        "严重：shop/checkout"
    )


async def test_what_is_only_observed_is_told_once_and_not_repeated(rig):
    """ALR-10: nobody has to do anything about it at once."""
    await two_on_call(rig)
    rig.repairs.impossible = set()
    rig.set_policy(default_mode=Mode.OBSERVE)
    await rig.fire()
    kept = await rig.ended()
    assert kept.called is CallReason.OBSERVED
    assert [each.data["people"] for each in rig.calls()] == ["u_mei"]


@pytest.mark.records("incident-only-observed-until-critical", "Incident")
async def test_what_is_only_observed_is_gathered_and_paged_once_it_is_critical(rig):
    """ALR-11: nobody is paged for each alert while a policy only observes."""
    await two_on_call(rig)
    rig.repairs.impossible = set()
    rig.set_policy(default_mode=Mode.OBSERVE, paging=PagingRules(critical_again=30 * 86_400.0))
    await rig.fire(1, severity=Severity.WARNING)
    kept = await becomes(rig, lambda incident: incident.observed_at is not None)
    kept = await becomes(rig, lambda incident: incident.state is IncidentState.HANDED_OVER)
    assert (rig.calls(), kept.calling, kept.called) == ([], None, None)
    assert kept.call_reason is CallReason.OBSERVED
    assert kept.attempts[-1].action is ActionKind.RESTART

    await rig.fire(2, severity=Severity.CRITICAL)
    kept = await is_called(rig)
    assert kept.called is CallReason.OBSERVED
    assert [each.data["people"] for each in rig.calls()] == ["u_mei"]


async def test_a_proposal_is_told_at_once(rig):
    """ALR-11: only what is observed is gathered."""
    await two_on_call(rig)
    rig.repairs.impossible = set()
    rig.set_policy(default_mode=Mode.SUGGEST, paging=PagingRules())
    await rig.fire(1, severity=Severity.WARNING)
    kept = await is_called(rig)
    assert (kept.called, kept.observed_at) == (CallReason.OBSERVED, None)


async def test_a_first_channel_that_does_not_answer_is_followed_within_30_seconds(rig, skipping):
    """ALR-10: a robot that hangs costs half a minute."""
    await rig.move_in()
    robot = ChannelAddress(ChannelKind.WECOM, "ops")
    await rig.household.briefings.save_settings("u_mei", BriefingSettings(channels=(robot,)))
    rig.household.mail.answers.extend([AWAY] * 20)
    await rig.fire()
    await becomes(rig, lambda incident: incident.calling is not None)
    await skipping.sleep(timedelta(seconds=31))
    await paged(rig, 2)
    first, second = rig.calls()[:2]
    assert timedelta(seconds=30) <= second.time - first.time <= timedelta(seconds=32)
    assert "mei@example.cn" in targets(rig)


async def quiet_night(rig, skipping):
    """Mei is quiet from an hour ago for the next two hours; return when that ends."""
    await rig.move_in()
    now = await skipping.get_current_time()
    start, end = now - timedelta(hours=1), (now + timedelta(hours=2)).replace(second=0)
    mail = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
    hours = f"{start:%H:%M}-{end:%H:%M}"
    settings = BriefingSettings(channels=(mail,), zone="UTC", quiet_hours=hours)
    await rig.household.briefings.save_settings("u_mei", settings)
    return end.replace(microsecond=0)


@pytest.mark.records("incident-warning-waits-for-the-morning", "Incident")
async def test_a_warning_waits_for_the_end_of_quiet_hours_and_goes_to_nobody_else(rig, skipping):
    """PSH-5: nobody is woken by what can wait, nor an admin instead of them."""
    end = await quiet_night(rig, skipping)
    await rig.fire(severity=Severity.WARNING)
    await becomes(rig, lambda incident: incident.calling is not None)
    await skipping.sleep(timedelta(hours=1))
    incident = await rig.now()
    assert (rig.calls(), incident.called, incident.unreached_at) == ([], None, None)

    await skipping.sleep(timedelta(hours=1, minutes=1))
    await is_called(rig)
    (called,) = rig.calls()
    assert called.data["people"] == "u_mei"
    assert timedelta(0) <= called.time - end <= timedelta(minutes=1)


@pytest.mark.records("incident-held-on-while-it-fires", "Incident")
async def test_what_fires_or_is_unhealthy_still_is_not_closed_after_its_day(rig, skipping):
    """ALR-11: each next briefing has it again; nobody is paged for that."""
    await rig.move_in()
    rig.set_policy(hold_again=30)
    await rig.fire()
    await skipping.sleep(timedelta(hours=50))
    incident = await rig.until(IncidentState.HANDED_OVER)
    assert (incident.closed_at, incident.doing.id) == (None, "incident.still_bad")
    assert len(rig.events("broadcast.queued")) == 3
    paged = len(rig.calls())

    rig.owners.seen = a_workload_that_crashes()
    rig.sources.state = ReadBack.CLEARED
    await rig.clear()
    await skipping.sleep(timedelta(hours=1))
    assert (await rig.until(IncidentState.HANDED_OVER)).closed_at is None
    assert len(rig.calls()) == paged

    rig.owners.seen = None
    assert (await rig.ended()).ending is Ending.FIXED_BY_OTHERS


async def test_what_clears_by_itself_stays_open_until_its_workload_is_well(rig, skipping):
    """ALR-11."""
    rig.owners.seen = a_workload_that_crashes()
    rig.sources.state = ReadBack.CLEARED
    await rig.fire()
    await skipping.sleep(timedelta(hours=1))
    incident = await rig.until(IncidentState.WAITING)
    assert incident.doing.id == "incident.still_unhealthy"

    rig.owners.seen = None
    assert (await rig.ended()).ending is Ending.RECOVERED


@pytest.mark.records("incident-a-test", "Incident")
async def test_a_test_tells_its_sender_once_and_is_over(rig, skipping):
    """ALR-13: also at night; nobody is asked, nothing is scored or tried, and no admin is woken."""
    await quiet_night(rig, skipping)
    alert = as_trial(an_alert(1, severity=Severity.WARNING), by="u_mei", on_call=False)
    fingerprint = fingerprint_of(alert, None)
    await rig.lives.signal_alert(fingerprint, alert)

    result = await rig.result(fingerprint)
    assert (result.ending, result.called) == (Ending.TESTED, CallReason.TEST)
    incident = rig.incidents.kept[result.incident_id]
    assert (incident.score, incident.attempts, incident.confirmed_at) == (None, (), None)
    (called,) = rig.calls()
    assert called.data["people"] == "u_mei"
    assert told_in(called, IN_CHINESE).title.startswith("测试告警，不用处理")
    assert set(targets(rig)) == {"mei@example.cn"}


@pytest.mark.records("incident-a-silent-source", "Incident")
async def test_a_silent_source_is_told_as_what_it_is_and_closed_when_it_is_heard(rig, skipping):
    """ALR-11, ALR-9: nothing is scored or tried; the page says who is silent and since when."""
    await rig.household.people.add(AN, password_hash="")
    since = T0 - timedelta(minutes=20)
    alert = silence_alert("Alertmanager cls-7", since, AlertState.FIRING, now=T0)
    fingerprint = fingerprint_of(alert, None)
    await rig.lives.signal_alert(fingerprint, alert)

    async def called() -> bool:
        return bool(rig.calls())

    await eventually(called, within=30)
    page = told_in(rig.calls()[0], IN_CHINESE)
    assert "Alertmanager cls-7" in page.title
    assert "失联，告警可能送不到" in page.title
    assert "zhiban incident ack i_" in page.text
    english = told_in(rig.calls()[0], IN_ENGLISH)
    assert "alerts may not arrive" in english.title

    rig.sources.state = ReadBack.CLEARED
    over = silence_alert("Alertmanager cls-7", since, AlertState.RESOLVED, now=T0)
    await rig.lives.signal_alert(fingerprint, over)
    result = await rig.result(fingerprint)
    assert (result.ending, result.called) == (Ending.FIXED_BY_OTHERS, CallReason.SILENT)
    incident = rig.incidents.kept[result.incident_id]
    assert (incident.score, incident.attempts) == (None, ())


async def test_a_critical_page_goes_through_quiet_hours(rig, skipping):
    """PSH-5."""
    end = await quiet_night(rig, skipping)
    await rig.fire()
    incident = await is_called(rig)
    assert incident.called_at < end
    assert [each.data["people"] for each in rig.calls()] == ["u_mei"]


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.WARNING])
async def test_what_is_critical_comes_by_more_ways_at_once_where_somebody_wants_that(rig, severity):
    """PSH-5: each person routes by severity; what can wait stays in their chat."""
    await rig.move_in()
    chat = ChannelAddress(ChannelKind.WECOM, "ops")
    settings = BriefingSettings(channels=(chat,), critical_by=(ChannelKind.MAIL,))
    await rig.household.briefings.save_settings("u_mei", settings)
    await rig.fire(severity=severity)
    await is_called(rig)
    wanted = [ChannelKind.MAIL, ChannelKind.WECOM]
    if severity is Severity.WARNING:
        wanted.remove(ChannelKind.MAIL)

    async def sent() -> bool:
        return sorted(address.kind for _, address, _ in rig.household.mail.sent) == wanted

    await eventually(sent, within=10)


async def test_a_warning_that_grows_critical_waits_no_longer(rig, skipping):
    """PSH-5: a page is held for as long as it can wait."""
    end = await quiet_night(rig, skipping)
    await rig.fire(severity=Severity.WARNING)
    await becomes(rig, lambda incident: incident.calling is not None)
    await rig.fire(2, severity=Severity.CRITICAL)
    incident = await is_called(rig)
    assert incident.called_at < end


async def test_a_warning_that_clears_before_the_morning_is_never_told(rig, skipping):
    """PSH-5."""
    await quiet_night(rig, skipping)
    await rig.fire(severity=Severity.WARNING)
    await becomes(rig, lambda incident: incident.state is IncidentState.HANDED_OVER)
    rig.sources.state = ReadBack.CLEARED
    await rig.clear()
    await rig.ended()
    assert rig.calls() == []


@pytest.mark.records("incident-called-by-schedule", "Incident")
async def test_the_schedule_is_asked_anew_whenever_somebody_is_paged(rig, skipping):
    """ALR-10: a hand-over while a page is unanswered calls whoever comes; a gap calls admins."""
    for person in ("mei", "bob"):
        mail = f"{person}@example.cn"
        account = Person(id=f"u_{person}", name=person, mail=mail)
        await rig.household.people.add(account, password_hash="")
    await rig.household.people.add(AN, password_hash="")
    now = await skipping.get_current_time()
    local = now.astimezone(ZoneInfo("Asia/Shanghai"))
    layer = {
        "name": "all",
        "people": ["u_mei", "u_bob"],
        "start": local.date().isoformat(),
        "at": f"{local:%H:%M}",
        "zone": "Asia/Shanghai",
        "unit": "hour",
        "ends": (now + timedelta(hours=2)).isoformat(),
    }
    layers = read(LayersConfig, {"layers": [layer]}).read_layers()
    version = ScheduleVersion(1, now - timedelta(days=1), layers)
    rig.oncall.kept["nights"] = OnCallSchedule("nights", (version,))
    pages = PagingRules(rounds=20)
    rig.set_policy(on_call=("schedule:nights",), paging=pages)

    await rig.fire()
    await is_called(rig)
    assert targets(rig) == ["mei@example.cn"]
    await skipping.sleep(timedelta(hours=1, minutes=20))
    after = targets(rig)
    assert "bob@example.cn" in after
    assert "mei@example.cn" not in after[after.index("bob@example.cn") :]
    assert "on call by" not in "".join(told_in(each, IN_ENGLISH).text for each in rig.calls())
    await skipping.sleep(timedelta(minutes=45))
    before = len(targets(rig))
    await skipping.sleep(timedelta(hours=2))
    assert {*targets(rig)[before:]} == {"an@example.cn"}
    last = told_in(rig.calls()[-1], IN_ENGLISH)
    assert "nobody is on call by nights, so admins are called too" in last.text.lower()
    assert "值班表 nights 此刻没人值班" in told_in(rig.calls()[-1], IN_CHINESE).text


@pytest.mark.records("incident-told-with-others-in-the-morning", "Incident")
async def test_what_waited_for_quiet_hours_is_one_message_of_what_is_still_wrong(rig, skipping):
    """PSH-5: three waited, one is over: one message, and the two are repeated one by one."""
    rig.set_policy(paging=PagingRules(warning_again=3_600.0))
    end = await quiet_night(rig, skipping)
    names = ("cart", "search", "stock")
    prints = {each: a_fingerprint(each) for each in names}

    async def send(name: str, number: int, **fields) -> None:
        at = ObjectRef("cls-1", "shop", "Deployment", name)
        alert = an_alert(number, key=name, severity=Severity.WARNING, object=at, **fields)
        await rig.lives.signal_alert(prints[name], alert)

    async def waits() -> bool:
        kept = rig.incidents.kept.values()
        return sum(each.held_for == "u_mei" for each in kept) == 3

    for number, name in enumerate(names):
        await send(name, number)
    await eventually(waits, within=40)
    await skipping.sleep(timedelta(minutes=30))
    await rig.handle(prints["stock"]).execute_update(
        "close", Steered("u_an", "seen to"), id="close-stock"
    )
    await rig.result(prints["stock"])
    assert rig.household.mail.sent == []
    await skipping.sleep(max(end - await skipping.get_current_time(), timedelta(0)))
    await skipping.sleep(timedelta(minutes=5))

    (event,) = rig.events("zhiban.oncall.quiet_hours_over")
    said = told_in(event, IN_ENGLISH)
    assert said.title.startswith("2 incidents waited for the end of your quiet hours")
    assert "shop/cart" in said.text
    assert "shop/search" in said.text
    assert "shop/stock" not in said.text
    assert "One that waited is over by now." in said.text
    assert "另有 1 起已经结束" in told_in(event, IN_CHINESE).text
    assert len(rig.household.mail.sent) == 1
    kept = [each for each in rig.incidents.kept.values() if each.called]
    assert len(kept) == 2
    assert rig.calls() == []

    await skipping.sleep(timedelta(hours=1))
    assert len(rig.calls()) == 2
