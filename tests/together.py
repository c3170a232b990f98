"""A pytest plugin: `--dist loadfile` keeps files together that share what takes long to start.

(xdist's own `loadgroup` marks names of tests in a way that pytest 9 does not know.)
"""

import pytest

GROUPS = {
    "tests/scenarios/": "scenarios",
    "tests/whole/test_first_morning.py": "morning",
    "tests/whole/test_start_and_stop.py": "morning",
}
"""How ids of tests begin, and what they share: scenarios are told all at a time, in one house; and
only one town is stopped and started again."""


def group_of(nodeid: str) -> str:
    """Return what runs in one process with a test: its file, or more."""
    for beginning, group in GROUPS.items():
        if nodeid.startswith(beginning):
            return group
    return nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Hand out groups, in the order in which they were collected or as xdist is told."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - only where it is asked for

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return Together(config, log) if config.getvalue("dist") == "loadfile" else None
