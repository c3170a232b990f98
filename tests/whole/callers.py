"""People and robots who ask a running system over HTTP."""

import asyncio
import contextlib
import json
from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

LONGEST_CALL = 180.0
"""Seconds; the API itself lets nobody wait longer than two minutes for Temporal or a briefing."""
LONGEST_WAIT = 120.0
"""Seconds for what takes a few on a quiet machine; what was killed must first be started again."""
OPEN = {"window_start": "00:30", "window_end": "23:30", "prepare_minutes": 0}
"""A window that is open at three in the morning, when everybody here moves in."""


def zone_at(hour):
    """A zone on whose walls it is this hour."""
    ahead = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # POSIX counts westwards


async def eventually(ask, *, within=LONGEST_WAIT):
    """Ask until the answer is true, and return it."""
    async with asyncio.timeout(within):
        while not (found := await ask()):
            await asyncio.sleep(0.05)
        return found


class Caller:
    """Somebody with a token; the admin may ask for others."""

    def __init__(self, machine, token):
        self.machine = machine
        self.passwords = {}
        self.http = asking(machine.url("API"), headers={"Authorization": f"Bearer {token}"})

    async def get(self, path, **asked):
        answer = await self.http.get(path, params=asked)
        answer.raise_for_status()
        return answer.json()

    async def move_in(self, name="Storm"):
        """Make a person whose day is far from its window; return their id."""
        password = uuid4().hex
        newcomer = {"id": f"u_{uuid4().hex[:10]}", "name": name, "zone": zone_at(3)}
        made = await self.http.post("/api/v1/people", json=newcomer | {"password": password})
        made.raise_for_status()
        person = made.json()["id"]
        self.passwords[person] = password
        return person

    async def token_for(self, person, scope, label="tests"):
        """A token that somebody who has moved in makes for themselves."""
        proof = {"login": person, "password": self.passwords[person]}
        async with asking(self.machine.url("API")) as http:
            session = await http.post("/api/v1/sessions", json=proof)
            session.raise_for_status()
            made = await http.post(
                "/api/v1/tokens",
                json={"label": label, "scopes": [scope]},
                headers={"x-csrf-token": session.json()["csrf_token"]},
            )
            made.raise_for_status()
        return made.json()["token"]

    async def configure(self, person, **changes):
        answer = await self.http.patch(
            "/api/v1/briefings/settings", json={"person_id": person, **changes}
        )
        answer.raise_for_status()

    async def greet(self, person, key=""):
        return await self.http.post(
            "/api/v1/briefings/greetings", json={"person_id": person, "key": key}
        )

    async def today(self, person):
        return await self.get("/api/v1/briefings/today", person_id=person)

    async def prepared(self, person):
        """Wait until today's briefing is there, and return today."""

        async def there():
            today = await self.today(person)
            return today if today["phase"] != "waiting" else None

        return await eventually(there)

    async def happened(self, subject):
        """How often each type of event was recorded about something."""
        page = await self.get("/events", subject=subject, limit=200)
        return Counter(event["type"].removeprefix("zhiban.") for event in page["events"])

    async def deliveries(self, person):
        """What became of each message of a person: channel to state."""
        return {each["channel"]: each["state"] for each in await self.ledger(person)}

    async def ledger(self, person):
        return await self.get("/api/v1/deliveries", person_id=person, limit=50)

    async def settled(self, person, count):
        """Wait until so many messages are settled; return channel to state."""

        async def all_settled():
            states = await self.deliveries(person)
            waiting = {"queued", "sending"} & {*states.values()}
            return states if len(states) == count and not waiting else None

        return await eventually(all_settled)

    async def mails(self):
        return await messages_at(self.machine.sandbox("inbox"))

    async def posts(self):
        return await messages_at(self.machine.sandbox("robots"))

    async def found(self, task):
        """Every event that a task has raised beside those of its life, oldest first."""
        page = await self.get("/events", subject=task, limit=200)
        return [event for event in page["events"] if not event["type"].startswith("zhiban.task.")]


async def token_of(machine, person, scope):
    """A token as a person makes it in a terminal."""
    issued = await machine.zhiban(
        *("people", "token", "issue", person, "--label", "tests", "--scope", scope, "--json")
    )
    return json.loads(issued)["token"]


@contextlib.asynccontextmanager
async def agent_of(machine, token):
    """An agent that is connected to MCP."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=LONGEST_CALL) as http:
        wire = streamable_http_client(f"{machine.url('MCP')}/mcp", http_client=http)
        async with Client(wire) as agent:
            yield agent


def asking(address="", **more):
    """A client that waits as long as it must: by itself it gives up after five seconds."""
    return httpx.AsyncClient(base_url=address, timeout=LONGEST_CALL, **more)


def controlling(machine, face):
    """A client that may order a face of the sandbox about."""
    return asking(machine.sandbox(face), headers={"x-sandbox-control": "sandbox-control"})


async def order(machine, face, path, body):
    """Order the sandbox to behave in some way."""
    async with controlling(machine, face) as http:
        (await http.post(f"/_sim/{path}", json=body)).raise_for_status()


async def change(machine, what, body):
    """Change the small web: `pages`, `metrics`, `status`, `news`, `faults`."""
    async with controlling(machine, "web") as http:
        (await http.post(f"/control/{what}", json=body)).raise_for_status()


async def asked_for(machine, path):
    """How often a page of the small web was asked for, and how."""
    async with controlling(machine, "web") as http:
        [counted] = (await http.get("/control/requests", params={"path": path})).json()["paths"]
        return counted


async def messages_at(address):
    async with asking(address) as http:
        return (await http.get("/messages")).json()["messages"]


def briefings_among(mails):
    """Leave out what the morning's watches tell: they may find something at once, or later."""
    titles = ("值班简报", "On-call briefing")
    return [mail for mail in mails if any(title in mail["subject"] for title in titles)]
