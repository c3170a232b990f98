"""The fields of a task's form, made from the published schema of its configuration (TSK-1).

A field has the name that its value has in a configuration (`config.number.threshold`), so a
refusal names the field at which it stands. `form_table.py` says which there are and what they are
called; what may be written, bounds and choices come from the schema.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from domain.common.field_rules import JsonSchema
from domain.common.messages import Message
from domain.task_types.configs import MODELS
from domain.task_types.schemas import task_schema
from domain.tasks.tasks import TaskType
from domain.watches.configs import MINUTES, WatchConfig

PREFIX = "config."
TELLS = "notification"
DRAWN = "drawn"
"""Names the check boxes that a form showed: browsers send nothing for an empty one."""

LONG_TEXT = 500
"""Characters from which a text gets more than one line."""

_OPTIONAL = frozenset({"number", "incident"})
"""Objects that are left out as a whole, whatever they cannot do without."""


class Kind(StrEnum):
    """How a value is written in a form."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    CHOICE = "choice"
    SEVERAL = "several"
    LINES = "lines"
    WORDS = "words"
    PAIRS = "pairs"
    CONDITIONS = "conditions"
    HEADINGS = "headings"
    WEEKDAYS = "weekdays"
    JSON = "json"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One field of a form, as the table has it.

    Attributes:
        path: of its value within a configuration, with dots.
        when: another field and its choices at which this one is asked for; None: always.
        folded: stands among the further settings.
        kind: how it is written, where the schema does not say it.
        needed: must be filled in, where the schema does not say it.
        switches: decides which other fields are asked for.
        made: decides, and is no value of the configuration itself.
    """

    path: str
    label: Message
    hint: Message | None = None
    when: tuple[str, frozenset[str]] | None = None
    folded: bool = False
    kind: Kind | None = None
    needed: bool = False
    switches: bool = False
    made: bool = False

    @property
    def name(self) -> str:
        """What it is called in the form, and in refusals."""
        return PREFIX + self.path


@dataclass(frozen=True)
class Field:
    """One field with what its schema says."""

    ask: Ask
    schema: JsonSchema
    kind: Kind
    needed: bool

    @property
    def name(self) -> str:
        """What it is called in the form."""
        return self.ask.name

    @property
    def choices(self) -> list[str]:
        """What can be chosen, as it is written."""
        found = self.schema.get("items", self.schema).get("enum", ())
        return [str(each) for each in found]

    @property
    def usual(self) -> object:
        """What holds where nothing is given; None where that is nothing in particular."""
        return None if self.needed else self.schema.get("default")


def field_of(type_: TaskType, ask: Ask) -> Field:
    """Return a field of the table with its schema.

    Raises:
        KeyError: configurations of this type have no such field.
    """
    if ask.made:
        return Field(ask, {"enum": ["metric", *source_kinds()]}, Kind.CHOICE, needed=True)
    schema, needed = schema_at(type_, ask.path, ask.when)
    model = MODELS[type_]
    if ask.path == MINUTES and issubclass(model, WatchConfig):
        schema = {**schema, "default": model.usual.total_seconds() / 60}
    needed = needed and ask.path.partition(".")[0] not in _OPTIONAL
    return Field(ask, schema, ask.kind or _kind(schema), ask.needed or needed)


@cache
def schema_at(
    type_: TaskType, path: str, when: tuple[str, frozenset[str]] | None = None
) -> tuple[JsonSchema, bool]:
    """Return the schema of a value, and whether what it is part of cannot do without it."""
    node, needed = _definitions()[MODELS[type_].__name__], True
    for part in path.split("."):
        kinds = _variants(node)
        node = _object(node, when)
        needed = part in node.get("required", ())
        node = _resolved(node["properties"][part])
        if "const" in node:  # it says which of the kinds is meant
            node = {"enum": [each["properties"][part]["const"] for each in kinds]}
    return node, needed


def source_kinds() -> list[str]:
    """Return where numbers may come from beside the metrics of the settings."""
    return list(schema_at(TaskType.THRESHOLD_WATCH, "source")[0]["properties"])


def paths_of(type_: TaskType) -> Iterator[tuple[str, str]]:
    """Yield the path of each value that configurations of a type may have, and its variant."""
    synonyms = {each for names in MODELS[type_].synonyms.values() for each in names}
    for name, schema in _definitions()[MODELS[type_].__name__]["properties"].items():
        if name not in synonyms:
            yield from _paths(name, _resolved(schema), "")


def _paths(path: str, schema: JsonSchema, variant: str) -> Iterator[tuple[str, str]]:
    for kind in _variants(schema):
        inner = kind.get("properties")
        if not inner or path == "categories" or path.endswith(".categories"):
            yield path, variant
            continue
        word = inner.get("type", {}).get("const", variant)
        for name, each in inner.items():
            if "const" not in each:
                yield from _paths(f"{path}.{name}", _resolved(each), word)


def _definitions() -> Mapping[str, JsonSchema]:
    found: Mapping[str, JsonSchema] = task_schema()["$defs"]
    return found


def _resolved(schema: JsonSchema) -> JsonSchema:
    name = schema.get("$ref", "").rpartition("/")[2]
    return {**_definitions()[name], **schema} if name else schema


def _variants(schema: JsonSchema) -> list[JsonSchema]:
    """Return the objects that a value may be; itself where there is no choice of objects."""
    kinds: list[JsonSchema] = schema.get("anyOf") or schema.get("oneOf") or []
    found = [_resolved(each) for each in kinds]
    nested = [inner for each in found for inner in (_variants(each) if "oneOf" in each else [each])]
    return [each for each in nested if "properties" in each] or [schema]


def _object(schema: JsonSchema, when: tuple[str, frozenset[str]] | None) -> JsonSchema:
    found = _variants(schema)
    for each in found:
        word = each.get("properties", {}).get("type", {}).get("const")
        if when is not None and word in when[1]:
            return each
    return found[0]


def _kind(schema: JsonSchema) -> Kind:
    """Return how a value is written, from what it may be."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") == "array"]
    schema = kinds[0] if kinds else schema
    if "enum" in schema:
        return Kind.CHOICE
    if schema.get("type") == "array":
        return Kind.SEVERAL if "enum" in schema["items"] else Kind.LINES
    if schema.get("type") == "string":
        return Kind.LONG if schema.get("maxLength", 0) >= LONG_TEXT else Kind.TEXT
    return _KINDS[schema["type"]]


_KINDS = {
    "boolean": Kind.FLAG,
    "integer": Kind.WHOLE,
    "number": Kind.NUMBER,
    "object": Kind.PAIRS,
}
