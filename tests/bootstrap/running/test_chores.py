import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bootstrap.running.chores import tend

AT_ONCE = timedelta(0)


async def test_a_chore_that_breaks_off_is_told_and_begun_anew():
    """REL-1: whatever it was; without that it would be missed by nobody."""
    begun = 0

    async def chore():
        nonlocal begun
        begun += 1
        if begun < 3:
            raise AttributeError("a mistake of ours")

    with capture_logs() as logs:
        await tend("asking", chore, pause=AT_ONCE)

    assert begun == 3
    assert [(each["event"], each["chore"]) for each in logs] == [("chore.broke_off", "asking")] * 2


async def test_a_chore_that_is_cancelled_is_not_begun_anew():
    """REL-1."""
    begun = []

    async def chore():
        begun.append(True)
        await asyncio.Event().wait()

    tending = asyncio.create_task(tend("asking", chore, pause=AT_ONCE))
    while not begun:
        await asyncio.sleep(0)
    tending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tending
    assert begun == [True]
