"""One request to one cluster: who, what, may they, do it."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.access import Account
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.everything import Controllers
from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.logs import log_text
from sandbox.kubernetes.objects import Answer, Objects
from sandbox.kubernetes.subresources import Subresources

Reply: TypeAlias = tuple[int, dict[str, Any] | str]


class Api:
    """The API of a cluster, without HTTP.

    Args:
        cluster: what it serves.
        controllers: of that cluster.
        logs: what containers have written, by app; filled by hand.
    """

    def __init__(self, cluster: Cluster, controllers: Controllers, logs: Mapping[str, str]) -> None:
        self._cluster = cluster
        self._controllers = controllers
        self._logs = logs
        self._objects = Objects(cluster, controllers.garbage)
        self._below = Subresources(cluster, self._objects)
        self._verbs: dict[str, Callable[[Call], Answer]] = {
            "get": self._objects.get,
            "list": self._objects.list,
            "create": self._objects.create,
            "update": self._objects.update,
            "patch": self._objects.patch,
            "delete": self._objects.delete,
            "deletecollection": self._objects.delete_all,
        }

    def answer(self, call: Call, account: Account) -> Reply:
        """Carry out anything but a watch.

        Raises:
            Refusal: it cannot be, or may not.
        """
        if call.target.kind is kinds.ACCESS_REVIEW:
            # Everybody may ask what they may.
            return self._below.review(call, account)
        account.check(call.verb, call.target)
        self._cluster.tick()
        match call.target.subresource:
            case "scale":
                return self._below.scale(call)
            case "eviction":
                return self._below.evict(call)
            case "log":
                return 200, self._log(call)
        return self._verbs[call.verb](call)

    def _log(self, call: Call) -> str:
        if call.verb != "get":
            raise Refusal(405, "the server does not allow this method on the requested resource")
        pod = self._cluster.store.get(kinds.POD, call.target.namespace, call.target.name)
        behaviour = self._controllers.kubelets.behaviour(pod["metadata"]["uid"]) if pod else None
        return log_text(self._cluster, call, behaviour, self._logs)
