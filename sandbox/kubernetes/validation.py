"""What an object of each kind may not be."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from sandbox.kubernetes import kinds
from sandbox.kubernetes.failures import Flaw, invalid
from sandbox.kubernetes.kinds import Kind
from sandbox.kubernetes.numbers import is_too_large, wrapped
from sandbox.kubernetes.selectors import spec_matcher

Document: TypeAlias = Mapping[str, Any]

_NAME = re.compile(r"^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
_LABEL_KEY = re.compile(
    r"^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
)
_LABEL_VALUE = re.compile(r"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$")
_PULL = ("Always", "IfNotPresent", "Never")
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


def validate(kind: Kind, item: Document, before: Document | None) -> None:
    """Let an object pass, with its defaults filled in.

    Args:
        kind: what it is.
        item: how it is to be.
        before: how it was; None when it is created.

    Raises:
        Refusal: 422, with everything that is wrong.
    """
    flaws = [*_metadata(item["metadata"])]
    for part in ("data", "binaryData"):
        flaws += _config_keys(item.get(part) or {}, part)
    check = _CHECKS.get(kind)
    if check is not None:
        flaws += check(item.get("spec") or {})
    if before is not None:
        flaws += _immutable(kind, item, before)
    if flaws:
        raise invalid(kind, item["metadata"]["name"], flaws)


def replicas_flaws(value: object) -> Iterator[Flaw]:
    """Yield what is wrong with a number of replicas."""
    kept = wrapped(value) if isinstance(value, int) and is_too_large(value) else value
    if not isinstance(kept, int) or isinstance(kept, bool) or kept != value or kept < 0:
        text = f"Invalid value: {kept}: must be greater than or equal to 0"
        yield Flaw("spec.replicas", "Invalid", text)


def _metadata(metadata: Document) -> Iterator[Flaw]:
    name = metadata["name"]
    if not _NAME.match(name):
        text = f'Invalid value: "{name}": a lowercase RFC 1123 subdomain must consist of lower case'
        text += " alphanumeric characters, '-' or '.'"
        yield Flaw("metadata.name", "Invalid", text)
    yield from _labels(metadata.get("labels") or {}, "metadata.labels")


def _config_keys(data: Document, path: str) -> Iterator[Flaw]:
    for key in data:
        if not _CONFIG_KEY.fullmatch(key):
            text = f'Invalid value: "{key}": a valid config key must consist of alphanumeric'
            text += " characters, '-', '_' or '.'"
            yield Flaw(f"{path}[{key}]", "Invalid", text)


def _labels(labels: Document, path: str) -> Iterator[Flaw]:
    for key, value in labels.items():
        if not _LABEL_KEY.match(key):
            yield Flaw(path, "Invalid", f'Invalid value: "{key}": name part must be valid')
        if not isinstance(value, str) or not _LABEL_VALUE.match(value):
            yield Flaw(path, "Invalid", f'Invalid value: "{value}": a valid label must be text')


def _workload(spec: Document) -> Iterator[Flaw]:
    if "replicas" in spec:
        yield from replicas_flaws(spec["replicas"])
    selector = spec.get("selector")
    labels = spec["template"]["metadata"].get("labels") or {}
    if not selector:
        yield Flaw("spec.selector", "Required", "Required value")
    else:
        flaws = [*_selector(selector, "spec.selector")]
        yield from flaws
        if not flaws and not spec_matcher(selector)(labels):
            shown = f"Invalid value: {dict(labels)}: `selector` does not match template `labels`"
            yield Flaw("spec.template.metadata.labels", "Invalid", shown)
    yield from _labels(labels, "spec.template.metadata.labels")
    yield from _pod(spec["template"]["spec"], "spec.template.spec")


def _selector(selector: Document, path: str) -> Iterator[Flaw]:
    for one in selector.get("matchExpressions") or []:
        if one.get("operator") not in _OPERATORS:
            text = f'Invalid value: "{one.get("operator")}": not a valid selector operator'
            yield Flaw(f"{path}.matchExpressions[0].operator", "Invalid", text)


def _deployment(spec: Document) -> Iterator[Flaw]:
    yield from _workload(spec)
    yield from _one_of(
        spec["strategy"]["type"], ("Recreate", "RollingUpdate"), "spec.strategy.type"
    )
    if spec["strategy"]["type"] == "Recreate" and spec["strategy"].get("rollingUpdate"):
        text = "Forbidden: may not be specified when strategy `type` is 'Recreate'"
        yield Flaw("spec.strategy.rollingUpdate", "Forbidden", text)
    deadline, wait = spec["progressDeadlineSeconds"], spec.get("minReadySeconds", 0)
    if deadline <= wait:
        text = f"Invalid value: {deadline}: must be greater than minReadySeconds"
        yield Flaw("spec.progressDeadlineSeconds", "Invalid", text)


def _updated(spec: Document) -> Iterator[Flaw]:
    yield from _workload(spec)
    kind = spec["updateStrategy"]["type"]
    yield from _one_of(kind, ("OnDelete", "RollingUpdate"), "spec.updateStrategy.type")


def _pod(spec: Document, path: str = "spec") -> Iterator[Flaw]:
    containers = spec.get("containers")
    if not containers or not isinstance(containers, list):
        yield Flaw(f"{path}.containers", "Required", "Required value")
        return
    seen: set[str] = set()
    for number, one in enumerate(containers):
        here = f"{path}.containers[{number}]"
        if not one.get("name"):
            yield Flaw(f"{here}.name", "Required", "Required value")
        elif one["name"] in seen:
            yield Flaw(f"{here}.name", "Duplicate", f'Duplicate value: "{one["name"]}"')
        seen.add(one.get("name", ""))
        if not one.get("image"):
            yield Flaw(f"{here}.image", "Required", "Required value")
        yield from _one_of(one.get("imagePullPolicy"), _PULL, f"{here}.imagePullPolicy")
    policies = ("Always", "OnFailure", "Never")
    yield from _one_of(spec.get("restartPolicy"), policies, f"{path}.restartPolicy")


def _one_of(value: object, allowed: tuple[str, ...], path: str) -> Iterator[Flaw]:
    if value not in allowed:
        listed = ", ".join(f'"{one}"' for one in allowed)
        text = f'Unsupported value: "{value}": supported values: {listed}'
        yield Flaw(path, "NotSupported", text)


def _network_policy(spec: Document) -> Iterator[Flaw]:
    for number, one in enumerate(spec["policyTypes"]):
        yield from _one_of(one, ("Ingress", "Egress"), f"spec.policyTypes[{number}]")
    yield from _selector(spec["podSelector"], "spec.podSelector")


def _hpa(spec: Document) -> Iterator[Flaw]:
    least, most = spec["minReplicas"], spec.get("maxReplicas", 0)
    if most < 1:
        yield Flaw("spec.maxReplicas", "Invalid", f"Invalid value: {most}: must be greater than 0")
    elif most < least:
        text = f"Invalid value: {most}: must be greater than or equal to `minReplicas`"
        yield Flaw("spec.maxReplicas", "Invalid", text)
    if not (spec.get("scaleTargetRef") or {}).get("name"):
        yield Flaw("spec.scaleTargetRef.name", "Required", "Required value")


def _service(spec: Document) -> Iterator[Flaw]:
    allowed = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
    yield from _one_of(spec["type"], allowed, "spec.type")


def _pdb(spec: Document) -> Iterator[Flaw]:
    if "minAvailable" in spec and "maxUnavailable" in spec:
        text = "Invalid value: minAvailable and maxUnavailable cannot be both set"
        yield Flaw("spec", "Invalid", text)


def _immutable(kind: Kind, item: Document, before: Document) -> Iterator[Flaw]:
    if kind in {kinds.DEPLOYMENT, kinds.REPLICA_SET, kinds.STATEFUL_SET, kinds.DAEMON_SET}:
        selector = item["spec"].get("selector")
        if selector != before["spec"].get("selector"):
            text = f"Invalid value: {selector}: field is immutable"
            yield Flaw("spec.selector", "Invalid", text)
    sealed = ("data", "binaryData", "immutable") if before.get("immutable") else ()
    if any(item.get(key) != before.get(key) for key in sealed):
        text = "Forbidden: field is immutable when `immutable` is set"
        yield Flaw("data", "Forbidden", text)
    if kind is kinds.POD and _frozen(item) != _frozen(before):
        text = "Forbidden: pod updates may not change fields other than `spec.containers[*].image`"
        yield Flaw("spec", "Forbidden", text)


def _frozen(pod: Document) -> Document:
    """Return what of a pod's spec may not change."""
    free = ("tolerations", "activeDeadlineSeconds", "nodeName")
    spec = {key: value for key, value in pod["spec"].items() if key not in free}
    spec["containers"] = [{**one, "image": ""} for one in spec["containers"]]
    return spec


_CHECKS: dict[Kind, Callable[[Document], Iterator[Flaw]]] = {
    kinds.DEPLOYMENT: _deployment,
    kinds.REPLICA_SET: _workload,
    kinds.STATEFUL_SET: _updated,
    kinds.DAEMON_SET: _updated,
    kinds.POD: _pod,
    kinds.SERVICE: _service,
    kinds.HPA: _hpa,
    kinds.PDB: _pdb,
    kinds.NETWORK_POLICY: _network_policy,
}
