"""The ports that the outside world keeps: cloud, model and channels, as the settings say."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import httpx

from application.ports.clock import Clock
from application.ports.deliveries import Channel, Pace
from application.ports.models import TokenBudget
from application.summaries import Summaries
from bootstrap.outside_settings import LlmSettings, MailSettings, Robot, RobotKind, TencentSettings
from bootstrap.settings import Settings
from domain.deliveries import ChannelKind
from integrations.chat_robots.dialects import Dialect
from integrations.chat_robots.dialects import Robot as ChatRobot
from integrations.chat_robots.dingtalk import Dingtalk
from integrations.chat_robots.feishu import Feishu
from integrations.chat_robots.posting import RobotChannel
from integrations.chat_robots.wecom import Wecom
from integrations.mail.channel import MailChannel, MailEncryption, MailServer
from integrations.openai_summariser.writer import OpenAiSettings, OpenAiWriter
from integrations.tencent.alarms import TencentAlarms
from integrations.tencent.calls import TencentAccess, TencentCalls
from integrations.tencent.logs import TencentLogs
from integrations.tencent.metrics import CapacityMetric, TencentMetrics


@dataclass(frozen=True)
class Outside:
    """Each field is one port."""

    logs: TencentLogs
    alarms: TencentAlarms
    metrics: TencentMetrics
    channels: Mapping[ChannelKind, Channel]
    summariser: Summaries


@asynccontextmanager
async def open_outside(
    settings: Settings, *, pace: Pace, clock: Clock, budget: TokenBudget
) -> AsyncIterator[Outside]:
    """Open connections to the outside world and close them at the end; nothing is called yet."""
    calls = TencentCalls(_access(settings.tencent), pace, clock)
    model = _model(settings.llm)
    async with httpx.AsyncClient(follow_redirects=False, trust_env=False) as http:
        try:
            yield Outside(
                TencentLogs(calls),
                TencentAlarms(calls),
                TencentMetrics(calls, _watched(settings.tencent)),
                _channels(settings, http, clock),
                Summaries(model, budget),
            )
        finally:
            await calls.close()
            if model is not None:
                await model.close()


def _access(tencent: TencentSettings) -> TencentAccess:
    endpoint = urlsplit(tencent.endpoint)
    return TencentAccess(
        tencent.secret_id.get_secret_value(),
        tencent.secret_key.get_secret_value(),
        tencent.region,
        endpoint.netloc,
        tls=endpoint.scheme != "http",
        calls_per_second=max(1, int(tencent.calls_per_second)),
        at_once=tencent.searches_at_once,
        patience=timedelta(seconds=tencent.timeout_seconds),
    )


def _watched(tencent: TencentSettings) -> tuple[CapacityMetric, ...]:
    return tuple(
        CapacityMetric(each.namespace, each.metric, each.dimensions, each.unit, each.limit)
        for each in tencent.capacity
    )


def _model(llm: LlmSettings) -> OpenAiWriter | None:
    if not llm.configured:
        return None
    return OpenAiWriter(
        OpenAiSettings(llm.base_url, llm.api_key.get_secret_value(), llm.model, llm.timeout_seconds)
    )


_DIALECTS: dict[RobotKind, Dialect] = {
    RobotKind.WECOM: Wecom(),
    RobotKind.DINGTALK: Dingtalk(),
    RobotKind.FEISHU: Feishu(),
}


def _channels(
    settings: Settings, http: httpx.AsyncClient, clock: Clock
) -> Mapping[ChannelKind, Channel]:
    channels: dict[ChannelKind, Channel] = {}
    if settings.mail.configured:
        channels[ChannelKind.MAIL] = MailChannel(_mail_server(settings.mail), clock)
    for kind, dialect in _DIALECTS.items():
        robots = {
            name: _robot(robot) for name, robot in settings.robots.items() if robot.kind is kind
        }
        if robots:
            channels[dialect.kind] = RobotChannel(dialect, http, robots, clock)
    return channels


def _mail_server(mail: MailSettings) -> MailServer:
    return MailServer(
        mail.host,
        mail.port,
        mail.sender,
        mail.user,
        mail.password.get_secret_value(),
        MailEncryption(mail.tls.value),
        timeout_seconds=mail.timeout_seconds,
    )


def _robot(robot: Robot) -> ChatRobot:
    return ChatRobot(
        robot.key.get_secret_value(), robot.secret.get_secret_value(), robot.keyword, robot.url
    )
