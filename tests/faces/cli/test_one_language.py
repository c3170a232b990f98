"""What the terminal answers is in one language: its reader's (I18-1)."""

import json
import re

import pytest

from domain.common.readers import Language

ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,})+|\t(?:name|state|value|yes|no|type|id)\b")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
TASK = json.dumps({"urls": ["https://status.example.cn/"], "check_interval_minutes": 30})
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
    ("migrate",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda each: " ".join(each)[:40])
@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_a_command_answers_in_the_language_of_its_reader(zhiban, runtime, language, command):
    """I18-1: no word of ours of the other language."""
    runtime.world.read_in(language)
    runtime.language = language
    said = zhiban(*command)
    text = f"{said.out}\n{said.err}"
    other = ENGLISH if language == Language.CHINESE else CHINESE
    names = ("小梅", "老陈", "值班")
    for each in names:
        text = text.replace(each, " | ")
    assert other.findall(text) == [], text
