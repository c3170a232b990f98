"""What is only counted and listed: endpoints of services, use of quotas."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_active, is_ready
from sandbox.kubernetes.store import Change, Item

ENDPOINTS, QUOTAS = "endpoint-controller", "resourcequota-controller"


class Bookkeeping:
    """Keeps endpoints and the status of quotas."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        cluster.employ(ENDPOINTS, self.list_endpoints)
        cluster.employ(QUOTAS, self.count)
        cluster.store.listen(self._notice)

    def _notice(self, change: Change) -> None:
        metadata = change.item["metadata"]
        if change.kind is kinds.SERVICE:
            self._cluster.look_at(ENDPOINTS, metadata["namespace"], metadata["name"])
        elif change.kind is kinds.QUOTA:
            self._cluster.look_at(QUOTAS, metadata["namespace"], metadata["name"])
        elif change.kind is kinds.POD:
            self._notice_pod(change)

    def _notice_pod(self, change: Change) -> None:
        store, namespace = self._cluster.store, change.item["metadata"]["namespace"]
        pods = [pod for pod in (change.before, change.item) if pod is not None]
        for service in store.all(kinds.SERVICE, namespace):
            if any(_is_behind(pod, service) for pod in pods):
                self._cluster.look_at(ENDPOINTS, namespace, service["metadata"]["name"])
        for quota in store.all(kinds.QUOTA, namespace):
            self._cluster.look_at(QUOTAS, namespace, quota["metadata"]["name"])

    def list_endpoints(self, namespace: str, name: str) -> None:
        """List the pods behind one service."""
        store = self._cluster.store
        service = store.get(kinds.SERVICE, namespace, name)
        known = store.get(kinds.ENDPOINTS, namespace, name)
        if service is None:
            store.remove(kinds.ENDPOINTS, namespace, name)
            return
        if not service["spec"].get("selector"):
            return
        subsets = self._subsets(service)
        if known is None:
            metadata = {"name": name, "namespace": namespace}
            self._cluster.create(kinds.ENDPOINTS, {"metadata": metadata, "subsets": subsets})
        else:
            self._cluster.revise(kinds.ENDPOINTS, known, subsets=subsets)

    def _subsets(self, service: Item) -> list[dict[str, Any]]:
        pods = [
            pod
            for pod in self._cluster.store.all(kinds.POD, service["metadata"]["namespace"])
            if is_active(pod) and _is_behind(pod, service)
        ]
        placed = [pod for pod in pods if (pod.get("status") or {}).get("podIP")]
        if not placed:
            return []
        ready = [_address(pod) for pod in placed if is_ready(pod)]
        others = [_address(pod) for pod in placed if not is_ready(pod)]
        ports = [
            {"port": one.get("targetPort", one["port"]), "protocol": one["protocol"]}
            for one in service["spec"]["ports"]
        ]
        parts = {"addresses": ready, "notReadyAddresses": others, "ports": ports}
        return [{key: value for key, value in parts.items() if value}]

    def count(self, namespace: str, name: str) -> None:
        """Count what a quota limits; of all that it may, the stand-in knows pods."""
        quota = self._cluster.store.get(kinds.QUOTA, namespace, name)
        if quota is None:
            return
        hard = quota["spec"].get("hard") or {}
        used = {"pods": str(len(self._cluster.store.all(kinds.POD, namespace)))}
        counted = {key: value for key, value in used.items() if key in hard}
        self._cluster.revise(kinds.QUOTA, quota, status={"hard": hard, "used": counted})


def _is_behind(pod: Item, service: Item) -> bool:
    selector, labels = service["spec"].get("selector") or {}, pod["metadata"].get("labels") or {}
    return bool(selector) and selector.items() <= labels.items()


def _address(pod: Item) -> dict[str, Any]:
    metadata = pod["metadata"]
    reference = {key: metadata[key] for key in ("namespace", "name", "uid")}
    return {
        "ip": pod["status"]["podIP"],
        "nodeName": pod["spec"]["nodeName"],
        "targetRef": {"kind": "Pod", **reference},
    }
