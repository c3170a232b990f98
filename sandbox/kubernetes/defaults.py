"""What the API server fills in where an object says nothing."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.kinds import Kind

Document: TypeAlias = dict[str, Any]

_REVISION_HISTORY = 10
_PROGRESS_DEADLINE = 600
_GRACE = 30


def fill_in(kind: Kind, item: Document) -> Document:
    """Return an object with the defaults of its kind; the argument stays as it is."""
    filler = _FILLERS.get(kind)
    if filler is None:
        return item
    spec = dict(item.get("spec") or {})
    filler(spec)
    return {**item, "spec": spec}


def _deployment(spec: Document) -> None:
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", _REVISION_HISTORY)
    spec.setdefault("progressDeadlineSeconds", _PROGRESS_DEADLINE)
    strategy = {"type": "RollingUpdate", **(spec.get("strategy") or {})}
    if strategy["type"] == "RollingUpdate":
        given = strategy.get("rollingUpdate") or {}
        strategy["rollingUpdate"] = {"maxUnavailable": "25%", "maxSurge": "25%", **given}
    spec["strategy"] = strategy
    _template(spec)


def _replica_set(spec: Document) -> None:
    spec.setdefault("replicas", 1)
    _template(spec)


def _stateful_set(spec: Document) -> None:
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", _REVISION_HISTORY)
    spec.setdefault("podManagementPolicy", "OrderedReady")
    strategy = {"type": "RollingUpdate", **(spec.get("updateStrategy") or {})}
    if strategy["type"] == "RollingUpdate":
        strategy["rollingUpdate"] = {"partition": 0, **(strategy.get("rollingUpdate") or {})}
    spec["updateStrategy"] = strategy
    _template(spec)


def _daemon_set(spec: Document) -> None:
    spec.setdefault("revisionHistoryLimit", _REVISION_HISTORY)
    strategy = {"type": "RollingUpdate", **(spec.get("updateStrategy") or {})}
    if strategy["type"] == "RollingUpdate":
        given = strategy.get("rollingUpdate") or {}
        strategy["rollingUpdate"] = {"maxUnavailable": 1, "maxSurge": 0, **given}
    spec["updateStrategy"] = strategy
    _template(spec)


def _template(spec: Document) -> None:
    template = dict(spec.get("template") or {})
    pod = dict(template.get("spec") or {})
    _pod(pod)
    spec["template"] = {**template, "metadata": template.get("metadata") or {}, "spec": pod}


def _pod(spec: Document) -> None:
    for key in ("containers", "initContainers"):
        if isinstance(spec.get(key), list):
            spec[key] = [_container(one) for one in spec[key]]
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", _GRACE)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")


def _container(one: object) -> object:
    if not isinstance(one, dict):
        return one
    image = str(one.get("image", ""))
    latest = ":" not in image.rpartition("/")[2] or image.endswith(":latest")
    filled = {
        **one,
        "resources": one.get("resources") or {},
        "terminationMessagePath": one.get("terminationMessagePath", "/dev/termination-log"),
        "terminationMessagePolicy": one.get("terminationMessagePolicy", "File"),
        "imagePullPolicy": one.get("imagePullPolicy", "Always" if latest else "IfNotPresent"),
    }
    if one.get("ports"):
        filled["ports"] = [{"protocol": "TCP", **port} for port in one["ports"]]
    return filled


def _service(spec: Document) -> None:
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    ports = spec.get("ports") or []
    spec["ports"] = [{"protocol": "TCP", "targetPort": port.get("port"), **port} for port in ports]


def _hpa(spec: Document) -> None:
    spec.setdefault("minReplicas", 1)


def _network_policy(spec: Document) -> None:
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", *(["Egress"] if "egress" in spec else [])]
    spec.setdefault("podSelector", {})


def _cron_job(spec: Document) -> None:
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)


_FILLERS: dict[Kind, Callable[[Document], None]] = {
    kinds.DEPLOYMENT: _deployment,
    kinds.REPLICA_SET: _replica_set,
    kinds.STATEFUL_SET: _stateful_set,
    kinds.DAEMON_SET: _daemon_set,
    kinds.POD: _pod,
    kinds.SERVICE: _service,
    kinds.HPA: _hpa,
    kinds.NETWORK_POLICY: _network_policy,
    kinds.CRON_JOB: _cron_job,
}
