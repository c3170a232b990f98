"""The sandbox and real clusters never meet."""

import json
from dataclasses import replace

import pytest

from bootstrap.clusters import OneWorld, cluster_connections
from bootstrap.configuration.own import UpSettings
from bootstrap.configuration.settings import Settings
from domain.common.errors import Misconfigured
from tests.fakes.words import says


class Known:
    """A catalogue whose clusters are on the hosts that they are called by."""

    async def clusters(self):
        return ["cls-1"]

    async def kubeconfig(self, cluster):
        if cluster == "broken":
            return "{"
        cluster = {"name": "c", "cluster": {"server": f"https://{cluster}:6443"}}
        return json.dumps({"clusters": [cluster]})

    async def node_pools(self, cluster):
        return [cluster]

    async def resize_pool(self, cluster, pool, nodes):
        self.asked = (cluster, pool, nodes)

    async def create_pool(self, cluster, pool, *, mark):
        return f"{cluster} {pool} {mark}"


async def test_what_is_known_is_passed_on():
    """CLD-2."""
    known = Known()
    world = OneWorld(known)
    await world.resize_pool("cls-1", "np-1", 4)

    assert known.asked == ("cls-1", "np-1", 4)
    assert await world.create_pool("cls-1", "batch", mark="m") == "cls-1 batch m"
    assert await world.clusters() == ["cls-1"]
    assert await world.node_pools("cls-1") == ["cls-1"]
    assert "cls-1.example.com" in await world.kubeconfig("cls-1.example.com")


@pytest.mark.parametrize(("real", "side"), [((), "sandbox"), (("cloud",), "real")])
async def test_a_cluster_is_on_the_side_of_its_cloud(real, side):
    """OPS-6: beside the sandbox, too; a connection to a real one is never an insecure one."""
    settings = Settings(sandbox=True, up=UpSettings(real=",".join(real)))
    connections = cluster_connections(settings, None, None, None)
    wrong = "127.0.0.1" if side == "real" else "a.example.com"
    world = replace(connections.catalogue, catalogue=Known())

    assert connections.access.insecure == (side == "sandbox")
    with pytest.raises(Misconfigured):
        await world.kubeconfig(wrong)


async def test_the_sandbox_never_reaches_a_real_cluster():
    """OPS-6."""
    world = OneWorld(Known(), sandbox=True)

    with pytest.raises(
        Misconfigured, check=says(r"point the kubeconfig of 'a\.example\.com' at the sand")
    ):
        await world.kubeconfig("a.example.com")
    assert "127.0.0.1" in await world.kubeconfig("127.0.0.1")


async def test_a_cluster_on_this_machine_is_the_sandbox_unless_it_is_said_to_be_real():
    """OPS-6."""
    with pytest.raises(Misconfigured, check=says("add 'kubernetes' to ZHIBAN_LOCAL_SERVICES")):
        await OneWorld(Known()).kubeconfig("127.0.0.1")

    real = OneWorld(Known(), local=("kubernetes",))
    assert "127.0.0.1" in await real.kubeconfig("127.0.0.1")


async def test_what_cannot_be_read_is_left_to_whoever_opens_it():
    """CLD-4."""
    assert await OneWorld(Known(), sandbox=True).kubeconfig("broken") == "{"
