"""Fault scenarios in a terminal: which there are, how they go, and how they are told."""

import socket
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from application.common.wording import Localizer
from bootstrap.configuration.environment import terminal_language
from bootstrap.configuration.own import UpSettings
from bootstrap.configuration.repairs import AlertsSettings
from bootstrap.configuration.settings import Settings
from demonstration.account import Account, deed_of, images_of
from demonstration.ends import NO_INCIDENT, Problem, Told, broken_off, differences
from demonstration.incident import check_sandbox, make_namespace
from demonstration.scenarios import USUAL, scenario_named, scenarios, watched
from demonstration.senders import HookSender
from demonstration.stage import Stage
from demonstration.words import ending_steps
from domain.alerts.plain import read_plain
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode, Skipped, SkipReason
from domain.common.errors import InvalidRequest, Misconfigured, Unavailable
from domain.common.messages import Called, Command, Foreign, message, named
from domain.common.readers import Language, Reader
from domain.events.events import EventType
from domain.incidents.events import IncidentNote, event_of
from domain.incidents.explaining import explain
from domain.incidents.guards.guards import GuardName
from domain.incidents.guards.verdict_rules import Because
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import Band, Score
from sandbox.kubernetes_lab.client import KubeClient
from sandbox.policy import sandbox_policy
from sandbox.scenarios import ALONE, SCENARIOS
from sandbox.scenarios.scenario import Deed, Signal
from tests.fakes.alert_messages import FORMS
from tests.fakes.incident_examples import NOW, an_incident
from tests.fakes.words import LANGUAGES, WORDS, foreign, says, shown

STAGE = Stage(None, "cls-sandbox1", "story-x")


def reads(language: Language) -> Localizer:
    return Localizer(WORDS, Reader(language, "UTC"))


def test_every_story_without_the_clouds_alarms_can_be_told_and_is_named_once():
    """OPS-1."""
    listed = [each.name for each in scenarios(reads(Language.ENGLISH))]
    plain = [each.name for each in (*SCENARIOS, *ALONE) if each.signal is Signal.PLAIN]

    assert len(set(listed)) == len(listed) >= 25
    assert set(plain) - set(listed) == {"forbidden", "unreachable"}
    assert {each.name for each in scenarios(reads(Language.ENGLISH)) if each.watchable} >= {
        USUAL,
        "gitops",
    }


def test_an_alarm_of_the_cloud_fires_only_once_the_load_is_there():
    """RBK-14: before that its source would truthfully say that nothing is wrong."""
    fires = [
        beat.once
        for each in (*SCENARIOS, *ALONE)
        for beat in each.beats
        if each.signal is Signal.MONITOR and beat.deed is Deed.ALERT
    ]

    assert len(fires) >= 4
    assert set(fires) == {"overloaded"}


def test_titles_are_in_the_language_of_whoever_looks():
    """OPS-1."""
    assert scenario_named("", reads(Language.CHINESE)).title == "新版本一启动就崩溃。"
    assert (
        scenario_named(USUAL, reads(Language.ENGLISH)).title == "A release crashes at every start."
    )
    with pytest.raises(InvalidRequest, check=says("must be aborted, approved, bad-image")):
        scenario_named("nonsense", reads(Language.ENGLISH))


def test_a_story_that_is_only_watched_ends_with_a_person_and_without_a_write():
    """OPS-1, RBK-6."""
    repaired, hopeless, busy, first = (
        watched(scenario_named(name, reads(Language.ENGLISH)))
        for name in (USUAL, "gitops", "busy-editor", "top-band")
    )

    assert (repaired.expected.called, repaired.expected.writes) == ("blocked", False)
    assert hopeless.expected.called == "nothing_tried"
    assert hopeless.expected.skipped == ("gitops_managed",)
    assert first.expected.called == "top_band"
    assert busy is None
    for name in ("relapse", "approved", "nobody-answers", "kill-switch", "frozen"):
        assert watched(scenario_named(name, reads(Language.ENGLISH))) is None


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, Language.CHINESE),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, Language.ENGLISH),
        ({"LANG": "de_DE.UTF-8"}, Language.ENGLISH),
        ({}, Language.ENGLISH),
    ],
)
def test_the_language_is_that_of_the_terminal(monkeypatch, variables, language):
    """OPS-3."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert terminal_language() == language


def test_stories_are_told_to_the_sandbox_only():
    """OPS-6."""
    with pytest.raises(Misconfigured, check=says("start it with `make up`")):
        check_sandbox(Settings())


def test_no_story_is_told_beside_a_real_cloud():
    """OPS-6: it would have to break and repair something there."""
    settings = Settings(
        sandbox=True, up=UpSettings(real="cloud"), alerts=AlertsSettings(secret="s" * 32)
    )
    with pytest.raises(Misconfigured, check=says("leave `cloud` out of ZHIBAN_UP_REAL")):
        check_sandbox(settings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_beat_of_every_story_can_be_said(language):
    """OPS-1."""
    for line in scenarios(reads(language)):
        scenario = scenario_named(line.name, reads(language))
        for beat in scenario.beats:
            said = shown(deed_of(beat, scenario, "story-x"), Reader(language, "UTC"))
            assert said[-1] in ".。", said
            assert "{" not in said, said


def test_what_is_released_is_named_with_its_images():
    """OPS-1."""
    scenario = scenario_named("broken-config", reads(Language.ENGLISH))

    assert images_of(scenario.manifests[:2]) == (
        "ConfigMap checkout mode=normal, Deployment checkout (registry.example/checkout:1.0)"
    )


def _events(incident, *notes):
    return [
        event_of(incident, IncidentNote(type_, number, NOW + timedelta(seconds=number), facts))
        for number, (type_, facts) in enumerate(notes, 1)
    ]


GUARDS = ("kill_switch:passed", "mode:passed")
REPAIRED = an_incident(
    state=IncidentState.RELAPSE_WATCH,
    score=Score(
        total=72,
        impact=60.0,
        severity=90.0,
        importance=80.0,
        urgency=30.0,
        inputs=(),
        weights="published",
    ),
    band=Band.STANDARD,
    attempts=(
        Attempt(
            number=1,
            action=ActionKind.ROLLBACK,
            mode=Mode.AUTO,
            state=AttemptState.VERIFIED,
            started_at=NOW,
            acted_at=NOW,
            guards=GUARDS,
            checkpoint="k_1",
            because=message("attempt.judged", because=Because.DWELT),
        ),
    ),
    skipped=(
        Skipped(ActionKind.RESTART, SkipReason.CANNOT_HELP),
        Skipped(ActionKind.SCALE_OUT, SkipReason.CANNOT_HELP),
    ),
    called=None,
    ending=None,
)

DWELT = message("attempt.judged", because=Because.DWELT).recorded


def _told(account, incident, events):
    why = explain(incident, Policy())
    return [line for _, line in account.news(incident, events, why)]


def test_a_repair_is_told_once_and_in_words():
    """OPS-1, RBK-15."""
    account = Account(Localizer(WORDS, Reader(Language.ENGLISH, "Asia/Shanghai")))
    said = {"number": "1", "action": "rollback"}
    events = _events(
        REPAIRED,
        (EventType.INCIDENT_OPENED, {}),
        (EventType.INCIDENT_DECIDED, {"attempts": "4"}),
        (
            EventType.INCIDENT_ATTEMPTED,
            said | {"outcome": "done", "detail": foreign("Back to 1.").recorded},
        ),
        (EventType.INCIDENT_VERIFIED, said | {"outcome": "verified", "detail": DWELT}),
        (EventType.ROLLBACK_DONE, said | {"outcome": "verified", "detail": DWELT}),
    )

    told = _told(account, REPAIRED, events)

    useless = shown(named(SkipReason.CANNOT_HELP))
    assert told[1].startswith("Score 72: impact 60")
    assert told[2:] == [
        "version rollback: done, now being checked. “Back to 1.”",
        f"Skipped: rolling restart and scale-out, because {useless}.",
        "After the version rollback: verified. Check result: stayed healthy.",
        "Before that write all 2 guards passed, and a checkpoint was kept.",
    ]
    assert _told(account, REPAIRED, events) == []


def test_a_question_is_told_without_its_patch_and_a_late_yes_as_what_it_is():
    """OPS-1, RBK-8."""
    said = {"action": "restart", "why": "Restart it.", "preview": "a long patch"}
    [told] = _told(
        Account(Localizer(WORDS, Reader(Language.ENGLISH, "Asia/Shanghai"))),
        replace(REPAIRED, attempts=(), skipped=()),
        _events(REPAIRED, (EventType.APPROVAL_ASKED, said)),
    )
    scenario = scenario_named("superseded", reads(Language.ENGLISH))

    assert told.startswith("Approval required:")
    assert "patch" not in told
    stale = deed_of(scenario.beats[-1], scenario, "story-x")
    assert shown(stale) == "Approval of the former question no longer counts."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guard_that_stops_a_repair_is_named_with_the_call(language):
    """OPS-1, RBK-3, RBK-6."""
    [attempt] = REPAIRED.attempts
    stopped = replace(
        REPAIRED,
        attempts=(replace(attempt, guards=("kill_switch:failed", "mode:passed"), checkpoint=""),),
        skipped=(),
        called=CallReason.BLOCKED,
    )
    account = Account(Localizer(WORDS, Reader(language, "Asia/Shanghai")))

    events = _events(
        stopped,
        (EventType.INCIDENT_CALLED, {}),
        (EventType.INCIDENT_STEERED, {"did": "enable_writes", "by": "u_admin"}),
    )

    told = _told(account, stopped, events[:1]) + _told(account, stopped, events)

    assert ("总开关" if language == Language.CHINESE else "kill switch") in told[0]
    assert "kill_switch" not in "".join(told)
    assert "u_admin" in told[2]
    assert len(told) == 3
    assert ("安全检查" in told[0]) is (language == Language.CHINESE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_end_says_where_to_look_and_what_was_not_as_expected(language):
    """OPS-1."""
    scenario = scenario_named(USUAL, reads(language))
    fixed = Told(scenario, (), REPAIRED, 20.0, 2.25, calls=0)
    odd = replace(REPAIRED, state=IncidentState.CLOSED, called=CallReason.BLIND)
    other = replace(scenario, expected=replace(scenario.expected, called="exhausted", ending=""))
    broken = Problem(message("error.foreign", text=Foreign("Odd: x")), "Odd: x")
    problems = (*differences(other, odd, calls=1, writes=1), broken)
    wrong = Told(scenario, problems, replace(
        REPAIRED, called=CallReason.BLIND, ending=Ending.HANDED_OVER, attempts=(), score=None,
    ), 20.0, None, calls=1)  # fmt: skip
    nothing = Told(scenario, (NO_INCIDENT,), None, 1.0, None)
    reader = Localizer(WORDS, Reader(language, "Asia/Shanghai"))

    good, bad, none = (
        [each.outcome for each in ending_steps(told, "http://ui/x", reader, watched=True)]
        for told in (fixed, wrong, nothing)
    )

    assert REPAIRED.id in good[0]
    assert any("2.2" in each for each in good)
    assert f"zhiban incident show {REPAIRED.id}" in good
    assert good[-1] == f"zhiban demo incident {USUAL} --enable-writes"
    chinese = language == Language.CHINESE
    [not_as_expected] = [each for each in bad if "Odd: x" in each]
    called = (
        "找人的原因：应为 能试的都试过了，实为 看不到数据，无从判断"
        if chinese
        else "reason of the call: expected every allowed repair has been tried, got there is no"
    )
    assert called in not_as_expected
    assert "exhausted" not in not_as_expected
    assert len(none) == 1
    assert ("没有故障" if chinese else "there is no incident") in none[0]


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_a_refusal_that_broke_a_scenario_off_is_a_sentence(language):
    """RBK-15, I18-1: not the name of an entry of the catalogue."""
    why = message("demo.alert_not_taken", why=Called("ConnectError"), command=Command("zhiban x"))
    ours, foreign = broken_off(Unavailable(why)), broken_off(ValueError("odd"))
    reader = Localizer(WORDS, Reader(language, "Asia/Shanghai"))

    assert "zhiban x" in reader.text(ours.said)
    assert "alert_not_taken" not in reader.text(ours.said)
    assert "ValueError: odd" in reader.text(foreign.said)


def test_times_in_an_account_are_those_of_who_watches():
    """RBK-15, OPS-1: of the operator's wall, in their language."""
    until = (NOW + timedelta(minutes=5)).isoformat()
    note = (
        EventType.INCIDENT_WAITING,
        {"waits_for": message("wait.guard", guard=GuardName.COOLDOWN).recorded, "until": until},
    )
    waiting = replace(REPAIRED, attempts=(), skipped=())
    for language, zone in (
        (Language.CHINESE, "Asia/Shanghai"),
        (Language.ENGLISH, "Asia/Tokyo"),
    ):
        account = Account(Localizer(WORDS, Reader(language, zone)))
        [told] = _told(account, waiting, _events(waiting, note))
        wall = (NOW + timedelta(minutes=5)).astimezone(ZoneInfo(zone))
        assert f"{wall:%H:%M}" in told
        assert "UTC" not in told


def test_what_people_do_in_a_story_is_said_in_words():
    """RBK-15, OPS-1."""
    said = {
        name: [reads(language).text(deed_of(each, scenario_named(name, reads(language)), "x"))
               for each in scenario_named(name, reads(language)).beats]
        for name, language in (("aborted", Language.CHINESE), ("frozen", Language.CHINESE),
                               ("silenced", Language.ENGLISH))
    }  # fmt: skip
    assert "有人插手：中止了修复。" in said["aborted"]
    assert "有人设置了：变更冻结。" in said["frozen"]
    assert "Somebody sets a silence." in said["silenced"]


async def test_the_alert_of_a_story_is_of_the_plain_form_and_its_refusal_is_told():
    """ALR-1."""
    taken, answers = [], [200, 200, 503]

    async def take(request):
        taken.append((request.url.path, request.read()))
        return httpx.Response(answers[len(taken) - 1])

    scenario = scenario_named(USUAL, reads(Language.CHINESE))
    async with httpx.AsyncClient(transport=httpx.MockTransport(take)) as http:
        sender = HookSender(http, "http://127.0.0.1:1", "s3cret")
        await sender.fire(scenario, STAGE)
        await sender.clear(scenario, STAGE)
        with pytest.raises(Unavailable, check=says("HTTP 503")):
            await sender.fire(scenario, STAGE)
        with pytest.raises(InvalidRequest, check=says("needs an alarm of the cloud")):
            await sender.forge(scenario, STAGE)

    [fired] = read_plain(httpx.Response(200, content=taken[0][1]).json(), received_at=NOW,
                         settings=FORMS)  # fmt: skip
    assert taken[0][0] == "/api/v1/alerts/plain/s3cret"
    assert (fired.name, fired.object.namespace) == (scenario.title, "story-x")
    assert b"resolved" in taken[1][1]


async def test_an_api_that_is_away_is_told_without_the_secret():
    """SEC-2."""

    async def away(_request):
        raise httpx.ConnectError("away")

    async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as http:
        sender = HookSender(http, "http://127.0.0.1:1", "s3cret")
        with pytest.raises(
            Unavailable, check=says(r"did not accept the alert \(ConnectError\).*zhiban status")
        ) as refused:
            await sender.fire(scenario_named("", reads(Language.ENGLISH)), STAGE)

    assert "s3cret" not in str(refused.value)


async def test_a_cluster_that_is_away_is_told_with_its_address():
    """OPS-1."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    admin = KubeClient.connect(address)
    with pytest.raises(Unavailable, check=says(f"{address} does not answer .ConnectError.")):
        await make_namespace(admin, "story-x")
    await admin.close()


def test_the_sandboxes_policy_names_nobody_of_the_stories():
    """OPS-1: the shipped scenarios know a keeper who does not exist here."""
    text = sandbox_policy("u_admin")

    assert "u_keeper" not in text
    assert text.count("u_admin") == 3
    assert "own_request = true" in text
    assert 'name = "sandbox"' in text
