"""The laboratory: etcd, API server, controllers and scheduler, started together and ended together.

Measured on two cores: seven seconds until pods run, some 400 MB of memory.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from sandbox.kubernetes_lab.access import (
    USER,
    admit,
    certificate_kubeconfig,
    make_account,
    token_kubeconfig,
)
from sandbox.kubernetes_lab.certificates import Certificates, make_certificates
from sandbox.kubernetes_lab.client import KubeClient, KubeError
from sandbox.kubernetes_lab.commands import api_server, controllers, etcd, scheduler
from sandbox.kubernetes_lab.kubelet import Kubelet
from sandbox.kubernetes_lab.processes import Processes, free_ports
from sandbox.kubernetes_lab.programs import LabError, Programs, need_programs

PATIENCE_S = 150
"""A start takes seven seconds on an idle machine; 70 were measured with twenty programs waiting
for each of two cores."""
_GLANCE_S = 0.05
_PAST = 10

# Audit everything that the product's account writes, with the body it sent, and nothing else.
_AUDIT_POLICY = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [
        {
            "level": "Request",
            "users": [USER],
            "verbs": ["create", "update", "patch", "delete", "deletecollection"],
        },
        {"level": "None"},
    ],
}


@dataclass
class Lab:
    """A running control plane.

    Attributes:
        folder: holds its data, logs and keys; removed by whoever made it.
        server: URL of the API.
        admin_kubeconfig: may do everything.
        kubeconfig: of the product's account, with a bearer token.
        audit_log: one JSON object per write of that account.
        admin: a client that may do everything.
    """

    folder: Path
    server: str
    admin_kubeconfig: str
    kubeconfig: str
    token: str
    audit_log: Path
    certificates: Certificates
    admin: KubeClient
    kubelet: Kubelet
    processes: Processes = field(repr=False)

    @classmethod
    @asynccontextmanager
    async def start(cls, folder: Path, *, programs: Programs | None = None) -> AsyncIterator["Lab"]:
        """Start a new control plane in an empty folder and end it on leaving.

        Raises:
            LabError: the programs have not been built, or one of them does not start.
        """
        chosen = programs or need_programs()
        # A smaller heap costs a little processor time and saves a quarter of the memory.
        processes = Processes(folder, {"GOGC": "25", "HOME": str(folder)})
        try:
            async with _started(folder, chosen, processes) as lab:
                yield lab
        finally:
            await processes.stop()

    def check(self) -> None:
        """Make sure that everything still runs.

        Raises:
            LabError: something has ended.
        """
        self.processes.check()
        self.kubelet.check()

    async def admit(self, namespace: str) -> None:
        """Give the product's account its rights in one namespace."""
        await admit(self.admin, namespace)


@asynccontextmanager
async def _started(folder: Path, programs: Programs, processes: Processes) -> AsyncIterator[Lab]:
    certificates = make_certificates(folder / "pki")
    etcd_port, peer_port, api_port, kubelet_port = free_ports(4)
    server = f"https://127.0.0.1:{api_port}"
    authority = certificates.authority.certificate
    admin_kubeconfig = certificate_kubeconfig(server, authority, certificates.admin)
    (folder / "admin.kubeconfig").write_text(admin_kubeconfig)
    (folder / "audit-policy.json").write_text(json.dumps(_AUDIT_POLICY))
    await processes.start("etcd", etcd(programs, folder, etcd_port, peer_port))
    store = f"http://127.0.0.1:{etcd_port}"
    await _wait(processes, "The store", lambda: _has_past(store))
    await processes.start(
        "kube-apiserver", api_server(programs, folder, certificates, api_port, etcd_port)
    )
    pair = (certificates.admin.certificate, certificates.admin.key)
    admin = KubeClient.connect(server, authority=authority, certificate=pair)
    try:
        await _wait(processes, "The API server", lambda: _is_ready(admin))
        # Both keep asking until the API answers well, so they start while the account is made.
        await processes.start(
            "kube-controller-manager", controllers(programs, folder, certificates)
        )
        await processes.start("kube-scheduler", scheduler(programs, folder))
        token = await make_account(admin)
        async with Kubelet(admin, certificates.server, kubelet_port).running() as kubelet:
            await _wait(processes, "The controllers", lambda: _has_account(admin, "default"))
            yield Lab(
                folder=folder,
                server=server,
                admin_kubeconfig=admin_kubeconfig,
                kubeconfig=token_kubeconfig(server, authority, token),
                token=token,
                audit_log=folder / "audit.log",
                certificates=certificates,
                admin=admin,
                kubelet=kubelet,
                processes=processes,
            )
    finally:
        await admin.close()


async def _wait(processes: Processes, who: str, ready: Callable[[], Awaitable[bool]]) -> None:
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await ready():
                processes.check()
                await asyncio.sleep(_GLANCE_S)
    except TimeoutError:
        raise LabError(f"{who} did not get ready within {PATIENCE_S} seconds.") from None


async def _has_past(store: str) -> bool:
    """Let some versions pass before the API server looks, as on any cluster that is not new.

    Otherwise version 1 would never be too old to watch from, and nobody could see what happens.
    """
    key = base64.b64encode(b"/zhiban/past").decode()
    try:
        async with httpx.AsyncClient(base_url=store, trust_env=False) as http:
            replies = [
                await http.post("/v3/kv/put", json={"key": key, "value": key}) for _ in range(_PAST)
            ]
    except httpx.TransportError:
        return False
    return all(reply.is_success for reply in replies)


async def _is_ready(admin: KubeClient) -> bool:
    try:
        return (await admin.http.get("/readyz")).is_success
    except httpx.TransportError:
        return False


async def _has_account(admin: KubeClient, namespace: str) -> bool:
    """Say whether pods may be made in a namespace: its default account has a token."""
    try:
        path = f"/api/v1/namespaces/{namespace}/serviceaccounts/default"
        return bool((await admin.get(path)).get("secrets"))
    except KubeError:
        return False
