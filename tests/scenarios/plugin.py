"""A pytest plugin: what a run of the scenarios found is printed at its end, once.

With xdist one process tells the scenarios and another one prints: lines travel between them.
"""

import pytest

TABLE, FIGURES = "scenarios", "figures"
"""The sections, in the order in which they are printed."""

_FOUND = pytest.StashKey[dict[str, list[str]]]()


def found(config: pytest.Config) -> dict[str, list[str]]:
    """Return the lines that are to be printed, by their section; add yours."""
    return config.stash.setdefault(_FOUND, {TABLE: [], FIGURES: []})


def pytest_sessionfinish(session):
    """Hand what a process of xdist has found to the one that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["found"] = found(session.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take what a process of xdist has found; one that crashed says nothing."""
    for section, lines in getattr(node, "workeroutput", {}).get("found", {}).items():
        found(node.config)[section].extend(lines)


def pytest_terminal_summary(terminalreporter, config):
    for section, lines in found(config).items():
        if lines:
            terminalreporter.section(section)
        for line in lines:
            terminalreporter.line(line)
