"""Shapes of configurations: pydantic models, how they are read, and their refusals.

Configurations come from models, people and programs. So nothing is guessed: a field that is not
known, of another type or out of bounds is refused with its whole path and the rule that it breaks
(`field_rules`). `null` counts as not given. The same annotations are the published JSON Schema.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeAlias, TypeVar, get_args, get_type_hints

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.messages import Called, Message, Names, message, one_of
from domain.common.quoting import clean

M = TypeVar("M", bound="Shape")

Synonyms: TypeAlias = Mapping[str, tuple[str, ...]]
"""Other names that published forms give to a field."""


class Shape(BaseModel):
    """A configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    synonyms: ClassVar[Synonyms] = MappingProxyType({})

    @classmethod
    def known(cls, raw: Mapping[str, Any]) -> Collection[str]:  # noqa: ARG003 - some depend on it
        """Return the names that fields may have on the wire."""
        return [each.alias or name for name, each in cls.model_fields.items()]

    @classmethod
    def completed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """Return the fields as they are read; some forms are short for others."""
        return raw

    def check(self) -> None:
        """Raise `BrokenRule` where fields do not go together."""

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - any JSON
        if isinstance(raw, cls):
            return raw
        found = handler(cls.completed(_prepared(raw, cls.known, cls.synonyms)))
        found.check()
        return found


class Group:
    """An object within a configuration: a frozen dataclass whose annotations are its rules.

    Made by code it is taken as it is; what is read is checked.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    synonyms: ClassVar[Synonyms] = MappingProxyType({})

    @classmethod
    def known(cls, raw: Mapping[str, Any]) -> Collection[str]:  # noqa: ARG003 - some depend on it
        """Return the names that fields may have on the wire."""
        return _wire_names(cls)  # type: ignore[arg-type] # a class has a hash

    def check(self) -> None:
        """Raise `BrokenRule` where fields do not go together."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls,
        source: Any,  # noqa: ANN401 - pydantic's
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Let pydantic read it as JSON says it, then let it check itself."""
        read = core_schema.no_info_before_validator_function(cls._prepared, handler(source))
        return core_schema.no_info_after_validator_function(cls._checked, read)

    @classmethod
    def _prepared(cls, raw: object) -> object:
        return raw if isinstance(raw, cls) else _prepared(raw, cls.known, cls.synonyms)

    @staticmethod
    def _checked(found: "Group") -> "Group":
        found.check()
        return found


@cache
def _wire_names(cls: Callable[..., Group]) -> tuple[str, ...]:
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_alias(hints[each.name]) or each.name for each in fields(cls))  # type: ignore[arg-type] # groups are dataclasses


def _alias(hint: Any) -> str | None:  # noqa: ANN401 - any annotation
    infos = (each for each in get_args(hint)[1:] if isinstance(each, FieldInfo))
    return next((each.alias for each in infos if each.alias), None)


def _prepared(
    raw: object, known: Callable[[Mapping[str, Any]], Collection[str]], synonyms: Synonyms
) -> dict[str, Any]:
    """Return the fields that are given, each by its first name; refuse what nobody asked for."""
    if not isinstance(raw, Mapping) or not all(isinstance(name, str) for name in raw):
        raise BrokenRule(message("rule.object"))
    names = {*known(raw)}
    names |= {other for name in names for other in synonyms.get(name, ())}
    for name in raw:
        if name not in names:
            raise BrokenRule(_unknown(name, names), clean(name[:60]) or "?")
    found = {name: value for name, value in raw.items() if value is not None}
    for name, others in synonyms.items():
        given = [each for each in (name, *others) if each in found]
        if len(given) > 1:
            raise BrokenRule(message("rule.not_with", other=Called(given[0])), given[1])
        if given:
            found[name] = found.pop(given[0])
    return found


def _unknown(name: str, known: Collection[str]) -> Message:
    if close := get_close_matches(name, known, n=1):
        return message("rule.unknown_near", near=Called(close[0]))
    return message("rule.unknown_among", known=Names(tuple(map(Called, sorted(known)))))


# Reading


def read(
    shape: type[M], raw: object, path: str = "config", *, context: dict[str, Any] | None = None
) -> M:
    """Return a configuration.

    Raises:
        InvalidRequest: a field breaks a rule; names its path as the caller wrote it.
    """
    try:
        return shape.model_validate(raw, context=context)
    except ValidationError as error:
        raise _refusal(error, raw, path, shape.synonyms) from None


def _refusal(error: ValidationError, raw: object, path: str, synonyms: Synonyms) -> InvalidRequest:
    """Return the first thing that is wrong; never a value, which may be secret."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = path + _path(first["loc"], raw, synonyms, missing=first["type"] == "missing")
    context = first.get("ctx", {})
    own = context.get("error")
    if isinstance(own, BrokenRule):
        return InvalidRequest(f"{where}.{own.field}" if own.field else where, own.rule)
    match first["type"]:
        case "missing":
            return InvalidRequest(where, message("rule.missing"))
        case "union_tag_not_found":
            return InvalidRequest(f"{where}.type", message("rule.missing"))
        case "union_tag_invalid":
            kinds = context["expected_tags"].replace("'", "").split(", ")
            return InvalidRequest(f"{where}.type", one_of(kinds))
        case "model_attributes_type" | "dataclass_type" | "model_type":
            return InvalidRequest(where, message("rule.object"))
        case _:
            return InvalidRequest(where, message("rule.malformed"))


def _path(places: tuple[int | str, ...], raw: object, synonyms: Synonyms, *, missing: bool) -> str:
    """Return a path as the caller wrote it: without tags of unions, with the synonyms used."""
    path, here = "", raw
    for number, place in enumerate(places, 1):
        if isinstance(place, int):
            if isinstance(here, list | tuple):  # one alone may stand for a list of one
                path, here = f"{path}[{place}]", here[place]
            continue
        names = (place, *synonyms.get(place, ()))
        name = next((e for e in names if isinstance(here, Mapping) and e in here), None)
        if name is not None:
            assert isinstance(here, Mapping)  # noqa: S101 - for the type checker
            path, here = f"{path}.{name}", here[name]
        elif missing and number == len(places):
            path = f"{path}.{place}"
    return path
