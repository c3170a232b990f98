"""A program as a way to reach somebody."""

import json

import httpx
import pytest

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from domain.deliveries.webhooks import message_id_of
from integrations.webhooks.channel import WebhookChannel
from integrations.webhooks.poster import HttpWebhooks, Target
from tests.fakes.clock import ManualClock
from tests.fakes.receivers import answer, receiving
from tests.fakes.words import shown

TO_OPS = ChannelAddress(ChannelKind.WEBHOOK, "ops")
MESSAGE = Message(
    key="k/1", title="页面变了", markdown="**变了**", text="变了", link="http://z/s/1", sandbox=True
)


async def send(*script, to=TO_OPS):
    async with receiving(*script) as receiver, httpx.AsyncClient(trust_env=False) as http:
        poster = HttpWebhooks(http, {"ops": Target(receiver.base, b"s" * 24)})
        channel = WebhookChannel(poster, ManualClock())
        assert channel.parts_of(MESSAGE, to) == 1
        return await channel.send(MESSAGE, to), receiver.told


async def test_a_message_arrives_whole_and_signed():
    """PSH-1."""
    receipt, (told,) = await send()

    assert json.loads(told.body) == {
        "type": "zhiban.message",
        "timestamp": "2026-11-20T22:30:00+00:00",
        "data": {
            "key": "k/1",
            "title": "页面变了",
            "markdown": "**变了**",
            "text": "变了",
            "link": "http://z/s/1",
            "sandbox": True,
        },
    }
    assert told.headers["webhook-signature"].startswith("v1,")
    assert (receipt.outcome, receipt.sent_parts) == (Outcome.ACCEPTED, 1)
    assert receipt.reference == told.headers["webhook-id"] == message_id_of("k/1")


@pytest.mark.parametrize(
    ("said", "outcome", "wait"),
    [
        (None, Outcome.RETRY, 0),
        (answer(503, "retry-after: 9"), Outcome.RETRY, 9),
        (answer(429), Outcome.RETRY, 0),
        (answer(301, "location: /x"), Outcome.CONFIGURATION, 0),
        (answer(401, "retry-after: 9"), Outcome.CONFIGURATION, 0),
        (answer(422), Outcome.PERMANENT, 0),
    ],
)
async def test_every_answer_has_its_meaning_for_the_next_try(said, outcome, wait):
    """PSH-2: a lost answer may be repeated, for the id tells that it is the same message."""
    receipt, told = await send(said)

    assert (receipt.outcome, receipt.sent_parts, receipt.retry_after_seconds) == (outcome, 0, wait)
    assert len(told) == 1


async def test_a_program_that_nobody_configured_is_a_matter_of_configuration():
    """PSH-2."""
    receipt, told = await send(to=ChannelAddress(ChannelKind.WEBHOOK, "gone"))

    assert (receipt.outcome, told) == (Outcome.CONFIGURATION, [])
    assert "“gone”" in shown(receipt.detail)
