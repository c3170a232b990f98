"""The file by which the terminal finds the API and shows who asks."""

import json
from dataclasses import replace

import pytest

from bootstrap.configuration import running_api as found_api
from bootstrap.configuration.running_api import running_api
from domain.common.errors import Misconfigured
from domain.people.access import Permission, require
from supervisor.preflight import only_one
from supervisor.terminal_file import FILE, TerminalFile, keep_terminal_file, read_terminal_file
from tests.fakes.face_services import ADMIN, FaceWorld
from tests.fakes.words import says

HERE, THERE = "http://127.0.0.1:8080", "http://127.0.0.1:9090"


@pytest.fixture
def world():
    return FaceWorld()


@pytest.fixture
def operator():
    return replace(ADMIN, via="terminal")


async def test_the_file_opens_the_api_as_the_operator_and_nobody_else_reads_it(
    world, operator, tmp_path
):
    """OPS-3, SEC-3."""
    said = await keep_terminal_file(world.services.proofs, operator, HERE, tmp_path)
    kept = read_terminal_file(tmp_path / FILE)

    assert kept.address == HERE
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert kept.token not in said + repr(kept)
    actor = await world.services.proofs.actor_of_token(kept.token)
    assert actor.person_id == operator.person_id
    require(actor, Permission.MANAGE_PEOPLE)


async def test_a_token_is_kept_until_it_opens_nothing(world, operator, tmp_path):
    """OPS-3, SEC-3: a restart makes none, whatever the address is then."""
    proofs = world.services.proofs
    await keep_terminal_file(proofs, operator, HERE, tmp_path)
    first = read_terminal_file(tmp_path / FILE)
    await keep_terminal_file(proofs, operator, THERE, tmp_path)
    assert read_terminal_file(tmp_path / FILE) == TerminalFile(THERE, first.token)

    (made,) = await proofs.list_tokens(by=operator)
    await proofs.revoke_token(by=operator, token_id=made.id)
    await keep_terminal_file(proofs, operator, HERE, tmp_path)
    assert read_terminal_file(tmp_path / FILE).token != first.token


async def test_a_file_that_others_could_read_gets_another_token(world, operator, tmp_path):
    """SEC-3: and the one that they may know opens nothing any more."""
    proofs = world.services.proofs
    await keep_terminal_file(proofs, operator, HERE, tmp_path)
    first = read_terminal_file(tmp_path / FILE)
    (tmp_path / FILE).chmod(0o644)
    await keep_terminal_file(proofs, operator, HERE, tmp_path)

    assert read_terminal_file(tmp_path / FILE).token != first.token
    assert await proofs.actor_of_token(first.token) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path, mode):
    """SEC-3."""
    path = written(tmp_path / "mine.json")
    path.chmod(mode)
    with pytest.raises(Misconfigured, check=says(f"chmod 600 {path}")):
        read_terminal_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"address": "", "token": 1}',
        '{"address": 1, "token": "x"}',
        '{"address": "a", "token": "a\\nb"}',
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path, text):
    """OPS-3."""
    path = tmp_path / "mine.json"
    path.touch(0o600)
    path.write_text(text)
    with pytest.raises(Misconfigured, check=says("must hold JSON")):
        read_terminal_file(path)


def written(path, address=HERE):
    path.touch(0o600)
    path.write_text(json.dumps({"address": address, "token": "zb_1"}))
    return path


@pytest.fixture
def given(monkeypatch, tmp_path):
    """What is set."""
    names = {"ZHIBAN_DATA_DIR": str(tmp_path)}
    monkeypatch.setattr(found_api, "given_settings", lambda: names)
    return names


def test_the_api_of_the_data_folder_is_asked_only_while_it_runs(given, tmp_path):
    """OPS-3, SEC-3: whoever listens there afterwards gets no token."""
    written(tmp_path / FILE)
    assert running_api("1") is None
    with only_one(tmp_path):
        found = running_api("1")
        assert (found.address, found.token, found.chosen) == (HERE, "zb_1", False)


@pytest.mark.parametrize("name", ["ZHIBAN_DATABASE_URL", "ZHIBAN_TEMPORAL_ADDRESS"])
def test_a_command_that_is_meant_for_something_else_asks_no_api(given, tmp_path, name):
    """OPS-3."""
    written(tmp_path / FILE)
    given[name] = "elsewhere"
    with only_one(tmp_path):
        assert running_api("1") is None


def test_a_run_that_wrote_no_file_is_asked_by_services_of_our_own(given, tmp_path):
    """OPS-3."""
    with only_one(tmp_path):
        assert running_api("1") is None


def test_an_api_elsewhere_is_named_by_a_file(given, tmp_path):
    """OPS-3."""
    given["ZHIBAN_TERMINAL_FILE"] = str(tmp_path / "mine.json")
    with pytest.raises(Misconfigured, check=says("which is not there")):
        running_api("1")
    written(tmp_path / "mine.json", f"{THERE}/")
    found = running_api("1")
    assert (found.address, found.chosen) == (THERE, True)
