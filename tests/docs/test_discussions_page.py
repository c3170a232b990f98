"""The page about discussions says what the code does."""

import json
import re

import pytest

from application.discussions.discussions import MOST_LISTED, MOST_READ
from application.discussions.notices import PATIENCE
from bootstrap.configuration.settings import Settings, load_settings
from bootstrap.discussions import BETWEEN_ROUNDS
from domain.discussions.events import MOST_CONTENT
from domain.discussions.rules import (
    LONGEST_CONTENT,
    LONGEST_TAG,
    LONGEST_TOPIC,
    MOST_SHOWN,
    MOST_TAGS,
)
from domain.events.events import EventType
from domain.people.access import PERMISSIONS_OF_ROLE, Permission, Role
from mcp_server.bounds import MOST_BYTES
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import DISCUSSIONS, TOGETHER
from tests.docs.tree import ROOT, table_rows
from tests.fakes.face_services import FaceWorld

PAGE = (ROOT / "docs" / "discussions.md").read_text(encoding="utf-8")


async def test_each_server_is_listed_with_its_tools():
    """BUS-1."""
    rows = {row[0]: row[1] for row in table_rows(PAGE)}
    for name in DISCUSSIONS:
        server = build_mcp_server(FaceWorld().services, identity=None, sets=[name])
        tools = ", ".join(f"`{each.name}`" for each in await server.list_tools())
        assert rows[f"`zhiban mcp {name}`"] == tools
    assert not set(TOGETHER) & set(DISCUSSIONS)


def test_bounds_are_those_of_the_code():
    """BUS-1."""
    rows = {row[0]: row[1] for row in table_rows(PAGE)}
    assert rows["content of a message"] == f"{LONGEST_CONTENT:,} characters"
    assert rows["topic"] == f"one line of {LONGEST_TOPIC} characters"
    assert rows["tags"] == f"{MOST_TAGS} of {LONGEST_TAG} characters"
    assert rows["a list"].startswith(f"{MOST_LISTED} discussions, each with {MOST_SHOWN} names")
    assert rows["messages over HTTP"].startswith(f"{MOST_READ} in one answer")
    assert rows["a tool's answer"].startswith(f"{MOST_BYTES // 1024} kB")
    assert f"at most {MOST_CONTENT:,} characters of the content" in PAGE
    assert (PATIENCE.total_seconds(), BETWEEN_ROUNDS.total_seconds()) == (1, 30)


def test_events_are_named_as_they_are_raised():
    """BUS-4."""
    raised = {each for each in EventType if each.startswith("zhiban.discussion.")}
    assert set(re.findall(r"`(zhiban\.discussion\.\w+)`", PAGE)) == raised


def test_the_examples_of_settings_are_accepted(monkeypatch):
    """BUS-3, BUS-4."""
    for name, value in re.findall(r"^(ZHIBAN_[A-Z_]+)=(\{.*\})$", PAGE, re.MULTILINE):
        assert json.loads(value)
        monkeypatch.setenv(name, value.replace("whsec_…", "a secret of their own"))
    monkeypatch.setenv("ZHIBAN_ENV_FILE", "")
    settings = load_settings()

    assert settings.discussions.speakers["lingyi"] == "u_lingyi"
    assert settings.webhooks["lingbridge"].types == ("zhiban.discussion.*",)


@pytest.mark.parametrize("role", Role)
def test_roles_may_do_what_the_page_says(role):
    """SEC-3."""
    rights = PERMISSIONS_OF_ROLE[role]
    assert Permission.READ_DISCUSSIONS in rights
    for right in (Permission.SEND_DISCUSSIONS, Permission.ANNOTATE_DISCUSSIONS):
        assert (right in rights) is (role in (Role.OPERATOR, Role.ADMIN))


def test_the_folder_is_found_as_the_page_says(monkeypatch, tmp_path):
    """BUS-2, OPS-6."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for given, folder in (
        ({}, tmp_path / ".lingmessage"),
        ({"sandbox": True, "data_dir": tmp_path / "var"}, tmp_path / "var" / "discussions"),
        ({"discussions": {"dir": "~/bus"}}, tmp_path / "bus"),
    ):
        assert Settings(_env_file=None, **given).discussions_dir == folder
    monkeypatch.setenv("LINGMESSAGE_DIR", "/srv/theirs")
    assert str(Settings(_env_file=None).discussions_dir) == "/srv/theirs"
    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_DIR", "/srv/ours")
    assert str(Settings(_env_file=None).discussions_dir) == "/srv/ours"
