"""The `tke` service: which actions there are and what each requires."""

from tencentcloud.tke.v20180525 import models

from sandbox.tencent.actions import Action, Service
from sandbox.tencent.tke.clusters import Clusters
from sandbox.tencent.tke.endpoints import Endpoints
from sandbox.tencent.tke.pools import Pools
from sandbox.tencent.tke.state import TkeState

_CLUSTER = frozenset(("ClusterId",))


def tke_service(state: TkeState) -> Service:
    """Return the container service over `state`; 20 calls a second of each action."""
    clusters, pools, endpoints = Clusters(state), Pools(state), Endpoints(state)
    return Service(
        name="tke",
        version="2018-05-25",
        models=models,
        actions=(
            Action("DescribeClusters", clusters.describe_clusters),
            Action("DescribeClusterStatus", clusters.describe_cluster_status),
            Action("DescribeClusterInstances", clusters.describe_cluster_instances, _CLUSTER),
            Action("DescribeClusterNodePools", pools.describe_cluster_node_pools, _CLUSTER),
            Action(
                "DescribeClusterNodePoolDetail",
                pools.describe_cluster_node_pool_detail,
                _CLUSTER | {"NodePoolId"},
            ),
            Action(
                "CreateClusterNodePool",
                pools.create_cluster_node_pool,
                _CLUSTER
                | {
                    "AutoScalingGroupPara",
                    "LaunchConfigurePara",
                    "InstanceAdvancedSettings",
                    "EnableAutoscale",
                },
            ),
            Action(
                "ModifyNodePoolDesiredCapacityAboutAsg",
                pools.modify_desired_capacity,
                _CLUSTER | {"NodePoolId", "DesiredCapacity"},
            ),
            Action("CreateClusterEndpoint", endpoints.create_cluster_endpoint, _CLUSTER),
            Action(
                "DescribeClusterEndpointStatus",
                endpoints.describe_cluster_endpoint_status,
                _CLUSTER,
            ),
            Action("DescribeClusterEndpoints", endpoints.describe_cluster_endpoints, _CLUSTER),
            Action("DescribeClusterKubeconfig", endpoints.describe_cluster_kubeconfig, _CLUSTER),
        ),
    )
