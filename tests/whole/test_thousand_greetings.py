"""A thousand greetings at once, from robots that talk to two API processes."""

import asyncio
import contextlib
from collections import Counter

import httpx
import pytest

from tests.whole.callers import LONGEST_CALL, OPEN, asking, eventually, order
from tests.whole.machine import LONGEST_STOP, WHOLE, free_ports

pytestmark = [*WHOLE, pytest.mark.exhaustive]

AT_ONCE = 500
"""Connections to each API process."""


@contextlib.asynccontextmanager
async def second_api(machine):
    """Another API process on the same database and the same Temporal; gives its address."""
    port = free_ports(1)
    process = await machine.start("api", "--port", str(port))
    reading = asyncio.create_task(process.stdout.read())
    address = f"http://127.0.0.1:{port}"
    try:
        await eventually(lambda: healthy(address))
        yield address
    finally:
        process.terminate()
        async with asyncio.timeout(LONGEST_STOP):
            await process.wait()
            await reading


async def healthy(address):
    async with asking() as http:
        try:
            return (await http.get(f"{address}/health/ready")).status_code == 200
        except httpx.HTTPError:
            return False


async def test_one_of_them_gets_the_briefing_while_the_worker_is_killed(town, admin):
    """BRF-2, BRF-3, REL-1: no error reaches a caller."""
    machine = town.machine
    person = await admin.move_in()
    tokens = await asyncio.gather(
        *(admin.token_for(person, "read", at) for at in ("robot at the door", "robot at the desk"))
    )
    async with second_api(machine) as other:
        await order(machine, "model", "reset", {})
        await order(
            machine, "model", "behaviour", {"behaviour": "slow", "times": 1, "delay_seconds": 20}
        )
        await admin.configure(person, **OPEN)
        assert (await admin.today(person))["phase"] == "waiting"
        greeting = asyncio.gather(
            *(
                greet(address, token, 500)
                for address, token in zip((machine.url("API"), other), tokens, strict=True)
            )
        )
        await eventually(lambda: asked_of(machine))
        async with town.run.killed("worker"):
            answers = [answer for some in await greeting for answer in some]
        for address in (machine.url("API"), other):
            assert await eventually(lambda at=address: healthy(at))

    assert Counter(answer.status_code for answer in answers) == {200: 1_000}
    told = [answer.json() for answer in answers]
    assert Counter(each["kind"] for each in told) == {"briefing": 1, "already_given": 999}
    [given] = [each for each in told if each["kind"] == "briefing"]
    assert len(given["text"]) > 200
    assert {each["text"] for each in told if each is not given} == {
        "夜深了，Storm。今天的简报已经给过了，想再听可以说：读一下今天的简报。"
    }
    happened = await eventually(lambda: given_out(admin, given["briefing_id"]))
    assert happened == {"briefing.prepared": 1, "briefing.given": 1}


async def greet(address, token, times):
    """Greet so often at once."""
    async with httpx.AsyncClient(
        base_url=address,
        headers={"Authorization": f"Bearer {token}"},
        limits=httpx.Limits(max_connections=AT_ONCE),
        timeout=LONGEST_CALL,
    ) as http:
        calls = (http.post("/api/v1/briefings/greetings", json={}) for _ in range(times))
        return await asyncio.gather(*calls)


async def asked_of(machine):
    """Return whether the model was asked: the facts are there, the briefing is not."""
    async with asking() as http:
        answer = await http.get(f"{machine.sandbox('model')}/_sim/requests")
    return answer.json()["requests"]


async def given_out(admin, briefing):
    happened = await admin.happened(briefing)
    return happened if happened["briefing.given"] else None
