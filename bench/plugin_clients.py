"""One way of holding many plugins, measured in a process of its own; see `bench.plugins`."""

import asyncio
import gc
import json
import logging
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import psutil
from mcp import Client

from mcp_client import ClientPool, Limits, Network, ServerConfig, ServerFault, anywhere

EACH = 5
"""Plugins of a person; 1,000 plugins are those of 200 people."""

AT_ONCE = 8
"""Calls under way while latency is measured."""

PATIENCE = 10.0
"""Seconds that a plain client waits for an answer; by itself it waits five minutes."""

STUCK = 12
"""Calls that hang at the dead plugin while the others are measured."""


class Way(Protocol):
    """A way of holding plugins; plugin number 0 is the one that hangs."""

    async def open(self, number: int) -> None:
        """Register a plugin, connect and call it once."""
        ...

    async def call(self, number: int) -> None:
        """Call a tool of a plugin."""
        ...

    async def list_all(self, numbers: Sequence[int]) -> int:
        """Return how many tools the plugins of a person have together."""
        ...

    async def close(self) -> None:
        """End everything."""
        ...


class ByClientPool:
    """Our façade."""

    def __init__(self, urls: Sequence[str], most_open: int) -> None:
        self._urls = urls
        self._servers = ClientPool(
            lambda: Network(anywhere, most_connections=2 * len(urls) + 100),
            limits=Limits(most_open=most_open),
        )

    async def open(self, number: int) -> None:
        """Register a plugin, connect and call it once."""
        config = ServerConfig(url=self._urls[number], timeout=PATIENCE, connect_timeout=PATIENCE)
        await self._servers.register(*_key(number), config)
        if number:
            await self._servers.get_tools(*_key(number))
            await self.call(number)

    async def call(self, number: int) -> None:
        """Call a tool of a plugin."""
        with suppress(ServerFault):
            await self._servers.call_tool(*_key(number), "tool_0", {"query": "q"})

    async def list_all(self, numbers: Sequence[int]) -> int:
        """Return how many tools the plugins of a person have together."""
        listing = await self._servers.get_tools(_key(numbers[0])[0], patience=PATIENCE / 2)
        return len(listing.tools)

    async def close(self) -> None:
        """End everything."""
        await self._servers.cleanup()


class ByClients:
    """A client of the SDK for each plugin, each with the task that it needs to be closed safely."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = urls
        self._clients: dict[int, Client] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._ends = asyncio.Event()

    async def open(self, number: int) -> None:
        """Connect to a plugin and call it once."""
        opened = asyncio.get_running_loop().create_future()
        self._tasks[number] = asyncio.create_task(self._hold(number, opened))
        if number:
            await opened
            await self._clients[number].list_tools()
            await self.call(number)

    async def call(self, number: int) -> None:
        """Call a tool of a plugin."""
        if number in self._clients:
            await self._clients[number].call_tool("tool_0", {"query": "q"})
        else:
            await asyncio.sleep(PATIENCE)

    async def list_all(self, numbers: Sequence[int]) -> int:
        """Ask one plugin after the other, as programs do that hold a list of clients."""
        found = 0
        for number in numbers:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE), Client(self._urls[number]) as client:
                    found += len((await client.list_tools()).tools)
        return found

    async def close(self) -> None:
        """End everything."""
        self._ends.set()
        self._tasks[0].cancel()
        await asyncio.wait(self._tasks.values(), timeout=60)

    async def _hold(self, number: int, opened: "asyncio.Future[None]") -> None:
        async with Client(self._urls[number], read_timeout_seconds=PATIENCE) as client:
            self._clients[number] = client
            opened.set_result(None)
            await self._ends.wait()


def _key(number: int) -> tuple[str, str]:
    """Return owner and name."""
    return f"person {number // EACH}", f"plugin {number % EACH}"


async def measure(way: Way, plugins: int, calls: int) -> dict[str, Any]:
    """Open all plugins, then call those that live: first alone, then while one hangs."""
    await way.open(1)  # what the first one loads is nobody's
    gc.collect()
    process, tasks = psutil.Process(), len(asyncio.all_tasks())
    memory, began = process.memory_info().rss, time.process_time()
    for number in range(2, plugins):
        await way.open(number)
    opening = time.process_time() - began
    gc.collect()
    figures: dict[str, Any] = {
        "plugins": plugins,
        "kib_each": (process.memory_info().rss - memory) / 1024 / (plugins - 2),
        "tasks_each": (len(asyncio.all_tasks()) - tasks) / (plugins - 2),
        "tasks": len(asyncio.all_tasks()),
        "opening_cpu_ms_each": opening * 1000 / (plugins - 2),
    }
    await way.open(0)
    figures["others"] = await latency(way, plugins, calls)
    stuck = [asyncio.create_task(_keep_calling(way)) for _ in range(STUCK)]
    await asyncio.sleep(0.2)
    figures["others_while_one_hangs"] = await latency(way, plugins, calls)
    for task in stuck:
        task.cancel()
    await asyncio.gather(*stuck, return_exceptions=True)
    figures["list_s"] = [await _seconds(way.list_all(range(EACH))) for _ in range(2)]
    await way.close()
    return figures


async def latency(way: Way, plugins: int, calls: int) -> dict[str, float]:
    """Call plugins that live, a few at a time, each another one; milliseconds.

    CPU time is that of this whole process: what a machine without other work would need.
    """
    dice = random.Random(5)
    chosen = iter([dice.randrange(1, plugins) for _ in range(calls)])
    spent: list[float] = []

    async def caller() -> None:
        spent.extend([1000 * await _seconds(way.call(number)) for number in chosen])

    worked = time.process_time()
    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    cpu = 1000 * (time.process_time() - worked) / calls
    cuts = statistics.quantiles(spent, n=100)
    return {"p50": cuts[49], "p99": cuts[98], "cpu": cpu}


async def _keep_calling(way: Way) -> None:
    """Call the plugin that hangs, again and again."""
    while True:
        await way.call(0)
        await asyncio.sleep(0.05)


async def _seconds(work: Awaitable[Any]) -> float:
    """Return how long it takes."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


def urls_of(ports: dict[str, Any], plugins: int) -> list[str]:
    """Return the addresses of all plugins; the first one hangs."""
    lives = ports["servers"]
    paths = [f"http://127.0.0.1:{lives[number % len(lives)]}/mcp" for number in range(plugins)]
    paths[0] = f"http://127.0.0.1:{ports['hanging']}/mcp"
    return paths


def main() -> None:
    """Measure the way, the ports, the plugins and the calls that are given; print JSON."""
    logging.disable(logging.CRITICAL)
    name, ports, plugins, calls = sys.argv[1:5]
    urls = urls_of(json.loads(ports), int(plugins))

    async def run() -> dict[str, Any]:
        way: Way = ByClients(urls) if name == "plain" else ByClientPool(urls, int(name))
        return await measure(way, int(plugins), int(calls))

    print(json.dumps(asyncio.run(run())), flush=True)


if __name__ == "__main__":
    main()
