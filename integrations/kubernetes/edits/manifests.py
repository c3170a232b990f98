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
from domain.common.messages import message
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
        raise InvalidRequest("manifest", message("edit_rule.bytes", most=LONGEST_TEXT))
    found: list[Manifest] = []
    try:
        _check_depth(written)
        for node in yaml.compose_all(written, Loader=_LOADER):
            content = _Reader().value(node)
            if content is None:
                continue
            if len(found) == MOST_OBJECTS:
                raise InvalidRequest(
                    "manifest", message("edit_rule.most_objects", most=MOST_OBJECTS)
                )
            found.append(_manifest(content, namespace))
    except yaml.YAMLError as error:
        raise InvalidRequest("manifest", message("edit_rule.yaml", line=_place(error))) from None
    return tuple(found)


def _encoded(written: str) -> bytes:
    try:
        return written.encode()
    except UnicodeEncodeError:
        raise InvalidRequest("manifest", message("edit_rule.utf8")) from None


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
            raise InvalidRequest("manifest", message("edit_rule.levels", most=_DEEPEST))


def _manifest(content: Any, namespace: str) -> Manifest:  # noqa: ANN401 - JSON of any form
    if not isinstance(content, dict):
        raise InvalidRequest("manifest", message("edit_rule.objects"))
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
            raise InvalidRequest("manifest", message("edit_rule.anchors", most=_DEEPEST))
        self._seen.add(id(node))
        match node:
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return self._mapping(node, depth)
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return [self.value(each, depth + 1) for each in node.value]
            case yaml.ScalarNode():
                return self._scalar(node)
        raise InvalidRequest("manifest", message("edit_rule.tags", line=_place_of(node)))

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Json:
        found: Json = {}
        for key, inner in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.tag not in _TEXTS:
                raise InvalidRequest(
                    "manifest", message("edit_rule.text_keys", line=_place_of(key))
                )
            if key.value in found:
                raise InvalidRequest(
                    "manifest", message("edit_rule.key_twice", line=_place_of(key))
                )
            found[key.value] = self.value(inner, depth + 1)
        return found

    def _scalar(self, node: yaml.ScalarNode) -> str | int | float | bool | None:
        if node.tag in _TEXTS:
            return str(node.value)
        if node.tag not in _SCALARS:
            raise InvalidRequest("manifest", message("edit_rule.tags", line=_place_of(node)))
        if len(node.value) > _MOST_DIGITS:
            raise InvalidRequest("manifest", message("edit_rule.numbers", line=_place_of(node)))
        try:
            made: str | int | float | bool | None = self._scalars.construct_object(node)
        except (ConstructorError, ValueError):
            made = math.nan
        if isinstance(made, float) and not math.isfinite(made):
            raise InvalidRequest("manifest", message("edit_rule.numbers", line=_place_of(node)))
        return made


def _place_of(node: yaml.Node) -> int | None:
    mark = node.start_mark
    return mark.line + 1 if mark is not None else None


def _place(error: yaml.YAMLError) -> int | None:
    """Return where it broke; never what stands there, which may be secret."""
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else None
