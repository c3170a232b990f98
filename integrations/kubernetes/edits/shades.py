"""Objects as fields that can be compared and shown, without anything that may be secret.

What may be secret is there as a keyed fingerprint: that it changes can be seen, what it is cannot,
nor can it be guessed by trying. Contents of ConfigMaps are shown to who asks for an edit; what is
kept has their fingerprints only.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from domain.clusters.edits import Shade
from integrations.kubernetes.client.objects import MARK, Json

Print = Callable[[str], str]
"""Returns the keyed fingerprint of a text."""

_SERVERS = frozenset(
    {
        *("managedFields", "resourceVersion", "generation", "uid", "selfLink"),
        *("creationTimestamp", "deletionTimestamp", "ownerReferences", "namespace", "name"),
    }
)
"""Of metadata: what the server says, or what only names the object."""

_NOTED = (MARK, "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/")
"""What we, kubectl and the controllers note on objects."""

_CONTENTS = ("data", "binaryData", "stringData")
_WORDS = ("args", "command")
"""Command lines carry passwords more often than they should."""

_NOTHING: tuple[object, ...] = ({}, [], None, False, 0, "")

_LISTED_BY = ("name", "containerPort", "port", "mountPath", "ip", "type", "key")
"""Fields that name the items of a list, tried in this order; else their number does."""


def shades_of(found: Json | None, *, kind: str, fingerprint: Print) -> dict[str, Shade]:
    """Return the fields of an object by path, e.g. `spec.template.spec.containers[app].image`."""
    if found is None:
        return {}
    shading = _Shading(kind, fingerprint)
    return {
        path: shade
        for name, value in found.items()
        if name not in ("apiVersion", "kind", "status")
        for path, shade in shading.fields(name, value, name)
    }


class _Shading:
    def __init__(self, kind: str, fingerprint: Print) -> None:
        self._kind = kind
        self._print = fingerprint

    def fields(self, path: str, value: Any, name: str) -> Iterator[tuple[str, Shade]]:  # noqa: ANN401 - JSON of any form
        """Yield the leaves at and below a path."""
        if isinstance(value, dict) and value:
            yield from self._mapping(path, value)
        elif isinstance(value, list) and value and name not in _WORDS:
            for key, one in _items(value):
                yield from self.fields(f"{path}[{key}]", one, "")
        elif value not in ({}, [], None):
            yield path, self._leaf(path, value, name)

    def _mapping(self, path: str, value: Json) -> Iterator[tuple[str, Shade]]:
        variable = "name" in value and "value" in value
        for key, inner in value.items():
            if (path == "metadata" and key in _SERVERS) or self._is_note(path, key):
                continue
            # Of templates, too: agents that inject secrets take their orders there.
            noted = path.endswith("metadata.annotations")
            if (variable and key == "value") or noted:
                yield f"{path}.{key}", self._hidden(inner)
            elif path in _CONTENTS:
                yield f"{path}.{key}", self._content(path, inner)
            else:
                yield from self.fields(f"{path}.{key}", inner, key)

    def _is_note(self, path: str, key: str) -> bool:
        noted = path in ("metadata.annotations", "metadata.labels")
        return noted and key.startswith(_NOTED)

    def _leaf(self, path: str, value: object, name: str) -> Shade:
        if name in _WORDS or path in _CONTENTS:
            return self._hidden(value)
        written = _written(value)
        return Shade(written, written)

    def _content(self, path: str, value: object) -> Shade:
        hidden = self._hidden(value)
        if self._kind != "ConfigMap" or path != "data":
            return hidden
        return Shade(_written(value), hidden.kept)

    def _hidden(self, value: object) -> Shade:
        mark = f"#{self._print(_written(value))}"
        return Shade(mark, mark)


def fields_of(found: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - JSON of any form
    """Yield the paths of all fields that say something; those of a list's items are one.

    What is empty, zero or false is left out: servers leave it out of what they return.
    """
    if isinstance(found, dict):
        for key, inner in found.items():
            if inner not in _NOTHING:
                yield (str(key),)
                yield from ((str(key), *path) for path in fields_of(inner))
    elif isinstance(found, list):
        for inner in found:
            yield from (("[]", *path) for path in fields_of(inner))


def _items(values: list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the items of a list with what names each of them."""
    for name in _LISTED_BY:
        keys = [one.get(name) for one in values if isinstance(one, dict)]
        plain = all(isinstance(key, str | int) for key in keys)
        if len(keys) == len(values) == len(set(map(str, keys))) and plain:
            yield from ((str(key), one) for key, one in zip(keys, values, strict=True))
            return
    yield from ((str(index), one) for index, one in enumerate(values))


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
