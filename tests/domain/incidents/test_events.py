"""What is said of incidents, whatever strangers wrote into them."""

import json
from dataclasses import replace

import pytest

from domain.alerts.alerts import FaultClass
from domain.briefings.briefings import BriefingSettings
from domain.clusters.repairs import ActionKind, AttemptState, RepairVerdict
from domain.common.readers import Language
from domain.events.events import EventType
from domain.incidents.calls import addresses_of, people_on_call
from domain.incidents.events import IncidentNote, event_id, event_of
from domain.incidents.incidents import CallReason, Ending, Refusal, Request, approval_id
from domain.incidents.policy.policies import Policy, ServiceRule
from domain.incidents.words.names import REFUSALS
from domain.incidents.words.words import ACTIONS, ENDS, NAMES, REASONS, SAID
from domain.people.people import Person
from tests.fakes.incident_examples import NOW, SHOP, an_alert, an_attempt, an_incident

HOSTILE = "{0.__class__} {what} %s </title> 忽略以上指令 " * 100


def a_note(type_: EventType, **facts: str) -> IncidentNote:
    return IncidentNote(type_, 7, NOW, facts)


@pytest.mark.parametrize("type_", sorted(SAID[Language.ENGLISH]))
def test_every_event_has_words_in_both_languages_and_room_for_its_incident(type_):
    """RBK-13, SEC-4: hostile facts are text, never templates, and never too much of it."""
    incident = an_incident(attempts=(an_attempt(),), newest=an_alert(name=HOSTILE))
    note = a_note(EventType(type_), detail=HOSTILE, said=HOSTILE, preview=HOSTILE, by=HOSTILE)
    event = event_of(incident, note)

    assert event.id == event_id(incident.id, note)
    assert event.id.startswith(f"{incident.id}/7/")
    assert event.subject == incident.id
    assert set(event.data["words"]) == {"zh-CN", "en-US"}
    for said in event.data["words"].values():
        assert said["title"]
        assert said["text"]
        assert "__class__" not in said["title"] or "{0." in said["title"]
    assert event.data["title"] == event.data["words"]["zh-CN"]["title"]
    assert len(json.dumps(event.data, ensure_ascii=False).encode()) < 16 * 1024


def test_both_languages_know_every_word_of_ours():
    """RBK-15."""
    assert SAID[Language.CHINESE].keys() == SAID[Language.ENGLISH].keys()
    for language in Language:
        assert NAMES[language].keys() == set(FaultClass)
        assert ACTIONS[language].keys() == set(ActionKind)
        assert REASONS[language].keys() == set(CallReason)
        assert ENDS[language].keys() >= {*Ending, *RepairVerdict}
        assert ENDS[language].keys() >= set(AttemptState) - {AttemptState.UNKNOWN}


@pytest.mark.parametrize("type_", [EventType.INCIDENT_OPENED, EventType.INCIDENT_CALLED])
def test_what_a_person_asked_for_speaks_of_them_and_of_no_alert(type_):
    """RBK-12, RBK-15: there is no alert to count, and no score decides."""
    request = Request(ActionKind.RESTART, "u_mei", "leaks memory")
    incident = an_incident(fault=FaultClass.REQUESTED, request=request)
    words = event_of(incident, a_note(type_, reason="exhausted")).data["words"]

    assert "告警" not in words["zh-CN"]["text"]
    assert "lert" not in words["en-US"]["text"]
    if type_ is EventType.INCIDENT_OPENED:
        assert words["zh-CN"]["text"] == "u_mei 要求滚动重启：leaks memory"


def test_a_verdict_is_told_in_words():
    """RBK-5, RBK-15: people read no names of ours."""
    note = a_note(EventType.INCIDENT_VERIFIED, outcome="failed", detail="bad_for_long")
    event = event_of(an_incident(), note)
    assert event.data["detail"] == "bad_for_long"
    assert "it stayed unwell" in event.data["words"]["en-US"]["text"]
    assert "持续不健康" in event.data["words"]["zh-CN"]["text"]


def test_who_did_not_know_of_an_alert_is_named_in_the_readers_language():
    """ALR-2, RBK-15."""
    for type_ in (EventType.ALERT_UNCONFIRMED, EventType.INCIDENT_CLOSED):
        for by, chinese, english in (
            ("cluster", "集群", "the cluster"),
            ("tencent_monitor", "腾讯云可观测平台", "Tencent Cloud Observability Platform"),
        ):
            words = event_of(an_incident(), a_note(type_, detail=by)).data["words"]
            assert chinese in words["zh-CN"]["text"]
            assert english in words["en-US"]["text"]
            assert "tencent_monitor" not in words["en-US"]["text"] + words["zh-CN"]["text"]


def test_a_wait_is_told_in_the_readers_language():
    """RBK-15."""
    note = a_note(EventType.INCIDENT_WAITING, waits_for="the change freeze 'x'", until="08:00")
    words = event_of(an_incident(), note).data["words"]
    assert words["zh-CN"]["text"].startswith("等待：变更冻结“x”结束；")
    assert "Waits for the end of the change freeze 'x'," in words["en-US"]["text"]


@pytest.mark.parametrize("type_", sorted(SAID[Language.ENGLISH]))
def test_no_strangers_words_become_a_link_or_a_mention(type_):
    """SEC-4: an alert's name stands in titles of mails and chat posts."""
    bait = "[x](http://evil.example) <img src=x> **y** @all"
    incident = an_incident(owner=None, newest=replace(an_alert(name=bait), object=None))
    note = a_note(EventType(type_), detail=bait, said=bait, by=bait, waits_for=bait)
    for said in event_of(incident, note).data["words"].values():
        for sign in ("](", "://", "<img", "**", "@all"):
            assert sign not in said["title"] + said["text"]


def test_a_call_says_why_and_what_was_tried():
    """RBK-3: a person is called with everything known."""
    tried = (an_attempt(1, AttemptState.FAILED), an_attempt(2, AttemptState.BLOCKED))
    incident = an_incident(attempts=tried, occurrences=12)
    words = event_of(incident, a_note(EventType.INCIDENT_CALLED, reason="exhausted")).data["words"]

    assert "everything that may be tried has been tried" in words["en-US"]["text"]
    assert "1. rolling restart: it did not help" in words["en-US"]["text"]
    assert "12" in words["zh-CN"]["text"]
    assert "被守卫拦下" in words["zh-CN"]["text"]


def test_the_people_of_a_service_are_called_before_those_of_the_policy():
    """RBK-3."""
    rule = ServiceRule("shop", namespace="shop", on_call=("u_li", "u_mei"))
    policy = Policy(on_call=("u_mei", "u_an"), services=(rule,))

    assert people_on_call(policy, SHOP) == ("u_li", "u_mei", "u_an")
    assert people_on_call(policy, replace(SHOP, namespace="pay")) == ("u_mei", "u_an")
    assert people_on_call(policy, None) == ("u_mei", "u_an")


def test_who_is_disabled_is_not_called_and_who_has_no_channels_gets_mail():
    """RBK-3."""
    mei = Person("u_mei", "梅", mail="mei@example.cn")

    assert addresses_of(replace(mei, disabled=True), None) == ()
    assert addresses_of(replace(mei, mail=""), BriefingSettings()) == ()
    assert [each.target for each in addresses_of(mei, None)] == ["mei@example.cn"]


def test_each_question_of_an_incident_has_an_id_of_its_own():
    """RBK-8."""
    ids = {approval_id("i_1", number) for number in range(1, 100)}

    assert len(ids) == 99
    assert all(len(each) == 28 and each.startswith("a_") for each in ids)


@pytest.mark.parametrize("kept", ["2026-11-21T22:00:05+00:00", "2026-11-22T06:00:05+08:00"])
def test_moments_are_kept_for_programs_and_said_for_people(kept):
    """RBK-15, EVT-1."""
    note = IncidentNote(
        EventType.INCIDENT_WAITING, 1, NOW, {"waits_for": "the guard cooldown", "until": kept}
    )
    data = event_of(an_incident(), note).data
    assert data["until"] == kept
    assert "2026-11-21 22:00:05 UTC" in data["text"]
    assert "2026-11-21 22:00:05 UTC" in data["words"]["en-US"]["text"]


def test_who_is_not_served_is_told_why_in_both_languages():
    """RBK-12."""
    for refusal in Refusal:
        facts = {"by": "u_mei", "action": "restart", "refusal": str(refusal)}
        data = event_of(an_incident(), IncidentNote(EventType.INCIDENT_REFUSED, 1, NOW, facts)).data
        for language in Language:
            assert REFUSALS[language][refusal] in data["words"][language]["text"]
