"""A pytest plugin: `--without-guard freeze` runs the tests with that guard taken away."""

from importlib import import_module

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the option."""
    parser.addoption("--without-guard", default="", help="name of a guard to take away")


def pytest_configure(config: pytest.Config) -> None:
    """Take the guard away, before any test is collected."""
    name = config.getoption("--without-guard")
    rules = import_module("domain.guard_rules")
    kept = tuple(each for each in rules.GUARDS if each[0] != name)
    if name and len(kept) != len(rules.GUARDS) - 1:
        raise pytest.UsageError(f"There is no guard '{name}'.")
    rules.GUARDS = kept
