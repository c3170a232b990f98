"""Posts to other programs, over real sockets to ones that misbehave."""

import asyncio
import hmac
import logging
from base64 import b64encode
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from domain.common.errors import Misconfigured
from domain.deliveries.webhooks import Post
from integrations.webhooks.poster import HttpWebhooks, Target
from tests.fakes.receivers import answer, receiving
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
SECRET = b"k" * 32
POST = Post("msg_1", '{"data":"值"}'.encode())


@asynccontextmanager
async def posting(*script, path="/hooks/zhiban?key=t0ken", timeout=10.0):
    async with receiving(*script) as receiver, httpx.AsyncClient(trust_env=False) as http:
        target = Target(f"{receiver.base}{path}", SECRET)
        yield receiver, HttpWebhooks(http, {"ops": target}, timeout_seconds=timeout)


async def test_a_post_arrives_signed_and_as_it_is(caplog):
    """EVT-2, SEC-2."""
    caplog.set_level(logging.DEBUG)
    async with posting() as (receiver, poster):
        answered = await poster.post("ops", POST, at=NOW)

    (told,) = receiver.told
    timestamp = str(int(NOW.timestamp()))
    signed = hmac.new(SECRET, b"msg_1." + timestamp.encode() + b"." + POST.body, "sha256")
    assert (answered.status, answered.detail) == (200, "It answered HTTP 200.")
    assert told.target == "/hooks/zhiban?key=t0ken"
    assert told.body == POST.body
    assert told.headers["content-type"] == "application/cloudevents+json"
    assert told.headers["webhook-id"] == "msg_1"
    assert told.headers["webhook-timestamp"] == timestamp
    assert told.headers["webhook-signature"] == "v1," + b64encode(signed.digest()).decode()
    assert "t0ken" not in caplog.text
    assert "t0ken" not in repr(poster)
    assert "kkkk" not in repr(poster)


@pytest.mark.parametrize("status", [204, 302, 404, 410, 422, 429, 500, 503])
async def test_every_status_is_told_as_it_is_and_no_redirect_is_followed(status):
    """EVT-2, SEC-2."""
    async with posting(answer(status, "location: /elsewhere")) as (receiver, poster):
        answered = await poster.post("ops", POST, at=NOW)

    assert (answered.status, len(receiver.told)) == (status, 1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("Fri, 20 Nov 2026 22:31:00 GMT", 0), ("-1", 0), ("9" * 30, 0), ("٣", 0)],
)
async def test_a_wish_to_be_left_alone_is_read_when_it_is_a_number_of_seconds(header, seconds):
    """EVT-2."""
    said = answer(429, "retry-after: %s").replace(b"%s", header.encode())
    async with posting(said) as (_, poster):
        answered = await poster.post("ops", POST, at=NOW)

    assert answered.retry_after == timedelta(seconds=seconds)


async def test_an_endless_body_is_not_read():
    """EVT-2, SEC-2."""
    said = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n" + b"x" * 100_000
    async with posting(said) as (_, poster):
        answered = await poster.post("ops", POST, at=NOW)

    assert answered.status == 200


async def test_a_program_that_breaks_off_after_it_took_the_event_gave_no_answer():
    """EVT-2, REL-2."""
    async with posting(None) as (receiver, poster):
        answered = await poster.post("ops", POST, at=NOW)
        again = await poster.post("ops", POST, at=NOW + timedelta(seconds=5))

    assert (answered.status, again.status) == (None, 200)
    assert answered.detail == "It did not answer in time, or broke off."
    assert [told.headers["webhook-id"] for told in receiver.told] == ["msg_1", "msg_1"]


async def test_a_program_that_says_nothing_is_not_waited_for_without_end():
    """EVT-2, REL-2."""
    never = asyncio.Event()
    async with posting(never, timeout=3) as (receiver, poster):
        answered = await poster.post("ops", POST, at=NOW)
        never.set()

    assert (answered.status, len(receiver.told)) == (None, 1)


@pytest.mark.parametrize(
    "said", [b"no http at all\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 9_000]
)
async def test_what_is_no_answer_is_none(said):
    """EVT-2, REL-2."""
    async with posting(said) as (_, poster):
        answered = await poster.post("ops", POST, at=NOW)

    assert answered.status is None


async def test_a_program_that_is_not_there_could_not_be_reached():
    """EVT-2, REL-2."""
    async with posting() as (receiver, poster):
        pass
    async with httpx.AsyncClient(trust_env=False) as http:
        answered = await HttpWebhooks(http, poster.targets).post("ops", POST, at=NOW)

    assert (answered.status, answered.detail) == (None, "It could not be reached.")
    assert receiver.told == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "no address", "http://", "http://[::1"])
async def test_an_address_that_is_none_is_named_by_its_name_only(url):
    """EVT-2, SEC-2."""
    async with httpx.AsyncClient(trust_env=False) as http:
        poster = HttpWebhooks(http, {"ops": Target(url)})
        with pytest.raises(
            Misconfigured, check=says("The address of webhook “ops” is not a web address")
        ):
            await poster.post("ops", POST, at=NOW)


async def test_a_name_that_nobody_configured_is_refused():
    """EVT-2."""
    async with posting() as (_, poster):
        with pytest.raises(Misconfigured, check=says("No webhook named “gone”")):
            await poster.post("gone", POST, at=NOW)
