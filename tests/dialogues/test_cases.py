"""The dialogues as data, and the ways in which their workers die."""

import asyncio

import pytest

from domain.assistant.conversations import EndReason
from tests.dialogues.cases import CASES, CHINESE, ENGLISH
from tests.dialogues.lifelines import Fate, Lifeline
from tests.dialogues.places import PLACES
from tests.dialogues.rig import ASKING


def test_there_are_fifteen_dialogues_in_each_language():
    """MCC-4."""
    assert len(CHINESE) == len(ENGLISH) == 15
    assert len({each.id for each in CASES}) == 30
    said = [turn.text for case in CHINESE for turn in case.turns]
    assert all(any(char >= "\u4e00" for char in text) for text in said)
    assert not any(
        char >= "\u4e00" for case in ENGLISH for turn in case.turns for char in turn.text
    )


def test_a_worker_dies_in_the_middle_of_every_dialogue_that_begins():
    """REL-1: at every kind of boundary, and while a question is open."""
    begun = [case for case in CASES if not all(turn.refused for turn in case.turns)]
    kinds = {each.rpartition(" ")[0] or each for case in CASES for each in case.dies}

    assert all(case.dies for case in begun)
    assert kinds >= {"model before", "model after", "tool before", "tool after", ASKING}
    assert "write before" in kinds


def test_the_dialogues_are_of_every_kind():
    """MCC-4, SEC-4."""
    worlds = {name for case in CASES for name in case.world}
    turns = [turn for case in CASES for turn in case.turns]
    answers = {answer for turn in turns for answer in turn.answers}
    ends = {turn.end for turn in turns}
    obeying = [turn for turn in turns if any(line.get("obeys") for line in turn.lines)]

    assert worlds == set(PLACES)
    assert answers == {True, False, None}
    assert ends >= {EndReason.ANSWERED, EndReason.STOPPED_BY_PERSON}
    assert ends >= {EndReason.TOO_MANY_STEPS, EndReason.TOO_MANY_CALLS}
    assert len(obeying) == 4
    assert {tuple(case.scopes) for case in CASES if case.scopes} == {("read",), ("operate",)}
    assert any(len(case.turns) > 1 for case in CASES)
    assert {case.by for case in CASES} == {"mei", "operator", "approver", "admin"}


class Port:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def ask(self, number: int) -> int:
        self.asked += 1
        return number


@pytest.mark.parametrize(("dies", "asked"), [("port before 2", 1), ("port after 2", 2)])
async def test_the_dead_reach_nothing_and_hear_nothing(dies, asked):
    """REL-1: what it had asked for is done, and nobody learns of it."""
    fate, port = Fate({dies}), Port()
    life = Lifeline(fate)
    lent = life.lend(port, {"ask": "port"})

    assert await lent.ask(1) == 1
    dying = asyncio.create_task(lent.ask(2))
    await asyncio.wait_for(life.died.wait(), 25)
    dying.cancel()
    later = asyncio.create_task(lent.ask(3))
    await asyncio.sleep(0)
    assert not dying.done()
    assert port.asked == asked
    assert fate.unmet == set()

    heir = Lifeline(fate).lend(port, {"ask": "port"})
    assert await heir.ask(4) == 4
    life.bury()
    ended = await asyncio.gather(dying, later, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in ended)
    assert port.asked == asked + 1
