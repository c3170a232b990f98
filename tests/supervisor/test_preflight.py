import os
import socket

import pytest

from domain.common.errors import Misconfigured
from supervisor import preflight
from supervisor.parts import Part, PortUse
from supervisor.preflight import prepare_folder, refuse_taken_ports, stop_running
from tests.fakes.words import says


def part(name, number):
    return Part(
        name=name,
        argv=("x",),
        ready=(),
        env={},
        ports=(PortUse(number, f"ZHIBAN_{name.upper()}_PORT"),),
    )


def test_a_taken_port_is_told_with_who_has_it_and_what_moves_ours():
    """OPS-1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        with pytest.raises(Misconfigured) as caught:
            refuse_taken_ports([part("api", number)])

    told = str(caught.value)
    assert f"Port {number} for api is taken by" in told
    assert f"(process {os.getpid()})" in told
    assert "ZHIBAN_API_PORT" in told


def test_all_taken_ports_are_told_at_once():
    """OPS-1."""
    with socket.create_server(("127.0.0.1", 0)) as a, socket.create_server(("127.0.0.1", 0)) as b:
        parts = [part("api", a.getsockname()[1]), part("mcp", b.getsockname()[1])]
        with pytest.raises(Misconfigured, check=says(r"ZHIBAN_API_PORT.*ZHIBAN_MCP_PORT")):
            refuse_taken_ports(parts)


def test_one_port_for_two_parts_is_refused():
    """OPS-1."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    with pytest.raises(Misconfigured, check=says("is wanted by api and by mcp")):
        refuse_taken_ports([part("api", number), part("mcp", number)])


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    """OPS-1."""
    (tmp_path / "file").touch()

    with pytest.raises(Misconfigured, check=says(r"cannot be written.*ZHIBAN_DATA_DIR")):
        prepare_folder(tmp_path / "file")


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    """OPS-1."""
    monkeypatch.setattr(preflight, "LEAST_FREE_BYTES", 1 << 62)

    with pytest.raises(Misconfigured, check=says(r"Only \d+ MB are free")):
        prepare_folder(tmp_path / "var")


def test_the_folder_is_for_our_user_only(tmp_path):
    """SEC-1."""
    prepare_folder(tmp_path / "var")

    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_stopping_what_does_not_run_is_no_error(tmp_path):
    """OPS-1."""
    assert not stop_running(tmp_path)


def test_a_lock_left_by_a_dead_process_stops_nobody(tmp_path):
    """OPS-1."""
    (tmp_path / "zhiban.lock").write_text("1")

    assert not stop_running(tmp_path)
