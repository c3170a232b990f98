"""What a cluster holds, each change numbered, and the changes kept for those who watch.

Objects in the store are never changed in place: a write replaces one by another. So whatever was
read stays as it was read.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.kubernetes.failures import expired
from sandbox.kubernetes.kinds import Kind

Item: TypeAlias = Mapping[str, Any]

FIRST_VERSION = 1000
"""Not 1, so that watching from version 1 is too old, as on a server that ran for a while."""
KEPT_CHANGES = 10_000
"""How many changes a watcher may be behind; a real server keeps about five minutes."""


@dataclass(frozen=True)
class Change:
    """One write.

    Attributes:
        version: its number.
        type: `ADDED`, `MODIFIED` or `DELETED`.
        item: the object after it; for `DELETED` the last one, with the number of this change.
        before: the object before it; None for `ADDED`.
    """

    version: int
    type: str
    kind: Kind
    item: Item
    before: Item | None


class Store:
    """Objects by kind, namespace and name.

    Args:
        kept: how many changes are kept.
    """

    def __init__(self, *, kept: int = KEPT_CHANGES) -> None:
        self._items: dict[Kind, dict[str, dict[str, Item]]] = {}
        self._owned: dict[tuple[Kind, str], dict[tuple[str, str], Item]] = {}
        self._changes: list[Change] = []
        self._kept = kept
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[Change], None]] = []
        self.version = FIRST_VERSION

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Have something called after every change, at once."""
        self._listeners.append(listener)

    def get(self, kind: Kind, namespace: str, name: str) -> Item | None:
        """Return an object, None if it is not there."""
        return self._items.get(kind, {}).get(namespace, {}).get(name)

    def all(self, kind: Kind, namespace: str = "") -> list[Item]:
        """Return the objects of a kind, of one namespace if it is given, by namespace and name."""
        homes = self._items.get(kind, {})
        found = [homes.get(namespace, {})] if namespace else [homes[one] for one in sorted(homes)]
        return [items[name] for items in found for name in sorted(items)]

    def owned(self, kind: Kind, owner: str) -> list[Item]:
        """Return the objects of a kind whose controller has that uid, by name.

        An owner `orphans/<namespace>` stands for those without a controller.
        """
        found = self._owned.get((kind, owner), {})
        return [found[key] for key in sorted(found)]

    def put(self, kind: Kind, item: Item) -> Item:
        """Keep an object in place of the one it had, and return it with its new version."""
        self.version += 1
        metadata = {**item["metadata"], "resourceVersion": str(self.version)}
        kept = {**item, "metadata": metadata}
        key = key_of(kept)
        items = self._items.setdefault(kind, {}).setdefault(key[0], {})
        before = items.get(key[1])
        items[key[1]] = kept
        if before is not None:
            self._owned.get((kind, owner_of(before)), {}).pop(key, None)
        self._owned.setdefault((kind, owner_of(kept)), {})[key] = kept
        self._record("ADDED" if before is None else "MODIFIED", kind, kept, before)
        return kept

    def remove(self, kind: Kind, namespace: str, name: str) -> None:
        """Forget an object; nothing happens if it is not there."""
        before = self._items.get(kind, {}).get(namespace, {}).pop(name, None)
        if before is None:
            return
        self._owned.get((kind, owner_of(before)), {}).pop((namespace, name), None)
        self.version += 1
        metadata = {**before["metadata"], "resourceVersion": str(self.version)}
        self._record("DELETED", kind, {**before, "metadata": metadata}, before)

    def since(self, version: int) -> Iterator[Change]:
        """Yield the changes after a version.

        Raises:
            Refusal: 410, they are no longer all there.
        """
        oldest = self._changes[0].version if self._changes else self.version + 1
        if version < oldest - 1:
            raise expired(version, oldest)
        yield from self._changes[version - oldest + 1 :]

    def compact(self) -> None:
        """Forget all changes so far, as a server does after a while: old watches end with 410."""
        self._changes.clear()

    async def changed(self, after: int) -> None:
        """Return as soon as there is a change after a version."""
        while self.version <= after:
            await self._changed.wait()

    def _record(self, sort: str, kind: Kind, item: Item, before: Item | None) -> None:
        change = Change(self.version, sort, kind, item, before)
        self._changes.append(change)
        if len(self._changes) >= 2 * self._kept:
            del self._changes[: self._kept]
        self._changed.set()
        self._changed = asyncio.Event()
        for listener in self._listeners:
            listener(change)


def key_of(item: Item) -> tuple[str, str]:
    """Return namespace and name of an object."""
    metadata = item["metadata"]
    return metadata.get("namespace", ""), metadata["name"]


def controller_of(item: Item) -> Mapping[str, Any] | None:
    """Return the owner reference of an object's controller, None if it has none."""
    references = item["metadata"].get("ownerReferences") or ()
    return next((one for one in references if one.get("controller")), None)


def owner_of(item: Item) -> str:
    """Return the uid of an object's controller, or what stands for those of its namespace."""
    controller = controller_of(item)
    return controller["uid"] if controller else f"orphans/{item['metadata'].get('namespace', '')}"
