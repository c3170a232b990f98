"""What the terminal answers is in one language: its reader's (I18-1)."""

import json
import re

import pytest

from cli.exit import ExitCode
from domain.common.readers import Language
from tests.faces.cli.test_terminal import commands

ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,})+|\t(?:name|state|value|yes|no|type|id)\b")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
TASK = json.dumps({"urls": ["https://status.example.cn/"], "check_interval_minutes": 30})
NAMES = (
    *("支付报错", "pool exhausted after", "cache of", "keys refreshed"),
    *("小梅", "老陈", "值班", "小智", "灵依", "数据库磁盘", "深圳", "11月21日简报"),
    *("xiao zhi", "萧智", "小芝", "小兹"),
)
"""Of people, robots, places, topics, alarms, and of lines and a briefing in one language."""

COMMANDS = (
    ("task", "list"),
    ("task", "status"),
    ("task", "create", "web_monitor", "-c", TASK, "--name", "x"),
    ("task", "show", "t_" + "0" * 26),
    ("task", "watch", "https://status.example.cn/", "--notify", "pigeon:roof"),
    ("people", "list"),
    ("people", "show"),
    ("people", "token", "list"),
    ("people", "show", "u_nobody"),
    ("briefing", "today"),
    ("briefing", "configure"),
    ("briefing", "configure", "--channel", "pigeon:roof"),
    ("plugins", "list"),
    ("plugins", "show", "none"),
    ("memory", "search"),
    ("delivery", "list"),
    ("cluster", "list"),
    ("cluster", "nodes", "cls-1"),
    ("logs", "topics"),
    ("logs", "alarms", "--start", "-1s"),
    ("incident", "list"),
    ("discussions", "init"),
    ("discussions", "list"),
    ("discussions", "stats"),
    ("discussions", "send", "x", "--from", "lingyi", "--topic", "t"),
    ("plugins", "add", "x", "https://a.example/?key=1"),
    ("status",),
    ("doctor",),
    ("migrate",),
)

STARTS = frozenset(
    {
        "up",
        "worker",
        "api",
        "mcp",
        "bridge",
        "demo",
        "record",
        "replay",
        "rebuild",
        "reseal",
        "chat",
    }
)
"""Commands that start something, or wait for somebody who types."""

LEFT_OUT = frozenset(
    {
        *("policies schema", "assistant list"),
        *("briefing greet", "briefing show", "discussions projects"),
    }
)
"""A JSON Schema; headings that programs find in a pipe; what stand-ins say of themselves; a
briefing and a bus that were written in Chinese."""

TYPED = re.compile(r"zhiban(?: [a-z-]+)+")
QUOTED = re.compile(rf"“[^”]*”|{TYPED.pattern}|root [a-z -]+")
"""Words of others stand in quotes; commands are typed as they are."""


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_every_command_says_what_is_wrong_in_the_language_of_its_reader(zhiban, runtime, language):
    """I18-1: without arguments, with those of nothing, too many, and options that there are not."""
    runtime.world.read_in(language)
    runtime.language = language
    other = ENGLISH if language == Language.CHINESE else CHINESE
    wrong = []
    for name, _ in commands():
        command = name.removeprefix("zhiban ")
        if command in STARTS | LEFT_OUT:
            continue
        for arguments in ((), ("x", "a", "b", "c", "d"), ("--nonsense",)):
            said = zhiban(*command.split(), *arguments)
            text = QUOTED.sub(" ", f"{said.out}\n{said.err}")
            for each in NAMES:
                text = text.replace(each, " ")
            if other.search(text):
                wrong.append(f"{command} {arguments}: {said.out}{said.err}")
    assert wrong == []


@pytest.mark.parametrize(
    ("command", "chinese", "english"),
    [
        (
            ("status", "--jsn"),
            "没有选项 --jsn，你想用的可能是 --json。",
            "There is no option --jsn; perhaps --json is meant.",
        ),
        (("weather",), "缺少 place。", "place is missing."),
        (
            ("task", "create", "web"),
            "kind 的值“web”不对，可选 web_monitor、threshold_watch、schedule 或 news_digest。",
            "kind has a wrong value “web”; it must be web_monitor, threshold_watch, schedule,",
        ),
        (("status", "x"), "多了参数：x", "Too many arguments: x"),
        (("stats",), "没有命令 stats。", "There is no command stats."),
        (
            ("incident", "list", "--limit", "many"),
            "--limit / -n 必须是整数。",
            "--limit / -n must be a whole number.",
        ),
        (
            ("incident", "list", "--limit", "999"),
            "--limit / -n 不能大于 100。",
            "--limit / -n must be at most 100.",
        ),
        (
            ("briefing", "record", "--rate", "0.1"),
            "--rate 不能小于 0.6。",
            "--rate must be at least 0.6.",
        ),
    ],
)
def test_a_mistyped_command_is_explained(zhiban, runtime, command, chinese, english):
    """I18-1, OPS-3: with what there is instead, and where help is."""
    for language, words in ((Language.CHINESE, chinese), (Language.ENGLISH, english)):
        runtime.language = language
        said = zhiban(*command)
        assert said.code == ExitCode.USAGE
        assert words in said.err
        assert "--help" in said.err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: " ".join(each)[:40])
@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_a_command_answers_in_the_language_of_its_reader(zhiban, runtime, language, command):
    """I18-1: no word of ours of the other language."""
    runtime.world.read_in(language)
    runtime.language = language
    said = zhiban(*command)
    text = f"{said.out}\n{said.err}"
    other = ENGLISH if language == Language.CHINESE else CHINESE
    for each in NAMES:
        text = text.replace(each, " | ")
    text = TYPED.sub(" | ", text)
    assert other.findall(text) == [], text
