"""What a worker sees to by itself, round by round."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bootstrap.incidents.chores import keep_asking
from domain.common.errors import Unavailable

AT_ONCE = timedelta(0)


async def test_a_round_that_fails_does_not_keep_the_next_people_from_being_asked():
    """RBK-8: the database comes back, and so does their turn."""
    rounds, enough = [], asyncio.Event()

    class Hops:
        async def go_round(self):
            rounds.append(len(rounds))
            if len(rounds) == 1:
                raise Unavailable("The database does not answer.")
            enough.set()

    chore = asyncio.create_task(keep_asking(Hops(), pause=AT_ONCE))
    async with asyncio.timeout(20):
        await enough.wait()
    chore.cancel()
    with suppress(asyncio.CancelledError):
        await chore
    assert len(rounds) >= 2
