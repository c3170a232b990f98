"""What the API says about itself, as far as `kubectl` needs it."""

from typing import Any, TypeAlias

from sandbox.kubernetes.kinds import (
    ACCESS_REVIEW,
    HPA,
    KINDS,
    POD,
    REPLICA_SET,
    SERVICE,
    WORKLOADS,
    Kind,
    groups,
)

Document: TypeAlias = dict[str, Any]

_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_BELOW = {"scale": "Scale", "eviction": "Eviction"}
_VERBS_BELOW = {"eviction": ["create"], "log": ["get"]}

VERSION: Document = {
    "major": "1",
    "minor": "30",
    "gitVersion": "v1.30.0-sandbox",
    "gitCommit": "sandbox",
    "gitTreeState": "clean",
    "buildDate": "2026-01-01T00:00:00Z",
    "goVersion": "none",
    "compiler": "none",
    "platform": "sandbox/none",
}


_IN_ALL = (*WORKLOADS, POD, SERVICE, REPLICA_SET, HPA)
"""What `kubectl get all` shows."""
_CORE: Document = {"kind": "APIVersions", "versions": ["v1"]}


def describe(path: str) -> Document | None:
    """Return the document at an address such as `/apis/apps/v1`, None if there is none."""
    parts = [part for part in path.split("/") if part]
    fixed = {("version",): VERSION, ("api",): _CORE, ("api", "v1"): _resources("", "v1")}
    if tuple(parts) in fixed:
        return fixed[tuple(parts)]
    if parts[:1] != ["apis"] or len(parts) > 3:
        return None
    known = dict(groups())
    if len(parts) == 1:
        listed = [_group(name, versions) for name, versions in known.items()]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": listed}
    name = parts[1]
    if name not in known or (len(parts) == 3 and parts[2] not in known[name]):
        return None
    if len(parts) == 3:
        return _resources(name, parts[2])
    return {"kind": "APIGroup", "apiVersion": "v1", **_group(name, known[name])}


def _group(name: str, versions: tuple[str, ...]) -> Document:
    listed = [{"groupVersion": f"{name}/{one}", "version": one} for one in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _resources(group: str, version: str) -> Document:
    found = [kind for kind in KINDS if kind.group == group and version in kind.versions]
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": f"{group}/{version}" if group else version,
        "resources": [entry for kind in found for entry in _entries(kind)],
    }


def _entries(kind: Kind) -> list[Document]:
    whole: Document = {
        "name": kind.plural,
        "singularName": kind.name.lower(),
        "namespaced": kind.namespaced,
        "kind": kind.name,
        "verbs": ["create"] if kind is ACCESS_REVIEW else _VERBS,
        "shortNames": list(kind.short),
        "categories": ["all"] if kind in _IN_ALL else [],
    }
    below: list[Document] = [
        {
            "name": f"{kind.plural}/{one}",
            "singularName": "",
            "namespaced": kind.namespaced,
            "kind": _BELOW.get(one, kind.name),
            "verbs": _VERBS_BELOW.get(one, ["get", "patch", "update"]),
        }
        | ({"group": "autoscaling", "version": "v1"} if one == "scale" else {})
        | ({"group": "policy", "version": "v1"} if one == "eviction" else {})
        for one in kind.subresources
    ]
    return [whole, *below]
