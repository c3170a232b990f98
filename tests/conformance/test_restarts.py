"""Our façade and the most copied server there is, which is killed and begins again."""

import asyncio
import os
import socket
import tempfile
import time
from contextlib import asynccontextmanager

import pytest

from mcp_client import ClientPool, FaultKind, Network, ServerConfig, ServerFault, State, anywhere

pytestmark = [pytest.mark.conformance, pytest.mark.slow]

SERVER, PROGRAM = "server-everything", "dist/index.js"
STARTING = 40.0
"""Seconds that Node gets on a busy machine."""
COMES_BACK = 5.0
"""Seconds that the first call after a restart may take: what is measured is 0.05."""


class Everything:
    """The server over streamable HTTP, a process of its own, always at one port."""

    def __init__(self, suites):
        self.suites = suites
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = ServerConfig(url=f"http://127.0.0.1:{self.port}/mcp", timeout=20)
        self.process = None

    async def start(self):
        """Begin, and wait until it says that it listens."""
        settings = {"PATH": os.environ["PATH"], "PORT": str(self.port)}
        with tempfile.TemporaryDirectory() as home:
            self.process = await asyncio.create_subprocess_exec(
                *self.suites.command(SERVER, PROGRAM),
                "streamableHttp",
                env={**settings, "HOME": home, "NODE_COMPILE_CACHE": str(self.suites.compiled)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            async with asyncio.timeout(STARTING):
                said = await self.process.stderr.readline()
        assert b"listening" in said, said

    async def kill(self):
        """End it with SIGKILL: it says goodbye to nobody."""
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def registered(suites):
    """Have it run, and a façade that has called it once."""
    everything = Everything(suites)
    await everything.start()
    try:
        async with ClientPool(lambda: Network(anywhere)) as servers:
            await servers.register("mei", "ev", everything.config)
            await said(servers, "before")
            yield everything, servers
    finally:
        await everything.kill()


async def said(servers, text):
    """Have something echoed by a call that may be repeated."""
    result = await servers.call_tool("mei", "ev", "echo", {"message": text}, repeatable=True)
    return result.text


async def test_a_plugin_comes_back_with_its_server(suites):
    """MCC-2. It answers an unknown session with an error without `id`: the plugin stayed dead."""
    async with registered(suites) as (everything, servers):
        for time_round in range(3):
            await everything.kill()
            await everything.start()
            began = time.monotonic()

            assert await said(servers, "after") == "Echo: after"

            assert time.monotonic() - began < COMES_BACK
            assert (await servers.get_session_stats("mei"))["ev"].opens == 2 + time_round
        assert (await servers.get_status("mei"))["ev"].state is State.ACTIVE


async def test_a_call_that_may_not_be_repeated_comes_through_too(suites):
    """MCC-2. The server has refused it unread."""
    async with registered(suites) as (everything, servers):
        await everything.kill()
        await everything.start()

        result = await servers.call_tool("mei", "ev", "get-sum", {"a": 1, "b": 2})

        assert "3" in result.text


async def test_many_calls_after_a_restart_open_one_session(suites):
    """MCC-2. And a list that is asked for meanwhile."""
    async with registered(suites) as (everything, servers):
        await everything.kill()
        await everything.start()

        *found, listing = await asyncio.gather(
            *(said(servers, f"{number}") for number in range(10)),
            servers.get_tools("mei", fresh=True),
        )

        assert found == [f"Echo: {number}" for number in range(10)]
        assert len(listing.tools) > 10
        assert (await servers.get_session_stats("mei"))["ev"].opens == 2


async def test_a_good_test_ends_the_rest_of_a_server_that_was_down(suites):
    """MCC-2. The test said that all was well, and the calls stayed dead."""
    async with registered(suites) as (everything, servers):
        await everything.kill()
        for _ in range(3):
            with pytest.raises(ServerFault):
                await said(servers, "while it is down")
        await everything.start()
        with pytest.raises(ServerFault) as resting:
            await said(servers, "too early")
        assert resting.value.kind is FaultKind.RESTING

        tried = await servers.test_connection("mei", "ev")

        assert tried.fault is None
        assert await said(servers, "after") == "Echo: after"
