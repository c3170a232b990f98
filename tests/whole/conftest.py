"""One running system for all tests of a process that do not stop it."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.whole.callers import Caller, messages_at, token_of
from tests.whole.machine import Machine, Run

HERE = Path(__file__).parent

SCENARIOS = "scenarios"

ORDER = (
    *("test_first_morning", "test_start_and_stop", "test_tasks", SCENARIOS),
    *("test_crashes", "test_assistant", "test_thousand_greetings", "test_conformance"),
    *("test_incidents", "test_cluster_edits", "test_terminal", "test_strangers_bytes"),
)
"""Files, and the folder of the scenarios. What takes the longest begins first, so that two
processes end at about the same time; but scenarios fill two cores, and the morning has a minute."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Keep these tests together, at the end: what they share runs beside scenarios only.

    Which of them are kept in one process says `tests/together.py`.
    """
    items.sort(key=_place)


def _place(item):
    """Where a test comes: what is neither here nor a scenario stays before them all."""
    name = SCENARIOS if HERE.with_name(SCENARIOS) in item.path.parents else item.path.stem
    if name != SCENARIOS and HERE not in item.path.parents:
        return -1
    return ORDER.index(name) if name in ORDER else len(ORDER)


@dataclass
class Town:
    """A machine on which everything runs.

    Attributes:
        run: the start that is running now.
        seconds: from the first start to the end of its scripted morning.
        said: what the first start said.
        mails: what was in the inbox after that morning; the sandbox forgets, we do not.
        posts: the same of the chat groups.
    """

    machine: Machine
    run: Run
    runs: AsyncExitStack
    seconds: float
    said: list
    mails: list
    posts: list


@dataclass
class Stop:
    """How a stop went: exit code, seconds it took and processes left over."""

    code: int
    seconds: float
    left: list


@pytest.fixture(scope="session")
async def town(tmp_path_factory) -> AsyncIterator[Town]:
    machine = Machine(tmp_path_factory.mktemp("town"))
    async with AsyncExitStack() as runs:
        run = await runs.enter_async_context(machine.up())
        seconds = time.monotonic() - run.began
        mails = await messages_at(machine.sandbox("inbox"))
        posts = await messages_at(machine.sandbox("robots"))
        yield Town(machine, run, runs, seconds, run.said, mails, posts)


@pytest.fixture(scope="session")
async def stopped(town) -> Stop:
    """Stop the town as with Ctrl-C, once, and start it again."""
    asked = time.monotonic()
    code, left = await town.run.stop()
    seconds = time.monotonic() - asked
    town.run = await town.runs.enter_async_context(town.machine.up())
    return Stop(code, seconds, left)


@pytest.fixture
def machine(town):
    return town.machine


@pytest.fixture(scope="session")
async def admin(town) -> AsyncIterator[Caller]:
    """The operator, with a token that may do everything."""
    token = await token_of(town.machine, "u_admin", "admin")
    caller = Caller(town.machine, token)
    async with caller.http:
        yield caller
