"""The activities of polling and sweeping, outside of a server."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.alerts import AlertActivities, PollOrder, SweepOrder
from application.incidents.sources import Polled
from domain.incidents.sweeps import SweepResult
from tests.fakes.incident_examples import NOW, after
from tests.fakes.words import foreign

DAY = SweepOrder(NOW - timedelta(days=1), NOW, "2026-11-20")


@dataclass
class Polls:
    """Counts looks; `stuck` never answers."""

    problems: tuple[str, ...] = ()
    stuck: bool = False
    asked: list[datetime | None] = field(default_factory=list)

    async def poll(self, since: datetime | None) -> Polled:
        self.asked.append(since)
        if self.stuck:
            await asyncio.Event().wait()
        return Polled(0, self.problems, after(len(self.asked)))


@dataclass
class Swept:
    """A sweep that found nothing, and weights that are asked to learn."""

    learnt: int = 0

    async def run(self, *, start: datetime, end: datetime, day: str) -> SweepResult:
        assert (end - start, day) == (timedelta(days=1), "2026-11-20")
        return SweepResult(looked=3)

    async def learn(self) -> None:
        self.learnt += 1


async def left(polls: Polls, *, stay: float = 0.05) -> tuple[ApplicationError, list[str]]:
    """Poll until the attempt leaves; return how it left, and what its heartbeats said."""
    environment, beats = ActivityEnvironment(), []
    environment.on_heartbeat = lambda *details: beats.extend(details)
    activities = AlertActivities(polls, Swept(), stay=timedelta(seconds=stay))
    with pytest.raises(ApplicationError) as raised:
        await environment.run(activities.poll, PollOrder(0.001))
    return raised.value, beats


async def test_an_attempt_looks_again_from_where_it_looked_last_and_leaves_word_of_it():
    """ALR-1."""
    polls = Polls()
    error, beats = await left(polls, stay=0.5)  # for some looks, on a busy machine too
    assert len(polls.asked) > 2
    assert polls.asked[:3] == [None, after(1), after(2)]
    assert datetime.fromisoformat(beats[-1]) >= after(len(polls.asked) - 1)
    assert error.next_retry_delay == timedelta(milliseconds=100)


async def test_the_newest_trouble_is_what_the_web_ui_shows():
    """ALR-1."""
    error, _ = await left(Polls(problems=(foreign("CLS: down"),)))
    assert "CLS: down" in error.message


async def test_a_source_that_never_answers_does_not_hold_the_attempt():
    """ALR-1, REL-1."""
    polls = Polls(stuck=True)
    error, _ = await left(polls)
    assert error.type == "HeldUp"
    assert len(polls.asked) == 1


async def test_a_sweep_lets_the_weights_learn_where_they_may():
    """ALR-5, ALR-7."""
    swept = Swept()
    both = AlertActivities(Polls(), swept, swept)
    assert (await ActivityEnvironment().run(both.sweep, DAY)).looked == 3
    assert swept.learnt == 1
    alone = AlertActivities(Polls(), swept)
    await ActivityEnvironment().run(alone.sweep, DAY)
    assert swept.learnt == 1
