"""Which of two providers sends a text."""

import pytest

from application.deliveries.texts_by_number import TextsByNumber
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message
from tests.fakes.briefing_making import ObedientChannel

TEXT = Message(key="k", title="t", markdown="", text="x")


@pytest.mark.parametrize(
    ("number", "by"),
    [
        ("+8613800138000", "mainland"),
        ("+86 138 0013 8000", "mainland"),
        ("+85251234567", "elsewhere"),
        ("+14155550123", "elsewhere"),
        ("13800138000", "elsewhere"),
    ],
)
async def test_the_country_of_the_number_decides(number, by):
    """PSH-1."""
    providers = {
        "mainland": ObedientChannel(ChannelKind.SMS),
        "elsewhere": ObedientChannel(ChannelKind.SMS),
    }

    await TextsByNumber(**providers).send(TEXT, ChannelAddress(ChannelKind.SMS, number))

    assert {name for name, each in providers.items() if each.sent} == {by}
