"""Puts facts into the shape a JSON schema asks for.

Lists of objects get one object per fact; lists of strings whose name speaks of evidence get the
facts' ids; enumerations take the value the fact itself has under that name, or the first one.
"""

import re
from typing import Any

from sandbox.llm.facts import Fact

MOST_CLAIMS = 8
"""Facts told when the schema sets no bound; about what a person listens to."""

MOST_CHARS = 200
"""A sentence of the stand-in is not longer."""

MOST_DEPTH = 32
"""A schema may refer to itself; an answer has to end."""

_HALF_WORD = re.compile(r"[A-Za-z0-9_.,:%+-]+$")

EVIDENCE_WORDS = ("evidence", "ids", "sources", "citations", "references", "refs")

DEFAULT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "headline": {"type": "string"},
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "evidence": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
"""The shape when facts are given and none is asked for."""


class Shaper:
    """Fills one schema.

    Args:
        schema: the JSON schema of the answer.
        nothing: what to say where a sentence is wanted and there are no facts.
    """

    def __init__(self, schema: dict[str, Any], nothing: str) -> None:
        self._root = schema
        self._nothing = nothing

    def fill(self, facts: list[Fact]) -> Any:  # noqa: ANN401 - a schema may ask for any JSON
        """Return a JSON value of the schema's shape that tells the facts."""
        return self._value("", self._root, facts, 0)

    def _value(self, name: str, schema: dict[str, Any], facts: list[Fact], depth: int) -> Any:  # noqa: ANN401 - see `fill`
        schema = self._resolve(schema)
        if depth > MOST_DEPTH:
            return None
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return _choice(name, schema["enum"], facts)
        match _type_of(schema):
            case "object":
                return {
                    key: self._value(key, inner, facts, depth + 1)
                    for key, inner in schema.get("properties", {}).items()
                }
            case "array":
                return self._list(name, schema, facts, depth)
            case kind:
                return self._plain(name, kind, schema, facts)

    def _list(self, name: str, schema: dict[str, Any], facts: list[Fact], depth: int) -> list[Any]:
        items = self._resolve(schema.get("items", {}))
        most = int(schema.get("maxItems", MOST_CLAIMS))
        if _type_of(items) == "object":
            told = [self._value(name, items, [fact], depth + 1) for fact in facts[:most]]
        elif any(word in name.lower() for word in EVIDENCE_WORDS):
            told = [fact.id for fact in facts[: min(most, 1)]]
        else:
            told = []
        while len(told) < int(schema.get("minItems", 0)):
            told.append(self._value(name, items, facts, depth + 1))
        return told

    def _plain(self, name: str, kind: str, schema: dict[str, Any], facts: list[Fact]) -> Any:  # noqa: ANN401 - see `fill`
        own = facts[0].fields.get(name) if facts else None
        if kind in {"integer", "number"}:
            fits = isinstance(own, int | float) and not isinstance(own, bool)
            return own if fits else schema.get("minimum", 0)
        if kind == "boolean":
            return own if isinstance(own, bool) else True
        if kind == "null":
            return None
        if name == "story" and isinstance(own, str):
            return own
        text = facts[0].text if facts else self._nothing
        return _cut(text, min(MOST_CHARS, int(schema.get("maxLength", MOST_CHARS))))

    def _resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a schema without references and alternatives: the first that is not null."""
        for _ in range(MOST_DEPTH):
            if "$ref" in schema:
                schema = self._referred(str(schema["$ref"]))
            elif options := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
                schema = next((one for one in options if one.get("type") != "null"), options[0])
            else:
                break
        return schema

    def _referred(self, reference: str) -> dict[str, Any]:
        found: Any = self._root
        for step in reference.removeprefix("#/").split("/"):
            found = found.get(step, {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}


def _cut(text: str, most: int) -> str:
    """Return at most `most` characters; half a word or half a number is left out."""
    if len(text) <= most:
        return text
    return _HALF_WORD.sub("", text[:most]) or text[:most]


def _type_of(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "null")
    if kind is None:
        return "object" if "properties" in schema else "string"
    return str(kind)


def _choice(name: str, options: list[Any], facts: list[Fact]) -> Any:  # noqa: ANN401 - JSON
    own = facts[0].fields.get(name) if facts else None
    ids = [fact.id for fact in facts if fact.id in options]
    return own if own in options else (ids or options)[0]
