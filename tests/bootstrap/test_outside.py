"""What the settings say about channels reaches the robots and the mail server."""

import json

import pytest

from bootstrap.configuration.settings import load_settings
from bootstrap.outside import destinations, open_outside
from domain.common.errors import Misconfigured
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Outcome
from sandbox.mail.app import MailSandbox
from sandbox.mail.smtp import Door
from sandbox.robots.app import RobotSandbox
from sandbox.robots.dingtalk import DingtalkRobot
from sandbox.robots.feishu import FeishuRobot
from sandbox.robots.wecom import WecomRobot
from tests.fakes.clock import ManualClock
from tests.fakes.loopback import serve
from tests.fakes.words import says
from tests.sandbox.mail.certificates import loopback_certificate

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
            receipt = await channel.send(
                Message(key="k", title="t", markdown="b", text="b"), ChannelAddress(kind, "ops")
            )

    assert receipt.outcome is Outcome.ACCEPTED
    assert list(outside.channels) == [kind]
    [posted] = sandbox.messages()
    assert (KEYWORD in posted.text) is (kind is not ChannelKind.WECOM)


@pytest.fixture
async def company_mail(tmp_path, monkeypatch):
    """A mail server with STARTTLS whose certificate no public authority signed."""
    server_tls, _ = loopback_certificate(tmp_path)
    post = MailSandbox(Door(tls=server_tls, require_tls=True))
    monkeypatch.setenv("ZHIBAN_LOCAL_SERVICES", "mail")
    monkeypatch.setenv("ZHIBAN_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("ZHIBAN_MAIL_PORT", str(await post.open()))
    yield post
    await post.close()


async def mailed():
    mei = ChannelAddress(ChannelKind.MAIL, "mei@example.com")
    async with open_outside(load_settings(), pace=None, clock=ManualClock()) as outside:
        return await outside.channels[ChannelKind.MAIL].send(
            Message(key="k", title="t", markdown="b", text="b"), mei
        )


async def test_mail_goes_over_the_authority_of_a_company(company_mail, tmp_path, monkeypatch):
    """PSH-1, SEC-2."""
    distrusted = await mailed()
    monkeypatch.setenv("ZHIBAN_MAIL_CA_FILE", str(tmp_path / "cert.pem"))
    trusted = await mailed()

    assert (distrusted.outcome, trusted.outcome) == (Outcome.CONFIGURATION, Outcome.ACCEPTED)
    assert [mail.tls for mail in company_mail.mails()] == [True]


@pytest.mark.parametrize("name", ["key.pem", "nothing.pem"])
async def test_a_file_without_certificates_is_named(company_mail, tmp_path, monkeypatch, name):
    """OPS-3."""
    monkeypatch.setenv("ZHIBAN_MAIL_CA_FILE", str(tmp_path / name))

    with pytest.raises(Misconfigured, check=says(f"ZHIBAN_MAIL_CA_FILE names .*{name}")):
        await mailed()
    assert company_mail.mails() == []


async def test_what_can_be_reached_is_what_has_a_channel(monkeypatch):
    """TSK-9: nothing is promised that would fail, and nothing refused that would arrive."""
    kinds = {"a": "wecom", "b": "feishu"}
    robots = {name: {"kind": kind, "key": f"real-{name}"} for name, kind in kinds.items()}
    monkeypatch.setenv("ZHIBAN_ROBOTS", json.dumps(robots))
    monkeypatch.setenv("ZHIBAN_FEEDBACK_URL", "https://programs.example.cn/events")
    monkeypatch.setenv("ZHIBAN_APPRISE", json.dumps({"c": "tgram://123:key/456"}))
    settings = load_settings()
    async with open_outside(settings, pace=None, clock=ManualClock()) as outside:
        channels = set(outside.channels)
    there = destinations(settings)
    named = [("wecom", "a"), ("wecom", "b"), ("feishu", "b"), ("dingtalk", "a"), ("webhook", "x")]
    named += [("webhook", "feedback"), ("mail", "a@b.cn"), ("sms", "+8613800138000")]
    named += [("apprise", "c"), ("apprise", "d")]
    reached = [
        (kind, target)
        for kind, target in named
        if not there.refusal(ChannelAddress(ChannelKind(kind), target))
    ]

    assert reached == [("wecom", "a"), ("feishu", "b"), ("webhook", "feedback"), ("apprise", "c")]
    assert {kind for kind, names in there.names.items() if names} == channels
