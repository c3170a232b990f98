"""The scripted morning begins and ends on one date."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

import demonstration.morning as module
from demonstration.morning import Morning
from domain.briefings.briefings import BriefingSettings, DayState, Phase
from domain.briefings.days import next_step


@pytest.mark.parametrize(
    ("wall", "waits"), [("23:58:00", 0.0), ("23:59:00", 61.0), ("00:00:10", 0.0), ("12:00:00", 0.0)]
)
async def test_it_waits_for_a_midnight_that_is_near(monkeypatch, wall, waits):
    """OPS-1, BRF-1: on the walls of its people."""
    slept, told = [0.0], []

    async def sleep(seconds):
        slept.append(seconds)

    monkeypatch.setattr(module, "asyncio", SimpleNamespace(sleep=sleep))
    now = datetime.fromisoformat(f"2026-11-23T{wall}+08:00").astimezone(UTC)
    morning = Morning(None, None, "", "", lambda: now, lambda: "", "Asia/Shanghai")
    await morning._past_midnight(told.append)

    assert slept[-1] == waits
    assert bool(told) == bool(waits)


class Briefings:
    """Holds one person's settings, and remembers what they have been."""

    def __init__(self):
        self.kept = [BriefingSettings(zone="UTC")]

    async def settings(self, *, by, person_id):
        return self.kept[-1]

    async def configure(self, *, by, changes, person_id):
        given = {name: value for name, value in vars(changes).items() if value is not None}
        self.kept.append(replace(self.kept[-1], **given))


@pytest.mark.parametrize("wall", ["12:00", "23:39", "23:41", "23:55"])
async def test_the_push_that_it_waits_for_belongs_to_today_late_in_the_evening_too(wall):
    """OPS-1, BRF-1: tomorrow, which is prepared 20 minutes early, does not begin meanwhile."""
    now = datetime.fromisoformat(f"2026-11-24T{wall}+00:00")
    briefings = Briefings()
    before = briefings.kept[0]
    morning = Morning(
        SimpleNamespace(briefings=briefings), None, "", "", lambda: now, lambda: "", "UTC"
    )

    async with morning._leaving_soon("u_leo"):
        meanwhile = briefings.kept[-1]

    pushed = DayState(now.date().isoformat(), Phase.PUSHED)
    assert next_step(pushed, meanwhile, now=now, paused=False).due > now
    assert meanwhile.window_end > meanwhile.window_start
    assert briefings.kept[-1] == before
