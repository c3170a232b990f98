"""Word of a server's state (MCC-2)."""

import asyncio
from itertools import pairwise

import pytest

from mcp_client.servers.callbacks import Announcer, Status, StatusChange
from mcp_client.servers.health import State
from tests.mcp_client.patience import SOON


def change(before, after, *, owner="mei", server="s"):
    return StatusChange(
        Status(owner=owner, server=server, state=before, since=0.0),
        Status(owner=owner, server=server, state=after, since=1.0),
    )


FELL = change(State.ACTIVE, State.AWAY)


@pytest.fixture
async def announcer():
    made = Announcer(seconds=0.05)
    yield made
    await made.close()


def listener():
    heard = []

    async def hear(told):
        heard.append(told)

    return heard, hear


async def test_every_callback_hears_every_change(announcer):
    """MCC-2."""
    heard, hear = listener()
    also, also_hear = listener()
    announcer.subscribe(hear)
    announcer.subscribe(also_hear)

    announcer.tell(FELL)
    await announcer.settle()

    assert heard == also == [FELL]
    assert announcer.stats.told == 2


async def test_telling_waits_for_nobody(announcer):
    """MCC-2: callbacks were awaited under the lock of all sessions."""
    blocked = asyncio.Event()

    async def waits(_):
        await blocked.wait()

    announcer.subscribe(waits)
    for number in range(100):
        announcer.tell(change(State.NEW, State.ACTIVE, server=str(number)))

    assert announcer.stats.told == 0
    blocked.set()
    await announcer.settle()
    assert announcer.stats.told == 100


async def test_a_callback_that_hangs_is_given_up(announcer):
    """MCC-2: no time limit."""
    heard, hear = listener()
    announcer.subscribe(lambda _: asyncio.Event().wait())
    announcer.subscribe(hear)

    announcer.tell(FELL)
    announcer.tell(change(State.AWAY, State.ACTIVE, server="other"))
    await announcer.settle()

    assert len(heard) == 2
    assert (announcer.stats.too_slow, announcer.stats.told) == (2, 2)


async def test_a_callback_that_does_not_let_itself_be_stopped_holds_up_nobody(announcer):
    """MCC-2."""
    heard, hear = listener()
    release = asyncio.Event()

    async def stubborn(_):
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    announcer.subscribe(stubborn)
    announcer.subscribe(hear)

    announcer.tell(FELL)
    await announcer.settle()

    assert heard == [FELL]
    assert announcer.stats.too_slow == 1
    release.set()


async def test_a_callback_that_raises_hurts_nobody(announcer, caplog):
    """MCC-2: fire and forget; the exception was never seen, or took the caller along."""
    heard, hear = listener()

    async def raises(told):
        raise ValueError(f"Bearer secret of {told}")

    def raises_at_once(_):
        raise ValueError

    announcer.subscribe(raises)
    announcer.subscribe(raises_at_once)
    announcer.subscribe(hear)

    announcer.tell(FELL)
    await announcer.settle()

    assert heard == [FELL]
    assert announcer.stats.failed == 2
    assert "raised ValueError" in caplog.text
    assert "secret" not in caplog.text


async def test_changes_that_wait_become_one(announcer):
    """MCC-2: the queue is bounded by the servers, however often each changes."""
    heard, hear = listener()
    announcer.subscribe(hear)
    states = [State.ACTIVE, State.DEGRADED, State.AWAY, State.ACTIVE] * 100
    for before, after in pairwise(states):
        announcer.tell(change(before, after))

    await announcer.settle()

    assert heard == [change(State.ACTIVE, State.ACTIVE)]


async def test_keys_are_pairs(announcer):
    """MCC-2: `a:b`+`c` was the same as `a`+`b:c`."""
    heard, hear = listener()
    announcer.subscribe(hear)
    announcer.tell(change(State.NEW, State.ACTIVE, owner="a:b", server="c"))
    announcer.tell(change(State.NEW, State.ACTIVE, owner="a", server="b:c"))

    await announcer.settle()

    assert len(heard) == 2


async def test_too_many_changes_are_counted_and_the_newest_told():
    """MCC-2: a bounded queue."""
    announcer = Announcer(most=3)
    heard, hear = listener()
    announcer.subscribe(hear)
    for number in range(10):
        announcer.tell(change(State.NEW, State.ACTIVE, server=str(number)))

    await announcer.settle()

    assert [told.after.server for told in heard] == ["7", "8", "9"]
    assert announcer.stats.dropped == 7


async def test_whoever_unsubscribed_hears_nothing(announcer):
    """MCC-2."""
    heard, hear = listener()
    stop = announcer.subscribe(hear)
    stop()
    stop()

    announcer.tell(FELL)
    await announcer.settle()

    assert heard == []


async def test_a_callback_may_end_the_telling(announcer):
    """MCC-2: a callback that called back was a deadlock."""
    closed = asyncio.Event()

    async def closes(_):
        await announcer.close()
        closed.set()

    announcer.subscribe(closes)
    announcer.tell(FELL)

    async with asyncio.timeout(SOON):
        await closed.wait()
        await announcer.settle()
    assert announcer.stats.told == 1


async def test_there_is_no_task_while_there_is_nothing_to_tell():
    """MCC-2: background tasks bound themselves to one loop and never started again."""
    announcer = Announcer()
    heard, hear = listener()
    announcer.subscribe(hear)
    before = asyncio.all_tasks()
    announcer.tell(FELL)
    await announcer.settle()
    await asyncio.sleep(0)

    assert asyncio.all_tasks() <= before
    await announcer.close()
    announcer.tell(FELL)
    await announcer.settle()
    assert heard == [FELL, FELL]


def test_a_loop_that_ended_while_telling_does_not_silence_the_next():
    """MCC-2: background tasks bound themselves to one loop and never started again."""
    announcer = Announcer()
    heard, hear = listener()
    announcer.subscribe(hear)

    async def leaves():
        announcer.tell(FELL)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()  # as the end of a loop does

    async def stays():
        announcer.tell(FELL)
        await announcer.settle()
        await announcer.close()

    asyncio.run(leaves())
    asyncio.run(stays())

    assert heard == [FELL]
