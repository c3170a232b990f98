"""Children that parse what strangers wrote, and their end."""

import asyncio
import mmap
import os
import signal

import pytest

from application.ports.isolation import ParsingFailed, Spoiled
from integrations.isolation.child import GROWN
from integrations.isolation.pool import Bounds, ChildProcesses

WORK = "tests.integrations.isolation.stubborn"
QUICK = Bounds(seconds=0.5, expression=0.2, answer=60.0, turn=120.0)


class Turns:
    """Remembers what a pool measured."""

    def __init__(self):
        self.measured = []

    def __call__(self, seconds, waiting):
        self.measured.append((seconds, waiting))


@pytest.fixture
async def turns():
    return Turns()


@pytest.fixture
async def children(turns):
    made = ChildProcesses(QUICK, on_turn=turns)
    yield made
    await made.aclose()


async def ask(children, do, what="", owner="u_mei"):
    return await children.ask(WORK, {"do": do, "what": what}, owner=owner)


async def fails(children, do, owner="u_mei"):
    with pytest.raises(ParsingFailed) as failed:
        await ask(children, do, owner=owner)
    return failed.value


async def test_a_child_answers_and_stays(children):
    """SEC-5."""
    assert await ask(children, "say", "值班 \ud800") == {"said": "值班 \ud800"}
    [child] = children._idle
    await ask(children, "say")

    assert children._idle == [child]


async def test_a_child_of_a_large_process_stays(children):
    """SEC-5: its memory is its own; the peak of whoever started it is none of it."""
    large = bytearray(GROWN + 50_000_000)
    large[:: mmap.PAGESIZE] = b"x" * len(large[:: mmap.PAGESIZE])
    del large
    await ask(children, "say")
    [child] = children._idle
    await ask(children, "say")

    assert children._idle == [child]


@pytest.mark.parametrize(
    ("do", "why"),
    [
        ("work", Spoiled.TIME),
        ("evaluate", Spoiled.EXPRESSION),
        ("hoard", Spoiled.BROKEN),
        ("fill", Spoiled.BROKEN),
        ("unknown", Spoiled.BROKEN),
    ],
)
async def test_what_exceeds_its_bounds_is_ended_and_the_next_question_is_answered(
    children, do, why
):
    """SEC-5."""
    assert (await fails(children, do)).why is why
    assert await ask(children, "say", "well") == {"said": "well"}


async def test_a_child_that_does_nothing_is_given_up_by_the_clock():
    """SEC-5."""
    children = ChildProcesses(Bounds(answer=0.5))
    failed = await fails(children, "wait")
    await children.aclose()

    assert failed.why is Spoiled.TIME
    assert failed.ended


async def test_a_child_that_has_grown_is_replaced_after_its_answer():
    """SEC-5: its bounds are those of production, for the kernel needs its time to give so much."""
    children = ChildProcesses()
    assert await ask(children, "grow") == {"said": "500000000"}
    assert children._idle == []


async def test_a_child_that_died_is_replaced(children):
    """REL-1, SEC-5."""
    await ask(children, "say")
    os.kill(children._idle[0].pid, signal.SIGKILL)
    await children._idle[0].wait()

    assert await ask(children, "say", "again") == {"said": "again"}


async def test_nobodys_questions_hold_up_those_of_others(children, turns):
    """SEC-5: eight that never end cost their owner a turn each, and others nothing."""
    evil = [asyncio.create_task(fails(children, "evaluate", "u_evil")) for _ in range(8)]
    await asyncio.sleep(0)
    answers = [await ask(children, "say", str(each), "u_mei") for each in range(5)]
    ended = [each for each in evil if each.done()]
    failed = await asyncio.gather(*evil)

    assert [each["said"] for each in answers] == list("01234")
    assert len(ended) < len(evil)
    assert {each.why for each in failed} == {Spoiled.EXPRESSION}
    assert max(seconds for seconds, _ in turns.measured) > QUICK.expression


async def test_who_waits_too_long_for_a_turn_is_told(turns):
    """SEC-5: and the wait is measured."""
    children = ChildProcesses(Bounds(seconds=1.0, expression=1.0, turn=0.1), on_turn=turns)
    busy = asyncio.create_task(fails(children, "work"))
    await asyncio.sleep(0)
    failed = await fails(children, "say")
    await busy
    await children.aclose()

    assert failed.why is Spoiled.TURN
    assert not failed.ended
    assert max(seconds for seconds, _ in turns.measured) >= 0.1


async def test_a_child_whose_asker_is_gone_is_ended(children):
    """SEC-5: a task that is deleted leaves nothing running."""
    asking = asyncio.create_task(ask(children, "work"))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait({asking})

    assert children._idle == []
    assert await ask(children, "say", "well") == {"said": "well"}


async def test_a_closed_pool_leaves_no_child(children):
    """OPS-5."""
    await ask(children, "say")
    [child] = children._idle
    await children.aclose()

    assert child.returncode is not None
