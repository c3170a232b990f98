"""Ways into a cluster that scenarios need: one's own, a reader's, one that leads nowhere."""

import json
from collections.abc import Iterable
from pathlib import Path

import yaml

from sandbox.kubernetes.access import Account, Rule
from sandbox.kubernetes_lab.client import KubeClient
from tests.fakes.kubernetes import ClusterUnderTest

MAIN, FORBIDDEN, UNREACHABLE = "cls-main", "cls-forbidden", "cls-unreachable"

NOWHERE = "https://127.0.0.1:9"
"""Nobody listens there, and the kernel gives that port to nobody while scenarios are told."""


async def kubeconfigs(
    cluster: ClusterUnderTest, folder: Path, *, also: Iterable[str] = ()
) -> dict[str, str]:
    """Write them down; return id of the cluster → file.

    Args:
        cluster: all of them are this one, under different names.
        folder: where to.
        also: further names for one's own way: each counts as a cluster of its own.
    """
    reader = await _reader(cluster)
    usual = yaml.safe_load(cluster.kubeconfig)
    written = {
        **dict.fromkeys((MAIN, *also), usual),
        FORBIDDEN: _with(usual, token=reader),
        UNREACHABLE: _with(usual, server=NOWHERE),
    }
    files = {name: folder / f"{name}.kubeconfig" for name in written}
    for name, config in written.items():
        files[name].write_text(yaml.safe_dump(config))
    return {name: str(file) for name, file in files.items()}


def _with(config: dict, *, token: str = "", server: str = "") -> dict:
    changed = json.loads(json.dumps(config))
    if token:
        changed["users"][0]["user"] = {"token": token}
    if server:
        changed["clusters"][0]["cluster"]["server"] = server
    return changed


async def _reader(cluster: ClusterUnderTest) -> str:
    """Return the token of an account that may read everything and write nothing."""
    if cluster.stand_in is not None:
        reads = Rule(("get", "list", "watch"), ("*",), ("*",))
        account = Account("system:serviceaccount:default:reader", "sandbox-reader", (reads,))
        cluster.stand_in.add_account(account)
        return account.token
    return await _reader_of_lab(cluster.admin)


async def _reader_of_lab(admin: KubeClient) -> str:
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    await admin.ensure("/api/v1/namespaces/default/serviceaccounts", _named("reader"))
    rule = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list", "watch"]}
    await admin.ensure(f"{rbac}/clusterroles", _named("reader") | {"rules": [rule]})
    await admin.ensure(
        f"{rbac}/clusterrolebindings",
        _named("reader")
        | {
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "ClusterRole",
                "name": "reader",
            },
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": "default"}],
        },
    )
    granted = await admin.create(
        "/api/v1/namespaces/default/serviceaccounts/reader/token",
        {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"expirationSeconds": 7_200},
        },
    )
    return granted["status"]["token"]


def _named(name: str) -> dict:
    return {"metadata": {"name": name}}
