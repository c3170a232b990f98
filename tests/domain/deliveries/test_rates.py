"""How many messages arrive."""

from decimal import Decimal

import pytest

from domain.deliveries.deliveries import ChannelKind, DeliveryState
from domain.deliveries.rates import reach_rates

MAIL, WECOM = ChannelKind.MAIL, ChannelKind.WECOM


def test_unknown_is_never_arrived_and_what_is_tried_says_nothing_yet():
    """PSH-7."""
    states = {
        (MAIL, DeliveryState.ACCEPTED): 6,
        (MAIL, DeliveryState.READ): 1,
        (MAIL, DeliveryState.UNCERTAIN): 1,
        (MAIL, DeliveryState.FAILED): 2,
        (MAIL, DeliveryState.RETRYING): 5,
        (WECOM, DeliveryState.SENDING): 3,
    }

    every, mail, wecom = reach_rates(states, {(MAIL, True): 2, (MAIL, False): 1})

    assert (mail.arrived, mail.failed, mail.uncertain, mail.waiting) == (7, 2, 1, 5)
    assert mail.rate == Decimal("0.7")
    assert (wecom.rate, wecom.waiting) == (None, 3)
    assert (every.rate, every.waiting, every.useful, every.not_useful) == (mail.rate, 8, 2, 1)


@pytest.mark.parametrize(("arrived", "rate"), [(8999, "0.899"), (9000, "0.9"), (10_000, "1")])
def test_a_rate_just_below_the_goal_is_not_rounded_up_to_it(arrived, rate):
    """PSH-7."""
    states = {
        (MAIL, DeliveryState.ACCEPTED): arrived,
        (MAIL, DeliveryState.FAILED): 10_000 - arrived,
    }

    assert reach_rates(states, {})[0].rate == Decimal(rate)
