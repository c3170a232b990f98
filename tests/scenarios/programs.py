"""Programs of the product, each in a process of its own."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.fakes.waiting import eventually
from tests.whole.machine import free_ports


@asynccontextmanager
async def program(*command: str, given: Mapping[str, str], log: Path) -> AsyncIterator[Process]:
    """Run `zhiban …` while the block lasts; it may stop only because it is told to."""
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bootstrap.main", *command),
            env=environment(given),
            stdin=DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
        assert process.returncode is None, log.read_text()[-4_000:]  # noqa: ASYNC240 - it failed
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 120)  # a worker lets what it does end


@asynccontextmanager
async def serving(given: Mapping[str, str], log: Path) -> AsyncIterator[str]:
    """Run `zhiban api` while the block lasts; yield its address once it answers."""
    port = free_ports(1)
    address = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        try:
            return (await client.get("/health/ready")).is_success
        except httpx.TransportError:
            return False

    async with (
        program("api", "--host", "127.0.0.1", "--port", str(port), given=given, log=log),
        httpx.AsyncClient(base_url=address) as client,
    ):
        await eventually(answers, within=240)
        yield address


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a program: what is usual, and of Zhiban's only what is given."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBAN_")}
    return {**usual, **given}
