"""The help of the terminal is whole in each language (I18-1, OPS-3)."""

import re

import pytest
import typer.main

from cli.app import build_cli
from cli.help import OPTION, help_texts
from domain.common.readers import Language
from tests.fakes.runtime import FakeRuntime

LANGUAGES = (Language.CHINESE, Language.ENGLISH)


def calls(group, path=()):
    """Yield every command and group, with the words that call it."""
    yield " ".join(path), group
    for name, each in getattr(group, "commands", {}).items():
        yield from calls(each, (*path, name))


@pytest.fixture(scope="module")
def known():
    return dict(calls(typer.main.get_command(build_cli(FakeRuntime()))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_its_help_and_no_other_has(known, language):
    """I18-1: whoever adds a command writes into `[commands]` of each `locales/*/help.toml`."""
    assert set(help_texts(language).commands) == set(known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_has_its_help_and_no_other_has(known, language):
    """I18-1: `help` of an option or argument is `option.NAME`, and stands in `[options]`."""
    named = {each.help or each.name for command in known.values() for each in command.params}
    assert {each for each in named if not each.startswith(OPTION)} == set()
    told = {*(each.removeprefix(OPTION) for each in named), "help"}
    assert set(help_texts(language).options) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_in_its_language(language):
    """I18-1."""
    texts = help_texts(language)
    for each in (*texts.words.values(), *texts.commands.values(), *texts.options.values()):
        assert bool(re.search(r"[\u4e00-\u9fff]", each)) == (language == Language.CHINESE), each
        assert each == each.strip() or each in texts.words.values()


def test_a_language_without_help_has_that_of_its_fallback(tmp_path):
    """I18-1: help is one more file, which a language may do without."""
    for tag, fallback in (("yue", "zh-CN"), ("zh-CN", ""), ("en-US", "")):
        (tmp_path / tag).mkdir()
        (tmp_path / tag / "language.toml").write_text(f'fallback = "{fallback}"\n')
    whole = '[words]\nusage = "{0}"\n[commands]\nup = "{0}"\n[options]\n'
    (tmp_path / "yue" / "help.toml").write_text('[words]\n[commands]\nup = "開"\n[options]\n')
    (tmp_path / "zh-CN" / "help.toml").write_text(whole.format("中"))
    (tmp_path / "en-US" / "help.toml").write_text(whole.format("en"))

    found = help_texts(Language("yue"), tmp_path)

    assert (found.commands["up"], found.words["usage"]) == ("開", "中")
    assert help_texts(Language("ja"), tmp_path).commands["up"] == "en"
