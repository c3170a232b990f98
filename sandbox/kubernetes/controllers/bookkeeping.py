"""What is only counted and listed: endpoints of services, use of quotas."""

from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_active, is_ready
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.selectors import spec_matcher
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
        for kind, name in ((kinds.SERVICE, ENDPOINTS), (kinds.QUOTA, QUOTAS)):
            if change.kind is kind:
                metadata = change.item["metadata"]
                self._cluster.look_at(name, metadata["namespace"], metadata["name"])
            elif change.kind is kinds.POD:
                self._wake(kind, name, change.item["metadata"]["namespace"])

    def _wake(self, kind: Kind, controller: str, namespace: str) -> None:
        for one in self._cluster.store.all(kind, namespace):
            self._cluster.look_at(controller, namespace, one["metadata"]["name"])

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
        fits = spec_matcher({"matchLabels": service["spec"]["selector"]})
        pods = [
            pod
            for pod in self._cluster.store.all(kinds.POD, service["metadata"]["namespace"])
            if is_active(pod) and fits(pod["metadata"].get("labels") or {})
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


def _address(pod: Item) -> dict[str, Any]:
    metadata = pod["metadata"]
    reference = {key: metadata[key] for key in ("namespace", "name", "uid")}
    return {
        "ip": pod["status"]["podIP"],
        "nodeName": pod["spec"]["nodeName"],
        "targetRef": {"kind": "Pod", **reference},
    }
