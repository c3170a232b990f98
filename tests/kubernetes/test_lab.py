"""The laboratory itself: it starts, it is shared, and it leaves nothing behind."""

import json
import os
import signal
import ssl
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.kubernetes_lab.access import CLUSTER_RULES, EDIT_RULES, NAMESPACE_RULES
from sandbox.kubernetes_lab.certificates import make_certificates
from sandbox.kubernetes_lab.keeper import running, start, stop, use
from sandbox.kubernetes_lab.processes import Processes, free_ports
from sandbox.kubernetes_lab.programs import (
    BUILD_SCRIPT,
    PROGRAMS,
    LabError,
    build_programs,
    find_programs,
)
from tests.fakes.kubernetes import PATIENT, WITHOUT, read_audit
from tests.fakes.waiting import eventually


def alive(pid):
    """Whether a process runs; one that ended and is not yet buried does not."""
    with suppress(FileNotFoundError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        return state not in "ZX"
    return False


async def gone(pids):
    async def look():
        return not any(alive(pid) for pid in pids)

    await eventually(look, within=30)


@pytest.fixture
def programs():
    if find_programs() is None:
        pytest.skip(WITHOUT)


@pytest.mark.slow
@pytest.mark.kubernetes_lab
@PATIENT
async def test_a_lab_whose_keeper_is_killed_leaves_no_process(programs, tmp_path):
    """REL-1."""
    facts = start(tmp_path)
    try:
        assert start(tmp_path) == facts
        assert running(tmp_path) == facts
        assert all(alive(pid) for pid in facts.pids.values())
        assert set(facts.pids) == set(PROGRAMS)
    finally:
        os.kill(facts.keeper, signal.SIGKILL)
    await gone(facts.pids.values())

    async def let_go():
        # The kernel ends the children with the keeper's first thread, its locks with the last.
        return running(tmp_path) is None

    await eventually(let_go, within=30)


USER = """
import sys, time
from pathlib import Path
from sandbox.kubernetes_lab.keeper import use

with use(Path(sys.argv[1])) as facts:
    print(facts.keeper, flush=True)
    time.sleep(600)
"""


def another_user(folder):
    """A process that uses the laboratory of a folder until it is killed."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        cwd=BUILD_SCRIPT.parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.kubernetes_lab
@PATIENT
async def test_a_lab_ends_with_its_last_user_and_takes_its_data_along(programs, tmp_path):
    """REL-1: a user that is killed has let go, too."""
    other = another_user(tmp_path)
    keeper = int(other.stdout.readline())
    with use(tmp_path) as facts:
        assert facts.keeper == keeper
        other.kill()
        other.communicate()
        assert running(tmp_path) == facts
    await gone([facts.keeper, *facts.pids.values()])
    assert not (tmp_path / "data").exists()
    assert not stop(tmp_path)


@pytest.mark.slow
@pytest.mark.kubernetes_lab
@PATIENT
def test_the_command_line_says_whether_a_lab_runs(programs, tmp_path):
    """REL-1."""
    command = [sys.executable, "-m", "sandbox.kubernetes_lab"]
    root = BUILD_SCRIPT.parents[2]

    def run(*words):
        done = subprocess.run(
            [*command, *words, str(tmp_path)], cwd=root, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout

    assert run("status") == (1, "No laboratory runs.\n")
    try:
        code, said = run("start")
        assert code == 0
        assert "is up after" in said
        assert json.loads((tmp_path / "kubeconfig").read_text())["kind"] == "Config"
        assert run("status")[0] == 0
        assert run("stop") == (0, "The laboratory has ended.\n")
    finally:
        stop(tmp_path)  # nobody else would end it, and its servers would go on beside all tests
    assert run("stop") == (0, "No laboratory runs.\n")
    assert not (tmp_path / "kubeconfig").exists()


async def test_a_program_that_ends_is_told_with_the_end_of_its_log(tmp_path):
    """REL-2."""
    processes = Processes(tmp_path, {"PATH": os.environ["PATH"]})
    await processes.start("broken", ["/bin/sh", "-c", "echo out of luck; exit 3"])

    async def ended():
        try:
            processes.check()
        except LabError as error:
            return str(error)
        return None

    said = await eventually(ended)
    assert "broken ended with code 3" in said
    assert "out of luck" in said
    await processes.stop()


def test_ports_are_free_and_differ():
    """REL-2."""
    assert len(set(free_ports(5))) == 5


def test_certificates_are_for_loopback_and_for_their_owner_only(tmp_path):
    """CLD-4."""
    made = make_certificates(tmp_path / "pki")
    context = ssl.create_default_context(cafile=str(made.authority.certificate))
    context.load_cert_chain(str(made.admin.certificate), str(made.admin.key))
    for file in (tmp_path / "pki").iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def test_what_was_not_built_is_not_found(tmp_path):
    """REL-2."""
    assert find_programs(tmp_path) is None
    for name in PROGRAMS:
        (tmp_path / name).touch(mode=0o755)
    assert find_programs(tmp_path) is not None
    assert build_programs(tmp_path).path("etcd") == str(tmp_path / "etcd")


def test_a_build_that_cannot_begin_says_what_is_missing(tmp_path):
    """REL-2."""
    done = subprocess.run(
        ["/bin/bash", str(BUILD_SCRIPT), "--check", str(tmp_path / "lab")],
        env={"PATH": str(tools_without("jq", tmp_path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "the program" in done.stderr
    assert "is needed and was not found" in done.stderr
    assert not (tmp_path / "lab").exists()


def tools_without(missing, tmp_path):
    """A folder with the everyday tools and without one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for place in ("/usr/bin", "/bin"):
        for name in ("bash", "realpath", "dirname", "df", "tail", "tr", "mkdir", "dpkg", "tar"):
            if name != missing and Path(place, name).exists() and not (folder / name).exists():
                (folder / name).symlink_to(Path(place, name))
    return folder


def test_the_account_can_neither_delete_workloads_nor_read_secrets():
    """RBK-6: rights are narrow on purpose; whoever widens them must change this too."""
    rights = {
        (verb, resource)
        for rule in (*NAMESPACE_RULES, *CLUSTER_RULES)
        for verb in rule["verbs"]
        for resource in rule["resources"]
    }
    assert "*" not in {part for right in rights for part in right}
    assert {resource for verb, resource in rights if verb == "delete"} == {"networkpolicies"}
    assert {resource for verb, resource in rights if verb == "create"} == {
        "networkpolicies",
        "pods/eviction",
    }
    assert "secrets" not in {resource for _, resource in rights}


def test_the_rights_for_edits_decide_about_nobodys_rights():
    """SEC-4: with them the account can make nothing that could do more than it can."""
    rights = {
        (verb, resource)
        for rule in EDIT_RULES
        for verb in rule["verbs"]
        for resource in rule["resources"]
    }
    assert "*" not in {part for right in rights for part in right}
    assert {verb for verb, _ in rights} == {"get", "list", "create", "patch"}
    assert {verb for verb, resource in rights if resource == "secrets"} == {"get", "list", "patch"}
    assert {resource for verb, resource in rights if verb == "list"} == {"secrets"}
    assert not {resource for _, resource in rights} & {
        *("roles", "rolebindings", "clusterroles", "clusterrolebindings", "serviceaccounts"),
        *("pods", "nodes", "namespaces", "customresourcedefinitions", "persistentvolumes"),
    }


def test_an_audit_log_is_read_without_its_half_written_line():
    """RBK-13."""
    event = {
        "verb": "patch",
        "requestURI": "/apis/apps/v1/namespaces/shop/deployments/w/scale?dryRun=All",
        "objectRef": {
            "resource": "deployments",
            "subresource": "scale",
            "namespace": "shop",
            "name": "w",
        },
        "requestObject": {"spec": {"replicas": 2}},
        "responseStatus": {"code": 200},
    }
    line = json.dumps(event)
    (write,) = read_audit(f"{line}\n{line[:20]}")
    assert (write.resource, write.code, write.dry_run) == ("deployments/scale", 200, True)
