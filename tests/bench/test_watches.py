"""How the bench of watches measures."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bench.watch_target import Target
from bench.watches import _grown, _late
from domain.watches.watches import next_due
from tests.fakes.watching import a_task


def test_a_look_is_late_by_what_has_passed_since_its_beat():
    """PRF-1."""
    task = a_task()
    beat = next_due(task.id, timedelta(seconds=60), after=datetime(2026, 11, 21, tzinfo=UTC))

    for late in (0.0, 0.5, 58.0):
        assert _late(task, (beat + timedelta(seconds=late)).timestamp(), 60) == pytest.approx(
            late, abs=0.01
        )


def test_a_run_that_was_continued_as_new_counts_from_nothing():
    """PRF-1: or the naive loop would look cheaper than it is."""
    assert _grown({"a/1": 500, "b/1": 7}, {"a/2": 9, "b/1": 8}) == 10


async def test_pages_are_the_same_until_they_are_changed():
    """PRF-1: the looks that are measured end with a 304."""
    server = await asyncio.get_running_loop().create_server(Target, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def get(path: str, etag: str = "") -> str:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nIf-None-Match: {etag}\r\n\r\n".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.close()
        await writer.wait_closed()
        return answer

    async with server:
        assert "200 OK" in await get("/p/7")
        assert "304" in await get("/p/7", '"7-0"')
        await get("/change/7")
        assert "200 OK" in await get("/p/7", '"7-0"')
    assert [number for number, _ in Target.looks] == [7, 7, 7]
