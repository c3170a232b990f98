"""Kubeconfigs in files, beside those of a cloud."""

import pytest

from domain.clusters.clusters import NodePool
from domain.clusters.edits import NewPool
from domain.common.errors import Misconfigured, NotFound, Rejected
from integrations.kubernetes.catalogues import JoinedCatalogues, KubeconfigFiles
from tests.fakes.words import says
from tests.integrations.kubernetes.conftest import HandedKubeconfigs


async def test_a_kubeconfig_is_read_from_its_file_each_time(tmp_path):
    """CLD-4: a changed file counts at once."""
    file = tmp_path / "dev"
    file.write_text("first")
    files = KubeconfigFiles({"dev": file})
    assert await files.kubeconfig("dev") == "first"
    file.write_text("second")

    assert await files.kubeconfig("dev") == "second"
    assert [one.id for one in await files.clusters()] == ["dev"]
    assert await files.node_pools("dev") == list[NodePool]()


async def test_a_file_that_cannot_be_read_is_named_by_its_cluster_only(tmp_path):
    """CLD-4."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    files = KubeconfigFiles({"gone": tmp_path / "gone", "binary": binary})

    for cluster in files.files:
        with pytest.raises(Misconfigured, check=says(cluster)):
            await files.kubeconfig(cluster)
    with pytest.raises(NotFound):
        await files.kubeconfig("other")


async def test_the_first_catalogue_that_knows_a_cluster_answers(tmp_path):
    """CLD-2."""
    file = tmp_path / "dev"
    file.write_text("from the file")
    cloud = HandedKubeconfigs({"dev": "from the cloud", "cls-1": "of the cloud"})
    both = JoinedCatalogues((KubeconfigFiles({"dev": file}), cloud))

    assert [one.id for one in await both.clusters()] == ["dev", "cls-1"]
    assert await both.kubeconfig("dev") == "from the file"
    assert await both.kubeconfig("cls-1") == "of the cloud"
    assert await both.node_pools("cls-1") == []
    with pytest.raises(NotFound):
        await both.kubeconfig("other")
    with pytest.raises(NotFound):
        await JoinedCatalogues(()).node_pools("other")


async def test_the_catalogue_that_knows_a_pool_is_asked_for_its_size(tmp_path):
    """CLD-2."""
    file = tmp_path / "dev"
    file.write_text("from the file")
    cloud = HandedKubeconfigs({"cls-1": "x"}, pools=["np-1"])
    joined = JoinedCatalogues((KubeconfigFiles({"dev": file}), cloud))
    await joined.resize_pool("cls-1", "np-1", 4)

    assert cloud.resized == [("cls-1", "np-1", 4)]
    for cluster, pool in (("dev", "np-1"), ("cls-1", "np-2"), ("other", "np-1")):
        with pytest.raises(NotFound):
            await joined.resize_pool(cluster, pool, 4)
    with pytest.raises(NotFound, check=says("node pool")):
        await KubeconfigFiles({"dev": file}).resize_pool("dev", "np-1", 4)
    assert len(cloud.resized) == 1


async def test_a_new_node_pool_is_asked_of_the_cloud_that_has_the_cluster(tmp_path):
    """CLD-2."""
    file = tmp_path / "dev"
    cloud = HandedKubeconfigs({"cls-1": "x"}, pools=["np-1"])
    joined = JoinedCatalogues((KubeconfigFiles({"dev": file}), cloud))
    asked = NewPool(
        name="batch",
        instance_type="S5.MEDIUM4",
        subnets=("subnet-1a2b3c4d",),
        nodes=1,
        minimum=0,
        maximum=2,
    )

    assert await joined.create_pool("cls-1", asked, mark=("a", "b")) == "np-new"
    with pytest.raises(Rejected, check=says("no cloud account")):
        await joined.create_pool("dev", asked, mark=("a", "b"))
    with pytest.raises(NotFound):
        await joined.create_pool("other", asked, mark=("a", "b"))
    assert cloud.made == [("cls-1", asked, ("a", "b"))]
