"""Which clusters there are, and that the sandbox and real ones never meet."""

import json

import pytest

from bootstrap.clusters import KubeconfigFiles
from domain.errors import Misconfigured


def kubeconfig(server):
    return json.dumps({"clusters": [{"name": "c", "cluster": {"server": server}}]})


class Account:
    """An account with one cluster."""

    async def kubeconfig(self, cluster):
        return kubeconfig(f"https://{cluster}.example.com")

    async def node_pools(self, cluster):
        return [cluster]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "kubeconfig"
    path.write_text(kubeconfig("https://127.0.0.1:6443"))
    return path


async def test_a_file_comes_before_the_account(file):
    """CLD-2."""
    clusters = KubeconfigFiles({"lab": file}, Account(), local=("kubernetes",))

    assert "127.0.0.1" in await clusters.kubeconfig("lab")
    assert "cls-1.example.com" in await clusters.kubeconfig("cls-1")
    assert await clusters.node_pools("lab") == []
    assert await clusters.node_pools("cls-1") == ["cls-1"]


async def test_without_an_account_it_is_said_what_leads_to_a_cluster():
    """CLD-2."""
    with pytest.raises(Misconfigured, match="ZHIBAN_KUBERNETES_KUBECONFIGS"):
        await KubeconfigFiles({}, None).kubeconfig("cls-1")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "no text"])
async def test_a_file_that_cannot_be_read_is_named_without_its_content(tmp_path, content):
    """CLD-4."""
    path = tmp_path / "kubeconfig"
    if content:
        path.write_bytes(content)

    with pytest.raises(Misconfigured, match="of cluster 'lab' in ZHIBAN_KUBERNETES_KUBECONFIGS"):
        await KubeconfigFiles({"lab": path}, None).kubeconfig("lab")


async def test_the_sandbox_never_reaches_a_real_cluster():
    """OPS-6."""
    with pytest.raises(Misconfigured, match="point the kubeconfig of 'cls-1' at the sandbox"):
        await KubeconfigFiles({}, Account(), sandbox=True).kubeconfig("cls-1")


async def test_a_cluster_on_this_machine_is_the_sandbox_unless_it_is_said_to_be_real(file):
    """OPS-6."""
    with pytest.raises(Misconfigured, match="add 'kubernetes' to ZHIBAN_LOCAL_SERVICES"):
        await KubeconfigFiles({"lab": file}, None).kubeconfig("lab")

    real = KubeconfigFiles({"lab": file}, None, local=("kubernetes",))
    assert "127.0.0.1" in await real.kubeconfig("lab")
