import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bootstrap.running.supervise import supervise

AT_ONCE = timedelta(0)


async def test_a_job_that_breaks_off_is_told_and_begun_anew():
    """REL-1: whatever it was; without that it would be missed by nobody."""
    begun = 0

    async def job():
        nonlocal begun
        begun += 1
        if begun < 3:
            raise AttributeError("a mistake of ours")

    with capture_logs() as logs:
        await supervise("asking", job, pause=AT_ONCE)

    assert begun == 3
    assert [(each["event"], each["job"]) for each in logs] == [("job.broke_off", "asking")] * 2


async def test_a_job_that_is_cancelled_is_not_begun_anew():
    """REL-1."""
    begun = []

    async def job():
        begun.append(True)
        await asyncio.Event().wait()

    supervising = asyncio.create_task(supervise("asking", job, pause=AT_ONCE))
    while not begun:
        await asyncio.sleep(0)
    supervising.cancel()
    with pytest.raises(asyncio.CancelledError):
        await supervising
    assert begun == [True]
