"""Where objects are found; names that Kubernetes cannot have never become a part of a path."""

import re
from typing import Final

from domain.clusters.clusters import WorkloadKind
from domain.common.errors import InvalidRequest
from domain.common.messages import message

PLURALS: Final = {
    WorkloadKind.DEPLOYMENT: "deployments",
    WorkloadKind.STATEFUL_SET: "statefulsets",
    WorkloadKind.DAEMON_SET: "daemonsets",
}

CORE: Final = "api/v1"
APPS: Final = "apis/apps/v1"
AUTOSCALING: Final = "apis/autoscaling/v1"
"""Served by every version, and it knows all that we ask: target, minimum and maximum."""

POLICIES: Final = ("policy/v1", "policy/v1beta1")
"""Of disruption budgets and evictions; the second only up to Kubernetes 1.24."""

NETWORKING: Final = "apis/networking.k8s.io/v1"

_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")


def is_name(name: str) -> bool:
    """Say whether an object can have this name (RFC 1123 subdomain, at most 253 characters)."""
    return bool(_NAME.fullmatch(name)) and ".." not in name


def is_label(value: str) -> bool:
    """Say whether a label can have this value (at most 63 characters)."""
    return bool(_LABEL.fullmatch(value))


def named(field: str, name: str) -> str:
    """Return the name.

    Raises:
        InvalidRequest: no object can have it.
    """
    if not is_name(name):
        raise InvalidRequest(field, message("cluster_rule.name"))
    return name


def listing(group: str, plural: str, namespace: str = "") -> str:
    """Return the path of a list, over all namespaces when none is named."""
    within = f"namespaces/{named('namespace', namespace)}/" if namespace else ""
    return f"/{group}/{within}{plural}"


def single(group: str, plural: str, namespace: str, name: str) -> str:
    """Return the path of one object."""
    return f"{listing(group, plural, named('namespace', namespace))}/{named('name', name)}"


def of_workload(kind: WorkloadKind, namespace: str, name: str) -> str:
    """Return the path of a workload."""
    return single(APPS, PLURALS[kind], namespace, name)
