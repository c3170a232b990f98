"""The namespace that a fault scenario plays in, as the people and machines around it touch it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.common.errors import Unavailable
from domain.common.messages import Called, Foreign, message
from sandbox.kubernetes.behaviour import FAULTS, OVERLOADED
from sandbox.kubernetes_lab.client import KubeClient, KubeError

LOOK = 0.25
"""Seconds between two looks."""

PATIENCE = 60.0
"""Seconds for which one condition of a scenario is waited for; the slowest seen took 20."""

_PLACES = {
    "Deployment": "apis/apps/v1/namespaces/{}/deployments",
    "StatefulSet": "apis/apps/v1/namespaces/{}/statefulsets",
    "DaemonSet": "apis/apps/v1/namespaces/{}/daemonsets",
    "ConfigMap": "api/v1/namespaces/{}/configmaps",
    "ResourceQuota": "api/v1/namespaces/{}/resourcequotas",
    "HorizontalPodAutoscaler": "apis/autoscaling/v1/namespaces/{}/horizontalpodautoscalers",
}
_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")
_RIPE = timedelta(seconds=1)
"""A pod that is not ready this long after it was made is called ill; good ones take half of it."""


@dataclass(frozen=True)
class Stage:
    """One namespace of one cluster.

    Attributes:
        admin: may do everything there; None when the cluster cannot be reached at all.
    """

    admin: KubeClient | None
    cluster: str
    namespace: str

    async def deploy(self, manifests: Iterable[Mapping[str, Any]]) -> None:
        """Apply manifests, as a release would."""
        for manifest in manifests:
            place = f"{self._place(manifest['kind'])}/{manifest['metadata']['name']}"
            await self._http("PATCH", place, manifest, "application/apply-patch+yaml")

    async def edit(self, kind: str, name: str, patch: Mapping[str, Any]) -> None:
        """Patch something by hand."""
        await self._http(
            "PATCH", f"{self._place(kind)}/{name}", patch, "application/merge-patch+json"
        )

    async def fault(self, key: str, value: str | None) -> None:
        """Set a fault, or remove it; `now` becomes the time, in whole seconds, rounded up."""
        if value == "now":
            soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
            value = soon.isoformat().replace("+00:00", "Z")
            await asyncio.sleep((soon - datetime.now(UTC)).total_seconds())
        await self.deploy(
            ({"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"name": FAULTS}},)
        )
        await self.edit("ConfigMap", FAULTS, {"data": {key: value}})

    async def settled(self) -> bool:
        """Say whether every workload is rolled out."""
        for kind in _WORKLOADS:
            listed = await self._get(self._place(kind))
            if not all(_is_rolled_out(kind, each) for each in listed["items"]):
                return False
        return True

    async def unhealthy(self, app: str) -> bool:
        """Say whether pods of an app are visibly ill, overloaded ones among them."""
        pods = await self._get(self._place_of_pods(), labelSelector=f"app={app}")
        now = datetime.now(UTC)
        return any(_is_ill(pod, now) for pod in pods["items"])

    async def overloaded(self, app: str) -> bool:
        """Say whether pods of an app carry more than they can."""
        pods = await self._get(self._place_of_pods(), labelSelector=f"app={app}")
        return any(_condition(pod, OVERLOADED) == "True" for pod in pods["items"])

    async def _get(self, path: str, **params: str) -> dict[str, Any]:
        return await self._client().get(f"/{path}", **params)

    async def _http(self, method: str, path: str, body: Mapping[str, Any], kind: str) -> None:
        params = {"fieldManager": "release", "force": "true"} if "apply" in kind else {}
        answer = await self._client().http.request(
            method,
            f"/{path}",
            params=params,
            content=json.dumps(body),
            headers={"content-type": kind},
        )
        if answer.is_error:
            raise Unavailable(
                message("demo.cluster_refused", path=Called(path), why=Foreign(answer.text[:300]))
            )

    def _client(self) -> KubeClient:
        if self.admin is None:
            raise Unavailable(message("demo.no_cluster", cluster=Called(self.cluster)))
        return self.admin

    def _place(self, kind: str) -> str:
        return _PLACES[kind].format(self.namespace)

    def _place_of_pods(self) -> str:
        return f"api/v1/namespaces/{self.namespace}/pods"


async def until(
    what: str, is_so: Callable[[], Awaitable[bool]], *, patience: float = PATIENCE
) -> None:
    """Wait until something is so.

    Raises:
        Unavailable: it was not so in time; says what.
    """
    try:
        async with asyncio.timeout(patience):
            while not await _quietly(is_so):  # noqa: ASYNC110 - a cluster rings no bell
                await asyncio.sleep(LOOK)
    except TimeoutError:
        raise Unavailable(
            message("demo.waited", patience=timedelta(seconds=patience), what=Foreign(what))
        ) from None


@asynccontextmanager
async def meanwhile(doing: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Do something again and again while the block lasts; a cluster that says no is no reason."""

    async def again() -> None:
        while True:
            with suppress(KubeError, Unavailable):
                await doing()
            await asyncio.sleep(LOOK)

    task = asyncio.create_task(again())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _quietly(is_so: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await is_so()
    except KubeError:
        return False


def _is_rolled_out(kind: str, workload: Mapping[str, Any]) -> bool:
    spec, status = workload["spec"], workload.get("status", {})
    if status.get("observedGeneration", 0) < workload["metadata"]["generation"]:
        return False
    if spec.get("paused"):
        return True
    if kind == "DaemonSet":
        wanted = status.get("desiredNumberScheduled", 0)
        available = status.get("numberAvailable", 0)
        return bool(wanted == available == status.get("updatedNumberScheduled", 0))
    wanted = spec.get("replicas", 1)
    ready = status.get("readyReplicas", 0)
    return bool(wanted == ready == status.get("updatedReplicas", 0) == status.get("replicas", 0))


def _is_ill(pod: Mapping[str, Any], now: datetime) -> bool:
    if pod["metadata"].get("deletionTimestamp"):
        return False
    made = datetime.fromisoformat(pod["metadata"]["creationTimestamp"])
    if now - made < _RIPE:
        return False
    return _condition(pod, "Ready") != "True" or _condition(pod, OVERLOADED) == "True"


def _condition(pod: Mapping[str, Any], kind: str) -> str:
    conditions = pod.get("status", {}).get("conditions", ())
    return next((each["status"] for each in conditions if each["type"] == kind), "")
