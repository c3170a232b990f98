"""A third language: a folder with its description and some of the entries, and nothing else."""

import shutil
from pathlib import Path

import locales
from domain.common.readers import Language
from integrations.fluent_words import FluentRenderer, read_words

JAPANESE = Language("ja")
DESCRIPTION = """\
name = "日本語"
english_name = "Japanese"
fallback = "en-US"
quotes = "「」"
clauses = "；"
blanks_beside_latin = false
"""
WORDS = {
    "briefings.ftl": """\
briefing-title = 当番ブリーフィング
briefing-evidence = 根拠
""",
    "errors.ftl": """\
error-invalid_request = { $field } は{ $rule }。
error-not_found = { $what } { $name } は見つかりません。
noun-task = タスク
""",
    "pages.ftl": """\
page-sign_in = ログイン
""",
    "web_watches.ftl": """\
web-changed = { $name }が変わりました：{ $what }
""",
}


def with_japanese(folder: Path) -> FluentRenderer:
    """Return the words of the shipped languages and of the third one, kept in a folder."""
    shutil.copytree(locales.HERE, folder, dirs_exist_ok=True)
    (folder / JAPANESE).mkdir()
    (folder / JAPANESE / locales.DESCRIPTION).write_text(DESCRIPTION)
    for name, text in WORDS.items():
        (folder / JAPANESE / name).write_text(text)
    return read_words(folder)
