"""Every story is told once per cluster, all at the same time; tests look at how each ended."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bootstrap.story_ends import Told
from sandbox.stories import ALONE, STORIES
from tests.scenarios.house import House, running

AT_ONCE = 13
"""Stories at a time: two cores and one worker carry about twenty, and the cluster has its share."""


@pytest.fixture(scope="session")
async def house(cluster, tmp_path_factory) -> AsyncIterator[House]:
    async with running(cluster, tmp_path_factory.mktemp(f"house-{cluster.name}")) as house:
        yield house


@pytest.fixture(scope="session")
async def told(house) -> dict[str, Told]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def tell(story):
        async with slots:
            teller = await house.teller(story)
            teller.patience = 120
            return await teller.tell()

    ends = await asyncio.gather(*(tell(story) for story in STORIES))
    for story in ALONE:
        ends.append(await tell(story))
        await house.cast.switch(engaged=False)
        await house.cast.permit(allowed=True)
    return {end.story.name: end for end in ends}
