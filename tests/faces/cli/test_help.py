"""Help is in the terminal's language; `--language` chooses that of any answer (I18-1, OPS-3)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.exit import ExitCode
from cli.help import WIDTH, _columns
from domain.common.readers import Language
from tests.faces.cli.test_terminal import commands

ENGLISH = re.compile(r"[A-Za-z]{3,}(?: [a-z]{2,}){2,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("language", [Language.CHINESE, Language.ENGLISH])
def test_the_help_of_every_command_is_in_the_language_of_the_terminal(zhiban, runtime, language):
    """I18-1: but for how a command is typed, and its example."""
    runtime.language = language
    for name in ("zhiban", *(name for name, _ in commands())):
        said = zhiban(*name.split()[1:], "--help")
        assert said.code == ExitCode.OK, name
        usage, *told = said.out.split("\n\n")
        example = next(each for each in told if "zhiban" in each and each[:2] in ("示例", "Ex"))
        assert f"{name.removeprefix('zhiban ')}" in example, name
        text = "\n".join(each for each in told if each != example)
        if language == Language.CHINESE:
            assert usage.startswith("用法：")
            assert ENGLISH.findall(re.sub(r"zhiban [a-z -]+", "", text)) == [], name
        else:
            assert usage.startswith("Usage: ")
            assert CHINESE.findall(text) == [], name
        wide = [line for line in text.split("\n") if _columns(line) > WIDTH]
        assert [each for each in wide if not re.match("  [-a-z]", each)] == [], name


@pytest.mark.parametrize(
    "typed",
    [
        ("--language", "zh-CN", "task", "list"),
        ("task", "--language=zh-CN", "list"),
        ("task", "list", "--language", "zh"),
        ("--language", "en-US", "task", "list", "--language", "zh-CN"),
    ],
)
def test_a_command_answers_in_the_language_that_is_asked_for(zhiban, runtime, typed):
    """I18-1: wherever it stands, before what the person reads and what the terminal is set to."""
    runtime.world.read_in(Language.ENGLISH)
    chinese, english = zhiban(*typed), zhiban("task", "list")
    assert chinese.code == english.code == ExitCode.OK
    assert CHINESE.search(chinese.out + chinese.err)
    assert not CHINESE.search(english.out + english.err)


def test_help_wrong_usage_and_refusals_are_in_it_too(zhiban):
    """I18-1: even where it stands behind what is wrong."""
    assert zhiban("task", "--help", "--language", "zh-CN").out.startswith("用法：")
    assert zhiban("task", "list", "-h", "--language", "zh-CN").out.startswith("用法：")
    assert "没有选项 --jsn" in zhiban("status", "--jsn", "--language", "zh-CN").err
    assert "没有命令" in zhiban("--language", "zh-CN", "stats").err
    refused = zhiban("incident", "show", "i_" + "0" * 26, "--language", "zh-CN")
    assert refused.code == ExitCode.REFUSED
    assert CHINESE.search(refused.err)


def test_a_language_that_is_not_installed_is_refused_with_those_that_are(zhiban):
    """I18-1."""
    said = zhiban("task", "list", "--language", "fr")
    assert said.code == ExitCode.USAGE
    assert "--language has a wrong value “fr”; it must be en-US or zh-CN." in said.err


def test_a_language_that_is_kept_is_none_to_answer_in(zhiban, world):
    """I18-1: `--language` of `people add` is that of the person."""
    said = zhiban(
        *("--language", "en-US", "people", "add", "u_hina", "Hina", "--language", "zh-CN"),
        stdin="a long enough one\n",
    )
    assert said.code == ExitCode.OK
    assert world.people.kept["u_hina"].language == Language.CHINESE
    assert not CHINESE.search(said.out.replace("zh-CN", ""))


def test_the_list_of_commands_loads_none_of_them():
    """OPS-3: help is there in half a second, however many commands there are."""
    script = """
import sys
from cli.app import build_cli
from tests.fakes.fastest import Nothing
build_cli(Nothing())(["--help"], standalone_mode=False)
slow = ("application", "cli.tasks", "fluent", "babel")
print([each for each in sys.modules if each.startswith(slow)])
"""
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stdout.rstrip().endswith("[]"), ran
