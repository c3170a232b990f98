"""Briefings as sound: whose, from where, how often."""

import asyncio
from dataclasses import replace

import pytest

from application.recordings.recordings import MOST_AN_HOUR
from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    NotFound,
    TooManyRequests,
    Unavailable,
)
from domain.common.readers import Language
from tests.fakes.face_services import BO, MEI, FaceWorld, a_briefing

DAY = "2026-11-21"
NAME = f"u_mei/{DAY}"
FIRST, MORE, LAST = "昨夜一切平稳。", "后面还有一条，要继续听吗？", "日志一千行。"


@pytest.fixture
async def world() -> FaceWorld:
    world = FaceWorld()
    await world.briefings.save(replace(a_briefing("u_mei", DAY), spoken=(FIRST + MORE, LAST)))
    return world


@pytest.fixture
def recordings(world):
    return world.services.recordings


async def test_a_briefing_is_said_in_its_language_without_the_robots_question(recordings):
    """VOI-3."""
    made = await recordings.of_briefing(by=MEI, briefing=NAME)

    assert recordings.voice.said == [(f"{FIRST}\n{LAST}", Language.CHINESE, 1.0)]
    assert made.seconds == pytest.approx(len(f"{FIRST}\n{LAST}") / 10)


async def test_it_begins_where_one_stopped_listening(recordings):
    """VOI-3."""
    await recordings.of_briefing(by=MEI, briefing=NAME, part=2, rate=1.5)

    assert recordings.voice.said == [(LAST, Language.CHINESE, 1.5)]


async def test_winding_back_says_nothing_anew(recordings):
    """VOI-3: a briefing is written once."""
    first = await recordings.of_briefing(by=MEI, briefing=NAME)

    assert await recordings.of_briefing(by=MEI, briefing=NAME) is first
    assert len(recordings.voice.said) == 1


async def test_a_player_that_asks_twice_at_once_pays_once(recordings):
    """VOI-3: browsers ask for the head and for a range of one recording at the same time."""
    first, second = await asyncio.gather(
        recordings.of_briefing(by=MEI, briefing=NAME), recordings.of_briefing(by=MEI, briefing=NAME)
    )

    assert first is second
    assert len(recordings.voice.said) == 1


async def test_a_voice_that_failed_is_asked_again(recordings, monkeypatch):
    """REL-2: a failure is not kept."""

    async def down(*_args, **_more):
        raise Unavailable("down")

    with monkeypatch.context() as once:
        once.setattr(recordings.voice, "say", down)
        with pytest.raises(Unavailable):
            await recordings.of_briefing(by=MEI, briefing=NAME)

    assert (await recordings.of_briefing(by=MEI, briefing=NAME)).seconds > 0


async def test_the_oldest_make_room(recordings, monkeypatch):
    """VOI-3: memory is bounded."""
    first = await recordings.of_briefing(by=MEI, briefing=NAME)
    monkeypatch.setattr("application.recordings.recordings.MOST_KEPT", len(first.sound) + 100)
    await recordings.of_briefing(by=MEI, briefing=NAME, rate=0.9)

    assert await recordings.of_briefing(by=MEI, briefing=NAME) is not first


async def test_one_person_has_a_bound(recordings):
    """VOI-3: each costs money."""
    for number in range(MOST_AN_HOUR):
        await recordings.of_briefing(by=MEI, briefing=NAME, rate=1 + number / 100)

    with pytest.raises(TooManyRequests):
        await recordings.of_briefing(by=MEI, briefing=NAME, rate=0.8)


@pytest.mark.parametrize("part", [0, 3])
async def test_a_part_that_is_not_there_is_said_to_be_that(recordings, part):
    """VOI-3."""
    with pytest.raises(NotFound):
        await recordings.of_briefing(by=MEI, briefing=NAME, part=part)


@pytest.mark.parametrize("rate", [0.59, 2.01])
async def test_a_rate_that_nobody_understands_is_refused(recordings, rate):
    """VOI-3."""
    with pytest.raises(InvalidRequest, match="rate"):
        await recordings.of_briefing(by=MEI, briefing=NAME, rate=rate)


async def test_nobody_listens_to_another_persons_morning(recordings):
    """SEC-1."""
    with pytest.raises(NotFound):
        await recordings.of_briefing(by=BO, briefing=NAME)
    assert recordings.voice.said == []


async def test_without_a_voice_it_says_what_to_set(recordings):
    """VOI-3."""
    with pytest.raises(Misconfigured, match="ZHIBAN_VOICE_ENGINE"):
        await replace(recordings, voice=None).of_briefing(by=MEI, briefing=NAME)
