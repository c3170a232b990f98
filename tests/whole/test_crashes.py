"""What is killed in the middle comes back, loses nothing and says nothing twice."""

import asyncio
from collections import Counter
from urllib.parse import quote

import httpx
import pytest

from tests.whole.callers import OPEN, asking, eventually, order
from tests.whole.machine import WHOLE
from tests.whole.test_thousand_greetings import asked_of, given_out

pytestmark = WHOLE


async def test_a_temporal_server_killed_while_a_briefing_is_prepared_changes_nothing(town, admin):
    """REL-1, BRF-2, PSH-2: given once, mailed once, to somebody who noticed nothing."""
    machine = town.machine
    person = await admin.move_in()
    await order(machine, "model", "reset", {})
    await order(
        machine, "model", "behaviour", {"behaviour": "slow", "times": 1, "delay_seconds": 3}
    )
    await admin.configure(person, **OPEN, mail_after_spoken=f"{person}@sandbox.example")
    greeting = asyncio.create_task(admin.greet(person))
    await eventually(lambda: asked_of(machine))
    async with town.run.killed("temporal"):
        answer = await greeting

    assert answer.status_code == 200
    assert answer.json()["kind"] == "briefing"
    briefing = answer.json()["briefing_id"]
    assert await admin.settled(person, 1) == {"mail": "accepted"}
    assert await eventually(lambda: given_out(admin, briefing)) == {
        "briefing.prepared": 1,
        "briefing.given": 1,
        "share.created": 1,  # the link in the mail
    }
    mine = [mail for mail in await admin.mails() if f"{person}@sandbox.example" in mail["to"]]
    assert len(mine) == 1


async def test_a_worker_killed_in_the_middle_of_a_push_sends_nothing_twice(town, admin):
    """REL-1, PSH-2, PSH-7: what had left, what was being sent, and what waited to be sent again."""
    machine = town.machine
    person = await admin.move_in("Killed")
    before = len(await admin.posts())
    await order(machine, "robots", "faults", {"kind": "accept_then_hang", "robot": "team-feishu"})
    # Longer than a kill takes: whoever is killed while they send cannot know what came of it.
    away = {"kind": "status", "status": 503, "robot": "team-wecom", "retry_after": 15}
    await order(machine, "robots", "faults", away)
    channels = [
        {"kind": "mail", "target": f"{person}@sandbox.example"},
        {"kind": "wecom", "target": "team-wecom"},
        {"kind": "feishu", "target": "team-feishu"},
    ]
    await admin.configure(person, **OPEN | {"channels": channels})
    today = await admin.prepared(person)
    await admin.configure(person, window_end="00:31")  # which is over: nobody greeted

    async def hanging():
        states = await admin.deliveries(person)
        posts = (await admin.posts())[before:]
        posted = [post for post in posts if post["robot"] == "team-feishu"]
        if len(states) < 3 or states["mail"] != "accepted" or not posted:
            return False
        [waiting] = [one["key"] for one in await admin.ledger(person) if one["channel"] == "wecom"]
        return await sleeps(machine, f"delivery/{waiting}")

    await eventually(hanging)
    async with town.run.killed("worker"):
        states = await admin.settled(person, 3)

    assert states == {"mail": "accepted", "wecom": "accepted", "feishu": "uncertain"}
    posts = (await admin.posts())[before:]
    assert Counter(post["robot"] for post in posts) == {"team-wecom": 1, "team-feishu": 1}
    sent = Counter(mail["message_id"] for mail in await admin.mails())
    assert set(sent.values()) == {1}
    mine = [mail for mail in await admin.mails() if f"{person}@sandbox.example" in mail["to"]]
    assert len(mine) == 1

    async def recorded():  # what happened is told of a moment after it is kept
        pushed = (await admin.happened(today["briefing_id"]))["briefing.pushed"]
        settled = [await admin.happened(one["key"]) for one in await admin.ledger(person)]
        return pushed and all(settled)

    await eventually(recorded)
    assert (await admin.happened(today["briefing_id"]))["briefing.pushed"] == 1
    for delivery in await admin.ledger(person):
        assert await admin.happened(delivery["key"]) == {"delivery.settled": 1}


async def sleeps(machine, workflow):
    """Whether a workflow has a timer, by its history in Temporal's Web UI."""
    at = f"{machine.url('UP_UI')}/api/v1/namespaces/default/workflows/{quote(workflow, safe='')}"
    async with asking() as http:
        answer = await http.get(f"{at}/history")
    answer.raise_for_status()
    events = answer.json()["history"]["events"]
    return any(each["eventType"] == "EVENT_TYPE_TIMER_STARTED" for each in events)


async def test_who_waited_for_a_killed_api_is_answered_by_asking_again(town, admin):
    """REL-1, BRF-2: the greeting that was cut off has taken nothing from the one after it."""
    person = await admin.move_in("Lost")
    await order(town.machine, "model", "reset", {})
    await order(
        town.machine, "model", "behaviour", {"behaviour": "slow", "times": 1, "delay_seconds": 10}
    )
    await admin.configure(person, **OPEN)
    greeting = asyncio.create_task(admin.greet(person, key="mine"))
    await eventually(lambda: asked_of(town.machine))
    async with town.run.killed("api"):
        with pytest.raises(httpx.TransportError):
            await greeting
    mine = await admin.greet(person, key="mine")
    theirs = await admin.greet(person, key="theirs")
    again = await admin.greet(person, key="mine")

    told = [answer.json()["kind"] for answer in (mine, theirs, again)]
    assert told == ["briefing", "already_given", "briefing"]
    assert again.json() == mine.json()
    happened = await eventually(lambda: given_out(admin, mine.json()["briefing_id"]))
    assert happened == {"briefing.prepared": 1, "briefing.given": 1}
