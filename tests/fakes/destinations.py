"""What is configured where the tests work: mail, texts, three robots and a program."""

from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.destinations import Destinations

DESTINATIONS = Destinations(
    {
        ChannelKind.MAIL: frozenset(),
        ChannelKind.SMS: frozenset(),
        ChannelKind.WECOM: frozenset({"ops", "team"}),
        ChannelKind.DINGTALK: frozenset({"ops"}),
        ChannelKind.FEISHU: frozenset(),
        ChannelKind.WEBHOOK: frozenset({"feedback"}),
    }
)
