"""How many plans are made for a cluster at a time."""

import asyncio

import pytest

from application.incidents.repairs import proposals as repair_proposals
from application.incidents.repairs.proposals import AT_ONCE, Planning
from domain.common.errors import TooManyRequests
from tests.fakes.words import says


async def test_no_more_plans_are_made_at_once_than_agreed_and_who_came_first_goes_first():
    """ALR-8, CLD-5."""
    planning, begun = Planning(), []
    room = asyncio.Event()

    async def plan(number: int) -> None:
        async with planning.turn("cls-one"):
            begun.append(number)
            await room.wait()

    plans = [asyncio.create_task(plan(number)) for number in range(AT_ONCE * 3)]
    for _ in range(20):
        await asyncio.sleep(0)
    assert begun == list(range(AT_ONCE))
    room.set()
    await asyncio.gather(*plans)

    assert begun == list(range(AT_ONCE * 3))


async def test_a_cluster_that_hangs_holds_no_other_up(monkeypatch):
    """ALR-8, CLD-5: and of the one that hangs nobody is asked in vain."""
    monkeypatch.setattr(repair_proposals, "LONGEST_QUEUE", 0.01)
    planning, never = Planning(), asyncio.Event()

    async def hang() -> None:
        async with planning.turn("cls-one"):
            await never.wait()

    hanging = [asyncio.create_task(hang()) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests, check=says("cls-one")) as told:
        async with planning.turn("cls-one"):
            raise AssertionError("its turn has not come")
    async with planning.turn("cls-two"):
        pass
    for each in hanging:
        each.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    async with planning.turn("cls-one"):
        pass

    assert told.value.delay is not None
