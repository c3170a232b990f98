"""What is configured where the tests work: mail, texts, three robots and a program."""

from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.destinations import Destinations
from domain.deliveries.reach import Reach

REACH = Reach(
    frozenset(
        {
            "+8613800000000",
            "@b.cn",
            "@example.cn",
            "@example.com",
            "@team.example",
            "+8613800138000",
            "+8613900139000",
            "+1234567890",
        }
    ),
    frozenset({"pager"}),
)
"""Whom people who are no operators may reach beside themselves."""

DESTINATIONS = Destinations(
    {
        ChannelKind.MAIL: frozenset(),
        ChannelKind.SMS: frozenset(),
        ChannelKind.WECOM: frozenset({"ops", "team"}),
        ChannelKind.DINGTALK: frozenset({"ops"}),
        ChannelKind.FEISHU: frozenset(),
        ChannelKind.WEBHOOK: frozenset({"feedback"}),
    },
    REACH,
)
