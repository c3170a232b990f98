"""Whose turn it is."""

import asyncio

import pytest

from integrations.isolation.turns import FairQueue


class Queue:
    """People who wait for a turn, and in which order they got it."""

    def __init__(self, places=1, each=1):
        self.turns = FairQueue(places, each)
        self.served = []
        self.holding = {}

    async def come(self, name, owner, patience=30.0):
        async def hold():
            async with self.turns.of(owner, patience=patience):
                self.served.append(name)
                await self.holding[name].wait()

        self.holding[name] = asyncio.Event()
        task = asyncio.create_task(hold())
        await asyncio.sleep(0)
        return task

    async def finish(self, name):
        self.holding[name].set()
        for _ in range(5):
            await asyncio.sleep(0)


async def test_turns_go_round_among_owners():
    """SEC-5."""
    queue = Queue()
    for name in ("a1", "a2", "a3", "b1", "c1", "b2"):
        await queue.come(name, name[0])
    for name in ("a1", "a2", "b1", "c1", "a3"):
        await queue.finish(name)

    assert queue.served == ["a1", "a2", "b1", "c1", "a3", "b2"]


async def test_one_owner_leaves_a_place_for_others():
    """SEC-5."""
    queue = Queue(places=2, each=1)
    for name in ("a1", "a2", "b1"):
        await queue.come(name, name[0])

    assert queue.served == ["a1", "b1"]
    assert queue.turns.waiting == 1


@pytest.mark.parametrize("late", [False, True])
async def test_who_gives_up_takes_no_place_with_them(late):
    """SEC-5: not even when the turn came in that moment."""
    queue = Queue()
    await queue.come("a1", "a")
    leaving = await queue.come("b1", "b")
    if late:
        queue.holding["a1"].set()
        await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait({leaving})
    await queue.finish("a1")
    await queue.come("c1", "c")

    assert queue.served[-1] == "c1"
    assert queue.turns.waiting == 0


async def test_nobody_waits_for_ever():
    """SEC-5."""
    queue = Queue()
    await queue.come("a1", "a")
    waiting = await queue.come("b1", "b", patience=0.01)

    with pytest.raises(TimeoutError):
        await waiting
