import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from tests.conformance.servers import our_servers
from tests.conformance.verdicts import Target


@pytest.fixture(scope="session")
async def servers() -> AsyncIterator[Mapping[str, Target]]:
    """Our servers; one task opens and closes them, as the library beneath them demands."""
    opened: asyncio.Queue[Mapping[str, Target]] = asyncio.Queue()
    done = asyncio.Event()

    async def keep() -> None:
        async with our_servers() as targets:
            opened.put_nowait(targets)
            await done.wait()

    keeping = asyncio.create_task(keep())
    opening = asyncio.create_task(opened.get())
    await asyncio.wait({keeping, opening}, return_when=asyncio.FIRST_COMPLETED)
    if keeping.done():
        opening.cancel()
        keeping.result()
    yield opening.result()
    done.set()
    await keeping
