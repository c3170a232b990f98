"""Background tasks on a running system: made through every face, told once, whatever is killed."""

import asyncio
import contextlib
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from tests.whole.callers import agent_of, asked_for, asking, change, eventually, messages_at
from tests.whole.machine import LONGEST_COMMAND, WHOLE

pytestmark = WHOLE


@pytest.fixture
async def person(admin):
    return await admin.move_in("Watcher")


async def make(admin, person, type_, config, name=""):
    body = {"type": type_, "config": config, "name": name or type_, "person_id": person}
    made = await admin.http.post("/api/v1/tasks", json=body)
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def a_page(machine, text):
    path = f"/made/{uuid4().hex[:8]}"
    await write(machine, path, text)
    return path, f"{machine.sandbox('web')}{path}"


async def write(machine, path, text):
    await change(machine, "pages", {"path": path, "body": f"<p>{text}</p>"})


async def looked(admin, task, times=1):
    """Wait until a watch has looked so often."""

    async def often_enough():
        shown = await admin.get(f"/api/v1/tasks/{task}")
        return shown["watch"] is not None and shown["watch"]["checks"] >= times

    await eventually(often_enough)


async def looks_again(admin, task, times):
    """Have a watch look so often more, each time at once."""
    for _ in range(times):
        shown = await admin.get(f"/api/v1/tasks/{task}")
        (await admin.http.post(f"/api/v1/tasks/{task}/trigger")).raise_for_status()
        await looked(admin, task, shown["watch"]["checks"] + 1)


async def told_by_mail(admin, address):
    return [mail for mail in await admin.mails() if address in mail["to"]]


async def test_a_page_watched_through_a_tool_is_told_by_mail_once(machine, admin, person):
    """TSK-1, WEB-3, PSH-2, MCP-2."""
    path, url = await a_page(machine, "all is calm")
    token = await admin.token_for(person, "operate")
    to = f"{person}@sandbox.example"
    config = {
        "urls": [url],
        "keywords": ["维护"],
        "check_interval_minutes": 10 / 60,
        "notification": {"method": "email", "email": to},
    }
    async with agent_of(machine, token) as agent:
        asked = {"type": "web_monitor", "config": config, "client_key": "mine"}
        made = await agent.call_tool("create_background_task", asked)
        again = await agent.call_tool("create_background_task", asked)
        task = made.structured_content["task_id"]
        assert again.structured_content["task_id"] == task
        await looked(admin, task)
        assert await admin.found(task) == []
        await write(machine, path, "今晚维护 tonight")
        await agent.call_tool("trigger_background_task", {"task_id": task})

        [event] = await eventually(lambda: admin.found(task))
        await eventually(lambda: told_by_mail(admin, to))
        shown = await agent.call_tool("get_background_task", {"task_id": task})

    await looks_again(admin, task, times=2)
    assert event["type"] == "zhiban.web.keyword_appeared"
    assert len(await admin.found(task)) == 1
    [mail] = await told_by_mail(admin, to)
    assert "维护" in mail["subject"]
    assert shown.structured_content["events"] == 1


async def test_a_number_watched_over_http_is_texted_once(machine, admin, person):
    """TSK-1, THR-2, PSH-1, PSH-2."""
    metric = f"coin{uuid4().hex[:6]}"
    await change(machine, "metrics", {"name": f"{metric}_usd", "value": 10})
    to = f"+1415555{uuid4().int % 10_000:04}"
    config = {
        "source": {
            "http_json": {
                "url": f"{machine.sandbox('web')}/metrics/{metric}",
                "json_path": f"{metric}.usd",
            }
        },
        "threshold": 100,
        "check_interval_seconds": 10,
        "notification": {"method": "sms", "phone_number": to},
    }
    task = await make(admin, person, "threshold_watch", config)
    await looked(admin, task)
    await change(machine, "metrics", {"name": f"{metric}_usd", "value": 170})
    (await admin.http.post(f"/api/v1/tasks/{task}/trigger")).raise_for_status()
    [event] = await eventually(lambda: admin.found(task))

    async def texted():
        texts = await messages_at(machine.sandbox("texts"))
        return [text for text in texts if text["to"] == to]

    await eventually(texted)
    await looks_again(admin, task, times=2)
    assert event["type"] == "zhiban.threshold.breached"
    assert event["data"]["value"] == 170
    assert len(await texted()) == 1
    assert len(await admin.found(task)) == 1


async def test_a_schedule_made_in_a_terminal_runs_on_time_and_posts_once(machine, admin, person):
    """TSK-1, SCH-1, OPS-3."""
    at, task, words = await remind_soon(machine, person)

    [event] = await eventually(lambda: admin.found(task), within=LONGEST_COMMAND)

    async def posted():
        return [post for post in await admin.posts() if words in post["text"]]

    await eventually(posted)
    assert event["type"] == "zhiban.schedule.ran"
    late = datetime.fromisoformat(event["time"]) - at
    assert timedelta(0) <= late < timedelta(seconds=60)
    assert len(await posted()) == 1


async def remind_soon(machine, person):
    """Have a reminder made in a terminal; return when it is due, its id, and its words.

    A machine that does other things may come to the command when that time is over, or be done
    with it only then; so one counts that was there before its time came.
    """
    for ahead in (8, 25, 100):
        at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=ahead)
        words = f"记得喝水 {uuid4().hex[:6]}"
        config = {
            "type": "once",
            "at": at.isoformat(),
            "action": {"type": "reminder", "message": words},
            "notification": {"method": "wecom", "robot": "team-wecom"},
        }
        requested = ("--config", json.dumps(config), "--person", person, "--json")
        made = await machine.run("task", "create", "schedule", *requested)
        if made.code == 0 and datetime.now(UTC) < at:
            return at, json.loads(made.said)["id"], words
        assert made.code == 0 or "config.at" in made.complained  # it took longer than that
    raise AssertionError(f"{made.said}{made.complained}")


async def test_the_news_come_once_a_date_however_often_they_are_asked_for(machine, admin, person):
    """TSK-1, SCH-2."""
    to = f"{person}@sandbox.example"
    feeds = [f"{machine.sandbox('web')}/feeds/{kind}" for kind in ("rss", "atom", "json", "rdf")]
    config = {
        "news_urls": feeds,
        "hour": 3,
        "categories": ["数据库"],
        "notification": {"method": "email", "email": to},
    }
    task = await make(admin, person, "news_digest", config, "新闻")
    for _ in range(2):
        (await admin.http.post(f"/api/v1/tasks/{task}/trigger")).raise_for_status()
    [event] = await eventually(lambda: admin.found(task))
    await eventually(lambda: told_by_mail(admin, to))

    assert event["type"] == "zhiban.digest.published"
    assert "SANDBOX" in (await told_by_mail(admin, to))[0]["subject"]
    assert len(await told_by_mail(admin, to)) == 1
    assert len(await admin.found(task)) == 1


async def test_two_who_watch_one_page_are_both_told_although_everything_in_between_was_killed(
    town, machine, admin
):
    """TSK-4, REL-1: no baseline is lost, and no event comes twice."""
    path, url = await a_page(machine, "first edition")
    people = [await admin.move_in("First"), await admin.move_in("Second")]
    tasks = [
        await make(
            admin,
            person,
            "web_monitor",
            {
                "urls": [url],
                "check_interval_seconds": 10,
                "notification": {"method": "email", "email": f"{person}@sandbox.example"},
            },
        )
        for person in people
    ]
    for task in tasks:
        await looked(admin, task)
    async with town.run.killed("temporal"):
        pass
    async with town.run.killed("worker"), town.run.killed("api"):
        pass
    await write(machine, path, "second edition")
    for task in tasks:

        async def told(task=task):
            with contextlib.suppress(httpx.HTTPError):
                return await admin.found(task)

        [event] = await eventually(told)
        assert event["type"] == "zhiban.web.changed"
        assert "second edition" in event["data"]["text"]
    for person in people:
        await eventually(lambda p=person: told_by_mail(admin, f"{p}@sandbox.example"))
    await asyncio.gather(*(looks_again(admin, task, times=2) for task in tasks))
    for task, person in zip(tasks, people, strict=True):
        assert len(await admin.found(task)) == 1
        assert len(await told_by_mail(admin, f"{person}@sandbox.example")) == 1
    asked = await asked_for(machine, path)
    assert asked["not_modified"] >= 2


async def test_private_addresses_are_refused_and_the_refusal_is_logged(machine, admin, person):
    """WEB-6."""
    metadata = "http://169.254.169.254/latest/meta-data/"
    body = {"type": "web_monitor", "config": {"urls": [metadata]}, "person_id": person}
    refused = await admin.http.post("/api/v1/tasks", json=body)
    there = f"{machine.sandbox('web')}/redirect/metadata"
    config = {"urls": [there], "check_interval_seconds": 10}
    task = await make(admin, person, "web_monitor", config)
    await looked(admin, task)

    shown = await admin.get(f"/api/v1/tasks/{task}")

    async def logged():
        log = (machine.data / "logs" / "worker.log").read_text()
        return log if "web.address_refused" in log else None

    log = await eventually(logged)  # what a worker says, another process writes down
    assert (refused.status_code, "169.254.169.254" in refused.text) == (422, True)
    assert "169.254.169.254" in shown["watch"]["problem"]
    assert await admin.found(task) == []
    assert "169.254.169.254" in log


async def test_the_web_ui_lists_tasks_and_the_terminal_finds_nothing_to_put_right(machine, admin):
    """TSK-3, EVT-1."""
    async with asking(machine.url("UP_UI")) as http:
        listed = await http.get(
            "/api/v1/namespaces/default/workflows",
            params={"query": "WorkflowType = 'WebMonitor' AND ExecutionStatus = 'Running'"},
        )
        schedules = await http.get("/api/v1/namespaces/default/schedules")
    ids = [each["execution"]["workflowId"] for each in listed.json()["executions"]]

    assert ids, "the morning made one"
    assert all(each.startswith("task/t_") for each in ids)
    assert schedules.json()["schedules"]
    assert "0 rows differ" in await machine.zhiban("rebuild", "--check")
