"""Where else a person is told."""

from datetime import UTC, datetime

import pytest

from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Delivery, DeliveryState
from domain.deliveries.other_ways import another_way, every_address, own_addresses

MAIL = ChannelAddress(ChannelKind.MAIL, "mei@example.cn")
ROBOT = ChannelAddress(ChannelKind.WECOM, "ops")
MINE = ChannelAddress(ChannelKind.DINGTALK, "mine")


def rows(*states):
    """Return rows of the ledger, newest first."""
    return [
        Delivery(
            key=f"e/{address.kind}",
            event_id="e",
            person_id="u_mei",
            channel=address.kind,
            target=address.target,
            state=state,
            at=datetime(2026, 11, 20, tzinfo=UTC),
        )
        for address, state in states
    ]


def test_the_preferred_address_comes_first_and_mail_is_the_last():
    """TSK-9."""
    assert every_address("mei@example.cn", [MINE]) == (MINE, MAIL)
    assert every_address("mei@example.cn", [MAIL]) == (MAIL,)
    assert every_address("", []) == ()
    assert own_addresses("mei@example.cn", [MINE]) == (MINE,)
    assert own_addresses("mei@example.cn", []) == (MAIL,)


@pytest.mark.parametrize(
    ("known", "other"),
    [
        (rows((ROBOT, DeliveryState.FAILED)), MINE),
        (rows((ROBOT, DeliveryState.UNCERTAIN)), MINE),
        (rows((MINE, DeliveryState.FAILED), (ROBOT, DeliveryState.FAILED)), MAIL),
        (rows((MINE, DeliveryState.RETRYING), (ROBOT, DeliveryState.FAILED)), None),
        (rows((MINE, DeliveryState.ACCEPTED), (ROBOT, DeliveryState.FAILED)), None),
        (
            rows(*((each, DeliveryState.FAILED) for each in (MAIL, MINE, ROBOT))),
            None,
        ),
        # Sent again, and tried this moment: the newest row counts.
        (rows((ROBOT, DeliveryState.QUEUED), (ROBOT, DeliveryState.FAILED)), None),
    ],
)
def test_another_way_is_taken_only_when_every_address_so_far_failed(known, other):
    """TSK-9."""
    assert another_way([MINE, MAIL], known) == other
