"""Clusters, their nodes and pools, and the way into a cluster."""

import json

import httpx
import pytest
import yaml
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.tke.v20180525 import models
from tencentcloud.tke.v20180525.tke_client_async import TkeClient

from sandbox.tencent import parameters
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from sandbox.tencent.app import DEFAULT_REGION
from sandbox.tencent.faults import Fault, FaultKind
from sandbox.tencent.tke.kubeconfigs import bearer_kubeconfig, certificate_kubeconfig
from sandbox.tencent.tke.state import NewCluster
from tests.sandbox.tencent.support import build_client, build_common_client, refusal

SERVER = "https://127.0.0.1:6443"
KUBECONFIG = bearer_kubeconfig(SERVER, "a-token", authority="PEM of an authority")


@pytest.fixture
def cluster(cloud):
    return cloud.tke.add_cluster(NewCluster("shop", KUBECONFIG, cluster_id="cls-shop0001"))


@pytest.fixture
async def tke(cloud):
    """Ask with the real SDK's client: `await tke("DescribeClusters", Offset=0)`."""
    credential = Credential(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY)
    client = TkeClient(credential, DEFAULT_REGION, build_client("cls").profile)
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        client.http_client = http

        async def ask(action, **content):
            request = getattr(models, f"{action}Request")()
            request.from_json_string(json.dumps(content))
            return await getattr(client, action)(request)

        yield ask


async def test_clusters_are_listed_and_filtered(cloud, cluster, tke):
    """CLD-2: filters of this service have a Name, not a Key."""
    cloud.tke.add_cluster(NewCluster("other", KUBECONFIG))
    cloud.tke.add_cluster(NewCluster("far", KUBECONFIG, region="ap-shanghai"))
    reply = await tke("DescribeClusters")
    assert [one.ClusterName for one in reply.Clusters] == ["shop", "other"]
    assert reply.TotalCount == 2
    named = await tke("DescribeClusters", Filters=[{"Name": "ClusterName", "Values": ["shop"]}])
    (found,) = named.Clusters
    assert (found.ClusterId, found.ClusterStatus, found.ClusterNodeNum) == (
        "cls-shop0001",
        "Running",
        3,
    )
    page = await tke("DescribeClusters", Offset=1, Limit=1)
    assert [one.ClusterName for one in page.Clusters] == ["other"]
    chosen = await tke("DescribeClusters", ClusterIds=["cls-shop0001"])
    assert [one.ClusterId for one in chosen.Clusters] == ["cls-shop0001"]


@pytest.mark.parametrize(
    ("action", "content", "code"),
    [
        ("DescribeClusters", {"Limit": 101}, "InvalidParameter"),
        ("DescribeClusters", {"Offset": -1}, "InvalidParameter"),
        (
            "DescribeClusters",
            {"Filters": [{"Name": "no", "Values": ["x"]}]},
            "InvalidParameter.Param",
        ),
        ("DescribeClusterInstances", {"ClusterId": "cls-gone"}, "InternalError.ClusterNotFound"),
        ("DescribeClusterInstances", {}, "MissingParameter"),
        ("DescribeClusterKubeconfig", {"ClusterId": "cls-gone"}, "InternalError.ClusterNotFound"),
    ],
)
async def test_what_cannot_be_answered_is_refused(cluster, tke, action, content, code):
    """REL-2."""
    assert await refusal(tke(action, **content)) == code


async def test_the_health_of_a_cluster_is_that_of_its_nodes(cluster, tke):
    """CLD-2."""
    (status,) = (await tke("DescribeClusterStatus")).ClusterStatusSet
    assert (status.ClusterState, status.ClusterInstanceState) == ("Running", "AllNormal")
    next(iter(cluster.nodes.values())).failed = "disk"
    (status,) = (await tke("DescribeClusterStatus")).ClusterStatusSet
    assert (status.ClusterInstanceState, status.ClusterFailedNodeNum) == ("PartialAbnormal", 1)


async def test_the_machines_of_a_cluster_are_listed(cluster, tke):
    """CLD-2."""
    reply = await tke("DescribeClusterInstances", ClusterId=cluster.cluster_id, Limit=2)
    assert reply.TotalCount == 3
    assert {one.InstanceState for one in reply.InstanceSet} == {"running"}
    (pool,) = cluster.pools
    pooled = {"Name": "nodepool-id", "Values": [pool]}
    found = await tke("DescribeClusterInstances", ClusterId=cluster.cluster_id, Filters=[pooled])
    assert found.TotalCount == 3
    one = reply.InstanceSet[0].InstanceId
    only = await tke("DescribeClusterInstances", ClusterId=cluster.cluster_id, InstanceIds=[one])
    assert [each.InstanceId for each in only.InstanceSet] == [one]
    masters = await tke(
        "DescribeClusterInstances", ClusterId=cluster.cluster_id, InstanceRole="MASTER"
    )
    assert masters.TotalCount == 0


OF_CALL = ("ClusterId", "AutoScalingGroupPara", "LaunchConfigurePara")
NEW_POOL = {
    "LaunchConfigurePara": json.dumps({"InstanceType": "S5.MEDIUM4"}),
    "InstanceAdvancedSettings": {},
    "EnableAutoscale": True,
    "Name": "extra",
}


def a_group(cluster, **said):
    """The scaling group of a pool in the cluster's network; None leaves a field out."""
    group = {"MinSize": 0, "MaxSize": 4, "DesiredCapacity": 2, "VpcId": cluster.vpc}
    found = {**group, "SubnetIds": ["subnet-1a2b3c4d"], **said}
    kept = {name: value for name, value in found.items() if value is not None}
    return {"AutoScalingGroupPara": json.dumps(kept)}


async def test_a_new_pool_is_normal_after_a_few_looks(cluster, tke):
    """CLD-2."""
    asked = {"ClusterId": cluster.cluster_id}
    pool = (await tke("CreateClusterNodePool", **asked, **NEW_POOL, **a_group(cluster))).NodePoolId
    states = [
        (await tke("DescribeClusterNodePoolDetail", **asked, NodePoolId=pool)).NodePool.LifeState
        for _ in range(3)
    ]
    assert states == ["creating", "creating", "normal"]
    for _ in range(2):
        await tke("DescribeClusterInstances", **asked)
    listed = (await tke("DescribeClusterNodePools", **asked)).NodePoolSet
    found = next(one for one in listed if one.Name == "extra")
    assert found.NodeCountSummary.AutoscalingAdded.Normal == 2
    assert await refusal(tke("CreateClusterNodePool", **asked, **NEW_POOL, **a_group(cluster))) == (
        "InvalidParameter.Param"
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"AutoScalingGroupPara": "no JSON"}, "InvalidParameter"),
        ({"AutoScalingGroupPara": "[]"}, "InvalidParameter"),
        ({"MaxSize": "4"}, "InvalidParameter"),
        ({"MaxSize": 1}, "InvalidParameter.AsCommonError"),
        ({"MaxSize": None}, "InvalidParameter.AsCommonError"),
        ({"VpcId": "vpc-other"}, "InvalidParameter.AsCommonError"),
        ({"SubnetIds": []}, "InvalidParameter.SubnetNotExist"),
        ({"SubnetIds": ["subnet-nowhere-at-all"]}, "InvalidParameter.SubnetNotExist"),
        ({"LaunchConfigurePara": "{}"}, "InvalidParameter.AsCommonError"),
        ({"LaunchConfigurePara": None}, "MissingParameter"),
        ({"ClusterId": "cls-other"}, "InternalError.ClusterNotFound"),
    ],
)
async def test_a_pool_that_cannot_be_is_refused(cluster, tke, wrong, code):
    """REL-2."""
    params = {name: value for name, value in wrong.items() if name in OF_CALL}
    group = a_group(cluster, **{name: wrong[name] for name in wrong if name not in params})
    content = {"ClusterId": cluster.cluster_id, **NEW_POOL, **group, **params}
    assert await refusal(tke("CreateClusterNodePool", **content)) == code


async def test_a_pool_beyond_the_clusters_quota_is_refused(cloud, cluster, tke):
    """REL-2."""
    cloud.tke.most_nodes = len(cluster.nodes) + 1
    content = {"ClusterId": cluster.cluster_id, **NEW_POOL, **a_group(cluster)}
    assert await refusal(tke("CreateClusterNodePool", **content)) == (
        "LimitExceeded.QuotaMaxNodLimit"
    )


async def test_a_pool_gets_as_many_nodes_as_are_wanted(cluster, tke):
    """CLD-2: the same wish twice is one change."""
    (pool,) = cluster.pools
    asked = {"ClusterId": cluster.cluster_id, "NodePoolId": pool}
    before = set(cluster.nodes)
    for _ in range(2):
        await tke("ModifyNodePoolDesiredCapacityAboutAsg", **asked, DesiredCapacity=5)
    assert len(cluster.nodes) == 5
    assert before < set(cluster.nodes)
    await tke("ModifyNodePoolDesiredCapacityAboutAsg", **asked, DesiredCapacity=1)
    assert len(cluster.nodes) == 1
    wrong = tke("ModifyNodePoolDesiredCapacityAboutAsg", **asked, DesiredCapacity=99)
    assert await refusal(wrong) == "InvalidParameter.AsCommonError"
    asked["NodePoolId"] = "np-gone"
    gone = tke("ModifyNodePoolDesiredCapacityAboutAsg", **asked, DesiredCapacity=1)
    assert await refusal(gone) == "ResourceNotFound.AsGroupNotFound"


def server_of(reply):
    return yaml.safe_load(reply.Kubeconfig)["clusters"][0]["cluster"]["server"]


async def test_a_kubeconfig_leads_into_the_cluster_once_its_endpoint_is_open(cloud, tke):
    """CLD-2: before, its server is a domain that leads nowhere."""
    cloud.tke.add_cluster(
        NewCluster("new", KUBECONFIG, "cls-new00001", open_inside=False, open_outside=False)
    )
    asked = {"ClusterId": "cls-new00001", "IsExtranet": True}
    assert (await tke("DescribeClusterEndpointStatus", **asked)).Status == "NotFound"
    assert server_of(await tke("DescribeClusterKubeconfig", **asked)).endswith(".invalid")
    await tke("CreateClusterEndpoint", **asked, SecurityGroup="sg-1")
    states = [(await tke("DescribeClusterEndpointStatus", **asked)).Status for _ in range(3)]
    assert states == ["Creating", "Creating", "Created"]
    assert server_of(await tke("DescribeClusterKubeconfig", **asked)) == SERVER
    reply = await tke("DescribeClusterEndpoints", ClusterId="cls-new00001")
    assert reply.ClusterExternalEndpoint == "127.0.0.1:6443"
    assert reply.ClusterIntranetEndpoint == ""
    assert reply.CertificationAuthority == "PEM of an authority"
    inside = await tke("DescribeClusterKubeconfig", ClusterId="cls-new00001")
    assert server_of(inside).endswith(".invalid")


async def test_an_endpoint_needs_its_network_and_is_opened_once(cloud, cluster, tke):
    """REL-2."""
    opened = {"ClusterId": cluster.cluster_id, "SubnetId": "subnet-1"}
    assert await refusal(tke("CreateClusterEndpoint", **opened)) == "InvalidParameter"
    closed = {"ClusterId": cluster.cluster_id}
    assert await refusal(tke("CreateClusterEndpoint", **closed)) == "MissingParameter"
    assert await refusal(tke("CreateClusterEndpoint", **closed, IsExtranet=True)) == (
        "MissingParameter"
    )
    cluster.status = "Creating"
    asked = tke("DescribeClusterKubeconfig", ClusterId=cluster.cluster_id)
    assert await refusal(asked) == "InternalError.UnexpectedInternal"


async def test_kubeconfigs_are_handed_out_twenty_times_a_second(cloud, cluster, tke):
    """REL-2."""
    codes = []
    for _ in range(40):
        try:
            await tke("DescribeClusterKubeconfig", ClusterId=cluster.cluster_id)
        except TencentCloudSDKException as error:
            codes.append(error.code)
    assert set(codes) == {"RequestLimitExceeded"}


async def test_a_pool_that_was_just_made_may_not_be_seen_yet(cloud, cluster, tke):
    """REL-2."""
    cloud.order(Fault(FaultKind.LATE_VISIBILITY, "tke", "Create*", reads=1))
    asked = {"ClusterId": cluster.cluster_id}
    await tke("CreateClusterNodePool", **asked, **NEW_POOL, **a_group(cluster))
    assert (await tke("DescribeClusterNodePools", **asked)).TotalCount == 1
    assert (await tke("DescribeClusterNodePools", **asked)).TotalCount == 2


def test_a_kubeconfig_without_a_server_is_no_cluster(cloud):
    """REL-2."""
    for text in ("", "clusters: []", "{", "clusters: 1"):
        with pytest.raises(ValueError, match="names no cluster"):
            cloud.tke.add_cluster(NewCluster("x", text))


def test_a_kubeconfig_may_hold_a_certificate():
    """CLD-2: as the vendor gives it."""
    user = yaml.safe_load(certificate_kubeconfig(SERVER, "ca", "cert", "key"))["users"][0]["user"]
    assert set(user) == {"client-certificate-data", "client-key-data"}


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("DescribeClusters", {}),
        ("DescribeClusterStatus", {}),
        ("DescribeClusterInstances", {"ClusterId": "cls-shop0001"}),
        ("DescribeClusterNodePools", {"ClusterId": "cls-shop0001"}),
        ("DescribeClusterEndpoints", {"ClusterId": "cls-shop0001"}),
        ("DescribeClusterEndpointStatus", {"ClusterId": "cls-shop0001"}),
        ("DescribeClusterKubeconfig", {"ClusterId": "cls-shop0001"}),
    ],
)
async def test_a_reply_has_the_fields_of_the_sdk_model(cloud, cluster, action, more):
    """CLD-2."""
    cluster.tags = [{"Key": "team", "Value": "shop"}]
    client = build_common_client("tke", "2018-05-25")
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        client.http_client = http
        reply = (await client.call_and_deserialize(action, more))["Response"]
    checked = parameters.check(reply, models, f"{action}Response", frozenset(("RequestId",)))
    assert all(value for value in checked.values() if isinstance(value, list))
