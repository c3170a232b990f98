"""A stand-in kubelet: nodes that are well, and pods that behave as the sandbox's rules say.

A pod is looked at again and again, so that a fault that is ordered later, or withdrawn, takes
effect; the API server is told only when something changed.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import httpx

from sandbox.kubernetes.behaviour import app_of, behave
from sandbox.kubernetes.parts import FAULTS, PodBehaviour, PodMemory, Surroundings
from sandbox.kubernetes.pod_status import KubeletEvent, kubelet_events, pod_status, stamp
from sandbox.kubernetes_lab.certificates import Pair
from sandbox.kubernetes_lab.client import KubeClient, KubeError
from sandbox.kubernetes_lab.nodes import NODE_ADDRESS, NODES, keep_node
from sandbox.kubernetes_lab.pod_logs import serve_logs
from sandbox.kubernetes_lab.programs import LabError

_LOOK_EVERY_S = 0.1
_AT_ONCE = 16


@dataclass
class PodRecord:
    """A pod on one of the nodes, and what was last told about it."""

    pod: dict[str, Any]
    bound: datetime
    address: str
    memory: PodMemory = field(default_factory=PodMemory)
    behaviour: PodBehaviour | None = None
    told: dict[str, Any] | None = None
    told_version: int = 0
    complaint: str = ""

    @property
    def namespace(self) -> str:
        """Its namespace."""
        return str(self.pod["metadata"]["namespace"])

    @property
    def path(self) -> str:
        """Where the API server has it."""
        return f"/api/v1/namespaces/{self.namespace}/pods/{self.pod['metadata']['name']}"

    @property
    def leaving(self) -> bool:
        """Whether somebody wants it deleted."""
        return "deletionTimestamp" in self.pod["metadata"]

    def is_overruled(self) -> bool:
        """Whether somebody else wrote since that the pod is not ready.

        The controller of nodes does so to every pod of a node that is lost.
        """
        later = int(self.pod["metadata"]["resourceVersion"]) > self.told_version
        return later and _readiness(self.pod.get("status")) != _readiness(self.told)


class Kubelet:
    """Plays every node of the laboratory."""

    def __init__(self, client: KubeClient, pair: Pair, port: int) -> None:
        self._client = client
        self._pair = pair
        self._port = port
        self._pods: dict[str, PodRecord] = {}
        self._configmaps: defaultdict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        self._numbers = count(2)
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Kubelet"]:
        """Play until the block is left."""
        works: list[Coroutine[Any, Any, None]] = [
            self._follow("/api/v1/pods", self._list_pods, self._see_pod),
            self._follow("/api/v1/configmaps", self._list_configmaps, self._see_configmap),
            self._play(),
            serve_logs(self._find, self._pair, self._port),
        ]
        works += [
            keep_node(self._client, name, self._port, partial(self._is_down, name))
            for name in NODES
        ]
        self._tasks = [asyncio.create_task(work) for work in works]
        try:
            yield self
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def check(self) -> None:
        """Make sure that every part still works.

        Raises:
            LabError: one has ended, by an error of its own.
        """
        for task in self._tasks:
            if task.done():
                raise LabError("A part of the stand-in kubelet has ended.") from task.exception()

    async def _follow(
        self,
        path: str,
        start: Callable[[list[dict[str, Any]]], None],
        see: Callable[[str, dict[str, Any]], None],
    ) -> None:
        while True:
            with suppress(httpx.HTTPError, KubeError):
                listed = await self._client.get(path)
                start(listed["items"])
                version = listed["metadata"]["resourceVersion"]
                async for kind, item in self._client.watch(path, resourceVersion=version):
                    if kind == "ERROR":
                        break
                    see(kind, item)
            await asyncio.sleep(_LOOK_EVERY_S)

    def _list_pods(self, pods: list[dict[str, Any]]) -> None:
        there = {pod["metadata"]["uid"] for pod in pods}
        self._pods = {uid: record for uid, record in self._pods.items() if uid in there}
        for pod in pods:
            self._see_pod("ADDED", pod)

    def _see_pod(self, kind: str, pod: dict[str, Any]) -> None:
        uid = pod["metadata"]["uid"]
        if kind == "DELETED":
            self._pods.pop(uid, None)
        elif uid in self._pods:
            self._pods[uid].pod = pod
        elif pod["spec"].get("nodeName"):
            number = next(self._numbers)
            address = f"10.1.{number // 250}.{number % 250 + 1}"
            self._pods[uid] = PodRecord(pod, datetime.now(UTC), address)

    def _list_configmaps(self, configmaps: list[dict[str, Any]]) -> None:
        self._configmaps.clear()
        for configmap in configmaps:
            self._see_configmap("ADDED", configmap)

    def _see_configmap(self, kind: str, configmap: dict[str, Any]) -> None:
        meta = configmap["metadata"]
        known = self._configmaps[meta["namespace"]]
        if kind == "DELETED":
            known.pop(meta["name"], None)
        else:
            known[meta["name"]] = configmap.get("data") or {}

    def _is_down(self, node: str) -> bool:
        """Say whether the faults of any namespace take a node down."""
        key = f"node.{node}"
        return any(maps.get(FAULTS, {}).get(key) == "down" for maps in self._configmaps.values())

    async def _play(self) -> None:
        places = asyncio.Semaphore(_AT_ONCE)
        while True:
            around = self._surroundings()
            changes = [
                self._tell(record, change, places)
                for record in list(self._pods.values())
                if (change := self._look(record, around[record.namespace])) is not None
            ]
            await asyncio.gather(*changes)
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _tell(
        self, record: PodRecord, change: Coroutine[Any, Any, None], places: asyncio.Semaphore
    ) -> None:
        async with places:
            try:
                await change
            except KubeError as error:
                if error.code == httpx.codes.NOT_FOUND:
                    self._pods.pop(record.pod["metadata"]["uid"], None)
            except httpx.HTTPError:
                # Told again at the next look.
                record.told = None

    def _look(
        self, record: PodRecord, surroundings: Surroundings
    ) -> Coroutine[Any, Any, None] | None:
        """Return what the API server must be told of a pod, if anything."""
        if record.leaving:
            return self._remove(record)
        now = datetime.now(UTC)
        before = record.behaviour
        try:
            after = behave(
                record.pod,
                age=now - record.bound,
                created=record.bound,
                surroundings=surroundings,
                memory=record.memory,
            )
        except ValueError as error:
            return self._complain(record, str(error))
        record.memory, record.behaviour = after.memory, after
        # Times of conditions come from what was told, which may not have come back yet.
        known = {**record.pod, "status": record.told or record.pod.get("status") or {}}
        status = pod_status(
            known,
            after,
            now=now,
            bound=record.bound,
            host_ip=NODE_ADDRESS,
            pod_ip=record.address,
        )
        if status == record.told and not record.is_overruled():
            return None
        record.told = status
        return self._report(record, status, list(kubelet_events(record.pod, before, after)))

    async def _remove(self, record: PodRecord) -> None:
        await self._client.delete(record.path, gracePeriodSeconds="0")

    async def _report(
        self, record: PodRecord, status: dict[str, Any], events: list[KubeletEvent]
    ) -> None:
        kept = await self._client.patch(f"{record.path}/status", {"status": status})
        record.told_version = int(kept["metadata"]["resourceVersion"])
        for event in events:
            await self._publish(record, event)

    async def _publish(self, record: PodRecord, event: KubeletEvent) -> None:
        path = f"/api/v1/namespaces/{record.namespace}/events"
        await self._client.create(path, self._event(record, event))

    def _event(self, record: PodRecord, event: KubeletEvent) -> dict[str, Any]:
        meta, now = record.pod["metadata"], stamp(datetime.now(UTC))
        about = {
            "apiVersion": "v1",
            "kind": "Pod",
            "namespace": meta["namespace"],
            "name": meta["name"],
            "uid": meta["uid"],
        }
        return {
            "metadata": {"name": f"{meta['name']}.{next(self._numbers):x}"},
            "involvedObject": about,
            "type": event.type,
            "reason": event.reason,
            "message": event.message,
            "source": {"component": "kubelet", "host": record.pod["spec"]["nodeName"]},
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
        }

    def _complain(self, record: PodRecord, complaint: str) -> Coroutine[Any, Any, None] | None:
        """Tell once that a fault cannot be read; the pod goes on as it was."""
        if complaint == record.complaint:
            return None
        record.complaint = complaint
        event = KubeletEvent("Warning", "UnreadableFault", f"{FAULTS}: {complaint}")
        return self._publish(record, event)

    def _surroundings(self) -> Mapping[str, Surroundings]:
        ready: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for record in self._pods.values():
            serves = record.behaviour is not None and record.behaviour.ready
            app = app_of(record.pod["metadata"].get("labels") or {})
            ready[record.namespace][app] += serves and not record.leaving
        return {
            namespace: Surroundings(self._configmaps[namespace], counted)
            for namespace, counted in ready.items()
        }

    def _find(self, namespace: str, name: str) -> PodRecord | None:
        for record in self._pods.values():
            if (record.namespace, record.pod["metadata"]["name"]) == (namespace, name):
                return record
        return None


def _readiness(status: Mapping[str, Any] | None) -> str:
    conditions = (status or {}).get("conditions", ())
    return next((str(one["status"]) for one in conditions if one["type"] == "Ready"), "")
