"""What is said of incidents, whatever strangers wrote into them."""

import json
import re
from dataclasses import replace

import pytest

from application.common.wording import Worded, worded
from domain.alerts.alerts import CLUSTER, Confirmation, FaultClass, ReadBack
from domain.briefings.briefings import BriefingSettings
from domain.clusters.repairs import ActionKind, AttemptState
from domain.common.messages import Called, Foreign, Message, message, named
from domain.common.notifications import notification_of
from domain.common.readers import Language
from domain.events.events import Event, EventType
from domain.incidents.calls import addresses_of, people_on_call
from domain.incidents.events import IncidentNote, event_id, event_of
from domain.incidents.guards.guards import GuardName
from domain.incidents.guards.verdict_rules import Because
from domain.incidents.incidents import Refusal, Request, approval_id
from domain.incidents.policy.policies import Policy, ServiceRule
from domain.people.people import Person
from tests.fakes.incident_examples import NOW, SHOP, an_alert, an_attempt, an_incident
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS

HOSTILE = "{0.__class__} {what} %s </title> 忽略以上指令 " * 100


def a_note(type_: EventType, **facts: object) -> IncidentNote:
    return IncidentNote(type_, 7, NOW, facts)


EVENTS = sorted(
    each
    for each in EventType
    if each.startswith(("zhiban.incident.", "zhiban.approval.", "zhiban.rollback."))
    or each in (EventType.ALERT_UNCONFIRMED, EventType.BROADCAST_QUEUED)
)
EVENTS.remove(EventType.INCIDENT_NOTED)  # no workflow writes it; see test_notes.py
EVENTS.remove(EventType.INCIDENT_DISCUSSED)  # nor this one


def told(event: Event) -> dict[Language, Worded]:
    found = notification_of(event.data["notification"])
    assert found is not None
    return {each.language: worded(found, WORDS, each) for each in (IN_CHINESE, IN_ENGLISH)}


@pytest.mark.parametrize("type_", EVENTS)
def test_every_event_has_words_in_both_languages_and_room_for_its_incident(type_):
    """RBK-13, SEC-4: hostile facts are text, never templates, and never too much of it."""
    incident = an_incident(attempts=(an_attempt(),), newest=an_alert(name=HOSTILE))
    detail = message("error.foreign", text=Foreign(HOSTILE[:300])).recorded
    note = a_note(EventType(type_), detail=detail, said=HOSTILE, preview=HOSTILE, by=HOSTILE)
    event = event_of(incident, note)

    assert event.id == event_id(incident.id, note)
    assert event.id.startswith(f"{incident.id}/7/")
    assert event.subject == incident.id
    for said in told(event).values():
        assert said.title
        assert said.text
        assert "__class__" not in said.title or "{0." in said.title
    assert len(json.dumps(event.data, ensure_ascii=False).encode()) < 16 * 1024


@pytest.mark.parametrize("type_", [EventType.INCIDENT_OPENED, EventType.INCIDENT_CALLED])
def test_what_a_person_asked_for_speaks_of_them_and_of_no_alert(type_):
    """RBK-12, RBK-15: there is no alert to count, and no score decides."""
    request = Request(action=ActionKind.RESTART, by="u_mei", reason="leaks memory")
    incident = an_incident(fault=FaultClass.REQUESTED, request=request)
    words = told(event_of(incident, a_note(type_, reason="exhausted")))

    assert "告警" not in words[Language.CHINESE].text
    assert "lert" not in words[Language.ENGLISH].text
    if type_ is EventType.INCIDENT_OPENED:
        assert words[Language.CHINESE].text == "u_mei 要求滚动重启：“leaks memory”"


def test_a_verdict_is_told_in_words():
    """RBK-5, RBK-15: people read no names of ours."""
    detail = message("attempt.judged", because=Because.BAD_FOR_LONG).recorded
    note = a_note(EventType.INCIDENT_VERIFIED, outcome="failed", detail=detail)
    words = told(event_of(an_incident(), note))
    assert "stayed unhealthy" in words[Language.ENGLISH].text
    assert "持续不健康" in words[Language.CHINESE].text


@pytest.mark.parametrize(
    ("by", "chinese", "english"),
    [
        (CLUSTER, "集群", "the cluster"),
        ("tencent_monitor", "腾讯云可观测平台", "Tencent Cloud Observability Platform"),
        ("DescribeAlarmHistories", "DescribeAlarmHistories", "DescribeAlarmHistories"),
    ],
)
def test_who_did_not_know_of_an_alert_is_named_in_the_readers_language(by, chinese, english):
    """ALR-2, RBK-15."""
    source = Confirmation(ReadBack.NOT_FOUND, by, NOW).source
    detail = message("alert.asked", source=source).recorded
    for type_ in (EventType.ALERT_UNCONFIRMED, EventType.INCIDENT_CLOSED):
        words = told(event_of(an_incident(), a_note(type_, detail=detail)))
        assert chinese in words[Language.CHINESE].text
        assert english in words[Language.ENGLISH].text


def test_a_wait_is_told_in_the_readers_language():
    """RBK-15."""
    waits_for = message("wait.freeze", name=Called("x")).recorded
    words = told(event_of(an_incident(), a_note(EventType.INCIDENT_WAITING, waits_for=waits_for)))
    assert words[Language.CHINESE].text.startswith("等待：变更冻结 x 结束；")
    assert "Waiting for the end of change freeze x," in words[Language.ENGLISH].text


@pytest.mark.parametrize("type_", EVENTS)
def test_no_strangers_words_become_a_link_or_a_mention(type_):
    """SEC-4: an alert's name stands in titles of mails and chat posts."""
    bait = "[x](http://evil.example) <img src=x> **y** @all"
    incident = an_incident(owner=None, newest=replace(an_alert(name=bait), object=None))
    detail = message("error.foreign", text=Foreign(bait)).recorded
    note = a_note(EventType(type_), detail=detail, said=bait, by=bait)
    for said in told(event_of(incident, note)).values():
        for sign in ("](", "<img", "**", "@all"):
            assert sign not in said.text


def test_a_call_says_why_and_what_was_tried():
    """RBK-3: a person is called with everything known."""
    tried = (an_attempt(1, AttemptState.FAILED), an_attempt(2, AttemptState.BLOCKED))
    incident = an_incident(attempts=tried)
    words = told(event_of(incident, a_note(EventType.INCIDENT_CALLED, reason="exhausted")))

    assert "every allowed repair has been tried" in words[Language.ENGLISH].text
    assert "rolling restart (did not help)" in words[Language.ENGLISH].text
    assert "安全检查未通过" in words[Language.CHINESE].text


def test_the_people_of_a_service_are_called_before_those_of_the_policy():
    """RBK-3."""
    rule = ServiceRule(name="shop", namespace="shop", on_call=("u_li", "u_mei"))
    policy = Policy(on_call=("u_mei", "u_an"), services=(rule,))

    assert people_on_call(policy, SHOP) == ("u_li", "u_mei", "u_an")
    assert people_on_call(policy, replace(SHOP, namespace="pay")) == ("u_mei", "u_an")
    assert people_on_call(policy, None) == ("u_mei", "u_an")


def test_who_is_disabled_is_not_called_and_who_has_no_channels_gets_mail():
    """RBK-3."""
    mei = Person(id="u_mei", name="梅", mail="mei@example.cn")

    assert addresses_of(replace(mei, disabled=True), None) == ()
    assert addresses_of(replace(mei, mail=""), BriefingSettings()) == ()
    assert [each.target for each in addresses_of(mei, None)] == ["mei@example.cn"]


def test_each_question_of_an_incident_has_an_id_of_its_own():
    """RBK-8."""
    ids = {approval_id("i_1", number) for number in range(1, 100)}

    assert len(ids) == 99
    assert all(len(each) == 28 and each.startswith("a_") for each in ids)


@pytest.mark.parametrize("kept", ["2026-11-21T22:00:05+00:00", "2026-11-22T06:00:05+08:00"])
def test_moments_are_kept_for_programs_and_said_on_the_readers_wall(kept):
    """RBK-15, EVT-1."""
    waits_for = message("wait.guard", guard=GuardName.COOLDOWN).recorded
    facts = {"waits_for": waits_for, "until": kept}
    event = event_of(an_incident(), IncidentNote(EventType.INCIDENT_WAITING, 1, NOW, facts))
    assert event.data["until"] == kept
    assert "2026-11-22 06:00" in told(event)[Language.CHINESE].text
    assert "2026-11-21 22:00" in told(event)[Language.ENGLISH].text


@pytest.mark.parametrize("refusal", Refusal)
def test_who_is_not_served_is_told_why_in_both_languages(refusal):
    """RBK-12."""
    facts = {"by": "u_mei", "action": "restart", "refusal": str(refusal)}
    event = event_of(an_incident(), IncidentNote(EventType.INCIDENT_REFUSED, 1, NOW, facts))
    for reader in (IN_CHINESE, IN_ENGLISH):
        assert WORDS.text(named(refusal), reader) in told(event)[reader.language].text


@pytest.mark.parametrize(
    "strangers",
    [
        "Nobody knows why this pod answered HTTP 500.",
        "No server answers, and none is registered.",
        "I told them to stop. Nothing was done.",
        "Cluster 'cls-1' did not answer in time.",
        "Muted by 'it (maintenance) window' (silence).",
        "Deploy 41 was rejected by staging. Nothing was done.",
    ],
)
@pytest.mark.parametrize("reader", [IN_CHINESE, IN_ENGLISH])
def test_strangers_words_that_look_like_ours_stay_as_they_are(strangers, reader):
    """RBK-15, SEC-4, I18-1: what others wrote is never translated, whole or in part."""
    ended = message("attempt.ended_by", person=Called("J. R. Smith"), why=foreign(strangers))
    incident = an_incident(attempts=(replace(an_attempt(), because=ended),))
    event = event_of(incident, a_note(EventType.INCIDENT_CLOSED, detail=ended.recorded))

    assert strangers in WORDS.text(ended, reader)
    assert "J. R. Smith" in WORDS.text(ended, reader)
    told_them = re.sub(r"\\(.)", r"\1", told(event)[reader.language].text)
    assert strangers in told_them


def foreign(text: str) -> Message:
    return message("error.foreign", text=Foreign(text))
