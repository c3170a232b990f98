"""Background tasks, memories and small tools at the terminal."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from application.ports.tasks import WatchRecord
from application.ports.watches.web import FetchFailed, FetchProblem
from domain.deliveries.deliveries import Outcome, Receipt
from domain.events.events import EventType
from domain.tasks.events import found
from domain.tasks.tasks import Finding, TaskState
from domain.watches.metric_memory import ThresholdMemory
from domain.watches.novelty import Alert, Novelty, Past
from domain.watches.watches import WatchMemory
from tests.fakes.words import foreign, saying

URL = "https://status.example.cn/"
MONITOR = {"urls": [URL], "keywords": ["outage"], "check_interval_minutes": 30}


@pytest.fixture
def made(zhiban):
    """A task of 小梅."""
    return zhiban(
        "task", "create", "web_monitor", "-c", json.dumps(MONITOR), "-p", "u_mei", "--json"
    ).data


def test_a_task_is_made_from_json_a_file_or_a_pipe(zhiban, runtime, tmp_path):
    """TSK-1, OPS-3."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps(MONITOR), encoding="utf-8")
    for config, stdin in (
        (json.dumps(MONITOR), ""),
        (f"@{file}", ""),
        ("-", json.dumps(MONITOR)),
    ):
        said = zhiban("task", "create", "web_monitor", "--config", config, "--json", stdin=stdin)
        assert said.code == 0, said.err
        assert said.data["config"] == MONITOR
        assert said.data["owner"] == "u_admin"
    assert len(runtime.world.tasks.kept) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["web_monitor", "-c", "{"], 2, "zhiban: --config must be JSON"),
        (["web_monitor", "-c", "[]"], 2, "zhiban: --config must be an object."),
        (["web_monitor", "-c", "@/none"], 2, "zhiban: --config must be a file that can be read"),
        (["web_monitor", "-c", "{}"], 2, "zhiban: config.urls"),
        (["file_watch", "-c", "{}"], 2, "file_watch"),
        (["web_monitor", "-c", json.dumps(MONITOR), "-p", "u_none"], 3, "No person “u_none”."),
    ],
)
def test_a_wrong_task_is_wrong_usage_and_nothing_is_made(
    zhiban, runtime, arguments, code, sentence
):
    """TSK-1."""
    said = zhiban("task", "create", *arguments)
    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert runtime.world.tasks.kept == {}


def test_the_same_key_is_the_same_task(zhiban, runtime):
    """TSK-2."""
    ids = {zhiban("task", "watch", URL, "--key", "k-1", "--json").data["id"] for _ in range(2)}
    assert len(ids) == len(runtime.world.tasks.kept) == 1


def test_a_page_is_watched_without_writing_json(zhiban):
    """WEB-3, OPS-3."""
    said = zhiban(
        "task", "watch", URL, "https://b.example.cn/", "--keyword", "outage", "--keyword", "故障",
        "--css", ".news", "--every", "5m", "--notify", "email",
        "--notify", "dingtalk:ops @138 @mei", "--name", "Status", "-p", "u_mei", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    task = said.data
    assert task["config"] == {
        "urls": [URL, "https://b.example.cn/"],
        "keywords": ["outage", "故障"],
        "selection": {"css": [".news"]},
        "check_interval_seconds": 300,
        "notification": [
            {"method": "email", "email": "mei@example.cn"},
            {"method": "dingtalk", "robot": "ops", "mentions": ["138", "mei"]},
        ],
    }
    assert (task["name"], task["owner"]) == ("Status", "u_mei")


def test_only_the_article_of_a_page_is_watched(zhiban):
    """WEB-2, OPS-3."""
    said = zhiban("task", "watch", URL, "--main-text", "--json")
    assert said.data["config"]["selection"] == {"main_text": True}


def test_a_number_is_watched_without_writing_json(zhiban):
    """THR-2, OPS-3."""
    said = zhiban(
        "task", "threshold", "bitcoin_price", ">", "100000", "--clear", "99000", "--for", "10m",
        "--every", "1m", "--notify", "sms:+8613800138000", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert said.data["config"] == {
        "metric": "bitcoin_price",
        "operator": ">",
        "threshold": 100000,
        "clear_value": 99000,
        "for_minutes": 10,
        "check_interval_seconds": 60,
        "notification": {"method": "sms", "phone_number": "+8613800138000"},
    }


@pytest.mark.parametrize(
    ("options", "config"),
    [
        (["--daily", "08:30"], {"type": "daily", "hour": 8, "minute": 30}),
        (
            ["--daily", "8:30", "--weekdays", "mon,wed"],
            {"type": "weekly", "hour": 8, "minute": 30, "weekdays": ["mon", "wed"]},
        ),
        (["--every", "90m"], {"type": "interval", "interval_minutes": 90}),
        (["--cron", "30 8 * * 1-5"], {"type": "cron", "cron": "30 8 * * 1-5"}),
        (["--once", "2026-12-24 18:00"], {"type": "once", "at": "2026-12-24 18:00"}),
    ],
)
def test_a_schedule_is_made_without_writing_json(zhiban, options, config):
    """SCH-1, OPS-3."""
    said = zhiban("task", "schedule", "Stand-up", *options, "--json")
    assert said.code == 0, said.err
    assert said.data["config"] == config | {"action": "Stand-up"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "--daily, --every, --cron, --once must be given once"),
        (["--daily", "08:30", "--every", "1h"], "must be given once"),
        (["--every", "1h", "--weekdays", "mon"], "--weekdays needs --daily"),
        (["--daily", "25:00"], "--daily must be a wall-clock time"),
        (["--every", "soon"], "--every must be a span"),
        (["--cron", "x"], "--cron"),
        (["--once", "2020-01-01 08:00"], "config.at must leave a run that lies in the future"),
        (["--daily", "08:30", "--notify", "pigeon:roof"], "--notify must be email, sms"),
    ],
)
def test_a_schedule_that_cannot_be_is_wrong_usage(zhiban, runtime, options, sentence):
    """SCH-1."""
    said = zhiban("task", "schedule", "Stand-up", *options)
    assert (said.code, said.out) == (2, "")
    assert sentence in said.err
    assert runtime.world.tasks.kept == {}


def test_the_news_are_collected_without_writing_json(zhiban):
    """SCH-2, OPS-3."""
    said = zhiban(
        "task", "digest", "https://news.example.cn/feed.xml", "--at", "7:15",
        "--category", "business", "--notify", "wecom:ops", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert said.data["config"] == {
        "news_urls": ["https://news.example.cn/feed.xml"],
        "hour": 7,
        "minute": 15,
        "categories": ["business"],
        "notification": {"method": "wecom", "robot": "ops"},
    }


def test_tasks_are_listed_for_everybody_or_for_one_person_in_pages(zhiban, runtime):
    """TSK-2."""
    for person in ("u_mei", "u_bob", "u_mei"):
        runtime.world.clock.move(seconds=1)
        zhiban("task", "watch", URL, "-p", person)

    table = zhiban("task", "list")
    first = zhiban("task", "list", "-p", "u_mei", "-n", "1", "--json").data
    second = zhiban("task", "list", "-p", "u_mei", "--after", first["next_after"], "--json").data
    more = zhiban("task", "list", "-n", "1")

    lines = table.out.splitlines()
    assert lines[0] == "id\ttype\tname\tstate\truns\tnow\tnext\tevents\tproblem"
    assert len(lines) == 4
    assert "\tweb monitor\tstatus.example.cn\tactive\trunning\t\t2026-11-21T06:35:" in lines[1]
    assert len(first["tasks"]) == len(second["tasks"]) == 1
    assert "More: --after t_" in more.err


def test_a_triggered_task_says_what_it_saw_and_lists_its_looks(zhiban, made):
    """TSK-8."""
    triggered = zhiban("task", "trigger", made["id"])
    looks = zhiban("task", "looks", made["id"])

    assert triggered.out.splitlines()[0] == "Checked: no news"
    assert "\nnow\tno news\n" in triggered.out
    header, look = looks.out.splitlines()
    assert header == "time\toutcome\tvalue\tseconds"
    assert look.endswith("\tnothing new\t\t0.5")


def test_a_configuration_is_tried_and_not_kept(zhiban, runtime):
    """TSK-8."""
    schedule = '{"type": "daily", "hour": 9, "minute": 30, "action": "tea"}'
    tried = zhiban("task", "create", "schedule", "-c", schedule, "--try")

    assert "\nnow\tevery day 09:30 (Asia/Shanghai)\n" in tried.out
    assert zhiban("task", "list", "--json").data["tasks"] == []


def test_a_task_is_shown_with_what_it_does_and_why_it_fails(zhiban, runtime, made):
    """TSK-5."""
    memory = WatchMemory(
        checks=3, failures=1, problem=foreign("The name\x1b[2J cannot be resolved.")
    )
    runtime.world.watches.kept[made["id"]] = WatchRecord(made["id"], 1, 0, memory)

    shown = zhiban("task", "show", made["id"])

    assert "problem\t“The name cannot be resolved.”" in shown.out
    assert "checks\t3" in shown.out
    assert "runs\trunning: The next check is about to begin." in shown.out
    assert zhiban("task", "show", made["id"], "--json").data["watch"]["checks"] == 3


def test_only_what_is_given_changes(zhiban, made):
    """TSK-1."""
    changes = json.dumps({"check_interval_minutes": 60, "keywords": None})
    changed = zhiban("task", "update", made["id"], "-c", changes, "--name", "New", "--json")
    same = zhiban("task", "update", made["id"], "--json")

    assert changed.data["config"] == {"urls": [URL], "check_interval_minutes": 60}
    assert (changed.data["name"], same.data["revision"]) == ("New", 2)


def test_a_task_is_paused_resumed_run_and_deleted(zhiban, runtime, made):
    """TSK-3."""
    task_id = made["id"]

    paused = zhiban("task", "pause", task_id, "--reason", "holiday")
    not_now = zhiban("task", "trigger", task_id)
    resumed = zhiban("task", "resume", task_id, "--json")
    run = zhiban("task", "trigger", task_id)
    deleted = zhiban("task", "delete", task_id, "--json")
    gone = zhiban("task", "resume", task_id)

    assert "reason\tholiday" in paused.out
    assert (not_now.code, run.code, gone.code) == (3, 0, 3)
    assert "resume it first" in not_now.err
    assert resumed.data["state"] == TaskState.ACTIVE
    assert deleted.data["state"] == TaskState.DELETED
    assert zhiban("task", "list", "--state", "deleted", "--json").data["tasks"]
    assert len(runtime.world.events.of_type(EventType.TASK_TRIGGERED)) == 1


@pytest.mark.parametrize(("task_id", "code"), [("t_1", 2), ("../x", 2), ("t_" + "0" * 26, 3)])
def test_a_task_that_is_not_there_is_refused(zhiban, task_id, code):
    """TSK-1."""
    assert zhiban("task", "show", task_id).code == code


async def unhealthy(world, task_id):
    finding = Finding(EventType.TASK_FAILING, saying("title"))
    task = world.tasks.kept[task_id]
    await world.tasks.apply(found(task, finding, number=1, at=world.clock.now()))


def test_the_status_counts_and_names_the_unwell(zhiban, runtime, made):
    """TSK-1, TSK-5."""
    asyncio.run(unhealthy(runtime.world, made["id"]))

    said = zhiban("task", "status")
    data = zhiban("task", "status", "--json").data

    assert "Temporal answers; everybody's tasks;" in said.out
    assert "web monitor\tactive\t1" in said.out
    assert f"{made['id']}\tstatus.example.cn\tzhiban.task.failing" in said.out
    assert data["events_today"]["by_type"]["zhiban.task.created"] == 1


def test_a_memory_is_kept_found_and_forgotten_for_a_person(zhiban):
    """MEM-1."""
    kept = zhiban(
        "memory", "add", "小梅喜欢先听告警", "--kind", "preference", "--tag", "简报", "-p", "u_mei"
    )
    name = kept.out.strip()
    found_ = zhiban("memory", "search", "告警", "-p", "u_mei")
    others = zhiban("memory", "search", "告警", "--json")
    nothing = zhiban("memory", "search", "磁盘", "-p", "u_mei")
    forgotten = zhiban("memory", "forget", name, "-p", "u_mei")
    again = zhiban("memory", "forget", name, "-p", "u_mei", "--json")

    assert f"{name}\tpreference\t2026-11-21 06:30\t小梅喜欢先听告警" in found_.out
    assert others.data["found"] == []
    assert (nothing.out, nothing.err) == ("", "No memories found.\n")
    assert f"Forgotten: {name}" in forgotten.err
    assert again.code == 3
    assert zhiban("memory", "add", " ").code == 2


def test_memories_come_in_pages_and_as_json(zhiban, runtime):
    """MEM-1."""
    for number in range(3):
        runtime.world.clock.move(seconds=1)
        zhiban("memory", "add", f"note {number}", "--json")

    first = zhiban("memory", "search", "-n", "2", "--json").data
    second = zhiban("memory", "search", "-n", "2", "--after", first["next_after"], "--json").data
    note = zhiban("memory", "search", "-n", "2")
    forgotten = zhiban("memory", "forget", first["found"][0]["id"], "--json")

    texts = [each["text"] for each in first["found"] + second["found"]]
    assert texts == ["note 2", "note 1", "note 0"]
    assert "More: --after '" in note.err
    assert forgotten.data["forgotten"] is True


def test_the_weather_is_told(zhiban):
    """SCH-3."""
    assert "深圳" in zhiban("weather", "深圳", "--days", "2").out
    assert len(zhiban("weather", "深圳", "--json").data["days"]) == 3
    assert zhiban("weather", "Atlantis").code == 3


def test_a_text_is_sent_once_and_a_failure_ends_with_its_code(zhiban, runtime):
    """MEM-2."""
    arguments = ("sms", "+8613800138000", "磁盘快满了", "--key", "k-1")
    first = zhiban(*arguments)
    again = zhiban(*arguments, "--json")
    runtime.world.phones.answers = [
        Receipt(outcome=Outcome.PERMANENT, detail=foreign("no such number")),
        Receipt(outcome=Outcome.RETRY, detail=foreign("busy"), retry_after_seconds=9),
    ]
    wrong = zhiban("sms", "+8613800138000", "x")
    busy = zhiban("sms", "+8613800138000", "x")

    assert first.out == "Accepted by the provider. “250 ok”. 1 segment.\n"
    assert again.data["state"] == "accepted"
    assert len(runtime.world.phones.sent) == 3
    assert (wrong.code, busy.code) == (3, 4)
    assert zhiban("sms", "110", "x").code == 2


def test_a_page_is_read(zhiban, runtime):
    """MEM-2."""
    assert zhiban("page", URL, "--selector", "No").out == "All systems work.\n\nNo incident.\n"
    assert zhiban("page", URL, "--json").data["status"] == 200
    runtime.world.web.pages[URL] = "x" * 300
    assert "The page is longer" in zhiban("page", URL, "--chars", "200").err
    runtime.world.web.problem = FetchFailed(FetchProblem.TIMEOUT, "It took too long.")
    assert zhiban("page", URL).code == 4


def test_what_a_watch_told_of_is_called_normal(zhiban, runtime):
    """THR-2: at the minute that the reader's clock shows; what cannot be is said."""
    learns = json.dumps({"metric": "bitcoin_price", "operator": "anomaly"})
    task_id = zhiban(
        "task", "create", "threshold_watch", "-c", learns, "-p", "u_mei", "--json"
    ).data["id"]
    young = zhiban("task", "normal", task_id)
    at = datetime(2026, 11, 20, 1, 0, 17, tzinfo=UTC)
    alert = Alert(why=Novelty.BEYOND, at=at, value=60, low=10, high=14, over=timedelta(days=2))
    memory = WatchMemory(checks=9, threshold=ThresholdMemory(past=Past(told=(alert,))))
    runtime.world.watches.kept[task_id] = WatchRecord(task_id, 1, 0, memory)

    no_moment = zhiban("task", "normal", task_id, "--at", "once upon a time")
    called = zhiban("task", "normal", task_id, "--at", "2026-11-20 09:00")

    assert "nothing new yet" in young.err
    assert "--at" in no_moment.err
    assert (young.code, no_moment.code, called.code) == (3, 2, 0)
    assert "not seen before\t2026-11-20T09:00:17+08:00: 60; the highest in the 2 days" in called.out
    assert "Marked as normal." in called.out
