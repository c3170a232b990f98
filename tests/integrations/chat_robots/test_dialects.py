"""What a robot's locks do to its posts, and what is never shown of them."""

from bisect import bisect
from datetime import UTC, datetime

import httpx
import pytest

from domain.deliveries.deliveries import ChannelAddress, Message, Outcome
from integrations.chat_robots.dialects import Robot
from integrations.chat_robots.dingtalk import Dingtalk
from integrations.chat_robots.feishu import Feishu
from integrations.chat_robots.posting import RobotChannel
from integrations.chat_robots.wecom import Wecom
from sandbox.robots import dingtalk, feishu
from sandbox.robots.app import RobotSandbox
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve


@pytest.mark.parametrize("dialect", [Dingtalk(), Feishu()], ids=lambda one: one.kind)
async def test_a_robot_locked_by_a_keyword_takes_what_carries_it_and_nothing_else(dialect):
    """PSH-1."""
    sandbox = RobotSandbox(
        dingtalk=[dingtalk.DingtalkRobot("a", "t", keywords=("值班",))],
        feishu=[feishu.FeishuRobot("b", "t", keywords=("值班",))],
    )
    message = Message(key="k", title="t", markdown="b", text="b")
    async with serve(sandbox.app) as base, httpx.AsyncClient(verify=False) as http:
        robots = {
            "with": Robot("t", keyword="值班", server=base),
            "without": Robot("t", server=base),
        }
        channel = RobotChannel(dialect, http, robots, ManualClock())
        taken = await channel.send(message, ChannelAddress(dialect.kind, "with"))
        refused = await channel.send(message, ChannelAddress(dialect.kind, "without"))

    assert taken.outcome is Outcome.ACCEPTED
    assert refused.outcome is Outcome.CONFIGURATION


@pytest.mark.parametrize("dialect", [Dingtalk(), Feishu()], ids=lambda one: one.kind)
def test_parts_are_counted_with_the_keyword_of_the_robot(dialect):
    """PSH-4."""
    robots = {"open": Robot("t"), "locked": Robot("t", keyword="词" * 30)}
    channel = RobotChannel(dialect, None, robots, ManualClock())

    def parts(size, name):
        message = Message(key="k", title="t", markdown="x" * size, text="")
        return channel.parts_of(message, ChannelAddress(dialect.kind, name))

    most = bisect(range(20_000), 1, key=lambda size: parts(size, "open")) - 1
    assert [parts(most, name) for name in ("open", "elsewhere", "locked")] == [1, 1, 2]


def test_parts_are_counted_with_the_calls_that_need_a_post_of_their_own():
    """PSH-4."""
    channel = RobotChannel(Wecom(), None, {}, ManualClock())
    message = Message(key="k", title="t", markdown="b", text="b")

    counts = [
        channel.parts_of(message, ChannelAddress(channel.kind, "ops", whom))
        for whom in ((), ("mei",), ("all",))
    ]

    assert counts == [1, 1, 2]


@pytest.mark.parametrize("dialect", [Wecom(), Dingtalk(), Feishu()], ids=lambda one: one.kind)
def test_secrets_of_a_robot_are_not_shown(dialect):
    """CLD-4."""
    robot = Robot("t0ken", "s3cret")
    shown = repr([robot, dialect.unlock({}, robot, datetime(2026, 1, 1, tzinfo=UTC))])

    assert "t0ken" not in shown
    assert "s3cret" not in shown
