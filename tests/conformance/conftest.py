import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from tests.conformance.servers import SUITE, our_servers
from tests.conformance.verdicts import Target


@pytest.fixture(scope="session")
async def opened_servers() -> AsyncIterator[Mapping[str, Target]]:
    """All servers; one task opens and closes them, as the library beneath them demands."""
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


@pytest.fixture(scope="session")
def servers(opened_servers: Mapping[str, Target]) -> Mapping[str, Target]:
    """Our servers, as they are offered."""
    return {name: target for name, target in opened_servers.items() if name != SUITE}


@pytest.fixture(scope="session")
def suite_server(opened_servers: Mapping[str, Target]) -> Target:
    """One of ours with the suite's own tools."""
    return opened_servers[SUITE]
