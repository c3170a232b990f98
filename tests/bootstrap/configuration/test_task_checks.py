"""What only libraries and tools can judge is judged when a task is made."""

import pytest

from bootstrap.assistant.read_tools import McpReadTools
from bootstrap.configuration.task_checks import ConfigChecks
from domain.common.errors import InvalidRequest, NotFound
from domain.task_types.configs import read_config
from domain.tasks.tasks import TaskType
from tests.fakes.face_services import BO, FaceWorld
from tests.fakes.words import in_english

URLS = {"urls": ["https://a.example/"]}
JSON = {"url": "https://a.example/x.json", "json_path": "a.b"}

GREEDY = f"length(sort_by([{','.join('@' * 22)}][].[{','.join('@' * 10)}][].a[],&to_string(@)))"
"""Repeats its document 880 times."""


@pytest.fixture(scope="module")
def tools():
    return McpReadTools(FaceWorld().services)


def judge(tools, type_, config):
    allow = ("127.0.0.2", "10.1.0.0/16")
    ConfigChecks(tools, allow=allow)(read_config(TaskType(type_), config, presets=()))


def calling(name, **arguments):
    action = {"type": "tool", "name": name, "arguments": arguments}
    return {"type": "daily", "hour": 8, "action": action}


@pytest.mark.parametrize(
    ("type_", "config"),
    [
        ("web_monitor", {**URLS, "selection": {"css": ["p.price"], "regex": "[0-9]+"}}),
        (
            "web_monitor",
            {"urls": ["http://127.0.0.2:8106/x", "http://10.1.2.3/x", "https://8.8.8.8/"]},
        ),
        ("threshold_watch", {"source": {"http_json": JSON}, "threshold": 1}),
        ("schedule", calling("list_alarm_records", limit=5)),
        ("schedule", {"type": "daily", "hour": 8, "action": {"type": "reminder", "message": "x"}}),
    ],
)
def test_what_is_right_passes(tools, type_, config):
    """WEB-2, THR-1, SCH-1."""
    judge(tools, type_, config)


@pytest.mark.parametrize(
    ("type_", "config", "field"),
    [
        ("web_monitor", {"urls": ["http://169.254.169.254/latest"]}, "config.urls[0]"),
        ("web_monitor", {"urls": ["https://a.cn/", "http://10.0.0.1/x"]}, "config.urls[1]"),
        ("web_monitor", {"urls": ["http://localhost:8080/"]}, "config.urls[0]"),
        ("news_digest", {"news_urls": ["http://[::1]/feed"], "hour": 8}, "config.news_urls[0]"),
        (
            "threshold_watch",
            {"source": {"http_json": {**JSON, "url": "http://10.0.0.1/x"}}, "threshold": 1},
            "config.source.http_json.url",
        ),
        ("web_monitor", {**URLS, "selection": {"css": ["p["]}}, "config.selection.css[0]"),
        ("web_monitor", {**URLS, "selection": {"xpath": ["//["]}}, "config.selection.xpath[0]"),
        ("web_monitor", {**URLS, "selection": {"regex": "("}}, "config.selection.regex"),
        (
            "web_monitor",
            {**URLS, "number": {"operator": ">", "threshold": 1, "pattern": "["}},
            "config.number.pattern",
        ),
        (
            "threshold_watch",
            {"source": {"http_json": {**JSON, "json_path": "a["}}, "threshold": 1},
            "config.source.http_json.json_path",
        ),
        (
            "threshold_watch",
            {"source": {"http_json": {**JSON, "json_path": GREEDY}}, "threshold": 1},
            "config.source.http_json.json_path",
        ),
        ("schedule", calling("delete_background_task"), "config.action.name"),
        ("schedule", calling("send_sms", to="+14155550100"), "config.action.name"),
        ("schedule", calling("list_alarm_records", limit=101), "config.action.arguments.limit"),
        ("schedule", calling("list_alarm_records", x=1), "config.action.arguments.x"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(tools, type_, config, field):
    """WEB-2, THR-1, SCH-1: and no tool that writes, sends or asks can be called by a schedule."""
    with pytest.raises(InvalidRequest) as refused:
        judge(tools, type_, config)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "config.action.arguments.place is missing."),
        (
            {"plaze": "深圳"},
            "config.action.arguments.plaze is not known here; perhaps place is meant.",
        ),
    ],
)
def test_an_argument_that_is_missing_or_misspelt_is_told_with_what_there_is(
    tools, arguments, words
):
    """SCH-1."""
    with pytest.raises(InvalidRequest) as refused:
        judge(tools, "schedule", calling("get_weather", **arguments))

    assert in_english(refused.value).startswith(words)


async def test_a_tool_answers_as_text_with_the_rights_of_whose_schedule_it_is(tools):
    """SCH-1, TSK-2."""
    assert "list_log_topics" in tools.names()
    assert await tools.call(BO, "list_background_tasks", {})
    with pytest.raises(NotFound):
        await tools.call(BO, "get_background_task", {"task_id": "t_" + "0" * 26})
    with pytest.raises(InvalidRequest):
        await tools.call(BO, "remember", {"text": "x"})
