"""One object in the API version that was asked for; only HPAs differ by more than the name.

What was written as text into a Secret is kept encoded, as servers do.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from sandbox.kubernetes import kinds
from sandbox.kubernetes.kinds import Kind

_TARGET = "targetCPUUtilizationPercentage"


def shown_as(kind: Kind, item: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return an object as it is kept in the version that was asked for."""
    shown = {**item, "apiVersion": kind.api_version(version), "kind": kind.name}
    if kind is kinds.HPA and version == "v1":
        spec = {key: value for key, value in item["spec"].items() if key != "metrics"}
        for metric in item["spec"].get("metrics") or []:
            if metric.get("resource", {}).get("name") == "cpu":
                spec[_TARGET] = metric["resource"]["target"].get("averageUtilization")
        shown["spec"] = spec
    return shown


def kept_as(kind: Kind, item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object that came in any version as it is kept."""
    kept = {**item, "apiVersion": kind.api_version(), "kind": kind.name}
    spec = item.get("spec")
    if kind is kinds.HPA and isinstance(spec, Mapping) and _TARGET in spec:
        rest = {key: value for key, value in spec.items() if key != _TARGET}
        target = {"type": "Utilization", "averageUtilization": spec[_TARGET]}
        rest["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": target}}]
        kept["spec"] = rest
    written = kept.pop("stringData", None) if kind is kinds.SECRET else None
    if isinstance(written, Mapping):
        encoded = {key: b64encode(str(one).encode()).decode() for key, one in written.items()}
        kept["data"] = {**(kept.get("data") or {}), **encoded}
    return kept
