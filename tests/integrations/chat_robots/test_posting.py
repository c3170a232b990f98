"""What all three chat robots promise, over real sockets against the stand-ins."""

import asyncio
import logging
import ssl
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from application.ports.deliveries import Channel
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from integrations.chat_robots.dialects import Robot
from integrations.chat_robots.dingtalk import DINGTALK, Dingtalk
from integrations.chat_robots.feishu import FEISHU, Feishu
from integrations.chat_robots.posting import RobotChannel
from integrations.chat_robots.wecom import WECOM, Wecom
from sandbox.robots import dingtalk, feishu, wecom
from sandbox.robots.app import RobotSandbox
from sandbox.robots.faults import Fault, FaultKind
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve
from tests.fakes.words import shown

DIALECTS = {dialect.kind: dialect for dialect in (Wecom(), Dingtalk(), Feishu())}
KEY, SECRET = "k3y+with=signs", "s3cret"
TRUST = ssl.create_default_context()  # loading it for each client would take most of the time
HASTE = 2.0  # seconds; a busy machine connects in that time, and a stand-in that hangs does not
LINK = "https://zhiban.example.com/s/abc"
MESSAGE = Message(key="k", title="值班简报", markdown="# 值班简报\n\n一切正常。", text="一切正常。")
LONG = "\n".join(f"第{n}行：结账服务的错误率升高。" for n in range(2500))


@dataclass
class World:
    """One provider, its stand-in and our channel to it."""

    sandbox: RobotSandbox
    channel: Channel
    to: ChannelAddress
    clock: ManualClock
    build: Any
    base: str


def built(kind, http, base, clock, *, key=KEY, secret=SECRET, **more):
    robots = {"ops": Robot(key, secret, server=base)}
    return RobotChannel(DIALECTS[kind], http, robots, clock, **more)


@pytest.fixture(params=DIALECTS)
async def world(request):
    clock = ManualClock()
    sandbox = RobotSandbox(
        wecom=[wecom.WecomRobot("ops-wecom", KEY)],
        dingtalk=[dingtalk.DingtalkRobot("ops-dingtalk", KEY, SECRET)],
        feishu=[feishu.FeishuRobot("ops-feishu", KEY, SECRET)],
        clock=lambda: clock.now().timestamp(),
    )
    async with serve(sandbox.app) as base, httpx.AsyncClient(verify=TRUST) as http:

        def build(server=base, **more):
            return built(request.param, http, server, clock, **more)

        yield World(sandbox, build(), ChannelAddress(request.param, "ops"), clock, build, base)


async def test_an_accepted_message_is_in_the_group(world):
    """PSH-1, PSH-2."""
    receipt = await world.channel.send(MESSAGE, world.to)

    [posted] = world.sandbox.messages()
    assert (receipt.outcome, receipt.parts, receipt.sent_parts) == (Outcome.ACCEPTED, 1, 1)
    assert posted.robot == f"ops-{world.to.kind}"
    assert posted.text.count("值班简报") == 1
    assert "一切正常。" in posted.text
    assert world.channel.kind is world.to.kind


async def test_a_long_message_arrives_whole_in_numbered_parts(world):
    """PSH-3."""
    body = LONG[: len(LONG) // 8]
    message = Message(key="k", title="t", markdown=body, text=body)
    channel = world.build(most_parts=50)

    count = channel.parts_of(message, world.to)
    receipt = await channel.send(message, world.to)

    texts = [posted.text for posted in world.sandbox.messages()]
    assert count == len(texts) == receipt.parts == receipt.sent_parts
    assert count == (4 if world.to.kind is ChannelKind.WECOM else 1)
    for line in body.split("\n"):
        assert sum(line in text for text in texts) >= 1
    assert all(f"t ({place}/{count})" in text for place, text in enumerate(texts, 1) if count > 1)


async def test_too_many_parts_become_one_post_with_the_link(world):
    """PSH-3."""
    message = Message(key="k", title="t", markdown=LONG * 3, text=LONG, link=LINK)

    receipt = await world.channel.send(message, world.to)

    [posted] = world.sandbox.messages()
    assert receipt.outcome is Outcome.ACCEPTED
    assert LINK in posted.text
    assert "第0行" in posted.text


async def test_without_a_link_nothing_is_left_out(world):
    """PSH-3."""
    message = Message(key="k", title="t", markdown=LONG, text=LONG)
    channel = world.build(most_parts=1)

    assert channel.parts_of(message, world.to) > 3


async def test_every_post_says_sandbox_when_the_message_does(world):
    """OPS-6."""
    body = LONG[: len(LONG) // 2]
    message = Message(key="k", title="t", markdown=body, text=body, sandbox=True)

    await world.build(most_parts=50).send(message, world.to)

    assert len(world.sandbox.messages()) > 1
    for posted in world.sandbox.messages():
        assert "SANDBOX" in posted.text


async def test_a_retry_goes_on_where_the_last_try_stopped(world):
    """PSH-2."""
    message = Message(key="k", title="t", markdown=LONG, text=LONG)
    channel = world.build(most_parts=50)
    world.sandbox.order(Fault(FaultKind.STATUS, nth=2, status=503))

    first = await channel.send(message, world.to)
    world.clock.move(minutes=1)
    second = await channel.send(message, world.to, first_part=first.sent_parts)

    assert (first.outcome, first.parts, first.sent_parts) == (Outcome.RETRY, 1, 1)
    total = channel.parts_of(message, world.to)
    while second.outcome is Outcome.RETRY:
        world.clock.move(minutes=10)
        second = await channel.send(message, world.to, first_part=second.sent_parts)
    assert second.sent_parts == total
    texts = [posted.text for posted in world.sandbox.messages()]
    assert [f"({place}/{total})" in text for place, text in enumerate(texts, 1)] == [True] * total


@pytest.mark.parametrize(
    ("fault", "outcome", "wait"),
    [
        (Fault(FaultKind.STATUS, status=500), Outcome.RETRY, 0),
        (Fault(FaultKind.STATUS, status=503, retry_after=7), Outcome.RETRY, 7),
        (Fault(FaultKind.STATUS, status=429, retry_after=9999), Outcome.RETRY, 3600),
        (Fault(FaultKind.STATUS, status=504, retry_after=7), Outcome.UNCERTAIN, 0),
        (Fault(FaultKind.STATUS, status=404), Outcome.CONFIGURATION, 0),
        (Fault(FaultKind.STATUS, status=413), Outcome.PERMANENT, 0),
        (Fault(FaultKind.ERRCODE, code=-1), Outcome.RETRY, 0),
        (Fault(FaultKind.ERRCODE, code=987654), Outcome.PERMANENT, 0),
        (Fault(FaultKind.GARBAGE), Outcome.UNCERTAIN, 0),
        (Fault(FaultKind.HANG), Outcome.UNCERTAIN, 0),
        (Fault(FaultKind.ACCEPT_THEN_HANG), Outcome.UNCERTAIN, 0),
        (Fault(FaultKind.ACCEPT_THEN_RESET), Outcome.UNCERTAIN, 0),
    ],
    ids=str,
)
async def test_every_failure_has_its_class(world, fault, outcome, wait):
    """PSH-2, REL-2."""
    if world.to.kind is ChannelKind.FEISHU and fault.code == -1 and fault.kind is FaultKind.ERRCODE:
        outcome = Outcome.PERMANENT  # Feishu publishes no such code
    world.sandbox.order(fault)

    patience = HASTE if "hang" in fault.kind else 20.0
    receipt = await world.build(timeout_seconds=patience).send(MESSAGE, world.to)

    assert (receipt.outcome, receipt.retry_after_seconds) == (outcome, wait)
    assert (receipt.parts, receipt.sent_parts) == (0, 0)
    assert shown(receipt.detail).endswith(".")


@pytest.mark.parametrize(
    ("provider", "code"),
    [(provider, code) for provider in (WECOM, DINGTALK, FEISHU) for code in provider.rulings],
    ids=lambda value: value.name.id if hasattr(value, "rulings") else str(value),
)
async def test_every_code_of_the_table_gets_its_ruling(provider, code):
    """PSH-2."""
    kind = ChannelKind(provider.name.id.removeprefix("provider."))
    sandbox = RobotSandbox(
        wecom=[wecom.WecomRobot("a", KEY)],
        dingtalk=[dingtalk.DingtalkRobot("b", KEY)],
        feishu=[feishu.FeishuRobot("c", KEY)],
    )
    sandbox.order(Fault(FaultKind.ERRCODE, code=code, text=f"no, {KEY}"))
    async with serve(sandbox.app) as base, httpx.AsyncClient(verify=TRUST) as http:
        receipt = await built(kind, http, base, ManualClock()).send(
            MESSAGE, ChannelAddress(kind, "ops")
        )

    ruling = provider.rulings[code]
    assert receipt.outcome is ruling.outcome
    assert receipt.retry_after_seconds == ruling.wait_seconds
    assert str(code) in shown(receipt.detail)
    assert shown(ruling.advice) in shown(receipt.detail)
    assert KEY not in shown(receipt.detail)


async def test_the_providers_own_refusals_are_classified(world):
    """PSH-2: a wrong key, and one call too many."""
    wrong = {"key": "no"} if world.to.kind is ChannelKind.WECOM else {"secret": "no"}
    denied = await world.build(**wrong).send(MESSAGE, world.to)
    receipts = [await world.channel.send(MESSAGE, world.to) for _ in range(21)]

    assert denied.outcome is Outcome.CONFIGURATION
    assert receipts[-1].outcome is Outcome.RETRY
    assert receipts[-1].retry_after_seconds >= 60


async def test_a_name_that_is_not_configured_is_a_matter_of_settings(world):
    """PSH-2."""
    receipt = await world.channel.send(MESSAGE, ChannelAddress(world.to.kind, "elsewhere"))

    assert receipt.outcome is Outcome.CONFIGURATION
    assert "elsewhere" in shown(receipt.detail)


async def test_a_robot_that_is_not_signed_is_posted_to_without_a_signature(world):
    """PSH-1."""
    open_robots = RobotSandbox(
        wecom=[wecom.WecomRobot("a", KEY)],
        dingtalk=[dingtalk.DingtalkRobot("b", KEY)],
        feishu=[feishu.FeishuRobot("c", KEY)],
    )
    async with serve(open_robots.app) as base:
        receipt = await world.build(base, secret="").send(MESSAGE, world.to)

    assert receipt.outcome is Outcome.ACCEPTED
    assert "sign" not in open_robots.messages()[0].body


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        ("http://127.0.0.1:1", Outcome.RETRY),
        ("ftp://127.0.0.1", Outcome.CONFIGURATION),
        ("http://127.0.0.1:port", Outcome.CONFIGURATION),
        ("127.0.0.1", Outcome.CONFIGURATION),
    ],
)
async def test_a_server_that_cannot_be_reached_is_told_from_one_that_is_no_server(
    world, server, outcome
):
    """PSH-2."""
    assert (await world.build(server).send(MESSAGE, world.to)).outcome is outcome


async def test_a_redirect_is_never_followed(world):
    """SEC-2."""
    seen = []

    async def elsewhere(scope, _receive, send):
        seen.append(scope["path"])
        headers = [(b"location", world.base.encode() + b"/cgi-bin/webhook/send")]
        await send({"type": "http.response.start", "status": 307, "headers": headers})
        await send({"type": "http.response.body"})

    async with (
        serve(elsewhere) as base,
        httpx.AsyncClient(verify=TRUST, follow_redirects=True) as http,
    ):
        receipt = await built(world.to.kind, http, base, world.clock).send(MESSAGE, world.to)

    assert receipt.outcome is Outcome.CONFIGURATION
    assert len(seen) == 1


async def test_secrets_are_in_no_log_line_receipt_or_error(world, caplog):
    """CLD-4."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")  # which the program itself sets to be quieter
    faults = [FaultKind.ACCEPT_THEN_RESET, FaultKind.HANG, FaultKind.STATUS, FaultKind.GARBAGE]
    said = KEY if world.to.kind is ChannelKind.WECOM else f"{KEY} {SECRET}"
    world.sandbox.order(Fault(FaultKind.ERRCODE, code=310000, text=f"bad {said}"))
    for kind in faults:
        world.sandbox.order(Fault(kind))
    channel = world.build(timeout_seconds=HASTE)

    receipts = [await channel.send(MESSAGE, world.to) for _ in range(len(faults) + 2)]

    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    logged = "\n".join(record.getMessage() for record in ours)
    shown = logged + repr(receipts) + repr(vars(channel))
    assert receipts[-1].outcome is Outcome.ACCEPTED
    assert "HTTP Request" in logged
    for secret in ("k3y", SECRET):
        assert secret not in shown


async def test_cancelling_passes_through(world):
    """REL-1."""
    world.sandbox.order(Fault(FaultKind.HANG))
    task = asyncio.create_task(world.channel.send(MESSAGE, world.to))
    async with asyncio.timeout(30):
        while world.sandbox.faults():
            await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_words_of_others_call_nobody_and_odd_mentions_are_left_out(world):
    """SEC-4."""
    body = "log: <@all> <at id=all></at> <at id=ou_boss></at>"
    to = ChannelAddress(world.to.kind, "ops", ("<at id=all>", "a b", "值班", "x" * 65))

    await world.channel.send(Message(key="k", title="<@all> <@boss>", markdown=body, text=body), to)

    [posted] = world.sandbox.messages()
    markup = {ChannelKind.WECOM: "<@", ChannelKind.FEISHU: "<at"}.get(world.to.kind)
    assert markup is None or markup not in posted.text  # DingTalk calls only by the `at` field
    assert posted.body.get("at", {}).get("isAtAll", False) is False


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a b", "https://x/" + "y" * 1001])
async def test_a_link_that_could_do_harm_is_not_sent(world, link):
    """SEC-4."""
    await world.channel.send(
        Message(key="k", title="t", markdown="b", text="b", link=link), world.to
    )

    assert link not in world.sandbox.messages()[0].text


@pytest.mark.parametrize("most_parts", [1, 3])
async def test_any_odd_text_is_accepted_as_it_is_weighed(world, most_parts):
    """PSH-3: quotes, controls, emoji and code count as the wire counts them."""
    body = "".join(f'"{n}"\\\t\x00🎉é值\r\n```\n"code"\n```\n' for n in range(700))
    message = Message(key="k", title='"\\' * 200, markdown=body, text=body)
    channel = world.build(most_parts=most_parts)

    receipt = await channel.send(message, world.to)

    assert receipt.outcome is Outcome.ACCEPTED
    assert receipt.parts == channel.parts_of(message, world.to)
