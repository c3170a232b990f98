"""Lines are mined in a child process, which is ended when it takes too long."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.common.errors import Unavailable
from domain.logs.logs import Level, LogLine
from integrations.drain3_miner.isolated import IsolatedMiner
from integrations.drain3_miner.miner import Drain3Miner
from integrations.isolation.pool import Bounds, ChildProcesses
from tests.fakes.words import LEXICON, in_english

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def lines(texts):
    return [
        LogLine(
            id=f"t:{n}",
            topic_id="t",
            at=AT + timedelta(seconds=n),
            text=text,
            level=Level.ERROR if "failed" in text else Level.INFO,
        )
        for n, text in enumerate(texts)
    ]


@pytest.fixture
async def quick():
    made = ChildProcesses(Bounds(seconds=0.1, answer=60.0, turn=60.0))
    yield made
    await made.aclose()


async def test_a_child_finds_what_the_miner_finds():
    """ANL-1: halves of characters, control characters and empty lines included."""
    texts = [f"order {n} failed after {n} ms" for n in range(40)]
    texts += ["\ud800 \x00\u202e", "", "值班 12 正常", '{"a": "\\u0000"}']
    children = ChildProcesses()
    try:
        found = await IsolatedMiner(children, LEXICON.naming).mine(lines(texts), owner="u_mei")
    finally:
        await children.aclose()

    assert found == Drain3Miner(LEXICON.naming).mine(lines(texts))
    assert (found[0].count, found[0].level, found[0].first_at) == (40, Level.ERROR, AT)


async def test_a_child_that_takes_too_long_is_ended_and_another_answers(quick):
    """ANL-1, SEC-5: with a sentence that says what to do."""
    miner = IsolatedMiner(quick, LEXICON.naming)
    hard = [" ".join(f"w{n * 7919 % 997}x{k * n}" for k in range(60)) for n in range(20_000)]
    with pytest.raises(Unavailable) as failed:
        await miner.mine(lines(hard), owner="u_mei")

    assert "choose a shorter period or fewer topics" in in_english(failed.value)
    assert quick._idle == []
