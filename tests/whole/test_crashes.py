"""What is killed in the middle comes back, loses nothing and says nothing twice."""

import asyncio
import os
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.whole.machine import number_of
from tests.whole.test_thousand_greetings import newcomer, slow_model

pytestmark = [pytest.mark.whole, pytest.mark.temporal, pytest.mark.timeout(300)]


async def happened(machine, token: str, person: str) -> list[dict]:
    """Return the person's events, oldest first."""
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
        answer = await http.get(f"{machine.url('API')}/events", params={"limit": 200})
    return [each for each in answer.json()["events"] if each.get("owner") == person]


async def test_a_temporal_server_killed_while_a_briefing_is_prepared_changes_nothing(machine):
    """REL-1: one briefing, given once, to a caller who never noticed."""
    async with slow_model(machine, 4):
        person, token = await newcomer(machine)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(headers=headers, timeout=120) as http:
            greeting = asyncio.create_task(
                http.post(f"{machine.url('API')}/api/v1/briefings/greetings", json={})
            )
            await asyncio.sleep(1)  # it is being prepared: the model takes 4 s
            os.kill(number_of((await machine.status())["temporal"]), signal.SIGKILL)
            answer = await greeting

    assert (answer.status_code, answer.json()["kind"]) == (200, "briefing")
    async with asyncio.timeout(30):
        while True:
            types = Counter(each["type"] for each in await happened(machine, token, person))
            if types["zhiban.briefing.given"]:
                break
            await asyncio.sleep(0.2)
    assert types["zhiban.briefing.prepared"] == types["zhiban.briefing.given"] == 1


async def test_a_worker_killed_while_messages_leave_sends_none_of_them_twice(machine):
    """REL-1, PSH-2: each recipient on each channel at most once, and the ledger knows."""
    person, token = await newcomer(
        machine, "--channel", "mail:storm@sandbox.example", "--channel", "feishu:team-feishu"
    )
    end = (datetime.now(UTC) + timedelta(seconds=5)).strftime("%H:%M:%S")
    await machine.zhiban("briefing", "configure", "-p", person, "--window-end", end)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=60) as http, asyncio.timeout(120):
        killed = False
        while True:
            listed = await http.get(f"{machine.url('API')}/api/v1/deliveries")
            states = [each["state"] for each in listed.json()]
            if states and not killed:
                os.kill(number_of((await machine.status())["worker"]), signal.SIGKILL)
                killed = True
            if len(states) == 2 and not set(states) & {"queued", "sending"}:
                break
            await asyncio.sleep(0.05)
        inbox = (await http.get(f"http://127.0.0.1:{machine.sandbox + 3}/messages")).json()

    assert set(states) <= {"accepted", "uncertain"}
    mails = [each for each in inbox["messages"] if each["to"] == ["storm@sandbox.example"]]
    assert len(mails) <= 1
    assert len(mails) == 1 or "uncertain" in states
