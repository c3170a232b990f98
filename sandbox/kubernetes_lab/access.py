"""Who may do what: the product's account, its rights in one place, and kubeconfigs.

The rights are those that the product needs and no more; `ACCOUNT` gets them namespace by namespace.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sandbox.kubernetes_lab.certificates import Pair
from sandbox.kubernetes_lab.client import KubeClient, KubeError

ACCOUNT = "zhiban"
"""Name of the service account, of its namespace and of its roles."""
USER = f"system:serviceaccount:{ACCOUNT}:{ACCOUNT}"
"""How the API server calls it."""
TOKEN_SECONDS = 24 * 3600
"""A laboratory lives for a day at most."""

_RBAC = "rbac.authorization.k8s.io"
_READ = ("get", "list", "watch")


def _rule(group: str, resources: Sequence[str], verbs: Sequence[str]) -> dict[str, Any]:
    return {"apiGroups": [group], "resources": list(resources), "verbs": list(verbs)}


NAMESPACE_RULES: tuple[Mapping[str, Any], ...] = (
    # Restart, undo and pause are patches of the workload; undo reads the older revisions.
    _rule("apps", ("deployments", "statefulsets", "daemonsets"), (*_READ, "patch")),
    _rule("apps", ("deployments/scale", "statefulsets/scale"), ("get", "patch", "update")),
    _rule("apps", ("replicasets", "controllerrevisions"), _READ),
    # A label change isolates a pod; an eviction restarts one and respects disruption budgets.
    _rule("", ("pods",), (*_READ, "patch")),
    _rule("", ("pods/eviction",), ("create",)),
    _rule("", ("pods/log",), ("get",)),
    _rule(
        "", ("events", "services", "endpoints", "resourcequotas", "persistentvolumeclaims"), _READ
    ),
    # A configuration is restored from the checkpoint by a patch.
    _rule("", ("configmaps",), (*_READ, "patch")),
    _rule("networking.k8s.io", ("networkpolicies",), (*_READ, "create", "delete")),
    # What people look up: by which addresses a workload is reached, and what its pods use.
    _rule("networking.k8s.io", ("ingresses",), _READ),
    _rule("metrics.k8s.io", ("pods",), ("get", "list")),
    # Guards: who owns the replicas, and how many may be away.
    _rule("autoscaling", ("horizontalpodautoscalers",), _READ),
    _rule("policy", ("poddisruptionbudgets",), _READ),
)
EDIT_RULES: tuple[Mapping[str, Any], ...] = (
    # What people edit themselves; an operator grants it, beside the others, where that is wanted.
    _rule("apps", ("deployments", "statefulsets", "daemonsets"), ("create",)),
    _rule("", ("configmaps",), ("create",)),
    _rule("", ("services",), ("create", "patch")),
    _rule("networking.k8s.io", ("ingresses",), ("create", "patch")),
    _rule("autoscaling", ("horizontalpodautoscalers",), ("create", "patch")),
    _rule("policy", ("poddisruptionbudgets",), ("create", "patch")),
    _rule("batch", ("cronjobs",), ("get", "create", "patch")),
    # Only for who wants keys of Secrets listed and edited; they can be read then, too.
    _rule("", ("secrets",), ("get", "list", "patch")),
)
EDITS = f"{ACCOUNT}-edits"
"""Name of the role with these rights."""
CLUSTER_RULES: tuple[Mapping[str, Any], ...] = (
    _rule("", ("nodes", "namespaces"), _READ),
    _rule("metrics.k8s.io", ("nodes",), ("get", "list")),
)
"""What has no namespace can only be read."""


async def make_account(admin: KubeClient) -> str:
    """Make the product's account with its roles, bound to no namespace yet; return its token."""
    await admin.ensure("/api/v1/namespaces", {"metadata": {"name": ACCOUNT}})
    accounts = f"/api/v1/namespaces/{ACCOUNT}/serviceaccounts"
    await admin.ensure(accounts, {"metadata": {"name": ACCOUNT}})
    roles = ((ACCOUNT, NAMESPACE_RULES), (EDITS, EDIT_RULES), (f"{ACCOUNT}-cluster", CLUSTER_RULES))
    for name, rules in roles:
        role = {"metadata": {"name": name}, "rules": list(rules)}
        await admin.ensure(f"/apis/{_RBAC}/v1/clusterroles", role)
    binding = _binding("ClusterRole", f"{ACCOUNT}-cluster")
    await admin.ensure(f"/apis/{_RBAC}/v1/clusterrolebindings", binding)
    asked = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "spec": {"expirationSeconds": TOKEN_SECONDS},
    }
    granted = await admin.create(f"{accounts}/{ACCOUNT}/token", asked)
    return str(granted["status"]["token"])


async def admit(admin: KubeClient, namespace: str) -> None:
    """Give the product's account its rights in one namespace."""
    path = f"/apis/{_RBAC}/v1/namespaces/{namespace}/rolebindings"
    await admin.ensure(path, _binding("ClusterRole", ACCOUNT))


async def admit_edits(admin: KubeClient, namespace: str) -> None:
    """Give the product's account the rights in one namespace that people's edits need."""
    path = f"/apis/{_RBAC}/v1/namespaces/{namespace}/rolebindings"
    await admin.ensure(path, _binding("ClusterRole", EDITS))


async def may_read(client: KubeClient, namespace: str) -> bool:
    """Say whether the account behind `client` reads workloads of a namespace.

    Raises:
        KubeError: the server refused for another reason than missing rights.
    """
    try:
        await client.get(f"/apis/apps/v1/namespaces/{namespace}/deployments", limit="1")
    except KubeError as error:
        if error.reason != "Forbidden":
            raise
        return False
    return True


def certificate_kubeconfig(server: str, authority: Path, admin: Pair) -> str:
    """Return a kubeconfig with the administrator's certificate."""
    user = {
        "client-certificate-data": _base64(admin.certificate),
        "client-key-data": _base64(admin.key),
    }
    return _kubeconfig(server, authority, "lab-admin", user)


def token_kubeconfig(server: str, authority: Path, token: str) -> str:
    """Return a kubeconfig with the product's bearer token."""
    return _kubeconfig(server, authority, ACCOUNT, {"token": token})


def _binding(kind: str, role: str) -> dict[str, Any]:
    return {
        "metadata": {"name": role},
        "roleRef": {"apiGroup": _RBAC, "kind": kind, "name": role},
        "subjects": [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": ACCOUNT}],
    }


def _kubeconfig(server: str, authority: Path, user: str, credentials: Mapping[str, str]) -> str:
    cluster = {"server": server, "certificate-authority-data": _base64(authority)}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "lab",
        "preferences": {},
        "clusters": [{"name": "lab", "cluster": cluster}],
        "users": [{"name": user, "user": dict(credentials)}],
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": user}}],
    }
    # JSON is YAML too.
    return json.dumps(content, indent=2)


def _base64(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
