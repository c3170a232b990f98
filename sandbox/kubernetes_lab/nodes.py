"""The nodes of the laboratory: three machines that are there in name only."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx

from sandbox.kubernetes.pod_status import stamp
from sandbox.kubernetes_lab.client import STRATEGIC, KubeClient, KubeError

NODES = ("node-1", "node-2", "node-3")
NODE_ADDRESS = "127.0.0.1"
_CAPACITY = {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}
# A node controller takes a node for lost after 40 s without a lease; kubelets renew every 10 s.
_RENEW_EVERY_S = 10.0
_LOOK_EVERY_S = 0.5
_LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"


async def keep_node(
    client: KubeClient, name: str, log_port: int, is_down: Callable[[], bool]
) -> None:
    """Register a node, and keep saying that it is well, or down while `is_down` says so."""
    told: bool | None = None
    renewed = 0.0
    loop = asyncio.get_running_loop()
    while True:
        down = is_down()
        if down is not told or loop.time() - renewed >= _RENEW_EVERY_S:
            with suppress(httpx.HTTPError, KubeError):
                await _tell(client, name, log_port, down=down)
                told, renewed = down, loop.time()
        await asyncio.sleep(_LOOK_EVERY_S)


async def _tell(client: KubeClient, name: str, log_port: int, *, down: bool) -> None:
    await client.ensure("/api/v1/nodes", _node(name))
    status = {"status": _status(name, log_port, down=down)}
    await client.patch(f"/api/v1/nodes/{name}/status", status, STRATEGIC)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    spec = {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": now}
    await client.ensure(_LEASES, {"metadata": {"name": name}, "spec": spec})
    await client.patch(f"{_LEASES}/{name}", {"spec": spec})


def _node(name: str) -> dict[str, Any]:
    labels = {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
    }
    return {"metadata": {"name": name, "labels": labels}}


def _status(name: str, log_port: int, *, down: bool) -> dict[str, Any]:
    ready = {
        "type": "Ready",
        "status": "Unknown" if down else "True",
        "reason": "NodeStatusUnknown" if down else "KubeletReady",
        "message": "Kubelet stopped posting node status." if down else "kubelet is posting status",
        "lastHeartbeatTime": stamp(datetime.now(UTC)),
    }
    return {
        "capacity": _CAPACITY,
        "allocatable": _CAPACITY,
        "addresses": [
            {"type": "InternalIP", "address": NODE_ADDRESS},
            {"type": "Hostname", "address": name},
        ],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": log_port}},
        "nodeInfo": {"kubeletVersion": "v1.20.2-sandbox"},
        "conditions": [ready],
    }
