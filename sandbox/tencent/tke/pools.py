"""Node pools: what there is, making one, and changing how many nodes it has."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.errors import ApiError, invalid_parameter
from sandbox.tencent.tke.clusters import Filter, filtered
from sandbox.tencent.tke.state import MAX_DESIRED, TICKS, Cluster, Growing, Pool, TkeState

_SUBNET = re.compile(r"subnet-[a-z0-9]{8}")

_FILTERS: Mapping[str, Filter] = {
    "NodePoolsName": lambda pool, value: pool.name == value,
    "NodePoolsId": lambda pool, value: pool.pool_id == value,
}


@dataclass(frozen=True)
class Pools:
    """Answers questions about node pools, and changes them."""

    state: TkeState

    def describe_cluster_node_pools(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterNodePools; it has no pages."""
        cluster = self.state.cluster(request.params["ClusterId"], request.region)
        seen = [one for one in cluster.pools.values() if not self.state.veil.hides(one.pool_id)]
        found = filtered(seen, request.params, _FILTERS)
        shown = [_shown(cluster, pool) for pool in found]
        return {"TotalCount": len(shown), "NodePoolSet": shown}

    def describe_cluster_node_pool_detail(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeClusterNodePoolDetail."""
        cluster = self.state.cluster(request.params["ClusterId"], request.region)
        return {"NodePool": _shown(cluster, self.state.pool(cluster, request.params["NodePoolId"]))}

    def create_cluster_node_pool(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateClusterNodePool; the pool is normal after a few looks."""
        params = request.params
        cluster = self.state.cluster(params["ClusterId"], request.region)
        group = _json_object(params, "AutoScalingGroupPara")
        machine = _json_object(params, "LaunchConfigurePara")
        _check_group(group, machine, cluster)
        name = params.get("Name", "pool")
        if any(pool.name == name for pool in cluster.pools.values()):
            raise ApiError("InvalidParameter.Param", f"A pool named {name} exists already.")
        least, most = _whole(group, "MinSize", 0), _whole(group, "MaxSize", MAX_DESIRED)
        desired = _whole(group, "DesiredCapacity", least)
        _check(desired, least, most)
        if len(cluster.nodes) + desired > self.state.most_nodes:
            raise ApiError(
                "LimitExceeded.QuotaMaxNodLimit",
                f"A cluster has at most {self.state.most_nodes} nodes.",
            )
        pool = Pool(
            pool_id=self.state.short("np"),
            name=name,
            desired=0,
            least=least,
            most=most,
            autoscale=params["EnableAutoscale"],
            growing=Growing(TICKS),
            labels=params.get("Labels", ()),
            taints=params.get("Taints", ()),
        )
        cluster.pools[pool.pool_id] = pool
        self.state.resize(cluster, pool, desired, ticks=TICKS)
        self.state.veil.hide(pool.pool_id, request.hidden_reads)
        return {"NodePoolId": pool.pool_id}

    def modify_desired_capacity(self, request: Request) -> Mapping[str, Any]:
        """Perform ModifyNodePoolDesiredCapacityAboutAsg: the same wish twice is one change."""
        params = request.params
        cluster = self.state.cluster(params["ClusterId"], request.region)
        pool = self.state.pool(cluster, params["NodePoolId"])
        _check(params["DesiredCapacity"], pool.least, pool.most)
        if params["DesiredCapacity"] != pool.desired:
            self.state.resize(cluster, pool, params["DesiredCapacity"], ticks=TICKS)
        return {}


def _check(desired: int, least: int, most: int) -> None:
    if not least <= desired <= most:
        raise ApiError(
            "InvalidParameter.AsCommonError",
            f"The desired capacity {desired} is not between {least} and {most}.",
        )


def _check_group(group: Mapping[str, Any], machine: Mapping[str, Any], cluster: Cluster) -> None:
    """Refuse what the scaling service would: what it requires stands on the pages of its actions.

    CreateAutoScalingGroup requires MaxSize, MinSize and VpcId, and of subnets at least one in a
    VPC; CreateLaunchConfiguration requires InstanceType or InstanceTypes here, as TKE gives the
    image. Which subnets there are is not kept: an id of the right form is one of the VPC's.
    """
    for name in ("MaxSize", "MinSize", "VpcId"):
        if name not in group:
            raise ApiError("InvalidParameter.AsCommonError", f"{name} is missing.")
    if group["VpcId"] != cluster.vpc:
        raise ApiError(
            "InvalidParameter.AsCommonError", f"The VPC {group['VpcId']} is not the cluster's."
        )
    subnets = group.get("SubnetIds") or []
    if not subnets or not all(_SUBNET.fullmatch(str(each)) for each in subnets):
        raise ApiError("InvalidParameter.SubnetNotExist", "A subnet of the VPC is needed.")
    if not (machine.get("InstanceType") or machine.get("InstanceTypes")):
        raise ApiError("InvalidParameter.AsCommonError", "InstanceType is missing.")


def _json_object(params: Mapping[str, Any], name: str) -> dict[str, Any]:
    # These two are requests of another service, sent as text.
    try:
        content = json.loads(params[name])
    except ValueError:
        raise invalid_parameter(name, "it must hold a JSON object as text.") from None
    if not isinstance(content, dict):
        raise invalid_parameter(name, "it must hold a JSON object as text.")
    return content


def _whole(group: Mapping[str, Any], name: str, default: int) -> int:
    value = group.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid_parameter(f"AutoScalingGroupPara.{name}", "a whole number is expected.")
    return value


def _shown(cluster: Cluster, pool: Pool) -> dict[str, Any]:
    ready = pool.growing.look()
    nodes = [node for node in cluster.nodes.values() if node.pool_id == pool.pool_id]
    starting = sum(node.growing.ticks > 0 for node in nodes)
    nothing = {"Joining": 0, "Initializing": 0, "Normal": 0, "Total": 0}
    counted = {
        **nothing,
        "Initializing": starting,
        "Normal": len(nodes) - starting,
        "Total": len(nodes),
    }
    return {
        "NodePoolId": pool.pool_id,
        "Name": pool.name,
        "ClusterInstanceId": cluster.cluster_id,
        "LifeState": "normal" if ready else "creating",
        "AutoscalingGroupId": f"asg-{pool.pool_id.removeprefix('np-')}",
        "Labels": list(pool.labels),
        "Taints": list(pool.taints),
        "NodeCountSummary": {"ManuallyAdded": nothing, "AutoscalingAdded": counted},
        "AutoscalingGroupStatus": "enabled" if pool.autoscale else "disabled",
        "MaxNodesNum": pool.most,
        "MinNodesNum": pool.least,
        "DesiredNodesNum": pool.desired,
    }
