"""What other programs are sent, how it is signed and when it is tried again."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from hypothesis import given
from hypothesis import strategies as st

from api.bodies import CloudEvent
from domain.common.errors import InvalidRequest, Misconfigured
from domain.deliveries.webhooks import (
    ABOUT_TASKS,
    GIVE_UP_AFTER,
    Answer,
    Endpoint,
    Post,
    Verdict,
    check_endpoint,
    judge,
    message_id_of,
    post_of,
    secret_of,
    signed_headers,
    skipped,
)
from domain.events.events import Event
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
EVENT = Event(
    id="e1",
    type="zhiban.web.changed",
    source="/tasks/t_1",
    subject="t_1",
    time=NOW,
    owner="u_mei",
    data={"a": "值"},
    sequence=7,
)
PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The secret of the example that libraries of Standard Webhooks are tested with."""


def test_the_published_example_gets_the_published_signature():
    """EVT-2, SEC-2."""
    post = Post("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}')
    at = datetime.fromtimestamp(1614265330, UTC)

    assert signed_headers(post, secret=secret_of(PUBLISHED), at=at) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.binary(min_size=24, max_size=64), st.text(), st.binary(), st.datetimes())
def test_a_signature_agrees_with_another_implementation(key, event_id, body, at):
    """EVT-2, SEC-2."""
    at = at.replace(tzinfo=UTC)
    post = Post(message_id_of(event_id.encode("utf-8", "replace").decode()), body)
    secret = secret_of("whsec_" + b64encode(key).decode())

    headers = signed_headers(post, secret=secret, at=at)

    theirs = HMAC(key, SHA256())
    theirs.update(
        b".".join((post.message_id.encode(), headers["webhook-timestamp"].encode(), body))
    )
    version, _, signature = headers["webhook-signature"].partition(",")
    assert version == "v1"
    theirs.verify(b64decode(signature))


def test_without_a_secret_nothing_is_signed():
    """EVT-2."""
    assert "webhook-signature" not in signed_headers(Post("m", b""), secret=secret_of(""), at=NOW)
    assert secret_of("plain words") == b"plain words"


@pytest.mark.parametrize("text", ["whsec_", "whsec_!!!!", "whsec_c2hvcnQ=", "whsec_" + "QUFB" * 40])
def test_a_secret_that_receivers_would_refuse_is_refused_without_repeating_it(text):
    """EVT-2, SEC-2."""
    with pytest.raises(Misconfigured, check=says("base64 of 24 to 64 bytes")) as told:
        secret_of(text)
    assert text.removeprefix("whsec_") == "" or text not in str(told.value)


def test_an_event_is_sent_as_the_api_writes_it():
    """EVT-1, EVT-2."""
    for event in (
        EVENT,
        Event(id="e", type="x", source="/s", subject="", time=NOW, owner=None, data={}, sequence=1),
    ):
        written = CloudEvent.of(event).model_dump_json(exclude_none=True)
        assert json.loads(post_of(event).body) == json.loads(written)
    halved = Event(
        id="e",
        type="x",
        source="/s",
        subject="",
        time=NOW,
        owner=None,
        data={"t": "\ud83d"},
        sequence=1,
    )
    assert json.loads(post_of(halved).body)["data"] == {"t": "\ud83d"}


def test_one_event_has_one_id_and_no_other_has_it():
    """EVT-2: nor one of the same id that says something else, as a restore brings it about."""
    later = replace(EVENT, sequence=99)  # the same, appended to a database that was set back
    others = [
        replace(EVENT, id="e2"),
        replace(EVENT, data={"else": 1}),
        replace(EVENT, time=NOW + timedelta(seconds=1)),
    ]
    assert post_of(later).message_id == post_of(EVENT).message_id
    assert len({post_of(each).message_id for each in (EVENT, *others)}) == 4
    assert message_id_of("反馈/\n.").isascii()
    assert "." not in message_id_of("反馈/\n.")


@pytest.mark.parametrize(
    ("endpoint", "wanted"),
    [
        (Endpoint("a", ("*",)), True),
        (Endpoint("a", ("zhiban.task.*", "zhiban.web.*")), True),
        (Endpoint("a", ABOUT_TASKS), True),
        (Endpoint("a", ("zhiban.task.*",)), False),
        (Endpoint("a"), False),
        (Endpoint("a", ("*",), "u_mei"), True),
        (Endpoint("a", ("*",), "u_bob"), False),
    ],
)
def test_an_endpoint_gets_the_types_and_the_owners_it_asks_for(endpoint, wanted):
    """EVT-2."""
    assert endpoint.wants(EVENT) is wanted


def test_what_concerns_everybody_is_sent_to_who_asks_for_one_owner():
    """EVT-2."""
    assert Endpoint("a", ("*",), "u_bob").wants(
        Event(id="e", type="x", source="/s", subject="", time=NOW)
    )


def test_what_is_said_about_a_failed_sending_is_sent_nowhere():
    """EVT-2, REL-2: two receivers that refuse everything do not keep each other busy."""
    lost = skipped("a", EVENT, tries=5, detail="It answered HTTP 422.", at=NOW)

    assert (lost.type, lost.subject, lost.owner) == (
        "zhiban.delivery.settled",
        "webhook/a/7",
        "u_mei",
    )
    assert lost.data["state"] == "failed"
    assert not Endpoint("b", ("*",)).wants(lost)


@pytest.mark.parametrize("name", ["", "A", "a/b", "a" * 41, "反馈", "-a"])
def test_a_name_that_cannot_be_part_of_an_id_is_refused(name):
    """EVT-2."""
    with pytest.raises(InvalidRequest, check=says("webhooks must be 1 to 40")):
        check_endpoint(Endpoint(name))


def test_a_pattern_that_means_nothing_is_refused_with_the_endpoint():
    """EVT-2."""
    with pytest.raises(InvalidRequest, check=says(r"webhooks\.a\.types must be a type")):
        check_endpoint(Endpoint("a", ("web*",)))
    assert check_endpoint(Endpoint("feedback", ABOUT_TASKS)).name == "feedback"


MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "tries", "failing_for", "verdict", "wait"),
    [
        (200, 1, DAY * 9, Verdict.ACCEPTED, 0),
        (299, 9, MINUTE, Verdict.ACCEPTED, 0),
        (None, 1, MINUTE, Verdict.RETRY, 5),
        (None, 99, DAY * 30, Verdict.RETRY, 900),
        (500, 1, MINUTE, Verdict.RETRY, 5),
        (503, 4, MINUTE, Verdict.RETRY, 40),
        (500, 99, GIVE_UP_AFTER, Verdict.SKIPPED, 0),
        (408, 6, MINUTE, Verdict.RETRY, 160),
        (425, 6, MINUTE, Verdict.RETRY, 160),
        (429, 20, MINUTE, Verdict.RETRY, 900),
        (422, 4, MINUTE, Verdict.RETRY, 40),
        (422, 5, MINUTE, Verdict.SKIPPED, 0),
        (400, 5, MINUTE, Verdict.SKIPPED, 0),
        (404, 50, MINUTE, Verdict.RETRY, 900),
        (302, 50, MINUTE, Verdict.RETRY, 900),
        (401, 50, DAY, Verdict.SKIPPED, 0),
    ],
)
def test_only_what_is_answered_and_wrong_is_given_up(status, tries, failing_for, verdict, wait):
    """EVT-2, REL-2."""
    judgement = judge(Answer(status, ""), tries=tries, failing_for=failing_for)

    assert (judgement.verdict, judgement.wait) == (verdict, timedelta(seconds=wait))


@pytest.mark.parametrize(("asked", "waited"), [(2, 5), (70, 70), (90_000, 3_600)])
def test_a_receiver_may_ask_for_a_longer_pause_up_to_an_hour(asked, waited):
    """EVT-2."""
    answer = Answer(429, "", timedelta(seconds=asked))

    assert judge(answer, tries=1, failing_for=timedelta()).wait == timedelta(seconds=waited)
