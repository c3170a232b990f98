"""What the settings say about robots reaches the robots."""

import json

import pytest

from bootstrap.outside import open_outside
from bootstrap.settings import load_settings
from domain.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from sandbox.robots.app import RobotSandbox
from sandbox.robots.dingtalk import DingtalkRobot
from sandbox.robots.feishu import FeishuRobot
from sandbox.robots.wecom import WecomRobot
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve

KEY, SECRET, KEYWORD = "sandbox-key", "sandbox-secret", "值班"
ROBOT = {"key": KEY, "secret": SECRET, "keyword": KEYWORD}


@pytest.mark.parametrize("kind", [ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU])
async def test_a_robot_is_posted_to_with_the_locks_of_its_settings(monkeypatch, kind):
    """PSH-1."""
    clock = ManualClock()
    sandbox = RobotSandbox(
        wecom=[WecomRobot("a", KEY)],
        dingtalk=[DingtalkRobot("b", KEY, SECRET, (KEYWORD,))],
        feishu=[FeishuRobot("c", KEY, SECRET, (KEYWORD,))],
        clock=lambda: clock.now().timestamp(),
    )
    async with serve(sandbox.app) as base:
        monkeypatch.setenv("ZHIBAN_SANDBOX", "1")
        monkeypatch.setenv("ZHIBAN_LLM_BASE_URL", f"{base}/v1")
        monkeypatch.setenv("ZHIBAN_TENCENT_ENDPOINT", base)
        monkeypatch.setenv(
            "ZHIBAN_ROBOTS", json.dumps({"ops": {**ROBOT, "kind": kind, "url": base}})
        )
        async with open_outside(load_settings(), pace=None, clock=clock) as outside:
            channel = outside.channels[kind]
            receipt = await channel.send(Message("k", "t", "b", "b"), ChannelAddress(kind, "ops"))

    assert receipt.outcome is Outcome.ACCEPTED
    assert list(outside.channels) == [kind]
    [posted] = sandbox.messages()
    assert (KEYWORD in posted.text) is (kind is not ChannelKind.WECOM)
