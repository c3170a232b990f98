"""Many processes and a plain program on one store; and processes that are killed at any moment."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bootstrap.system import SystemClock, SystemIds
from domain.discussions.ids import is_unique
from domain.discussions.index import index_faults
from storage.discussions.store import FileDiscussionStore

PROGRAMS = Path(__file__).with_name("programs.py")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


def start(*arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, PROGRAMS, *map(str, arguments)], start_new_session=True
    )


def logged(logs: Path, pattern: str) -> list[str]:
    return [line for log in logs.glob(pattern) for line in log.read_text().splitlines()]


def store_in(root: Path) -> FileDiscussionStore:
    return FileDiscussionStore(root, SystemClock(), SystemIds())


def kept_in(root: Path) -> list[str]:
    """Read the ids of all messages as a program of today would."""
    files = (root / "discussions").glob("*.json")
    return [one["id"] for file in files for one in json.loads(file.read_text("utf-8"))["messages"]]


async def assert_whole(root: Path, said: list[str]) -> None:
    """Everything that was said is there once, and a second look finds nothing to do."""
    store = store_in(root)
    mended = await store.check(repair=True)
    again = await store.check(repair=False)
    kept = Counter(kept_in(root))
    listed = await store.list()

    assert mended.broken == ()
    assert [message for message in said if message not in kept] == []
    assert [message for message, count in kept.items() if count > 1] == []
    assert again.problems == ()
    assert again.messages == kept.total()
    index = json.loads((root / "index.json").read_text("utf-8"))
    assert index_faults(index, listed.heads, unread=()) == []
    assert len(index["threads"]) == len(list((root / "discussions").glob("*.json")))


@pytest.fixture
def swift(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the order of writing is the same, and it is quick."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=memory, prefix="zhiban-storm-") as folder:
        yield Path(folder)


def kill_amid_writing(root: Path, logs: Path, dice: random.Random) -> None:
    """Start writers, and kill all of them at some moment after the first message."""
    before = len(logged(logs, "ours-*.log"))
    crowd = start("crowd", root, logs, 4, 100_000, 2)
    until = time.monotonic() + 30
    while len(logged(logs, "ours-*.log")) == before and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(dice.random() * 0.05)
    os.killpg(crowd.pid, signal.SIGKILL)
    crowd.wait()


async def storm(folder: Path, *, processes: int, messages: int, topics: int) -> None:
    root, logs = folder / "store", folder / "logs"
    logs.mkdir()
    await store_in(root).init()
    old = start("old", root, logs, 1_000_000)
    crowd = start("crowd", root, logs, processes, messages, topics)
    try:
        assert crowd.wait() == 0
    finally:
        (logs / "stop").touch()
        assert old.wait() == 0
    by_us, by_old = logged(logs, "ours-*.log"), logged(logs, "old.log")

    assert len(by_us) == processes * messages
    assert all(map(is_unique, by_us))
    assert len(by_old) > processes
    await assert_whole(root, by_us + by_old)


async def test_sixteen_processes_and_a_program_that_rewrites_files_lose_nothing(swift):
    """BUS-2."""
    await storm(swift, processes=16, messages=25, topics=4)


@pytest.mark.load
@pytest.mark.timeout(1_800)
async def test_ten_thousand_messages_beside_a_program_that_rewrites_files_are_all_there(tmp_path):
    """BUS-2."""
    await storm(tmp_path, processes=16, messages=625, topics=20)


async def test_a_store_whose_writers_are_killed_at_any_moment_opens_and_repairs_itself(swift):
    """BUS-2."""
    root, logs, dice = swift / "store", swift / "logs", random.Random(os.getpid())
    logs.mkdir()
    await store_in(root).init()
    for _ in range(6):
        kill_amid_writing(root, logs, dice)
        await assert_whole(root, logged(logs, "ours-*.log"))


@pytest.mark.load
@pytest.mark.timeout(1_800)
async def test_a_hundred_kills_leave_a_store_on_disk_whole(tmp_path):
    """BUS-2."""
    root, logs, dice = tmp_path / "store", tmp_path / "logs", random.Random(os.getpid())
    logs.mkdir()
    await store_in(root).init()
    old = start("old", root, logs, 1_000_000)
    for _ in range(100):
        kill_amid_writing(root, logs, dice)
    (logs / "stop").touch()
    assert old.wait() == 0
    await assert_whole(root, logged(logs, "*.log"))
