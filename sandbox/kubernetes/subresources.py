"""What lies below single objects: scale, eviction, logs, and what one may do oneself."""

from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.access import Account
from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.disruption import budget_in_the_way
from sandbox.kubernetes.controllers.pods import delete_pod
from sandbox.kubernetes.documents import PATCHES, check_preconditions, patch_document
from sandbox.kubernetes.failures import Refusal, conflict, invalid
from sandbox.kubernetes.numbers import check_numbers
from sandbox.kubernetes.objects import Answer, Objects
from sandbox.kubernetes.patches import without_nulls
from sandbox.kubernetes.selectors import as_text
from sandbox.kubernetes.store import Item
from sandbox.kubernetes.validation import replicas_flaws

Document: TypeAlias = dict[str, Any]


class Subresources:
    """Scale, eviction and review.

    Args:
        cluster: what they act upon.
        objects: carries changes out.
    """

    def __init__(self, cluster: Cluster, objects: Objects) -> None:
        self._cluster = cluster
        self._objects = objects

    def scale(self, call: Call) -> Answer:
        """Return or change how many replicas are wanted."""
        current = self._objects.find(call)
        shown = scale_of(current)
        if call.verb == "get":
            return 200, shown
        if call.verb == "patch":
            if call.content_type not in PATCHES[:3]:
                raise Refusal(415, "the body of the request was in an unknown format")
            wanted = without_nulls(patch_document(call, shown))
        else:
            wanted = call.document()
        said = (wanted.get("metadata") or {}).get("resourceVersion")
        if said and said != current["metadata"]["resourceVersion"]:
            raise conflict(call.target.kind, call.target.name)
        check_numbers(call, wanted.get("spec"))
        replicas = (wanted.get("spec") or {}).get("replicas", 0)
        flaws = list(replicas_flaws(replicas))
        if flaws:
            raise invalid(_SCALE, call.target.name, flaws)
        changed = {**current, "spec": {**current["spec"], "replicas": replicas}}
        return 200, scale_of(self._objects.replace(call, current, changed))

    def evict(self, call: Call) -> Answer:
        """Have a pod end, unless a disruption budget is in the way."""
        pod = self._objects.find(call)
        options = call.document().get("deleteOptions") or {}
        check_preconditions(kinds.POD, pod, options.get("preconditions") or {})
        budget = budget_in_the_way(self._cluster, pod)
        if budget is not None:
            name, healthy, wanted = budget
            told = f"The disruption budget {name} needs {wanted} healthy pods and has {healthy}"
            cause = {"reason": "DisruptionBudget", "message": f"{told} currently"}
            message = "Cannot evict pod as it would violate the pod's disruption budget."
            raise Refusal(429, message, details={"causes": [cause]})
        if not call.dry_run and not pod["metadata"].get("deletionTimestamp"):
            delete_pod(self._cluster, pod)
        return 201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}

    def review(self, call: Call, account: Account) -> Answer:
        """Say whether the caller may do something."""
        asked = call.document()
        about = (asked.get("spec") or {}).get("resourceAttributes") or {}
        below = f"/{about['subresource']}" if about.get("subresource") else ""
        resource = f"{about.get('resource', '')}{below}"
        allowed = account.may(about.get("verb", ""), resource, about.get("namespace", ""))
        return 201, {**asked, "status": {"allowed": allowed}}


_SCALE = kinds.Kind("autoscaling", "scales", "Scale")


def scale_of(item: Item) -> Document:
    """Return the `Scale` of a workload; a zero in its spec is left out, as the server does."""
    metadata = item["metadata"]
    keys = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
    wanted = item["spec"].get("replicas", 0)
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {key: metadata[key] for key in keys if key in metadata},
        "spec": {"replicas": wanted} if wanted else {},
        "status": {
            "replicas": (item.get("status") or {}).get("replicas", 0),
            "selector": as_text(item["spec"].get("selector")),
        },
    }
