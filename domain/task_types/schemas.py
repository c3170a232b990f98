"""The JSON Schema of configurations, published from the models that read them (TSK-1).

- `task_schema`: whole, with `$defs`; for editors, programs and the HTTP description.
- `inlined_schema`: the union without references, and without the bounds of texts and lists, which
  the refusals tell: agents pay for each word of it.
- `schema_of_type`: the same of one type alone.
- `merged_schema`: one object with the fields of all types, for clients that know no alternatives.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from itertools import repeat
from typing import Any

from pydantic.json_schema import models_json_schema

from domain.common.field_rules import JsonSchema
from domain.common.shapes import Synonyms
from domain.task_types.configs import MODELS
from domain.tasks.tasks import TaskType

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class SchemaForm(StrEnum):
    """How the schema is written."""

    FULL = "full"
    INLINED = "inlined"
    MERGED = "merged"


def schema_as(form: SchemaForm) -> JsonSchema:
    """Return the schema in a form: of type and configuration, or of the configuration alone."""
    match form:
        case SchemaForm.FULL:
            return task_schema()
        case SchemaForm.INLINED:
            return inlined_schema()
        case SchemaForm.MERGED:
            return merged_schema()


@cache
def task_schema(references: str = "#/$defs/") -> JsonSchema:
    """Return the schema (JSON Schema 2020-12) of a task's type with its configuration.

    Args:
        references: what stands before the names of definitions.
    """
    wanted = [(model, "validation") for model in MODELS.values()]
    template = f"{references}{{model}}"
    refs, found = models_json_schema(wanted, ref_template=template)  # type: ignore[arg-type] # pairs of a model and a mode
    synonyms = {model.__name__: model.synonyms for model in MODELS.values()}
    definitions = {
        name: _described(each, synonyms.get(name, {})) for name, each in found["$defs"].items()
    }
    kinds = [
        {
            "type": "object",
            "title": type_.value,
            "properties": {"type": {"const": type_.value}, "config": refs[model, "validation"]},
            "required": ["type", "config"],
        }
        for type_, model in MODELS.items()
    ]
    title = "Background task: its type and its configuration"
    return {"$schema": DIALECT, "title": title, "oneOf": kinds, "$defs": definitions}


def _described(definition: JsonSchema, synonyms: Synonyms) -> JsonSchema:
    """Return the schema of an object without what says nothing, and with what else it takes."""
    fields = {name: _field(each) for name, each in definition.get("properties", {}).items()}
    for name, others in synonyms.items():
        fields |= {each: {**fields[name], "description": f"The same as {name}."} for each in others}
    kinds = [name for name, each in fields.items() if "const" in each]
    required = [*definition.get("required", ()), *kinds]
    return {**definition, "properties": fields, **({"required": required} if required else {})}


def _field(field: JsonSchema) -> JsonSchema:
    """Return a field; null counts as not given, and an empty default says nothing."""
    kinds = [each for each in field.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) == 1:
        field = {**kinds[0], **{key: value for key, value in field.items() if key != "anyOf"}}
    says = field.get("default") not in (None, "") and not isinstance(field["default"], list | dict)
    left_out = {"title"} if says and "const" not in field else {"title", "default"}
    return {key: value for key, value in field.items() if key not in left_out}


@cache
def inlined_schema() -> JsonSchema:
    """Return the union of the configurations with every reference written out."""
    whole = task_schema()["$defs"]
    kinds = []
    for type_, model in MODELS.items():
        kind = _inlined(whole[model.__name__], whole)
        kinds.append({**kind, "description": f"{type_}: {kind['description']}"})
    return {"type": "object", "anyOf": kinds}


@cache
def schema_of_type(type_: TaskType) -> JsonSchema:
    """Return type and configuration of one type of task, without references.

    For agents that know which type they want, and for clients that know no alternatives.
    """
    whole = task_schema()["$defs"]
    config = _inlined(whole[MODELS[type_].__name__], whole)
    return {
        "$schema": DIALECT,
        "title": f"Background task: {type_}",
        "type": "object",
        "properties": {"type": {"const": type_.value}, "config": config},
        "required": ["type", "config"],
    }


def _inlined(node: Any, definitions: Mapping[str, JsonSchema]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        return [_inlined(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    name = node.get("$ref", "").rpartition("/")[2]
    whole = {**definitions.get(name, {}), **node}
    if "anyOf" in whole:
        whole["anyOf"] = [*map(_once, whole["anyOf"], repeat(whole["anyOf"]))]
    return {
        key: {name: _inlined(each, definitions) for name, each in value.items()}
        if key == "properties"
        else _inlined(value, definitions)
        for key, value in whole.items()
        if key not in _LEFT_OUT and (key, value) != ("additionalProperties", False)
    }


def _once(kind: JsonSchema, beside: list[JsonSchema]) -> JsonSchema:
    """Return an alternative; of a list of another one only that it is a list."""
    return {**kind, "items": {}} if kind.get("items") in beside else kind


_LEFT_OUT = frozenset(
    {
        "$ref",
        "discriminator",
        "title",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "maxProperties",
    }
)


@cache
def merged_schema() -> JsonSchema:
    """Return one object with the fields of all types, without references and alternatives."""
    whole = task_schema()
    return _merged((whole["$defs"][model.__name__] for model in MODELS.values()), whole["$defs"])


def _merged(objects: Iterable[JsonSchema], definitions: Mapping[str, JsonSchema]) -> JsonSchema:
    fields: dict[str, JsonSchema] = {}
    for each in objects:
        for name, field in each.get("properties", {}).items():
            plain = _plain(field, definitions)
            fields[name] = _both(fields[name], plain) if name in fields else plain
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _both(one: JsonSchema, other: JsonSchema) -> JsonSchema:
    """Return what fits either of two fields of one name."""
    if "const" in one:
        words = [*one.get("enum", [one["const"]]), other.get("const")]
        return {"type": "string", "const": one["const"], "enum": words}
    said = dict.fromkeys(each.get("description", "") for each in (one, other))
    same = {key: value for key, value in one.items() if other.get(key) == value}
    return {**same, "type": one["type"], "description": " Or: ".join(filter(None, said))}


def _plain(field: JsonSchema, definitions: Mapping[str, JsonSchema]) -> JsonSchema:
    """Return a field with references written out and one alternative chosen, the widest."""
    name = field.get("$ref", "").rpartition("/")[2]
    field = {**definitions.get(name, {}), **field}
    said = {"description": field["description"]} if "description" in field else {}
    kinds = field.get("anyOf", field.get("oneOf"))
    if kinds:
        plain = [_plain(each, definitions) for each in kinds if each != {"type": "null"}]
        objects = [each for each in plain if "properties" in each]
        if len(objects) > 1:
            return {**_without_const(_merged(objects, definitions)), **said}
        lists = [each for each in plain if each["type"] == "array"]
        return {**(lists or objects or plain)[0], **said}
    plain_field = {key: value for key, value in field.items() if key not in ("$ref", "title")}
    if isinstance(plain_field.get("type"), list):
        plain_field = {"type": "string", **said}
    for part in ("items", "additionalProperties"):
        if isinstance(plain_field.get(part), dict):
            plain_field[part] = _plain(plain_field[part], definitions)
    if "properties" in plain_field:
        inner = plain_field["properties"].items()
        plain_field["properties"] = {name: _plain(each, definitions) for name, each in inner}
    return plain_field


def _without_const(merged: JsonSchema) -> JsonSchema:
    fields = {
        name: {key: value for key, value in each.items() if key != "const"}
        for name, each in merged["properties"].items()
    }
    return {**merged, "properties": fields}
