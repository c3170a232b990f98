"""Clusters that tests run against: the real control plane, and the stand-in of the sandbox.

This is a pytest plugin: it offers the fixture `cluster`, builds the real control plane when
`ZHIBAN_KUBERNETES_LAB=build` asks for it, and says at the end when a run did without it.
"""

import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sandbox.kubernetes.parts import FAULTS
from sandbox.kubernetes_lab.access import admit, may_read
from sandbox.kubernetes_lab.client import KubeClient, KubeError
from sandbox.kubernetes_lab.keeper import LabFacts, use
from sandbox.kubernetes_lab.programs import LabError, build_programs, find_programs
from tests.fakes.waiting import eventually

WITHOUT = "kubernetes: ran without the real control plane; `make kubernetes-lab` builds it"
_SAID = pytest.StashKey[bool]()


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
    """

    name: str
    server: str
    token: str
    kubeconfig: str
    admin: KubeClient
    zhiban: KubeClient
    writes: Callable[[], list[Write]]
    admit: Callable[[str], Awaitable[None]]
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
            path = f"/api/v1/namespaces/{namespace}/serviceaccounts/default"
            return bool((await self.admin.get(path)).get("secrets"))
        except KubeError:
            return False


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
            writes=lambda: read_audit(Path(facts.audit_log).read_text()),
            admit=lambda namespace: admit(admin, namespace),
        )
    finally:
        await admin.close()
        await zhiban.close()


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


@pytest.fixture(scope="session", params=[LAB])
async def cluster(request) -> AsyncIterator[ClusterUnderTest]:
    """Each cluster in turn."""
    facts = request.getfixturevalue("lab_facts")
    async with lab_cluster(facts) as found:
        yield found


def pytest_configure(config):
    config.addinivalue_line("markers", "kubernetes_lab: needs the real Kubernetes control plane")
    asked = os.environ.get("ZHIBAN_KUBERNETES_LAB") == "build"
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
