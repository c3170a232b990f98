"""A pytest plugin: it offers the fixture `suites`, and says at the end when a run did without."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance.suites import WITHOUT, Suites, find_client, find_suites


@pytest.fixture(scope="session")
def suites() -> Suites:
    """The public suites, where they have been installed."""
    found = find_suites()
    if found is None:
        pytest.skip(WITHOUT)
    return found


@pytest.fixture(scope="session")
def client_of() -> Callable[[str], Path]:
    """Returns the Python that has a client library, where that has been installed."""

    def found(name: str) -> Path:
        python = find_client(name)
        if python is None:
            pytest.skip(WITHOUT)
        return python

    return found


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    if any(WITHOUT in str(one.longrepr) for one in skipped):
        terminalreporter.write_sep("=", WITHOUT, yellow=True, bold=True)
