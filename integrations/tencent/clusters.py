"""Clusters of TKE: which there are, their node pools, and how to get into them."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from application.common.wording import message_for
from domain.clusters.clusters import Cluster, NodePool
from domain.clusters.edits import NewPool
from domain.common.errors import EffectUnknown, NotFound, Unavailable
from domain.common.messages import Called, message
from integrations.tencent.calls import TencentCalls
from integrations.tencent.failures import Unreachable

LISTED_FOR = timedelta(seconds=60)
"""How long a list of clusters is believed; they come and go within minutes, not seconds."""

_PAGE = 100
"""Most clusters that DescribeClusters returns at once."""

_MOST_PAGES = 10


@dataclass
class TencentClusters:
    """Reads TKE (2018-05-25) in each region.

    Attributes:
        regions: where to look; empty for the region of the account.
        extranet: take kubeconfigs that lead to the public endpoint, not to the one in the VPC.
    """

    calls: TencentCalls
    regions: tuple[str, ...] = ()
    extranet: bool = False
    _known: dict[str, Cluster] = field(default_factory=dict)
    _known_until: datetime | None = None
    _listing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def clusters(self) -> list[Cluster]:
        """Return the clusters of all regions; one region that fails makes the answer an error."""
        return list((await self._by_id()).values())

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return the node pools of a cluster.

        Raises:
            NotFound: the account has no such cluster.
        """
        answer = await self._of_cluster("DescribeClusterNodePools", cluster, {})
        return [_node_pool(each) for each in _list(answer, "NodePoolSet")]

    async def resize_pool(self, cluster: str, pool: str, nodes: int) -> None:
        """Ask for so many nodes in a pool; the same number twice is one change.

        Raises:
            NotFound: the account has no such cluster.
            EffectUnknown: it left, and no answer came.
        """
        asked = {"NodePoolId": pool, "DesiredCapacity": nodes}
        try:
            await self._of_cluster("ModifyNodePoolDesiredCapacityAboutAsg", cluster, asked)
        except Unavailable as error:
            raise EffectUnknown(
                message("tencent.pool_unknown", why=message_for(error)), delay=error.delay
            ) from None

    async def create_pool(self, cluster: str, pool: NewPool, *, mark: tuple[str, str]) -> str:
        """Make a node pool whose nodes also get the label `mark`; return its id.

        The machines are billed by the hour; the cloud chooses the type of disk that the zone has.

        Raises:
            NotFound: the account has no such cluster.
            EffectUnknown: it left, and no answer came.
        """
        network = await self._network(cluster)
        labels = {**pool.labels, mark[0]: mark[1]}
        group = {
            "MinSize": pool.minimum,
            "MaxSize": pool.maximum,
            "DesiredCapacity": pool.nodes,
            "VpcId": network,
            "SubnetIds": list(pool.subnets),
        }
        machine: dict[str, Any] = {
            "InstanceType": pool.instance_type,
            "InstanceChargeType": "POSTPAID_BY_HOUR",
            "SystemDisk": {"DiskSize": pool.disk_gib},
            "DiskTypePolicy": "AUTOMATIC",
        }
        if pool.security_groups:
            machine["SecurityGroupIds"] = list(pool.security_groups)
        asked = {
            "Name": pool.name,
            "AutoScalingGroupPara": json.dumps(group),
            "LaunchConfigurePara": json.dumps(machine),
            "InstanceAdvancedSettings": {},
            "EnableAutoscale": pool.minimum < pool.maximum,
            "Labels": [{"Name": key, "Value": value} for key, value in labels.items()],
        }
        try:
            answer = await self._of_cluster("CreateClusterNodePool", cluster, asked)
        except Unreachable:
            raise
        except Unavailable as error:
            raise EffectUnknown(
                message("tencent.write_unknown", why=message_for(error)), delay=error.delay
            ) from None
        return str(answer.get("NodePoolId") or "")

    async def _network(self, cluster: str) -> str:
        """Return the VPC of a cluster, in which its nodes are."""
        asked, region = {"ClusterIds": [cluster]}, await self._region(cluster)
        answer = await self.calls.call("tke", "DescribeClusters", asked, region=region)
        found = next(iter(_list(answer, "Clusters")), {})
        network = (found.get("ClusterNetworkSettings") or {}).get("VpcId")
        if not isinstance(network, str) or not network:
            raise Unavailable(message("tencent.nonsense", action=Called("DescribeClusters")))
        return network

    async def kubeconfig(self, cluster: str) -> str:
        """Return the kubeconfig of our account; it is a secret, and kept nowhere here.

        Raises:
            NotFound: the account has no such cluster.
        """
        asked = {"IsExtranet": self.extranet}
        answer = await self._of_cluster("DescribeClusterKubeconfig", cluster, asked)
        kubeconfig = answer.get("Kubeconfig")
        if not isinstance(kubeconfig, str) or not kubeconfig:
            raise Unavailable(message("tencent.no_kubeconfig"))
        return kubeconfig

    async def _of_cluster(self, action: str, cluster: str, asked: dict[str, Any]) -> dict[str, Any]:
        params, region = {"ClusterId": cluster, **asked}, await self._region(cluster)
        return await self.calls.call("tke", action, params, region=region)

    async def _region(self, cluster: str) -> str:
        known = (await self._by_id()).get(cluster)
        if known is None:
            raise NotFound("cluster", cluster)
        return known.region

    async def _by_id(self) -> dict[str, Cluster]:
        # Many ask at once after a pause; the first one's list serves them all.
        async with self._listing:
            now = self.calls.clock.now()
            if self._known_until is None or now >= self._known_until:
                regions = self.regions or (self.calls.access.region,)
                found = [one for region in regions for one in await self._of_region(region)]
                self._known = {one.id: one for one in found}
                self._known_until = now + LISTED_FOR
            return self._known

    async def _of_region(self, region: str) -> list[Cluster]:
        found: list[Cluster] = []
        for page in range(_MOST_PAGES):
            asked = {"Offset": page * _PAGE, "Limit": _PAGE}
            answer = await self.calls.call("tke", "DescribeClusters", asked, region=region)
            listed = _list(answer, "Clusters")
            found += [_cluster(each, region) for each in listed]
            if len(listed) < _PAGE:
                break
        return found


def _cluster(each: dict[str, Any], region: str) -> Cluster:
    return Cluster(
        id=str(each.get("ClusterId") or ""),
        name=str(each.get("ClusterName") or ""),
        region=region,
        status=str(each.get("ClusterStatus") or ""),
        version=str(each.get("ClusterVersion") or ""),
        nodes=_count(each, "ClusterNodeNum"),
    )


def _node_pool(each: dict[str, Any]) -> NodePool:
    summary = each.get("NodeCountSummary") or {}
    kinds = (summary.get("ManuallyAdded") or {}, summary.get("AutoscalingAdded") or {})
    return NodePool(
        id=str(each.get("NodePoolId") or ""),
        name=str(each.get("Name") or ""),
        status=str(each.get("LifeState") or ""),
        desired=_count(each, "DesiredNodesNum"),
        minimum=_count(each, "MinNodesNum"),
        maximum=_count(each, "MaxNodesNum"),
        ready=sum(_count(kind, "Normal") for kind in kinds),
        labels={
            str(label.get("Name")): str(label.get("Value") or "")
            for label in each.get("Labels") or ()
            if isinstance(label, dict)
        },
    )


def _count(each: dict[str, Any], name: str) -> int:
    value = each.get(name)
    return value if isinstance(value, int) else 0


def _list(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list field; a reply without it is not an empty list."""
    found = answer.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unavailable(message("tencent.no_list", list=Called(name)))
    return found
