"""Check parameters against the models of the installed SDK.

The SDK's request classes carry the field names as attributes and their types in the docstring of
`__init__`; reading both keeps the stand-in in step with the version that is installed. Which fields
are required is not in the models: each action lists its own.
"""

import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

from sandbox.tencent.errors import ApiError, invalid_parameter, missing_parameter

_TYPE_LINE = re.compile(r"^\s*:type (\w+): (.+?)\s*$", re.MULTILINE)
_LIST_OF = re.compile(r"list of (\w+)$")
_NESTED = re.compile(r":class:`.*\.(\w+)`$")
_SCALARS: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "bool": (bool,),
}


@dataclass(frozen=True)
class FieldType:
    """`name` is a scalar (`int`, `float`, `str`, `bool`), a model's name, or `any`."""

    name: str
    many: bool = False


@cache
def fields_of(models: ModuleType, model: str) -> Mapping[str, FieldType]:
    """Return the fields of an SDK model and their types."""
    described = inspect.getdoc(getattr(models, model).__init__) or ""
    types = {name: _field_type(text) for name, text in _TYPE_LINE.findall(described)}
    names = [name.removeprefix("_") for name in vars(getattr(models, model)())]
    # Without docstrings (python -OO) names are still checked, types are not.
    return {name: types.get(name, FieldType("any")) for name in names}


def check(
    params: Any,  # noqa: ANN401 - whatever the caller's JSON held
    models: ModuleType,
    model: str,
    required: frozenset[str],
) -> dict[str, Any]:
    """Return `params` without its nulls when they fit the request model.

    Raises:
        ApiError: `UnknownParameter`, `MissingParameter` or `InvalidParameter`.
    """
    if not isinstance(params, dict):
        raise ApiError("InvalidParameter", "The request body must be one JSON object.")
    checked = _check_object(params, models, model, path="")
    for name in sorted(required):
        if name not in checked:
            raise missing_parameter(name)
    return checked


def from_json(body: bytes) -> Any:  # noqa: ANN401 - the caller's JSON
    """Decode the body of a POST; an empty one is an empty object.

    Raises:
        ApiError: it is not JSON.
    """
    try:
        content = json.loads(body or b"{}")
        # A lone surrogate passes as JSON but is no text: nothing could be done with it later.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ApiError("InvalidParameter", "The request body is not valid JSON text.") from error
    return content


def from_query(query: str, models: ModuleType, model: str) -> Any:  # noqa: ANN401 - any shape
    """Decode the query of a GET: `Filters.0.Key=topicName` and so on.

    Raises:
        ApiError: a name goes through a scalar.
    """
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        node = tree
        *parents, leaf = name.split(".")
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                raise invalid_parameter(name, "it is both a value and a structure.")
        node[leaf] = value
    return _typed_object(tree, models, model)


def _field_type(text: str) -> FieldType:
    if many := _LIST_OF.match(text):
        return FieldType(many[1], many=True)
    if nested := _NESTED.match(text):
        return FieldType(nested[1])
    return FieldType(text if text in _SCALARS else "any")


def _check_object(
    value: Mapping[str, Any], models: ModuleType, model: str, path: str
) -> dict[str, Any]:
    fields = fields_of(models, model)
    checked: dict[str, Any] = {}
    for name, content in value.items():
        where = f"{path}{name}"
        if name not in fields:
            raise ApiError("UnknownParameter", f"The parameter `{where}` is not recognized.")
        if content is not None:
            checked[name] = _check_field(content, fields[name], models, where)
    return checked


def _check_field(content: Any, kind: FieldType, models: ModuleType, where: str) -> Any:  # noqa: ANN401
    if not kind.many:
        return _check_one(content, kind.name, models, where)
    if not isinstance(content, list):
        raise invalid_parameter(where, "a list is expected.")
    return [
        _check_one(item, kind.name, models, f"{where}.{index}")
        for index, item in enumerate(content)
    ]


def _check_one(item: Any, kind: str, models: ModuleType, where: str) -> Any:  # noqa: ANN401
    if kind == "any":
        return item
    if kind not in _SCALARS:
        if not isinstance(item, dict):
            raise invalid_parameter(where, f"a {kind} object is expected.")
        return _check_object(item, models, kind, path=f"{where}.")
    # In Python True is an int; on the wire it is not.
    if not isinstance(item, _SCALARS[kind]) or (isinstance(item, bool) and kind != "bool"):
        raise invalid_parameter(where, f"a value of type {kind} is expected.")
    return item


def _typed_object(tree: Mapping[str, Any], models: ModuleType, model: str) -> dict[str, Any]:
    fields = fields_of(models, model)
    return {
        name: _typed(value, fields.get(name, FieldType("any")), models)
        for name, value in tree.items()
    }


def _typed(value: Any, kind: FieldType, models: ModuleType) -> Any:  # noqa: ANN401 - any shape
    if kind.many and isinstance(value, dict):
        one = FieldType(kind.name)
        return [_typed(value[key], one, models) for key in sorted(value, key=_list_position)]
    if isinstance(value, dict):
        known = kind.name not in _SCALARS and kind.name != "any"
        return _typed_object(value, models, kind.name) if known else value
    return _typed_scalar(value, kind.name)


def _list_position(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() else -1


def _typed_scalar(value: str, kind: str) -> Any:  # noqa: ANN401 - a scalar of the model's type
    if kind == "bool" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind in ("int", "float"):
        try:
            return int(value) if kind == "int" else float(value)
        except ValueError:
            return value
    return value
