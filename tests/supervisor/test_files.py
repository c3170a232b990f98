import json
from dataclasses import replace

import pytest

from bootstrap.configuration.kinds import SHORTEST_SECRET
from bootstrap.configuration.own import EncryptionKey
from bootstrap.incidents.policy_file import load_policy
from domain.clusters.clusters import WorkloadKind, WorkloadRef
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import Misconfigured
from domain.incidents.policy.matching import mode_for
from supervisor import child_logs
from supervisor.child_logs import ChildLog
from supervisor.first_admin import first_admin
from supervisor.local_policy import keep_policy
from supervisor.local_secrets import local_secrets
from supervisor.parts import Address, Probe, ProbeKind
from supervisor.preflight import prepare_folder
from supervisor.record import PartRecord, RunRecord, read_record, write_record
from tests.fakes.people import InMemoryPeople
from tests.fakes.people_rig import ADMIN, NEW, furnished
from tests.fakes.words import says

PART = PartRecord(
    name="api",
    version="0.1.0",
    pid=7,
    restarts=0,
    log="var/logs/api.log",
    addresses=(Address("Console", "http://127.0.0.1:8080", "sign in"),),
    probes=(Probe(ProbeKind.HTTP, "http://127.0.0.1:8080/health"),),
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


def test_secrets_of_an_earlier_version_are_completed_and_kept(tmp_path):
    """SEC-1, SEC-2, OPS-1."""
    (tmp_path / "secrets.json").write_text('{"encryption_key": "local:mine"}')

    first, second = local_secrets(tmp_path), local_secrets(tmp_path)

    assert first == second
    assert first.encryption_key == "local:mine"
    assert len(first.alerts_secret) >= SHORTEST_SECRET
    assert len(first.codec_key) >= SHORTEST_SECRET


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key": 1}', '{"alerts_secret": "x"}'])
def test_damaged_secrets_are_not_replaced_in_silence(tmp_path, text):
    """SEC-1."""
    (tmp_path / "secrets.json").write_text(text)

    with pytest.raises(Misconfigured, check=says("cannot be decrypted")):
        local_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == text


def test_the_policy_is_written_once_and_is_one(tmp_path):
    """OPS-1, RBK-7: the shop asks before it is repaired, and nothing else is written to."""
    file = keep_policy(tmp_path)
    policy = load_policy(file)
    file.write_text("# mine\n" + file.read_text())

    assert keep_policy(tmp_path).read_text().startswith("# mine")
    assert (policy.on_behalf_of, policy.on_call) == ("u_admin", ("u_admin",))
    assert policy.approval.hops == (("u_admin",),)
    for namespace, mode in (("shop", Mode.APPROVE), ("default", Mode.OBSERVE)):
        ref = WorkloadRef("cls-sandbox1", namespace, WorkloadKind.DEPLOYMENT, "checkout")
        assert mode_for(policy, ref, ActionKind.RESTART, 50) is mode


def test_a_folder_without_room_for_the_policy_is_named(tmp_path):
    """OPS-1."""
    with pytest.raises(Misconfigured, check=says(r"nowhere/policy\.toml cannot be written")):
        keep_policy(tmp_path / "nowhere")


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


async def test_the_first_password_stands_in_a_file_for_our_user_only(tmp_path):
    """SEC-6: not in what is told, which a service manager logs; it goes when it is of no use."""
    rig = await furnished()
    people = InMemoryPeople(rig.people.sessions)
    service, proofs = replace(rig.service, people=people), replace(rig.proofs, people=people)
    told = await first_admin(service, ADMIN, tmp_path)
    path = tmp_path / "first-admin-password"
    password = path.read_text().strip()
    signed_in = await proofs.sign_in("u_admin", password, client="c")
    again = await first_admin(service, ADMIN, tmp_path)
    by = await proofs.actor_of_session(signed_in.cookie)
    await proofs.change_password(by=by, old=password, new=NEW)

    assert password not in told
    assert str(path) in told
    assert path.stat().st_mode & 0o777 == 0o600
    assert again == told
    assert await first_admin(service, ADMIN, tmp_path) == "is there already"
    assert not path.exists()


def test_what_is_kept_beside_the_database_is_for_our_user_only(tmp_path):
    """SEC-6: also what an earlier version left readable."""
    prepare_folder(tmp_path)
    keep_policy(tmp_path)
    write_record(tmp_path, RECORD)
    for name in ("temporal.db", "temporal.db-wal", "logs/api.log"):
        (tmp_path / name).write_text("x")
        (tmp_path / name).chmod(0o644)
    prepare_folder(tmp_path)

    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.rglob("*.*")}
    assert len(modes) == 5
    assert set(modes.values()) == {0o600}
