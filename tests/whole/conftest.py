"""One running system for all tests that do not stop it."""

from collections.abc import AsyncIterator

import pytest

from tests.whole.machine import Machine


@pytest.fixture(scope="session")
async def machine(tmp_path_factory) -> AsyncIterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("machine"))
    async with machine.up():
        yield machine
