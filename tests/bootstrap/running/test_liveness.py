"""A worker shows that its event loop turns."""

import asyncio
import socket
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bootstrap.configuration.own import WorkerSettings
from bootstrap.running.liveness import MISSED_AFTER, living, seen_working
from domain.common.errors import Misconfigured, Unavailable
from storage.briefings.progress import SqlProgress
from storage.database import open_database
from storage.migrate import migrate
from tests.fakes.clock import ManualClock
from tests.fakes.words import says
from tests.supervisor.stage import free_port

ROOT = Path(__file__).parents[3]
FREEZING = """
import asyncio, re
from bootstrap.running.liveness import living
from bootstrap.configuration.own import WorkerSettings
from tests.bootstrap.running.test_liveness import Notes
from tests.fakes.clock import ManualClock

def freeze():
    re.match("(a|a)+$", "a" * 60 + "!")  # holds the interpreter, so no thread of ours could help

async def main():
    async with living(WorkerSettings(), Notes(), ManualClock(), frozen_after=1.0):
        await asyncio.sleep(2)
        print("still here", flush=True)
        freeze()

asyncio.run(main())
"""


class Notes(dict):
    """Notes in memory, or a database that is away."""

    away = False

    async def set(self, key, text):
        if self.away:
            raise Unavailable("away")
        self[key] = text

    async def get(self, key):
        return super().get(key)


async def test_a_loop_that_turns_answers_over_http():
    """OPS-5, SEC-5."""
    settings = WorkerSettings(port=free_port())
    async with living(settings, Notes(), ManualClock()), httpx.AsyncClient() as http:
        answer = await http.get(f"http://127.0.0.1:{settings.port}/health")

    assert (answer.status_code, answer.text) == (200, "alive\n")


async def test_a_port_that_is_taken_is_named_with_its_setting():
    """OPS-1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = WorkerSettings(port=taken.getsockname()[1])
        with pytest.raises(Misconfigured, check=says("ZHIBAN_WORKER_PORT")):
            async with living(settings, Notes(), ManualClock()):
                pass


async def test_a_loop_that_is_frozen_ends_its_process_which_says_where_it_stood():
    """OPS-5, SEC-5: also where nothing watches it, and while C code holds the interpreter."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", FREEZING),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(50):
        said, complained = await process.communicate()

    assert process.returncode == 1
    assert said == b"still here\n"
    assert b"in freeze" in complained


async def test_other_processes_know_whether_a_worker_works(tmp_path):
    """OPS-5, SEC-5: readiness asks this."""
    url, clock = f"sqlite:///{tmp_path / 'zhiban.db'}", ManualClock()
    await migrate(url)
    async with open_database(url) as database:
        notes = SqlProgress(database)
        check = seen_working(notes, clock)
        with pytest.raises(Unavailable, check=says("No worker has ever run")):
            await check()
        async with living(WorkerSettings(), notes, clock):
            async with asyncio.timeout(30):
                while await notes.get("worker") is None:
                    await asyncio.sleep(0)
        assert await check() == "answers"
        clock.move(seconds=(MISSED_AFTER + timedelta(seconds=1)).total_seconds())
        with pytest.raises(Unavailable, check=says("has reported for 31")):
            await check()


async def test_a_database_that_is_away_ends_no_worker():
    """REL-2."""
    notes = Notes()
    notes.away = True
    async with living(WorkerSettings(), notes, ManualClock()):
        await asyncio.sleep(0)

    assert notes == {}
