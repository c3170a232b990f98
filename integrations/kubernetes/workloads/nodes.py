"""Machines of a cluster."""

from domain.clusters.clusters import Node
from integrations.kubernetes.client.objects import Json, condition, each, inside, text, texts

_CAPACITIES = ("cpu", "memory", "pods")


def node_of(found: Json) -> Node:
    """Return a node; a problem is a condition that is true, beside `Ready` not being so."""
    ready = text(condition(found, "Ready"), "status") == "True"
    wrong = [
        text(one, "type")
        for one in each(found, "status", "conditions")
        if text(one, "type") != "Ready" and text(one, "status") == "True"
    ]
    capacity = texts(found, "status", "capacity")
    return Node(
        name=text(found, "metadata", "name"),
        ready=ready,
        schedulable=inside(found, "spec", "unschedulable") is not True,
        problems=(*(() if ready else ("NotReady",)), *wrong),
        capacity={name: capacity[name] for name in _CAPACITIES if name in capacity},
        version=text(found, "status", "nodeInfo", "kubeletVersion"),
    )
