"""The common pace of a cluster, and what is kept of it for the urgent."""

import asyncio
from datetime import timedelta

import pytest

from application.urgency import Urgency, how_urgent, urgent
from domain.errors import TooManyRequests
from integrations.kubernetes.pacing import LEAST_SHARED_OUT, Pacing, lanes_of
from tests.fakes.clock import ManualClock
from tests.fakes.deliveries import InMemoryPace

CLUSTER = "cls-one"


def paced(limit: int = 50) -> Pacing:
    """A pace at which nobody may wait, under a clock that stands still."""
    return Pacing(InMemoryPace(), ManualClock(), limit, timedelta())


async def all_that_may_leave(pacing: Pacing) -> int:
    """Ask until it is too much."""
    for number in range(1_000):
        try:
            await pacing.wait(CLUSTER)
        except TooManyRequests:
            return number
    return 1_000


@pytest.mark.parametrize("limit", [LEAST_SHARED_OUT, 31, 50, 333])
def test_the_lanes_together_are_the_pace(limit):
    """CLD-5."""
    lanes = {lane for urgency in Urgency for lane in lanes_of(CLUSTER, limit, urgency)}

    assert len(lanes) == 3
    assert sum(lane.limit for lane in lanes) == limit


@pytest.mark.parametrize("urgency", Urgency)
def test_a_slow_pace_is_everybodys(urgency):
    """CLD-5: shares of a few requests would only make all wait."""
    (lane,) = lanes_of(CLUSTER, LEAST_SHARED_OUT - 1, urgency)

    assert lane.limit == LEAST_SHARED_OUT - 1


async def test_what_can_wait_leaves_the_urgent_their_share():
    """CLD-5, RBK-6: guards that cannot be read stop a repair, which then asks for still more."""
    pacing = paced()

    assert await all_that_may_leave(pacing) == 20
    with urgent(Urgency.DECIDING):
        assert await all_that_may_leave(pacing) == 10
    with urgent(Urgency.REPAIRING):
        assert await all_that_may_leave(pacing) == 20


async def test_the_urgent_may_take_from_everybodys_share_too_and_no_more_than_all():
    """CLD-5."""
    pacing = paced()

    with urgent(Urgency.REPAIRING):
        assert await all_that_may_leave(pacing) == 40
    assert await all_that_may_leave(pacing) == 0


async def test_urgency_holds_for_the_tasks_that_a_block_starts_and_ends_with_it():
    """CLD-5."""

    async def tell() -> Urgency:
        return how_urgent()

    with urgent(Urgency.REPAIRING):
        started = asyncio.create_task(tell())
        with urgent(Urgency.DECIDING):
            assert await tell() is Urgency.DECIDING

    assert await started is Urgency.REPAIRING
    assert await tell() is Urgency.OTHERWISE
