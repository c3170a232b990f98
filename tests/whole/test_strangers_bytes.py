"""What strangers write, and what people make of it, stops nobody else's work."""

import os
import signal
import time
from contextlib import suppress
from uuid import uuid4

import httpx
import pytest

from tests.whole.callers import change, eventually
from tests.whole.machine import WHOLE

pytestmark = [*WHOLE, pytest.mark.exhaustive]

RSS = (
    "<rss version='2.0'><channel><title>Paper</title><item><title>Port reopens after storm</title>"
    "<link>https://paper.example/1</link></item></channel></rss>"
)
MOST_DELAY = 1.0
"""Seconds."""


async def a_feed(machine, text):
    path = f"/made/{uuid4().hex[:8]}"
    body = {"path": path, "body": text, "media_type": "application/xml"}
    await change(machine, "pages", body)
    return f"{machine.sandbox('web')}{path}"


async def seconds_of_today(admin, person):
    began = time.monotonic()
    await admin.today(person)
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        ("\n" * 100_000 + RSS, "zhiban.digest.published"),  # 100 KB held a worker for minutes
        ("<!ENTITY\n" * 250_000 + RSS, "zhiban.schedule.failed"),
    ],
)
async def test_a_feed_that_means_harm_delays_nobody_and_is_one_event(machine, admin, feed, told):
    """SEC-5, SCH-2: what another person asks meanwhile is answered as before."""
    owner, other = await admin.move_in("Reader"), await admin.move_in("Other")
    config = {"news_urls": [await a_feed(machine, feed)], "hour": 3}
    body = {"type": "news_digest", "config": config, "name": "feed", "person_id": owner}
    made = await admin.http.post("/api/v1/tasks", json=body)
    task = made.json()["id"]
    usual = max([await seconds_of_today(admin, other) for _ in range(10)])
    (await admin.http.post(f"/api/v1/tasks/{task}/trigger")).raise_for_status()
    meanwhile = []

    async def ended():
        meanwhile.append(await seconds_of_today(admin, other))
        return await admin.found(task)

    events = await eventually(ended)

    assert [event["type"] for event in events] == [told]
    assert max(meanwhile) < usual + MOST_DELAY


async def test_a_worker_that_stands_still_is_replaced_while_the_others_go_on(town, admin):
    """SEC-5, OPS-5: its native threads would still take connections."""
    person = await admin.move_in("Patient")
    town_run, before = town.run, len(town.run.lines(" worker ", "running again"))
    os.kill(town_run.number_of("worker"), signal.SIGSTOP)
    await town_run.until(" worker ", "running again", times=before + 1)

    assert town_run.lines(" worker ", "did not answer for 30 s and was killed")

    # The question may still be on its way to the one that was killed: that is answered with 503.
    async def answered():
        with suppress(httpx.HTTPStatusError):
            return (await admin.today(person))["phase"]

    assert await eventually(answered) == "waiting"
    assert await eventually(town.machine.is_up)
