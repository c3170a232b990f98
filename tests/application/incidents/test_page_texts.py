"""What somebody reads who is woken: reviewed once by people, and held since (ALR-9)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alerts.alerts import FaultClass
from domain.clusters.clusters import ObjectRef, WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, AttemptState
from domain.common.aloud import seconds_to_say
from domain.common.messages import Called, message, named
from domain.common.notifications import Bullets
from domain.common.readers import Language, Reader
from domain.deliveries.text_messages import SANDBOX_MARK, segments_of, thrifty
from domain.incidents.causes.causes import (
    Cause,
    CauseKind,
    Certainty,
    LikelyCauses,
    Proof,
    Standing,
)
from domain.incidents.evidence import Evidence, Rollout
from domain.incidents.incidents import CallReason
from domain.incidents.page_texts import MOST_PHONE_LINES, command_of, page_text, phone_lines
from domain.monitoring.alarms import Severity
from tests.fakes.incident_examples import after, an_alert, an_attempt, an_incident
from tests.fakes.incident_pages import (
    FAULTS,
    card,
    mail,
    page,
    snapshot,
    snapshot_file,
    spoken,
    text,
)
from tests.fakes.words import LANGUAGES, WORDS, foreign

MOST_SECONDS = 20
MOST_BYTES = 2_048

each_fault = pytest.mark.parametrize("name", FAULTS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_there_is_a_page_for_faults_of_every_kind():
    """ALR-9."""
    assert len(FAULTS) >= 12


@each_language
@each_fault
def test_a_page_reads_as_it_was_reviewed(name, language):
    """ALR-9: `python -m tests.fakes.incident_pages` writes anew what was meant to change."""
    assert snapshot(name, language) == snapshot_file(name, language).read_text(encoding="utf-8")


@each_language
@each_fault
def test_every_form_of_a_page_fits_where_it_is_read(name, language):
    """ALR-9: a card on a phone, one text message, one breath."""
    check_limits(page(name), language)


@each_language
@each_fault
def test_a_mail_holds_all_that_is_known_and_a_link_that_opens(name, language):
    """ALR-9, ALR-10: pod reason, last change, log, what was tried, commands; nothing is cut."""
    incident, reason, _ = FAULTS[name]
    sent, seen = mail(name, language), incident.evidence
    told, _, after_facts = sent.text.rpartition("\n- ")
    log = after_facts.splitlines()[2:-2]
    chinese = language is Language.CHINESE

    assert [each for each in card(page(name), language).splitlines()[:1] if each in sent.subject]
    facts = sum(len(each.items) for each in page(name).card.body if isinstance(each, Bullets))
    assert told.count("\n- ") + 1 == facts
    assert ("变更：" if chinese else "Change: ") in sent.text
    assert ("已试" if chinese else "Tried") in sent.text
    assert command_of(incident, reason) in sent.text
    assert f"zhiban incident ack {incident.id}" in sent.text
    assert sent.leads_to == incident.id
    assert ("我来处理：https://" if chinese else "Acknowledge: https://") in sent.text
    assert sent.text.rpartition(" " if not chinese else "：")[2].strip() in sent.html
    if seen is not None:
        assert seen.reason in sent.text
        assert (seen.rollout.image if seen.rollout else "") in sent.text
        assert seen.event in sent.text
        assert ("white-space:pre-wrap" in sent.html) == bool(seen.log)
        assert len([each for each in log if each]) == len(seen.log) <= 5


@each_language
def test_nobody_reads_that_all_was_tried_where_nothing_was(language):
    """ALR-9: that no repair fits, and that all of them failed, are two things."""
    told = card(page("dependency_unreachable"), language)
    tried = card(page("not_ready_probe"), language)
    all_tried = WORDS.text(named(CallReason.EXHAUSTED), Reader(language, "UTC"))

    assert all_tried not in told
    assert all_tried in tried


def check_limits(told, language):
    shown = card(told, language)
    assert phone_lines(shown) <= MOST_PHONE_LINES, shown
    assert len(shown.encode()) <= MOST_BYTES
    sent = thrifty(SANDBOX_MARK + text(told, language))
    assert segments_of(sent).count == 1, sent
    assert seconds_to_say(spoken(told, language)) <= MOST_SECONDS, spoken(told, language)


@each_language
def test_the_first_line_alone_says_what_is_broken_and_where(language):
    """ALR-9."""
    first = card(page("crash_after_rollout"), language).splitlines()[0]
    assert "shop/checkout" in first
    assert "2" in first
    assert "3" in first


def test_a_card_names_everything_that_helps_at_night():
    """ALR-9: since when, symptom, last change, log, what was tried, why, what to type."""
    shown = card(page("crash_after_rollout"), Language.CHINESE)
    for each in (
        "今天 14:00 起，已 6 分钟",
        "CrashLoopBackOff，重启 11 次（上次退出：Error）",
        "checkout:1.7.1 → checkout:1.7.2",
        "FATAL config: key PAY_TIMEOUT missing",
        "已试：滚动重启（验证未通过）",
        "没有得到批准",
        "zhiban rollback cls-1/shop/checkout",
        "zhiban incident ack i_",
    ):
        assert each in shown


@each_language
def test_what_strangers_wrote_is_quoted_and_never_a_link_or_mention(language):
    """ALR-9, SEC-4."""
    shown = card(page("hostile_texts"), language)
    assert "evil.example" not in shown
    assert "@everyone" not in shown
    assert "<script>" not in shown


@pytest.mark.parametrize(
    ("name", "fault", "english", "chinese"),
    [
        (
            "10.0.3.17",
            FaultClass.NODE,
            "Node failure on ten dot zero dot three dot seventeen, for six minutes.",
            "节点十点零点三点十七故障，已经六分钟。",
        ),
        (
            "172.16.100.4:9100",
            FaultClass.SATURATION,
            "dot sixteen dot one hundred dot four, saturation, for six minutes.",
            "节点一百七十二点十六点一百点四，资源饱和，已经六分钟。",
        ),
        (
            "pool-a-7",
            FaultClass.NODE,
            "Node failure on pool a seven, for six minutes.",
            "节点 pool a 七故障，已经六分钟。",
        ),
    ],
)
def test_a_listener_hears_which_node_it_is(name, fault, english, chinese):
    """ALR-9, BRF-6: "an address" is nothing that anybody can act on."""
    at = ObjectRef("cls-1", "", "Node", name)
    incident = an_incident(owner=None, fault=fault, newest=an_alert(1, object=at))
    told = page_text(incident, CallReason.UNRESOLVED, None, at=after(6 * 60))

    assert english in spoken(told, Language.ENGLISH)
    assert chinese in spoken(told, Language.CHINESE)


@each_language
def test_a_card_of_long_names_that_says_little_fits_too(language):
    """ALR-9: every line is the longest of its kind, and none was of those that go."""
    at = after(6 * 60)
    seen = Evidence(
        at=at, ready=0, wanted=100, restarts=100, pod="a" * 17, reason="CrashLoopBackOff"
    )
    owner = WorkloadRef("cls-1", "a" * 25, WorkloadKind.DEPLOYMENT, "a" * 7)
    newest = an_alert(1, name="", text="", severity=Severity.INFO, labels={})
    incident = an_incident(
        owner=owner, fault=FaultClass.CRASH_LOOP, newest=newest, attempts=(), evidence=seen
    )
    check_limits(page_text(incident, CallReason.INCONCLUSIVE, None, at=at, times=2), language)


def causes():
    """Return none or one likely cause of any kind, about something of any name."""
    one = st.builds(
        Cause,
        kind=st.sampled_from(CauseKind),
        certainty=st.sampled_from(Certainty),
        standing=st.sampled_from(Standing),
        proofs=st.just((Proof(message("proof.no_endpoints", service=Called("x"))),)),
        about=names,
    )
    return st.lists(one, max_size=1).map(tuple)


names = st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True)
texts = st.text(max_size=400)


@settings(max_examples=30, deadline=None)
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_whatever_is_known_every_form_keeps_its_limit(data, language):
    """ALR-9."""
    draw = data.draw
    at = after(6 * 60)
    evidence = st.builds(
        Evidence,
        at=st.just(at),
        ready=st.integers(0, 900),
        wanted=st.integers(0, 900),
        restarts=st.integers(0, 9_999),
        pod=names,
        reason=st.sampled_from(["", "CrashLoopBackOff", "CreateContainerConfigError"]),
        last_exit=st.sampled_from(["", "OOMKilled", "ContainerStatusUnknown"]),
        event=texts,
        log=st.lists(texts, max_size=5).map(tuple),
        rollout=st.none()
        | st.builds(
            Rollout, number=st.integers(1, 9_999), at=st.just(at), image=names, before=names
        ),
        report=st.none() | st.builds(LikelyCauses, at=st.just(at), causes=causes()),
    )
    attempt = st.builds(
        lambda action, state: replace(an_attempt(1, state), action=action),
        st.sampled_from(ActionKind),
        st.sampled_from([each for each in AttemptState if each is not AttemptState.VERIFIED]),
    )
    incident = an_incident(
        owner=WorkloadRef("cls-1", draw(names), WorkloadKind.DEPLOYMENT, draw(names)),
        fault=draw(st.sampled_from(FaultClass)),
        newest=an_alert(
            1,
            name=draw(texts),
            text=draw(texts),
            severity=draw(st.sampled_from(Severity)),
            labels=draw(st.sampled_from([{}, {"runbook_url": "https://wiki.example.cn/a"}])),
        ),
        attempts=tuple(draw(st.lists(attempt, max_size=6))),
        evidence=draw(st.none() | evidence),
    )
    told = page_text(
        incident,
        draw(st.sampled_from(CallReason)),
        draw(st.none() | texts.map(foreign)),
        at=at + draw(st.timedeltas(timedelta(0), timedelta(days=30))),
        times=draw(st.none() | st.integers(2, 99)),
    )
    check_limits(told, language)
