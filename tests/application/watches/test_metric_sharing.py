"""One number that many watch is read once."""

import asyncio
from datetime import timedelta

import pytest

from application.watches.metric_sharing import KEPT, SharedReading
from domain.common.errors import Unavailable
from domain.watches.metrics.sources import HttpJson, Sample
from tests.fakes.thresholds import START

PRICE, OTHER = HttpJson("https://a.cn", "price"), HttpJson("https://a.cn", "other")


class Held:
    """A reader that answers when it is let go."""

    def __init__(self):
        self.go = asyncio.Event()
        self.asked = []
        self.ended = []
        self.failure = None

    async def read(self, source, *, now, owner):
        self.asked.append(source)
        try:
            await self.go.wait()
        finally:
            self.ended.append(source)
        if self.failure:
            raise self.failure
        return [Sample(now, 1.0)]


async def all_asking(shared, count, source=PRICE):
    tasks = [
        asyncio.create_task(shared.read(source, now=START, owner="u_mei")) for _ in range(count)
    ]
    await asyncio.sleep(0)
    return tasks


async def test_a_hundred_who_ask_at_once_are_one_request():
    """CLD-5, THR-1."""
    held = Held()
    shared = SharedReading(held)
    tasks = await all_asking(shared, 100)
    held.go.set()

    assert await asyncio.gather(*tasks) == [[Sample(START, 1.0)]] * 100
    assert held.asked == [PRICE]


async def test_an_answer_is_kept_for_a_moment_and_not_for_longer():
    """CLD-5."""
    held = Held()
    held.go.set()
    shared = SharedReading(held)
    for seconds in (0, 4.9, -1, 5, 100):
        await shared.read(PRICE, now=START + timedelta(seconds=seconds), owner="u_mei")
    await shared.read(OTHER, now=START + timedelta(seconds=100), owner="u_mei")

    # Kept at 0; asked again when the clock went back, then for the old age of that, then later.
    assert held.asked == [PRICE, PRICE, PRICE, PRICE, OTHER]
    assert timedelta(seconds=5) == KEPT


async def test_a_failure_is_told_to_all_who_wait_and_not_kept():
    """CLD-5, TSK-5."""
    held = Held()
    held.failure = Unavailable("Down.")
    shared = SharedReading(held)
    tasks = await all_asking(shared, 3)
    held.go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(each) for each in found] == [Unavailable] * 3
    held.failure = None
    assert await shared.read(PRICE, now=START, owner="u_mei") == [Sample(START, 1.0)]


async def test_one_who_gives_up_leaves_the_answer_to_the_others():
    """CLD-5, TSK-3: a paused task must not fail its neighbours."""
    held = Held()
    shared = SharedReading(held)
    first, second = await all_asking(shared, 2)
    first.cancel()
    await asyncio.sleep(0)
    held.go.set()

    assert await second == [Sample(START, 1.0)]
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_when_all_give_up_so_does_the_request():
    """CLD-5, TSK-3."""
    held = Held()
    shared = SharedReading(held)
    tasks = await all_asking(shared, 2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    held.go.set()

    assert await shared.read(PRICE, now=START, owner="u_mei") == [Sample(START, 1.0)]
    assert held.asked == held.ended == [PRICE, PRICE]
