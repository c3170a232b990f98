"""What is particular about each channel (PSH-1)."""

from pathlib import Path

import pytest

from domain.deliveries.channels import BY_NAME, CHANNELS, ROBOTS
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from domain.deliveries.destinations import Destinations
from domain.deliveries.notifications import Method, Notification


def test_every_channel_is_described():
    """PSH-1: whoever adds a kind says what is particular about it."""
    assert set(CHANNELS) == set(ChannelKind)
    assert ROBOTS < BY_NAME


@pytest.mark.parametrize("kind", ChannelKind)
def test_every_channel_can_be_told_by_a_task_and_refused_where_it_is_missing(kind):
    """TSK-9, PSH-1."""
    traits = CHANNELS[kind]

    assert traits.target in Notification.known({"method": traits.method})
    assert Method(traits.method)
    assert Destinations({}).refusal(ChannelAddress(kind, "x")) is not None


def test_every_channel_names_a_setting_that_there_is():
    """PSH-1, OPS-3: whoever reads that a channel is missing hears what to set."""
    documented = (Path(__file__).parents[3] / "docs" / "settings.md").read_text()
    assert all(f"`{traits.setting}`" in documented for traits in CHANNELS.values())
