"""The id of an installation, on SQLite and PostgreSQL."""

import asyncio

from storage.database import open_database
from storage.installation import SqlInstallation


async def test_an_installation_is_named_once_by_whichever_process_comes_first(url):
    """OPS-3, OPS-4."""
    async with open_database(url) as ours, open_database(url) as theirs:
        both = [SqlInstallation(ours), SqlInstallation(theirs)]
        found = await asyncio.gather(*(both[n % 2].id(f"inst_{n}") for n in range(10)))
        again = await both[0].id("inst_late")

    assert {*found, again} == {again}
    assert again.startswith("inst_")
