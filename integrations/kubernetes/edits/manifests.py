"""Manifests as people write them: plain YAML, and nothing of it that could surprise who reads it.

Anchors can make a short text a huge object, and of a key that is written twice only the last one
counts: neither is taken. Whatever looks like a date is a text, as it is for `kubectl`.
"""

import math
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from domain.cluster_edits.rules import LONGEST_TEXT, MOST_OBJECTS
from domain.clusters.edits import Manifest
from domain.common.errors import InvalidRequest
from integrations.kubernetes.client.objects import Json, mapping, text

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX = "tag:yaml.org,2002:"
_TEXTS = (f"{_PREFIX}str", f"{_PREFIX}timestamp")
_SCALARS = tuple(f"{_PREFIX}{name}" for name in ("int", "float", "bool", "null"))
_DEEPEST = 40
"""Levels within an object; a pod template has twelve."""

_MOST_DIGITS = 20
"""Of a number: Kubernetes has none beyond 64 bits, and to read a longer one takes its square."""


def read_manifests(written: str, *, namespace: str) -> tuple[Manifest, ...]:
    """Return the objects of a text; `namespace` is for those that name none.

    Raises:
        InvalidRequest: it is too long, no YAML, or more than plain objects.
    """
    if len(_encoded(written)) > LONGEST_TEXT:
        raise InvalidRequest("manifest", f"must be at most {LONGEST_TEXT:,} bytes")
    found: list[Manifest] = []
    try:
        _check_depth(written)
        for node in yaml.compose_all(written, Loader=_LOADER):
            content = _Reader().value(node)
            if content is None:
                continue
            if len(found) == MOST_OBJECTS:
                raise InvalidRequest("manifest", f"must hold at most {MOST_OBJECTS} objects")
            found.append(_manifest(content, namespace))
    except yaml.YAMLError as error:
        raise InvalidRequest("manifest", f"must be YAML{_place(error)}") from None
    return tuple(found)


def _encoded(written: str) -> bytes:
    try:
        return written.encode()
    except UnicodeEncodeError:
        raise InvalidRequest("manifest", "must be text that can be written in UTF-8") from None


def _check_depth(written: str) -> None:
    """Refuse what is too deep, one event at a time: what composes nodes calls itself, in C.

    A few thousand brackets end the process there, with whatever else it was doing.
    """
    depth = 0
    for event in yaml.parse(written, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST + 1:
            raise InvalidRequest("manifest", f"must not have over {_DEEPEST} levels")


def _manifest(content: Any, namespace: str) -> Manifest:  # noqa: ANN401 - JSON of any form
    if not isinstance(content, dict):
        raise InvalidRequest("manifest", "must hold objects with apiVersion, kind and metadata")
    metadata = mapping(content, "metadata")
    within = text(metadata, "namespace") or namespace
    return Manifest(
        text(content, "apiVersion"),
        text(content, "kind"),
        within,
        text(metadata, "name"),
        {**content, "metadata": {**metadata, "namespace": within}},
    )


class _Reader:
    """Makes JSON of the nodes of one document, each node once."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._scalars = SafeConstructor()

    def value(self, node: yaml.Node | None, depth: int = 0) -> Any:  # noqa: ANN401 - JSON of any form
        if node is None:
            return None
        if id(node) in self._seen or depth > _DEEPEST:
            raise InvalidRequest("manifest", f"must not use anchors, nor {_DEEPEST} levels")
        self._seen.add(id(node))
        match node:
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return self._mapping(node, depth)
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return [self.value(each, depth + 1) for each in node.value]
            case yaml.ScalarNode():
                return self._scalar(node)
        raise InvalidRequest("manifest", f"must not use tags{_place_of(node)}")

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Json:
        found: Json = {}
        for key, inner in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _TEXTS:
                raise InvalidRequest("manifest", f"must have texts as keys{_place_of(key)}")
            if key.value in found:
                raise InvalidRequest("manifest", f"says a key twice{_place_of(key)}")
            found[key.value] = self.value(inner, depth + 1)
        return found

    def _scalar(self, node: yaml.ScalarNode) -> str | int | float | bool | None:
        if node.tag in _TEXTS:
            return str(node.value)
        if node.tag not in _SCALARS:
            raise InvalidRequest("manifest", f"must not use tags{_place_of(node)}")
        if len(node.value) > _MOST_DIGITS:
            raise InvalidRequest("manifest", f"must have plain numbers{_place_of(node)}")
        try:
            made: str | int | float | bool | None = self._scalars.construct_object(node)
        except (ConstructorError, ValueError):
            made = math.nan
        if isinstance(made, float) and not math.isfinite(made):
            raise InvalidRequest("manifest", f"must have plain numbers{_place_of(node)}")
        return made


def _place_of(node: yaml.Node) -> str:
    mark = node.start_mark
    return f" (line {mark.line + 1})" if mark is not None else ""


def _place(error: yaml.YAMLError) -> str:
    """Return where it broke; never what stands there, which may be secret."""
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark is not None else ""
