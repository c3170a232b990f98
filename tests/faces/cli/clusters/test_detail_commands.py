"""What people look up in clusters, at the terminal."""

import json
from dataclasses import replace

import pytest

from domain.common.readers import Language

HERE = ("cls-1", "payments")


@pytest.fixture(params=[Language.ENGLISH, Language.CHINESE])
def language(runtime, request):
    people = runtime.world.people.kept
    people.update({each.id: replace(each, language=request.param) for each in [*people.values()]})
    return request.param


@pytest.mark.parametrize(
    ("command", "english", "chinese"),
    [
        (("find", "check"), "Found 1 workload in 1 cluster", "1 个集群里找到 1 个工作负载"),
        (("describe", *HERE, "checkout-42-0"), "OOMKilled (137)", "探针："),
        (("use", "cls-1"), "CPU millicores", "CPU（千分之一核）"),
        (("use", "cls-1", "--namespace", "payments"), "checkout-42-0", "内存 MiB"),
        (("services", "cls-1"), "http 80→8080/TCP", "集群内 IP"),
        (("ingresses", "cls-1"), "shop.example", "转发规则"),
        (("configs", *HERE), "LOG_LEVEL", "键"),
        (("log", *HERE, "checkout-42-0", "--previous"), "before: ", "before: "),
    ],
)
def test_each_is_told_in_the_readers_language(zhiban, language, command, english, chinese):
    """CLD-2, I18-1."""
    said = zhiban("cluster", *command)
    assert said.code == 0, said.err
    assert (english if language is Language.ENGLISH else chinese) in said.out
    assert json.loads(zhiban("cluster", *command, "--json").out)


def test_kinds_that_may_not_be_listed_are_told(zhiban, language):
    """CLD-2: beside the table, never as "none"."""
    assert "Secret" in zhiban("cluster", "configs", *HERE).err


@pytest.mark.parametrize(
    "command",
    [
        ("describe", *HERE, "other"),
        ("describe", *HERE, "x", "--kind", "Secret"),
        ("services", "cls-1", "--namespace", "../secrets"),
        ("configs", "cls-9", "payments"),
        ("find", "a/b"),
    ],
)
def test_wrong_input_is_refused(zhiban, command):
    """CLD-2."""
    said = zhiban("cluster", *command)
    assert said.code != 0
    assert said.err
