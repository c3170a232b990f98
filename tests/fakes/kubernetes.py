"""Clusters that tests run against: the real control plane, and the stand-in of the sandbox.

This is a pytest plugin: it offers the fixture `cluster`, builds the real control plane when
`KUBERNETES_LAB=build` asks for it, and says at the end when a run did without it.
"""

import asyncio
import fcntl
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sandbox.kubernetes.access import Account, Rule
from sandbox.kubernetes.app import ADMIN, KubernetesStandIn
from sandbox.kubernetes.ledger import LedgerEntry
from sandbox.kubernetes.parts import FAULTS
from sandbox.kubernetes_lab.access import (
    CLUSTER_RULES,
    EDIT_RULES,
    NAMESPACE_RULES,
    USER,
    admit,
    admit_edits,
    may_read,
)
from sandbox.kubernetes_lab.client import KubeClient, KubeError
from sandbox.kubernetes_lab.keeper import LabFacts, use
from sandbox.kubernetes_lab.programs import LabError, build_programs, find_programs
from tests.fakes.loopback import serve
from tests.fakes.waiting import eventually

WITHOUT = "kubernetes: ran without the real control plane; `make kubernetes-lab` builds it"
TOKEN = "sandbox-zhiban-token"
_SAID = pytest.StashKey[bool]()
_A_POD = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "shop:1"}]}}


@dataclass(frozen=True)
class Write:
    """One write of the product's account, as the cluster's own audit has it.

    `resource` names the subresource too, such as `deployments/scale`; `code` is the HTTP status.
    """

    verb: str
    resource: str
    namespace: str
    name: str
    body: Any
    code: int
    dry_run: bool = False


@dataclass
class ClusterUnderTest:
    """A cluster, the product's way into it, and the tests' own.

    Attributes:
        name: `lab` (the real control plane) or `stand_in`.
        kubeconfig: text for the product's account, with a bearer token.
        admin: may do everything.
        zhiban: the product's account.
        writes: returns everything that account wrote so far.
        admit: gives that account its rights in a namespace.
        admit_edits: gives it the rights there that people's edits need.
        stand_in: the stand-in itself, None for the real control plane.
    """

    name: str
    server: str
    token: str
    kubeconfig: str
    admin: KubeClient
    zhiban: KubeClient
    writes: Callable[[], list[Write]]
    admit: Callable[[str], Awaitable[None]]
    admit_edits: Callable[[str], Awaitable[None]]
    stand_in: KubernetesStandIn | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def is_lab(self) -> bool:
        """Whether this is the real control plane, which is of version 1.20."""
        return self.name == "lab"

    async def namespace(self, *, admitted: bool = True) -> str:
        """Return a new namespace that is ready for pods, and for the product's account if asked.

        It is not deleted: that takes ten seconds, and the cluster ends with the tests.
        """
        name = f"test-{next(self._numbers)}-{uuid4().hex[:6]}"
        await self.admin.create("/api/v1/namespaces", {"metadata": {"name": name}})
        if admitted:
            await self.admit(name)
        await eventually(lambda: self._is_ready(name, admitted=admitted))
        return name

    async def fault(self, namespace: str, app: str, key: str, value: str | None) -> None:
        """Order `<app>.<key>: value` in a namespace, or withdraw it with None."""
        path = f"/api/v1/namespaces/{namespace}/configmaps"
        await self.admin.ensure(path, {"metadata": {"name": FAULTS}, "data": {}})
        await self.admin.patch(f"{path}/{FAULTS}", {"data": {f"{app}.{key}": value}})

    def audit(self, namespace: str | None = None) -> list[Write]:
        """Return the writes of the product's account, oldest first, in one namespace if named."""
        return [one for one in self.writes() if namespace in (None, one.namespace)]

    async def _is_ready(self, namespace: str, *, admitted: bool) -> bool:
        if admitted and not await may_read(self.zhiban, namespace):
            return False
        if not self.is_lab:
            return True
        try:
            # Asked of admission itself: what it knows of accounts lags behind what is stored.
            await self.admin.create(f"/api/v1/namespaces/{namespace}/pods?dryRun=All", _A_POD)
        except KubeError:
            return False
        return True


@asynccontextmanager
async def lab_cluster(facts: LabFacts) -> AsyncIterator[ClusterUnderTest]:
    """Yield the real control plane as tests see it."""
    authority = Path(facts.authority)
    pair = (Path(facts.admin_certificate), Path(facts.admin_key))
    admin = KubeClient.connect(facts.server, authority=authority, certificate=pair)
    zhiban = KubeClient.connect(facts.server, authority=authority, token=facts.token)
    try:
        yield ClusterUnderTest(
            name="lab",
            server=facts.server,
            token=facts.token,
            kubeconfig=facts.kubeconfig,
            admin=admin,
            zhiban=zhiban,
            writes=lambda: audited(Path(facts.audit_log)),
            admit=lambda namespace: admit(admin, namespace),
            admit_edits=lambda namespace: admit_edits(admin, namespace),
        )
    finally:
        await admin.close()
        await zhiban.close()


@asynccontextmanager
async def stand_in_cluster(
    stand_in: KubernetesStandIn | None = None, *, identifier: str = "cls-test0001"
) -> AsyncIterator[ClusterUnderTest]:
    """Yield a cluster of the stand-in, served over a socket, as tests see it."""
    stand_in = stand_in or KubernetesStandIn(speed=4)
    stand_in.add_cluster(identifier)
    rights = _Rights(stand_in)
    async with serve(stand_in.app) as url, beating(stand_in):
        server = f"{url}/k8s/{identifier}"
        admin = KubeClient.connect(server, token=ADMIN.token)
        zhiban = KubeClient.connect(server, token=TOKEN)
        try:
            yield ClusterUnderTest(
                name="stand_in",
                server=server,
                token=TOKEN,
                kubeconfig=stand_in.kubeconfig(identifier, url, rights.account),
                admin=admin,
                zhiban=zhiban,
                writes=lambda: [
                    _entry(one) for one in stand_in.ledger.entries(identifier) if one.user == USER
                ],
                admit=rights.admit,
                admit_edits=rights.admit_edits,
                stand_in=stand_in,
            )
        finally:
            await admin.close()
            await zhiban.close()


@asynccontextmanager
async def beating(stand_in: KubernetesStandIn) -> AsyncIterator[None]:
    """Keep the clusters going, as the server's life does where it has one."""

    async def beat() -> None:
        while True:
            stand_in.tick()
            await asyncio.sleep(0.05)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Rights:
    """The product's account in the stand-in, with the rules that it has in the real one."""

    def __init__(self, stand_in: KubernetesStandIn) -> None:
        self._stand_in = stand_in
        self._namespaces: list[str] = []
        self._edited: list[str] = []
        self.account = self._account()
        stand_in.add_account(self.account)

    async def admit(self, namespace: str) -> None:
        self._namespaces.append(namespace)
        self._renew()

    async def admit_edits(self, namespace: str) -> None:
        self._edited.append(namespace)
        self._renew()

    def _renew(self) -> None:
        accounts = self._stand_in.accounts
        position, self.account = accounts.index(self.account), self._account()
        accounts[position] = self.account

    def _account(self) -> Account:
        bound, edited = tuple(self._namespaces), tuple(self._edited)
        rules = [
            Rule(tuple(rule["verbs"]), tuple(rule["resources"]), namespaces)
            for rules, namespaces in (
                (NAMESPACE_RULES, bound),
                (EDIT_RULES, edited),
                (CLUSTER_RULES, ("*",)),
            )
            for rule in rules
        ]
        return Account(USER, TOKEN, tuple(rules))


def _entry(one: LedgerEntry) -> Write:
    return Write(one.verb, one.resource, one.namespace, one.name, one.body, one.status, one.dry_run)


def audited(log: Path) -> list[Write]:
    """Return the writes that an API server has noted; it makes its log with the first one."""
    return read_audit(log.read_text(errors="replace")) if log.exists() else []


def read_audit(text: str) -> list[Write]:
    """Return the writes in an audit log of the API server."""
    # The last line may be half written.
    complete = text[: text.rfind("\n") + 1]
    return [_write(json.loads(line)) for line in complete.splitlines()]


def _write(event: Mapping[str, Any]) -> Write:
    about = event.get("objectRef") or {}
    parts = (about.get("resource", ""), about.get("subresource", ""))
    return Write(
        verb=event["verb"],
        resource="/".join(part for part in parts if part),
        namespace=about.get("namespace", ""),
        name=about.get("name", ""),
        body=event.get("requestObject"),
        code=event.get("responseStatus", {}).get("code", 0),
        dry_run="dryRun=All" in event["requestURI"],
    )


@pytest.fixture(scope="session")
def lab_facts(tmp_path_factory, worker_id_or_master) -> Iterator[LabFacts]:
    """One real control plane for every process of this run; it ends with the last of them."""
    if find_programs() is None:
        pytest.skip(WITHOUT)
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id_or_master == "master" else base.parent
    with use(shared / "kubernetes-lab") as facts:
        yield facts


@pytest.fixture(scope="session")
def worker_id_or_master(request) -> str:
    """The process this is, with xdist or without."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


LAB = pytest.param("lab", marks=(pytest.mark.slow, pytest.mark.kubernetes_lab))


PATIENT = pytest.mark.timeout(180)
"""Some tests wait for controllers many times over, and one of each process waits for the start."""


@pytest.fixture(
    scope="session", params=["stand_in", pytest.param("lab", marks=(*LAB.marks, PATIENT))]
)
async def shared_cluster(request) -> AsyncIterator[ClusterUnderTest]:
    """Each cluster in turn."""
    if request.param == "stand_in":
        async with stand_in_cluster() as found:
            yield found
        return
    facts = request.getfixturevalue("lab_facts")
    async with lab_cluster(facts) as found:
        yield found


@pytest.fixture
def cluster(request, shared_cluster) -> Iterator[ClusterUnderTest]:
    """Each cluster in turn; tests with the fixture `alone` wait until no other process tests it."""
    if not shared_cluster.is_lab:
        yield shared_cluster
        return
    folder = Path(request.getfixturevalue("lab_facts").audit_log).parent
    with _in_turn(folder, alone="alone" in request.fixturenames):
        yield shared_cluster


@pytest.fixture
def alone(cluster) -> ClusterUnderTest:
    """A cluster of this test's own, for what is seen in every namespace: a node that is lost."""
    return cluster


@contextmanager
def _in_turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """Test beside others, or alone; who wants to be alone shuts the gate, and comes next."""
    with (folder / "tests.gate").open("w") as gate, (folder / "tests.lock").open("w") as lock:
        fcntl.flock(gate, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        if not alone:
            fcntl.flock(gate, fcntl.LOCK_UN)
        yield


def pytest_configure(config):
    config.addinivalue_line("markers", "kubernetes_lab: needs the real Kubernetes control plane")
    asked = os.environ.get("KUBERNETES_LAB") == "build"
    if asked and not hasattr(config, "workerinput") and find_programs() is None:
        try:
            build_programs()
        except LabError as error:
            # The tests run all the same, and the summary says what they ran without.
            sys.stderr.write(f"{error}\n")


def pytest_terminal_summary(terminalreporter, config):
    skipped = terminalreporter.stats.get("skipped", [])
    if not config.stash.get(_SAID, False) and any(WITHOUT in str(one.longrepr) for one in skipped):
        config.stash[_SAID] = True
        terminalreporter.write_sep("=", WITHOUT, yellow=True, bold=True)
