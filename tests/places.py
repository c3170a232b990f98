"""A pytest plugin: tests lie where `make test` looks for them.

It looks for some in few places only: to collect all 15,000 for the few that start a system or need
a control plane costs each process some 20 s.
"""

from collections.abc import Iterable

import pytest

SYSTEMS = ("tests/scenarios", "tests/whole")
CLUSTERS = ("tests/kubernetes", "tests/integrations/kubernetes")

PLACES = {"whole": SYSTEMS, "scenarios": SYSTEMS, "kubernetes_lab": (*CLUSTERS, *SYSTEMS)}
"""Where `make test` looks for the tests with a mark."""


def astray(nodeid: str, marks: Iterable[str]) -> str:
    """Return the mark for which nobody would look there; empty when the test would be found."""
    for mark in marks:
        if mark in PLACES and not nodeid.startswith(tuple(f"{each}/" for each in PLACES[mark])):
            return mark
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a run with a test that `make test` would miss."""
    for item in items:
        if mark := astray(item.nodeid, (each.name for each in item.iter_markers())):
            places = ", ".join(PLACES[mark])
            raise pytest.UsageError(f"{item.nodeid} is marked {mark}: it belongs into {places}.")
