"""The library itself sends, over a socket, to a program that answers as badly as it is asked to."""

import asyncio
import json
import logging

import pytest

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from integrations.apprise.channel import AppriseChannel
from tests.fakes.receivers import answer, receiving
from tests.fakes.words import shown

TO_OPS = ChannelAddress(ChannelKind.APPRISE, "ops")
KEY = "k3y-of-ops"
MESSAGE = Message(
    key="k/1",
    title="页面变了",
    markdown="**变了** <script>",
    text="变了 <script>",
    link="http://z/s/1",
    link_label="详情",
    sandbox=True,
)


async def send(*script, scheme="json", path="/x?cto=1&rto=1", message=MESSAGE, **settings):
    async with receiving(*script) as receiver:
        host = receiver.base.removeprefix("http://")
        channel = AppriseChannel({"ops": f"{scheme}://zhiban:{KEY}@{host}{path}"}, **settings)
        assert channel.parts_of(message, TO_OPS) == 1
        return await channel.send(message, TO_OPS), receiver.told


async def test_a_message_arrives_with_its_title_and_link():
    """PSH-1."""
    receipt, (told,) = await send()

    body = json.loads(told.body)
    assert (body["title"], body["message"]) == (
        "[SANDBOX] 页面变了",
        "**变了** <script>\n\n[详情](http://z/s/1)",
    )
    assert (receipt.outcome, receipt.parts, receipt.sent_parts) == (Outcome.ACCEPTED, 1, 1)
    assert shown(receipt.detail) == "The Apprise service accepted 1 message."


async def test_a_service_that_reads_markdown_gets_it_and_others_get_no_tags():
    """PSH-1: what the library makes of Markdown for HTML lets tags through."""
    _, (plain,) = await send(path="/x?format=text")
    _, (tagged,) = await send(path="/x?format=html")

    assert json.loads(plain.body)["message"] == "变了 <script>\n\nhttp://z/s/1"
    assert "<script>" not in json.loads(tagged.body)["message"]


async def test_what_is_too_long_ends_with_the_link():
    """PSH-3."""
    long = Message(
        key="k", title="t", markdown="", text="长" * 40_000, link="http://z/s/1", sandbox=False
    )
    receipt, (told,) = await send(message=long)

    said = json.loads(told.body)["message"]
    assert receipt.outcome is Outcome.ACCEPTED
    assert said.endswith("长…\n\n[http://z/s/1](http://z/s/1)")
    assert len(said) == 32_768


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (answer(503), Outcome.RETRY),
        (answer(429), Outcome.RETRY),
        (answer(401), Outcome.CONFIGURATION),
        (answer(404), Outcome.CONFIGURATION),
        (answer(422), Outcome.PERMANENT),
        (None, Outcome.UNCERTAIN),
    ],
)
async def test_what_an_answer_means(said, outcome):
    """PSH-2: a message that may have arrived is not sent again."""
    receipt, told = await send(said)
    assert (receipt.outcome, receipt.sent_parts, len(told)) == (outcome, 0, 1)
    assert KEY not in shown(receipt.detail)


async def test_an_answer_that_never_comes_is_uncertain():
    """PSH-2: by the library's own wait, and by ours."""
    for settings in ({"path": "/x?rto=0.2"}, {"timeout_seconds": 0.1}):
        held = asyncio.Event()
        receipt, _ = await send(held, **settings)
        held.set()
        assert receipt.outcome is Outcome.UNCERTAIN
        assert shown(receipt.detail) == (
            "The Apprise service did not answer in time; the message may have arrived."
        )


async def test_where_nobody_listens_nothing_left():
    """PSH-2."""
    receipt = await AppriseChannel({"ops": "json://127.0.0.1:1/x?cto=1"}).send(MESSAGE, TO_OPS)
    assert receipt.outcome is Outcome.RETRY


@pytest.mark.parametrize("address", ["foo://x", "json://", "", "tgram://"])
async def test_an_address_that_is_none_is_told_without_it(address):
    """OPS-3, PSH-2."""
    receipt = await AppriseChannel({"ops": address}).send(MESSAGE, TO_OPS)
    assert receipt.outcome is Outcome.CONFIGURATION
    assert "ops" in shown(receipt.detail)
    assert "://" not in shown(receipt.detail)


async def test_a_name_that_is_not_configured():
    """PSH-2."""
    receipt = await AppriseChannel({}).send(MESSAGE, TO_OPS)
    assert (receipt.outcome, shown(receipt.detail)) == (
        Outcome.CONFIGURATION,
        "No Apprise service named “ops” is configured; ask an admin to add it to ZHIBAN_APPRISE.",
    )


class Root(logging.Handler):
    """What a program's own log would get; `caplog` also listens where nothing is passed on."""

    def __init__(self):
        super().__init__()
        self.names = []

    def emit(self, record):
        self.names.append(record.name.partition(".")[0])


async def test_messages_at_once_are_each_told_their_own_answer():
    """PSH-2, CLD-4: and nothing that the library writes reaches a log."""
    root, logger = Root(), logging.getLogger()
    logger.addHandler(root)
    logger.setLevel(logging.DEBUG)
    sent = await asyncio.gather(send(answer(401)), send(), send(answer(503)), send(answer(422)))

    assert [receipt.outcome for receipt, _ in sent] == [
        Outcome.CONFIGURATION,
        Outcome.ACCEPTED,
        Outcome.RETRY,
        Outcome.PERMANENT,
    ]
    assert not {"apprise", "urllib3"} & set(root.names)
    logging.getLogger("urllib3").warning("heard")
    assert root.names[-1] == "urllib3"
