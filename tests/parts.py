"""A pytest plugin: `--part 2/4` runs the second of four parts of what was chosen.

Whoever has no time for all combinations takes another part each day. A test stays in its part, and
so do the workers of a run agree.
"""

import re
from zlib import crc32

import pytest


def part_of(nodeid: str, parts: int) -> int:
    """Return to which of so many parts a test belongs, from 1."""
    return crc32(nodeid.encode()) % parts + 1


def read_part(text: str) -> tuple[int, int]:
    """Return (part, number of parts) of a text such as `2/4`.

    Raises:
        UsageError: it is none.
    """
    found = re.fullmatch(r"([1-9]\d?)/([1-9]\d?)", text)
    if found is None or int(found[1]) > int(found[2]):
        raise pytest.UsageError(f"--part must be such as 2/4, not {text!r}.")
    return int(found[1]), int(found[2])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the option."""
    parser.addoption("--part", default="1/1", help="such as 2/4: the second of four parts")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other parts out."""
    part, parts = read_part(config.getoption("--part"))
    kept = [item for item in items if part_of(item.nodeid, parts) == part]
    if left := [item for item in items if part_of(item.nodeid, parts) != part]:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
