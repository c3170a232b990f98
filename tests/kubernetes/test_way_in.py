"""From the cloud's API to a workload: the kubeconfig that TKE hands out opens each cluster."""

import httpx
import yaml
from lightkube import AsyncClient, KubeConfig
from lightkube.core.exceptions import ApiError
from lightkube.resources.apps_v1 import Deployment
from lightkube.types import PatchType

from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.tke.state import NewCluster
from tests.fakes.kubernetes_objects import deployment, deployments, restart, rolled_out
from tests.sandbox.tencent.support import build_common_client


async def kubeconfig_of(cloud, identifier):
    client = build_common_client("tke", "2018-05-25")
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:
        client.http_client = http
        asked = {"ClusterId": identifier, "IsExtranet": True}
        reply = await client.call_and_deserialize("DescribeClusterKubeconfig", asked)
    return reply["Response"]["Kubeconfig"]


async def test_a_kubeconfig_of_the_cloud_opens_the_cluster_for_the_real_client(cluster):
    """CLD-2."""
    namespace = await cluster.namespace()
    await cluster.admin.create(deployments(namespace), deployment())
    cloud = TencentCloudStandIn()
    added = cloud.tke.add_cluster(NewCluster("shop", cluster.kubeconfig))
    text = await kubeconfig_of(cloud, added.cluster_id)
    config = KubeConfig.from_dict(yaml.safe_load(text))
    client = AsyncClient(config=config, trust_env=False)
    try:
        (found,) = [one async for one in client.list(Deployment, namespace=namespace)]
        assert found.metadata.name == "w"
        body = restart("2026-01-01T00:00:00Z")
        await client.patch(
            Deployment, "w", body, namespace=namespace, patch_type=PatchType.STRATEGIC
        )
        await rolled_out(cluster.zhiban, deployments(namespace, "w"))
        refused = None
        try:
            await client.delete(Deployment, "w", namespace=namespace)
        except ApiError as error:
            refused = error.status.code
        assert refused == 403
    finally:
        await client.close()
