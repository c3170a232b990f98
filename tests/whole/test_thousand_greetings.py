"""A thousand greetings over HTTP, from two API processes, while the worker is killed."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from tests.whole.machine import Machine, number_of

pytestmark = [pytest.mark.whole, pytest.mark.temporal, pytest.mark.timeout(300)]


@contextlib.asynccontextmanager
async def second_api(machine: Machine):
    """Another API process on the same database and the same Temporal."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    process = await machine.start("api", "--port", str(port))
    draining = asyncio.create_task(process.stdout.read())
    address = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(60), httpx.AsyncClient() as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"{address}/health/ready")).status_code == 200:
                        break
                await asyncio.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await process.wait()
        await draining


async def newcomer(machine: Machine, *settings: str) -> tuple[str, str]:
    """Make a person whose window is open all day, and a token; return both."""
    person = f"u_{uuid4().hex[:10]}"
    await machine.zhiban(
        "people", "add", person, "Storm", "--zone", "UTC", typed="a-long-password\n"
    )
    issued = await machine.zhiban(
        *("people", "token", "issue", person, "--label", "robots", "--scope", "operate", "--json")
    )
    token = next(value for value in json.loads(issued).values() if str(value).startswith("zb_"))
    await machine.zhiban(
        *("briefing", "configure", "-p", person, "--zone", "UTC", *settings),
        *("--window-start", "00:00", "--window-end", "23:59"),
    )
    return person, token


@contextlib.asynccontextmanager
async def slow_model(machine: Machine, seconds: float):
    """Let the model think for so long, so that there is time to kill somebody."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{machine.sandbox + 4}") as http:
        slow = {"behaviour": "slow", "delay_seconds": seconds}
        (await http.post("/_sim/behaviour", json=slow)).raise_for_status()
        yield
        (await http.post("/_sim/behaviour", json={"behaviour": "honest"})).raise_for_status()


async def test_a_thousand_greetings_give_one_briefing_while_the_worker_is_killed(machine):
    """BRF-2, REL-1: no error reaches a caller."""
    async with slow_model(machine, 4), second_api(machine) as other:
        person, token = await newcomer(machine)
        worker = number_of((await machine.status())["worker"])
        limits = httpx.Limits(max_connections=500)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(headers=headers, limits=limits, timeout=120) as http:

            async def greet(number: int) -> httpx.Response:
                address = (machine.url("API"), other)[number % 2]
                return await http.post(f"{address}/api/v1/briefings/greetings", json={})

            greeting = [asyncio.create_task(greet(number)) for number in range(1_000)]
            await asyncio.sleep(1)  # the first are on their way, the model is thinking
            os.kill(worker, signal.SIGKILL)
            answers = await asyncio.gather(*greeting)
            told = await http.get(
                f"{other}/events", params={"subject": f"{person}/{answers[0].json()['day']}"}
            )

    assert Counter(answer.status_code for answer in answers) == {200: 1_000}
    kinds = Counter(answer.json()["kind"] for answer in answers)
    assert kinds == {"briefing": 1, "already_given": 999}
    happened = Counter(event["type"] for event in told.json()["events"])
    assert happened["zhiban.briefing.prepared"] == 1
    assert happened["zhiban.briefing.given"] == 1
