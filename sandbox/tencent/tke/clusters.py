"""Questions about clusters and their machines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.tencent.actions import Request
from sandbox.tencent.errors import ApiError, invalid_parameter
from sandbox.tencent.tke.state import Cluster, Node, TkeState

MAX_PAGE = 100
_STATES = {True: "running", False: "initializing"}

Filter: TypeAlias = Callable[[Any, str], bool]
_CLUSTER_FILTERS: Mapping[str, Filter] = {
    "ClusterName": lambda cluster, value: cluster.name == value,
    "ClusterType": lambda cluster, value: value == "MANAGED_CLUSTER",  # noqa: ARG005 - one sort only
    "ClusterStatus": lambda cluster, value: cluster.status == value,
    "vpc-id": lambda cluster, value: cluster.vpc == value,
    "tag-key": lambda cluster, value: value in {tag["Key"] for tag in cluster.tags},
}
_NODE_FILTERS: Mapping[str, Filter] = {
    "nodepool-id": lambda node, value: node.pool_id == value,
    "nodepool-instance-type": lambda node, value: (
        (value == "AUTOSCALING_ADDED") == bool(node.pool_id)
    ),
}


@dataclass(frozen=True)
class Clusters:
    """Answers questions about clusters."""

    state: TkeState

    def describe_clusters(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusters."""
        found = self._chosen(request)
        found = filtered(found, request.params, _CLUSTER_FILTERS)
        kind = request.params.get("ClusterType", "MANAGED_CLUSTER")
        if kind != "MANAGED_CLUSTER":
            found = []
        page = page_of(found, request.params)
        return {"TotalCount": len(found), "Clusters": [_shown(cluster) for cluster in page]}

    def describe_cluster_status(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterStatus."""
        found = self._chosen(request)
        return {"TotalCount": len(found), "ClusterStatusSet": [_status(one) for one in found]}

    def describe_cluster_instances(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterInstances: workers, as the masters are the vendor's."""
        params = request.params
        cluster = self.state.cluster(params["ClusterId"], request.region)
        role = params.get("InstanceRole", "WORKER")
        if role not in ("WORKER", "ALL", "MASTER", "ETCD", "MASTER_ETCD"):
            raise invalid_parameter("InstanceRole", "it must be WORKER, MASTER, ETCD or ALL.")
        nodes: list[Node] = list(cluster.nodes.values()) if role in ("WORKER", "ALL") else []
        wanted = params.get("InstanceIds")
        if wanted:
            nodes = [node for node in nodes if node.instance_id in wanted]
        nodes = filtered(nodes, params, _NODE_FILTERS)
        page = page_of(nodes, params)
        return {"TotalCount": len(nodes), "InstanceSet": [_machine(node) for node in page]}

    def _chosen(self, request: Request) -> list[Cluster]:
        here = [one for one in self.state.clusters.values() if one.region == request.region]
        wanted = request.params.get("ClusterIds")
        return [one for one in here if one.cluster_id in wanted] if wanted else here


def filtered(
    items: Iterable[Any], params: Mapping[str, Any], known: Mapping[str, Filter]
) -> list[Any]:
    """Return the items that pass every filter; a filter passes when one of its values does.

    Raises:
        ApiError: a filter is unknown.
    """
    chosen = list(items)
    for each in params.get("Filters", ()):
        name, values = each.get("Name", ""), each.get("Values", ())
        if name not in known:
            raise ApiError("InvalidParameter.Param", f"The filter `{name}` is not known.")
        fits = known[name]
        chosen = [item for item in chosen if any(fits(item, value) for value in values)]
    return chosen


def page_of(items: Sequence[Any], params: Mapping[str, Any]) -> Sequence[Any]:
    """Return the page that `Offset` and `Limit` ask for.

    Raises:
        ApiError: one of them is out of range.
    """
    offset, limit = params.get("Offset", 0), params.get("Limit", 20)
    if offset < 0:
        raise invalid_parameter("Offset", "it must not be negative.")
    if not 1 <= limit <= MAX_PAGE:
        raise invalid_parameter("Limit", f"it must be between 1 and {MAX_PAGE}.")
    return items[offset : offset + limit]


def _shown(cluster: Cluster) -> dict[str, Any]:
    tags = [{"ResourceType": "cluster", "Tags": list(cluster.tags)}] if cluster.tags else []
    return {
        "ClusterId": cluster.cluster_id,
        "ClusterName": cluster.name,
        "ClusterDescription": "sandbox",
        "ClusterVersion": cluster.version,
        "ClusterType": "MANAGED_CLUSTER",
        "ClusterStatus": cluster.status,
        "ClusterNodeNum": len(cluster.nodes),
        "ClusterLevel": "L5",
        "ContainerRuntime": "containerd",
        "ClusterNetworkSettings": {"VpcId": cluster.vpc, "ClusterCIDR": "172.16.0.0/16"},
        "TagSpecification": tags,
        "DeletionProtection": True,
        "CreatedTime": cluster.created_at,
    }


def _status(cluster: Cluster) -> dict[str, Any]:
    nodes = list(cluster.nodes.values())
    failed = sum(bool(node.failed) for node in nodes)
    growing = sum(node.growing.ticks > 0 for node in nodes if not node.failed)
    health = "AllNormal"
    if failed:
        health = "AllAbnormal" if failed == len(nodes) else "PartialAbnormal"
    return {
        "ClusterId": cluster.cluster_id,
        "ClusterState": cluster.status,
        "ClusterInstanceState": health,
        "ClusterBMonitor": True,
        "ClusterInitNodeNum": growing,
        "ClusterRunningNodeNum": len(nodes) - failed - growing,
        "ClusterFailedNodeNum": failed,
        "ClusterClosedNodeNum": 0,
        "ClusterClosingNodeNum": 0,
        "ClusterDeletionProtection": True,
        "ClusterAuditEnabled": False,
    }


def _machine(node: Node) -> dict[str, Any]:
    return {
        "InstanceId": node.instance_id,
        "InstanceRole": "WORKER",
        "FailedReason": node.failed,
        "InstanceState": "failed" if node.failed else _STATES[node.growing.look()],
        "DrainStatus": "",
        "CreatedTime": node.created_at,
        "LanIP": node.address,
        "NodePoolId": node.pool_id,
    }
