"""The client library that the product uses, against the stand-in over a socket."""

import asyncio

import pytest
import yaml
from lightkube import AsyncClient, KubeConfig
from lightkube.core.exceptions import ApiError
from lightkube.models.autoscaling_v1 import ScaleSpec
from lightkube.resources.apps_v1 import Deployment, ReplicaSet
from lightkube.resources.core_v1 import ConfigMap, Pod
from lightkube.types import PatchType

from sandbox.clock import SandboxClock
from sandbox.kubernetes.app import KubernetesStandIn
from tests.fakes.loopback import serve
from tests.sandbox.kubernetes.support import CLUSTER, configmap, deployment

RESTART = {
    "spec": {
        "template": {
            "metadata": {
                "annotations": {"kubectl.kubernetes.io/restartedAt": "2026-11-21T08:00:00Z"}
            }
        }
    }
}


@pytest.fixture
async def client():
    stand_in = KubernetesStandIn(clock=SandboxClock.real(), speed=10)
    stand_in.add_cluster(CLUSTER)
    stand_in.apply(CLUSTER, [deployment(replicas=2), configmap("settings", mode="fine")])
    async with serve(stand_in.app) as base:
        config = KubeConfig.from_dict(yaml.safe_load(stand_in.kubeconfig(CLUSTER, base)))
        made = AsyncClient(config=config, namespace="shop", trust_env=False)
        yield made
        await made.close()


async def until(client, done):
    async with asyncio.timeout(40):
        async for _, found in client.watch(Deployment, fields={"metadata.name": "web"}):
            if found.status is not None and done(found):
                return found
    raise AssertionError("The watch ended before it came true.")


def is_done(found):
    status = found.status
    return (
        status.observedGeneration == found.metadata.generation
        and status.updatedReplicas == status.replicas == status.availableReplicas
        and status.replicas == found.spec.replicas
    )


async def test_a_deployment_is_scaled_restarted_and_undone(client):
    """RBK-2."""
    await until(client, is_done)
    scale = await client.get(Deployment.Scale, "web")
    scale.spec = ScaleSpec(replicas=3)
    assert (await client.replace(scale, "web")).spec.replicas == 3
    await until(client, is_done)
    await client.patch(Deployment, "web", RESTART, patch_type=PatchType.STRATEGIC)
    found = await until(client, is_done)
    sets = [one async for one in client.list(ReplicaSet, labels={"app": "web"})]
    assert sorted(one.spec.replicas for one in sets) == [0, 3]
    assert {one.metadata.ownerReferences[0].uid for one in sets} == {found.metadata.uid}
    assert len([pod async for pod in client.list(Pod)]) >= 3


async def test_refusals_carry_code_and_reason(client):
    """RBK-7."""
    stale = {"metadata": {"resourceVersion": "1"}, "data": {"mode": "x"}}
    for call, wanted in (
        (client.get(Deployment, "gone"), (404, "NotFound")),
        (client.patch(ConfigMap, "settings", stale), (409, "Conflict")),
    ):
        with pytest.raises(ApiError) as caught:
            await call
        assert (caught.value.status.code, caught.value.status.reason) == wanted
