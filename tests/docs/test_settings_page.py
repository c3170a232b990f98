import re
from enum import Enum

import pytest
from pydantic import SecretStr

from bootstrap.configuration.environment import PUBLISHED
from bootstrap.configuration.settings import load_settings, setting_names
from tests.docs.tree import ROOT, table_rows

DECLARED = dict(setting_names())
COMPOSE_ONLY = {
    "DATABASE_PASSWORD",
    "TEMPORAL_DATABASE_PASSWORD",
    "TEMPORAL_RETENTION",
    "IMAGE_TAG",
    "CONFIG_DIR",
    "MEMORY_LIMIT",
}


def as_written(value):
    """A default as somebody would type it."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value in (None, {}) else str(value)


@pytest.fixture(scope="module")
def page():
    rows = table_rows((ROOT / "docs/settings.md").read_text())
    return {row[0].strip("`"): row for row in rows}


def test_the_page_lists_every_setting_and_nothing_else(page):
    """OPS-5."""
    assert list(page) == list(DECLARED)


@pytest.mark.parametrize("name", DECLARED)
def test_a_settings_default_and_meaning_are_told_as_they_are(page, name):
    """OPS-5."""
    _, default, _, meaning = page[name]

    assert default.strip("`") == as_written(DECLARED[name].default)
    assert meaning == DECLARED[name].description


def test_published_names_stand_beside_ours(page):
    """OPS-3."""
    told = {row[2].strip("`"): name for name, row in page.items() if row[2]}

    assert told == {name: "ZHIBAN_" + "_".join(path).upper() for name, path in PUBLISHED.items()}


def test_the_example_lists_every_setting_and_nothing_else():
    """OPS-2."""
    text = (ROOT / ".env.example").read_text()
    names = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)

    assert set(names) == set(DECLARED) | COMPOSE_ONLY
    assert len(names) == len(set(names))


def test_the_example_with_all_its_defaults_is_what_is_the_default_anyway(tmp_path, monkeypatch):
    """OPS-2."""
    for name in [*DECLARED, *PUBLISHED, "ZHIBAN_ENV_FILE"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    default = load_settings()
    text = (ROOT / ".env.example").read_text()
    (tmp_path / ".env").write_text(re.sub(r"^#([A-Z_]+=)", r"\1", text, flags=re.MULTILINE))

    assert load_settings() == default
