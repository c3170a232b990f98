"""What is particular about each channel; whoever adds a channel adds it here (PSH-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.deliveries.deliveries import ChannelKind


@dataclass(frozen=True)
class ChannelPace:
    """At most `limit` messages in any `window_seconds`, per robot."""

    limit: int
    window_seconds: float


@dataclass(frozen=True, kw_only=True)
class ChannelTraits:
    """One channel.

    Attributes:
        method: what a task's notification calls it.
        target: field of a notification that says where.
        by_name: whether its targets are names from the settings instead of addresses.
        robot: whether it is a group robot, which can mention people.
        personal: whether only one person reads it.
        pace: the provider's limit per sender; None where it names none.
        burst: what it allows beside it within a moment.
        setting: names in the settings; who runs it sets them where the channel is missing.
    """

    method: str
    target: str
    setting: str
    by_name: bool = False
    robot: bool = False
    personal: bool = False
    pace: ChannelPace | None = None
    burst: ChannelPace | None = None


CHANNELS: Mapping[ChannelKind, ChannelTraits] = MappingProxyType(
    {
        ChannelKind.MAIL: ChannelTraits(
            method="email",
            target="email",
            setting="ZHIBAN_MAIL_HOST",
            personal=True,
        ),
        ChannelKind.SMS: ChannelTraits(
            method="sms",
            target="phone_number",
            setting="ZHIBAN_TWILIO_ACCOUNT_SID",
            personal=True,
            # 15 segments between two numbers in 30 s (Twilio error 14107, the older of its two
            # figures).
            pace=ChannelPace(14, 30.0),
        ),
        ChannelKind.WECOM: ChannelTraits(
            method="wecom",
            target="robot",
            setting="ZHIBAN_ROBOTS",
            by_name=True,
            robot=True,
            # 20 a minute per robot; one less leaves room for clocks that differ.
            pace=ChannelPace(19, 60.0),
        ),
        ChannelKind.DINGTALK: ChannelTraits(
            method="dingtalk",
            target="robot",
            setting="ZHIBAN_ROBOTS",
            by_name=True,
            robot=True,
            # 20 a minute per robot; overrun is punished with ten minutes of silence.
            pace=ChannelPace(18, 60.0),
        ),
        ChannelKind.FEISHU: ChannelTraits(
            method="feishu",
            target="robot",
            setting="ZHIBAN_ROBOTS",
            by_name=True,
            robot=True,
            # 100 a minute and 5 a second per bot. A second is short beside the way there: what was
            # let go in two of them may arrive within one.
            pace=ChannelPace(80, 60.0),
            burst=ChannelPace(5, 2.0),
        ),
        ChannelKind.WEBHOOK: ChannelTraits(
            method="webhook", target="webhook", setting="ZHIBAN_WEBHOOKS", by_name=True
        ),
        # The library keeps the pace of each service itself.
        ChannelKind.APPRISE: ChannelTraits(
            method="apprise", target="service", setting="ZHIBAN_APPRISE", by_name=True
        ),
    }
)

ROBOTS = frozenset(kind for kind, each in CHANNELS.items() if each.robot)
PERSONAL = frozenset(kind for kind, each in CHANNELS.items() if each.personal)
BY_NAME = frozenset(kind for kind, each in CHANNELS.items() if each.by_name)
"""Channels whose targets are names from the settings."""
