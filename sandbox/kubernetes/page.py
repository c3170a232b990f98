"""The page that shows clusters, workloads and pods to people."""

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment

from sandbox.kubernetes import kinds
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.controllers.pods import is_ready
from sandbox.kubernetes.store import Item

MOST_PODS = 300
"""Pods shown of one cluster."""

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Names and messages are whatever somebody wrote: nothing on the page may run or load."""

_TEMPLATE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>SANDBOX Kubernetes</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
 body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #222; background: #f4f4f1 }
 .sandbox { background: repeating-linear-gradient(45deg, #fc0 0 16px, #fd5 16px 32px);
   padding: .6em 1em; font-weight: 700; letter-spacing: .06em; margin: 0 }
 main { padding: 1em; max-width: 64em; margin: 0 auto }
 table { border-collapse: collapse; background: #fff; width: 100%; margin: 0 0 1.5em }
 th, td { border: 1px solid #ddd; padding: .2em .6em; text-align: left; overflow-wrap: anywhere }
 .bad { background: #fdd }
</style></head>
<body><p class="sandbox">SANDBOX 沙箱 · no container runs here, nothing is served</p>
<main>{% for cluster in clusters %}<h1>{{ cluster.name }}</h1>
<table><tr><th>Workload 工作负载</th><th>Revision</th><th>Ready</th><th>Images</th><th>Rollout</th>
</tr>{% for one in cluster.workloads %}<tr{% if one.bad %} class="bad"{% endif %}>
<td>{{ one.name }}</td><td>{{ one.revision }}</td><td>{{ one.ready }}</td><td>{{ one.images }}</td>
<td>{{ one.rollout }}</td></tr>{% endfor %}</table>
<table><tr><th>Pod</th><th>Node</th><th>State</th><th>Restarts</th></tr>
{% for pod in cluster.pods %}<tr{% if pod.bad %} class="bad"{% endif %}><td>{{ pod.name }}</td>
<td>{{ pod.node }}</td><td>{{ pod.state }}</td><td>{{ pod.restarts }}</td></tr>{% endfor %}</table>
{% for one in cluster.complaints %}<p class="bad">{{ one }}</p>{% endfor %}
{% else %}<p>No cluster yet.</p>{% endfor %}</main></body></html>
"""
)


def render(clusters: Sequence[Cluster]) -> str:
    """Return the page, all text escaped."""
    shown = [
        {
            "name": cluster.identifier,
            "workloads": [
                _workload(kind, item)
                for kind in kinds.WORKLOADS
                for item in cluster.store.all(kind)
            ],
            "complaints": list(cluster.complaints),
            "pods": [_pod(pod) for pod in cluster.store.all(kinds.POD)[:MOST_PODS]],
        }
        for cluster in clusters
    ]
    return _TEMPLATE.render(clusters=shown)


def _workload(kind: kinds.Kind, item: Item) -> dict[str, Any]:
    status, spec, metadata = item.get("status") or {}, item["spec"], item["metadata"]
    wanted = spec.get("replicas", status.get("desiredNumberScheduled", 0))
    ready = status.get("readyReplicas", status.get("numberReady", 0))
    conditions = {one["type"]: one for one in status.get("conditions") or []}
    annotations = metadata.get("annotations") or {}
    return {
        "name": f"{metadata['namespace']} / {kind.name} {metadata['name']}",
        "revision": annotations.get("deployment.kubernetes.io/revision", ""),
        "ready": f"{ready}/{wanted}",
        "images": ", ".join(one["image"] for one in spec["template"]["spec"]["containers"]),
        "rollout": conditions.get("Progressing", {}).get("reason", ""),
        "bad": ready < wanted,
    }


def pod_state(pod: Item) -> str:
    """Return in one word how a pod is: what it waits for, else its phase."""
    status = pod.get("status") or {}
    if pod["metadata"].get("deletionTimestamp"):
        return "Terminating"
    for one in status.get("containerStatuses") or []:
        if "waiting" in one["state"]:
            return str(one["state"]["waiting"]["reason"])
    return str(status.get("phase", ""))


def _pod(pod: Item) -> dict[str, Any]:
    metadata = pod["metadata"]
    containers = (pod.get("status") or {}).get("containerStatuses") or []
    return {
        "name": f"{metadata['namespace']} / {metadata['name']}",
        "node": pod["spec"].get("nodeName", ""),
        "state": pod_state(pod),
        "restarts": sum(one["restartCount"] for one in containers),
        "bad": not is_ready(pod),
    }
