"""One running system for all tests that do not stop it."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.whole.callers import Caller, messages_at, token_of
from tests.whole.machine import Machine, Run

HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Keep these tests together, at the end: what they share runs beside nothing else."""
    items.sort(key=lambda item: HERE in item.path.parents)


@dataclass
class Town:
    """A machine that has been started, stopped and started again.

    Attributes:
        seconds: from the first start to the end of its scripted morning.
        said: what the first start said.
        mails: what was in the inbox before the stop; the sandbox forgets, we do not.
        posts: the same of the chat groups.
        stopped: exit code, seconds it took and processes left over.
    """

    machine: Machine
    run: Run
    seconds: float
    said: list
    mails: list
    posts: list
    stopped: tuple


@pytest.fixture(scope="session")
async def town(tmp_path_factory) -> AsyncIterator[Town]:
    machine = Machine(tmp_path_factory.mktemp("town"))
    async with machine.up() as run:
        seconds = time.monotonic() - run.began
        mails = await messages_at(machine.sandbox("inbox"))
        posts = await messages_at(machine.sandbox("robots"))
        asked = time.monotonic()
        code, left = await run.stop()
        stopped = code, time.monotonic() - asked, left
    async with machine.up() as again:
        yield Town(machine, again, seconds, run.said, mails, posts, stopped)


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
