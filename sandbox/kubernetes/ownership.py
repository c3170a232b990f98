"""Who set which field: `metadata.managedFields`, and server-side apply.

Fields of `status` are not recorded; everything else is, field by field.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.kubernetes.failures import Refusal
from sandbox.kubernetes.patches import merge_key

Path: TypeAlias = tuple[str, ...]
Item: TypeAlias = Mapping[str, Any]

_SERVERS = frozenset(
    (
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "managedFields",
        "name",
        "namespace",
        "selfLink",
    )
)
"""Of `metadata`: what nobody sets but the server, or what only names the object."""


@dataclass(frozen=True)
class Manager:
    """Somebody who sets fields.

    Attributes:
        name: `fieldManager`, or the program's name.
        operation: `Update` or `Apply`.
    """

    name: str
    operation: str = "Update"


def record_update(item: dict[str, Any], before: Item | None, manager: Manager, when: str) -> None:
    """Write down in `item` that a manager changed what differs from `before`."""
    entries = _entries(before)
    old, new = leaves(before or {}), leaves(item)
    touched = {path for path, value in new.items() if old.get(path, item) != value}
    gone = set(old) - set(new)
    for owner in list(entries):
        entries[owner] = entries[owner] - gone - (touched if owner != manager else set())
    entries[manager] = entries.get(manager, frozenset()) | touched
    _write(item, before, entries, {manager} if touched else set(), when)


def apply(
    item: dict[str, Any], config: Item, manager: Manager, *, force: bool, when: str
) -> dict[str, Any]:
    """Return an object after a manager applied a configuration to it.

    Args:
        item: the object as it is.
        config: what the manager wants, and only that.
        manager: with the operation `Apply`.
        force: take fields of others instead of failing.
        when: the time, as the API writes it.

    Raises:
        Refusal: 409, another manager has a field that would change.
    """
    entries = _entries(item)
    wanted, have = leaves(config), leaves(item)
    contested = {
        owner: sorted(path for path in paths & set(wanted) if have.get(path) != wanted[path])
        for owner, paths in entries.items()
        if owner != manager
    }
    contested = {owner: paths for owner, paths in contested.items() if paths}
    if contested and not force:
        raise _conflict(contested, str(config.get("apiVersion", "")))
    for owner, paths in contested.items():
        entries[owner] = entries[owner] - frozenset(paths)
    dropped = entries.get(manager, frozenset()) - set(wanted)
    others = frozenset(p for owner, paths in entries.items() if owner != manager for p in paths)
    merged: dict[str, Any] = _merge(item, config)
    for path in dropped - others:
        _remove(merged, path)
    entries[manager] = frozenset(wanted)
    _write(merged, item, entries, {manager}, when)
    return merged


def leaves(item: Item) -> dict[Path, Any]:
    """Return the fields of an object that somebody sets, by path, with their values."""
    found: dict[Path, Any] = {}
    for key, value in item.items():
        if key in {"apiVersion", "kind", "status"}:
            continue
        kept = value
        if key == "metadata":
            kept = {name: one for name, one in value.items() if name not in _SERVERS}
        found.update(_walk(kept, (f"f:{key}",)))
    return found


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping) and value:
        for key, one in value.items():
            yield from _walk(one, (*path, f"f:{key}"))
    elif isinstance(value, list) and (key := _list_key(path, value)):
        for one in value:
            mark = f"k:{json.dumps({key: one[key]}, separators=(',', ':'))}"
            yield from _walk(one, (*path, mark))
    elif not (isinstance(value, Mapping) and len(path) == 1):
        yield path, value


def _list_key(path: Path, items: list[Any]) -> str | None:
    key = merge_key(path[-1][2:], items)
    keyed = key is not None and all(isinstance(one, Mapping) and key in one for one in items)
    return key if keyed and items else None


def _entries(item: Item | None) -> dict[Manager, frozenset[Path]]:
    fields = (item or {}).get("metadata", {}).get("managedFields") or []
    return {
        Manager(one["manager"], one["operation"]): frozenset(_paths(one["fieldsV1"], ()))
        for one in fields
    }


def _paths(tree: Item, path: Path) -> Iterator[Path]:
    for key, below in tree.items():
        if below:
            yield from _paths(below, (*path, key))
        else:
            yield (*path, key)


def _write(
    item: dict[str, Any],
    before: Item | None,
    entries: Mapping[Manager, frozenset[Path]],
    now: set[Manager],
    when: str,
) -> None:
    old = {
        Manager(one["manager"], one["operation"]): one["time"]
        for one in (before or {}).get("metadata", {}).get("managedFields") or []
    }
    fields = [
        {
            "manager": owner.name,
            "operation": owner.operation,
            "apiVersion": item.get("apiVersion", "v1"),
            "time": when if owner in now else old.get(owner, when),
            "fieldsType": "FieldsV1",
            "fieldsV1": _tree(paths),
        }
        for owner, paths in entries.items()
        if paths
    ]
    item["metadata"] = {**item["metadata"], "managedFields": fields}


def _tree(paths: Iterable[Path]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path in sorted(paths):
        below = tree
        for step in path:
            below = below.setdefault(step, {})
    return tree


def _merge(item: Any, config: Any, path: Path = ()) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(item, Mapping) and isinstance(config, Mapping):
        merged = dict(item)
        for key, value in config.items():
            merged[key] = _merge(item.get(key), value, (*path, f"f:{key}"))
        return merged
    if isinstance(item, list) and isinstance(config, list) and path:
        key = _list_key(path, [*item, *config])
        if key is not None:
            wanted = {one[key]: one for one in config}
            merged_items = [_merge(one, wanted.pop(one[key], {}), path) for one in item]
            return [*merged_items, *wanted.values()]
    return config


def _remove(item: dict[str, Any], path: Path) -> None:
    """Take a field out, and the items and objects that it leaves empty; copies on its way."""
    step, rest = path[0][2:], path[1:]
    if step not in item:
        return
    below = item[step]
    if not rest:
        del item[step]
    elif isinstance(below, list):
        item[step] = _without(below, json.loads(rest[0][2:]), rest[1:])
    elif isinstance(below, Mapping):
        copied = dict(below)
        _remove(copied, rest)
        item[step] = copied
        if not copied:
            del item[step]


def _without(items: list[Any], key: Item, rest: Path) -> list[Any]:
    kept: list[Any] = []
    for one in items:
        if not all(one.get(name) == value for name, value in key.items()):
            kept.append(one)
            continue
        copied = dict(one)
        # The key stays as long as the item does: the next field is found by it.
        if rest and rest[0][2:] not in key:
            _remove(copied, rest)
        # An item of which only the key is left was there for this manager alone.
        if rest and set(copied) - set(key):
            kept.append(copied)
    return kept


def _conflict(contested: Mapping[Manager, list[Path]], version: str) -> Refusal:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f'conflict with "{owner.name}" using {version}',
            "field": _dotted(path),
        }
        for owner, paths in contested.items()
        for path in paths
    ]
    count = f"{len(causes)} conflict{'s' if len(causes) > 1 else ''}"
    texts = [f"{cause['message']}: {cause['field']}" for cause in causes]
    message = f"Apply failed with {count}: {'; '.join(texts)}"
    return Refusal(409, message, details={"causes": causes})


def _dotted(path: Path) -> str:
    steps = (f".{one[2:]}" if one[0] == "f" else f"[{_shown(one[2:])}]" for one in path)
    return "".join(steps)


def _shown(key: str) -> str:
    return ",".join(f"{name}={json.dumps(value)}" for name, value in json.loads(key).items())
