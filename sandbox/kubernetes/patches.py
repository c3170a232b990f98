"""The patches of the API: JSON, merge, and strategic merge."""

import copy
from collections.abc import Mapping
from typing import Any

import jsonpatch

from sandbox.kubernetes.failures import REJECTED_PATCH, Refusal

MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "env": "name",
    "volumes": "name",
    "imagePullSecrets": "name",
    "secrets": "name",
    "volumeMounts": "mountPath",
    "volumeDevices": "devicePath",
    "hostAliases": "ip",
    "podIPs": "ip",
    "conditions": "type",
    "addresses": "type",
    "ownerReferences": "uid",
    "taints": "key",
    "topologySpreadConstraints": "topologyKey",
}
"""Lists that are merged item by item, and the field that tells items apart.

From the `patchMergeKey` marks of the API's types; `ports` depends on where it stands.
"""
_PRIMITIVES = frozenset(("finalizers",))


def merge_key(field: str, items: list[Any]) -> str | None:
    """Return the field that tells the items of a list apart, None if the list is one value."""
    if field == "ports":
        named = any(isinstance(one, Mapping) and "containerPort" in one for one in items)
        return "containerPort" if named else "port"
    return MERGE_KEYS.get(field)


def json_patch(document: dict[str, Any], operations: object) -> dict[str, Any]:
    """Return a document after a JSON patch (RFC 6902).

    Raises:
        Refusal: 400, it is no patch; 422, it does not fit the document or a test failed.
    """
    if not isinstance(operations, list):
        raise Refusal(400, "error decoding patch: a JSON patch is a list of operations")
    try:
        patched = jsonpatch.apply_patch(copy.deepcopy(document), operations)
    except jsonpatch.InvalidJsonPatch as error:
        raise Refusal(400, f"error decoding patch: {error}") from None
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError):
        raise Refusal(422, REJECTED_PATCH) from None
    if not isinstance(patched, dict):
        raise Refusal(422, REJECTED_PATCH)
    return patched


def merge_patch(document: Any, patch: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a document after a merge patch (RFC 7386): null deletes, lists are replaced."""
    if not isinstance(patch, Mapping):
        return copy.deepcopy(patch)
    merged = dict(document) if isinstance(document, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def strategic_patch(document: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document after a strategic merge patch.

    Raises:
        Refusal: 400, a directive is unknown or an item does not say which one it is.
    """
    directive = patch.get("$patch", "merge")
    if directive == "replace":
        return {key: copy.deepcopy(value) for key, value in patch.items() if key != "$patch"}
    if directive == "delete":
        return {}
    if directive != "merge":
        raise Refusal(400, f"unknown patch type found: {directive}")
    merged = dict(document)
    for key, value in patch.items():
        if not key.startswith("$"):
            _merge_field(merged, key, value)
    _follow_directives(merged, patch)
    return merged


def without_nulls(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a document in which nothing is null; to the API null and absent are the same."""
    if isinstance(value, Mapping):
        return {key: without_nulls(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_nulls(one) for one in value]
    return value


def _merge_field(merged: dict[str, Any], key: str, value: Any) -> None:  # noqa: ANN401 - JSON
    if value is None:
        merged.pop(key, None)
    elif isinstance(value, Mapping):
        below = merged.get(key)
        merged[key] = strategic_patch(below if isinstance(below, Mapping) else {}, value)
    elif isinstance(value, list):
        below = merged.get(key)
        merged[key] = _merge_list(key, below if isinstance(below, list) else [], value)
    else:
        merged[key] = value


def _merge_list(field: str, items: list[Any], patch: list[Any]) -> list[Any]:
    if field in _PRIMITIVES:
        return [*items, *(one for one in patch if one not in items)]
    key = merge_key(field, [*items, *patch])
    if key is None or not all(isinstance(one, Mapping) for one in patch):
        return copy.deepcopy(patch)
    if any(one.get("$patch") == "replace" for one in patch):
        return [strategic_patch({}, one) for one in patch if one.get("$patch") != "replace"]
    merged = list(items)
    for one in patch:
        if key not in one:
            raise Refusal(400, f"map: {dict(one)} does not contain declared merge key: {key}")
        where = next((i for i, item in enumerate(merged) if item.get(key) == one[key]), None)
        if one.get("$patch") == "delete":
            merged = [item for item in merged if item.get(key) != one[key]]
        elif where is None:
            merged.append(strategic_patch({}, one))
        else:
            merged[where] = strategic_patch(merged[where], one)
    return merged


def _follow_directives(merged: dict[str, Any], patch: Mapping[str, Any]) -> None:
    for directive, value in patch.items():
        sort, _, field = directive.partition("/")
        if sort == "$deleteFromPrimitiveList":
            merged[field] = [one for one in merged.get(field) or [] if one not in value]
        elif sort == "$setElementOrder" and isinstance(merged.get(field), list):
            merged[field] = _ordered(field, merged[field], value)
        elif sort == "$retainKeys":
            for key in [key for key in merged if key not in value]:
                del merged[key]


def _ordered(field: str, items: list[Any], order: list[Any]) -> list[Any]:
    key = merge_key(field, items)
    names = [one.get(key) if isinstance(one, Mapping) else one for one in order]

    def place(item: Any) -> int:  # noqa: ANN401 - any JSON value
        name = item.get(key) if isinstance(item, Mapping) else item
        return names.index(name) if name in names else len(names)

    return sorted(items, key=place)
