"""The scripted morning begins and ends on one date."""

from datetime import UTC, datetime

import pytest

import demonstration.morning as module
from demonstration.morning import Morning


@pytest.mark.parametrize(
    ("wall", "waits"), [("23:58:00", 0.0), ("23:59:00", 61.0), ("00:00:10", 0.0), ("12:00:00", 0.0)]
)
async def test_it_waits_for_a_midnight_that_is_near(monkeypatch, wall, waits):
    """OPS-1, BRF-1: on the walls of its people."""
    slept, told = [0.0], []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(module.asyncio, "sleep", sleep)
    now = datetime.fromisoformat(f"2026-11-23T{wall}+08:00").astimezone(UTC)
    morning = Morning(None, None, "", "", lambda: now, lambda: "", "Asia/Shanghai")
    await morning._past_midnight(told.append)

    assert slept[-1] == waits
    assert bool(told) == bool(waits)
