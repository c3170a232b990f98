"""The common pace of a cluster, and what is kept of it for the urgent."""

import asyncio
from datetime import timedelta

import pytest

from application.clusters.urgency import Urgency, how_urgent, urgent
from bootstrap.system import SystemClock
from domain.common.errors import TooManyRequests, Unavailable
from integrations.kubernetes.client.pacing import BLOCK, LEAST_SHARED_OUT, Pacing, lanes_of
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
        assert await all_that_may_leave(pacing) == 15
    with urgent(Urgency.REPAIRING):
        assert await all_that_may_leave(pacing) == 15


async def test_the_urgent_may_take_from_everybodys_share_too_and_no_more_than_all():
    """CLD-5."""
    pacing = paced()

    with urgent(Urgency.REPAIRING):
        assert await all_that_may_leave(pacing) == 35
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


class CountedPace(InMemoryPace):
    """Also counts how often it was asked."""

    asked = 0

    async def reserve(self, key, **said):
        self.asked += 1
        return await super().reserve(key, **said)


async def test_hundreds_that_wait_ask_the_database_as_often_as_one_would():
    """CLD-5: a crowd in which each asks by itself is a load of its own."""
    pace = CountedPace()
    pacing = Pacing(pace, ManualClock(), 1_000, timedelta())

    await asyncio.gather(*(pacing.wait(CLUSTER) for _ in range(400)))

    assert pace.asked == 400 / BLOCK


async def test_who_came_first_goes_first_and_who_gives_up_takes_no_slot_along():
    """CLD-5."""
    pacing, gone = Pacing(InMemoryPace(), SystemClock(), 20, timedelta(seconds=30)), []

    async def go(number: int) -> None:
        await pacing.wait(CLUSTER)
        gone.append(number)

    going = [asyncio.create_task(go(number)) for number in range(40)]
    await asyncio.sleep(0)
    for number in (25, 30):
        going[number].cancel()
    await asyncio.gather(*going, return_exceptions=True)

    assert gone == [number for number in range(40) if number not in (25, 30)]


async def test_a_database_that_fails_fails_who_waits_and_nobody_later():
    """CLD-5, REL-2."""
    pacing = Pacing(FailingOncePace(), ManualClock(), 20, timedelta(seconds=1))

    told = await asyncio.gather(*(pacing.wait(CLUSTER) for _ in range(3)), return_exceptions=True)
    await pacing.wait(CLUSTER)

    assert [type(each) for each in told] == [Unavailable] * 3


class FailingOncePace(InMemoryPace):
    """The first question to it is not answered."""

    failed = False

    async def reserve(self, key, **said):
        if not self.failed:
            self.failed = True
            raise Unavailable("The database is away.")
        return await super().reserve(key, **said)
