"""Where messages can go."""

import pytest

from domain.common.errors import InvalidRequest
from domain.common.shapes import read
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.destinations import MOST_LISTED, Destinations
from domain.deliveries.notifications import addresses_of, check_reachable
from domain.tasks.configs import TaskConfig
from tests.fakes.destinations import DESTINATIONS
from tests.fakes.face_services import BO
from tests.fakes.words import in_english, shown

NOTHING = Destinations({})


@pytest.mark.parametrize(
    ("notification", "says"),
    [
        (
            {"method": "wecom", "robot": "nope"},
            "config.notification.robot must be the name of a configured WeCom robot: ops and team",
        ),
        (
            [{"method": "email", "email": "a@b.cn"}, {"method": "wecom", "to": "nope"}],
            "config.notification[1].to must be the name of a configured WeCom robot: ops and team",
        ),
        (
            {"method": "feishu", "robot": "ops"},
            (
                "config.notification.robot cannot be used: no Feishu robot is configured here; "
                "configured: DingTalk robot (ops), mail, text message, webhook (feedback), "
                "and WeCom robot (ops and team)"
            ),
        ),
        (
            {"method": "webhook", "webhook": "pager"},
            "config.notification.webhook must be the name of a configured webhook: feedback",
        ),
    ],
)
def test_where_nothing_arrives_is_refused_with_what_there_is(notification, says):
    """TSK-9."""
    wanted = read(TaskConfig, {"notification": notification}).notification
    with pytest.raises(InvalidRequest) as error:
        check_reachable(
            wanted, DESTINATIONS, by=BO, own=None, several=isinstance(notification, list)
        )

    assert in_english(error.value).startswith(says)
    check_reachable(wanted, DESTINATIONS, by=BO, own=None, known=addresses_of(wanted))


@pytest.mark.parametrize(
    ("notification", "says"),
    [
        (
            {"method": "email", "email": "a@b.cn"},
            "config.notification.method cannot be used: no channel for mail is configured here",
        ),
        (
            {"method": "sms", "phone_number": "+8613800138000"},
            "config.notification.method cannot be used: no channel for text message is configured",
        ),
    ],
)
def test_a_channel_that_is_not_configured_is_refused(notification, says):
    """TSK-9."""
    with pytest.raises(InvalidRequest) as error:
        check_reachable(
            read(TaskConfig, {"notification": notification}).notification, NOTHING, by=BO, own=None
        )

    assert in_english(error.value).startswith(says)


@pytest.mark.parametrize(
    "notification",
    [
        None,
        {"method": "none"},
        {"method": "email", "email": "a@b.cn"},
        {"method": "sms", "to": "+8613800138000"},
        [{"method": "wecom", "robot": "ops"}, {"method": "webhook", "webhook": "feedback"}],
    ],
)
def test_what_is_configured_is_taken(notification):
    """TSK-9."""
    check_reachable(
        read(TaskConfig, {"notification": notification}).notification, DESTINATIONS, by=BO, own=None
    )


def test_a_long_list_is_cut_and_says_how_much_is_left_out():
    """TSK-9, REL-2."""
    names = frozenset(f"r{number:03}" for number in range(MOST_LISTED + 5))
    said = Destinations({ChannelKind.WECOM: names}).refusal(ChannelAddress(ChannelKind.WECOM, "x"))

    assert shown(said).endswith(f"r{MOST_LISTED - 1:03}, and 5 more")
