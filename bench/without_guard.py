"""A pytest plugin: `--without-guard freeze` runs the tests with that guard taken away."""

import pytest

from domain.incidents.guards import rules as guard_rules


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the option."""
    parser.addoption("--without-guard", default="", help="name of a guard to take away")


def pytest_configure(config: pytest.Config) -> None:
    """Take the guard away, before any test is collected."""
    name = config.getoption("--without-guard")
    kept = tuple(each for each in guard_rules.GUARDS if each[0] != name)
    if name and len(kept) != len(guard_rules.GUARDS) - 1:
        raise pytest.UsageError(f"There is no guard '{name}'.")
    guard_rules.GUARDS = kept
