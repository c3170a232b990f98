"""The clock of the sandbox: real, scaled, by hand."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from sandbox.clock import SandboxClock

START = datetime(2026, 3, 1, 6, tzinfo=UTC)


class Watch:
    """The machine's monotonic time, moved by the test."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_real_clock_shows_the_time_of_the_machine():
    """OPS-1."""
    before, tick = datetime.now(UTC), timedelta(milliseconds=50)
    shown = SandboxClock.real().now()
    assert before - tick < shown < datetime.now(UTC) + tick


def test_a_scaled_clock_runs_faster():
    """OPS-1."""
    watch = Watch()
    clock = SandboxClock(START, speed=60, monotonic=watch)
    watch.seconds += 10
    assert clock.now() == START + timedelta(minutes=10)
    clock.run_at(1)
    watch.seconds += 10
    assert clock.now() == START + timedelta(minutes=10, seconds=10)
    assert clock.milliseconds() == int(clock.now().timestamp() * 1000)


def test_a_clock_by_hand_stands_still_until_it_is_moved():
    """OPS-1."""
    clock = SandboxClock.by_hand(START.astimezone(timezone(timedelta(hours=8))))
    assert clock.now() == START
    clock.advance(timedelta(hours=1))
    assert clock.now() == START + timedelta(hours=1)
    clock.set(START)
    assert (clock.now(), clock.now().tzinfo, clock.speed) == (START, UTC, 0)


def test_a_clock_refuses_to_run_backwards_or_without_a_zone():
    """OPS-1."""
    with pytest.raises(ValueError, match="backwards"):
        SandboxClock.scaled(-1)
    clock = SandboxClock.by_hand(START)
    with pytest.raises(ValueError, match="backwards"):
        clock.run_at(-1)
    with pytest.raises(ValueError, match="zone"):
        clock.set(datetime(2026, 3, 1))


async def test_a_sleeper_wakes_when_the_clock_is_moved_past_its_time():
    """OPS-1."""
    clock = SandboxClock.by_hand(START)
    sleeper = asyncio.ensure_future(clock.sleep(timedelta(minutes=10)))
    await asyncio.sleep(0)
    for minutes in (4, 5):
        clock.advance(timedelta(minutes=minutes))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not sleeper.done()
    clock.advance(timedelta(minutes=1))
    async with asyncio.timeout(30):
        await sleeper


async def test_a_sleeper_of_a_scaled_clock_wakes_early_in_real_time():
    """OPS-1."""
    clock = SandboxClock.scaled(36_000, START)
    async with asyncio.timeout(30):
        await clock.sleep_until(START + timedelta(minutes=30))
    assert clock.now() >= START + timedelta(minutes=30)


async def test_a_sleeper_follows_a_change_of_speed():
    """OPS-1."""
    clock = SandboxClock.by_hand(START)
    sleeper = asyncio.ensure_future(clock.sleep(timedelta(hours=1)))
    await asyncio.sleep(0)
    clock.run_at(360_000)
    async with asyncio.timeout(30):
        await sleeper


async def test_a_time_that_has_passed_is_not_waited_for():
    """OPS-1."""
    await SandboxClock.by_hand(START).sleep_until(START - timedelta(days=1))
