import json
from dataclasses import replace

import pytest

from bootstrap.own_settings import EncryptionKey
from bootstrap.supervisor import child_logs
from bootstrap.supervisor.child_logs import ChildLog
from bootstrap.supervisor.local_secrets import local_secrets
from bootstrap.supervisor.parts import Address, Probe, ProbeKind
from bootstrap.supervisor.record import PartRecord, RunRecord, read_record, write_record
from domain.errors import Misconfigured

PART = PartRecord(
    "api",
    "0.1.0",
    7,
    0,
    "var/logs/api.log",
    (Address("Console", "http://127.0.0.1:8080", "sign in"),),
    (Probe(ProbeKind.HTTP, "http://127.0.0.1:8080/health"),),
)
RECORD = RunRecord("0.1.0", 42, sandbox=True, parts=(PART,), chosen={"ZHIBAN_API_PORT": "18080"})


def test_a_record_is_read_as_it_was_written(tmp_path):
    """OPS-1."""
    write_record(tmp_path, RECORD)
    assert read_record(tmp_path) == RECORD

    write_record(tmp_path, replace(RECORD, parts=()))
    assert read_record(tmp_path) == replace(RECORD, parts=())


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"parts": [{}]}', '{"parts": [1]}'])
def test_a_damaged_record_counts_as_none(tmp_path, text):
    """OPS-1."""
    (tmp_path / "status.json").write_text(text)

    assert read_record(tmp_path) is None


def test_secrets_are_made_once_and_for_our_user_only(tmp_path):
    """SEC-1."""
    first, second = local_secrets(tmp_path), local_secrets(tmp_path)

    assert first == second
    assert EncryptionKey.parse(first.encryption_key).id == "local"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{}", '{"key": 1}'])
def test_damaged_secrets_are_not_replaced_in_silence(tmp_path, text):
    """SEC-1."""
    (tmp_path / "secrets.json").write_text(text)

    with pytest.raises(Misconfigured, match="cannot be decrypted"):
        local_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == text


def test_a_log_never_grows_beyond_two_files_of_the_bound(tmp_path, monkeypatch):
    """OPS-1."""
    monkeypatch.setattr(child_logs, "MOST_BYTES", 1000)
    log = ChildLog(tmp_path / "worker.log")
    for number in range(100):
        log.write(b"%060d\n" % number)
    log.close()

    kept = sorted(file.name for file in tmp_path.iterdir())
    assert kept == ["worker.log", "worker.log.1"]
    assert all(file.stat().st_size <= 1000 for file in tmp_path.iterdir())
    assert log.tail().splitlines()[-1].endswith("99")
    assert len(log.tail().splitlines()) == 20


def test_a_full_disk_does_not_stop_the_reading(tmp_path):
    """OPS-1."""
    log = ChildLog(tmp_path / "worker.log")
    log._file.close()
    log._file = open("/dev/full", "ab", buffering=0)  # noqa: PTH123, SIM115 - closed by the log

    log.write(b"the last words\n")

    assert log.tail() == "the last words"
    log.close()


def test_the_record_holds_no_secret(tmp_path):
    """SEC-1."""
    write_record(tmp_path, RECORD)

    assert "env" not in json.loads((tmp_path / "status.json").read_text())["parts"][0]
