"""Shapes of configurations: pydantic models whose annotations are the rules, and their refusals.

Configurations come from models, people and programs. So nothing is guessed: a field that is not
known, of another type or out of bounds is refused with its whole path and the rule it breaks, in
our words. `null` counts as not given. The same annotations are the published JSON Schema.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self, TypeAlias, TypeVar, get_args, get_type_hints

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from domain.common.errors import InvalidRequest
from domain.common.quoting import clean
from domain.common.texts import is_storable

M = TypeVar("M", bound="Shape")

Synonyms: TypeAlias = Mapping[str, tuple[str, ...]]
"""Other names that published forms give to a field."""

JsonSchema: TypeAlias = dict[str, Any]

_BROKEN = "broken_rule"


def broken(rule: str, at: str = "") -> PydanticCustomError:
    """Return the error that a validator raises.

    Args:
        rule: what must hold, as the end of a sentence.
        at: the field below what is validated; empty for that itself.
    """
    return PydanticCustomError(_BROKEN, "{rule}", {"rule": rule, "at": at})


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
        """Raise `broken` where fields do not go together."""

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
        """Raise `broken` where fields do not go together."""

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
        raise broken("must be a JSON object")
    names = {*known(raw)}
    names |= {other for name in names for other in synonyms.get(name, ())}
    for name in raw:
        if name not in names:
            raise broken(f"is not a field here{_meant(name, names)}", clean(name[:60]) or "?")
    found = {name: value for name, value in raw.items() if value is not None}
    for name, others in synonyms.items():
        given = [each for each in (name, *others) if each in found]
        if len(given) > 1:
            raise broken(f"must not be given together with {given[0]}", given[1])
        if given:
            found[name] = found.pop(given[0])
    return found


def _meant(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known are {', '.join(sorted(known))}"


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
    """Return the first thing that is wrong, in our words; never a value, which may be secret."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = path + _path(first["loc"], raw, synonyms, missing=first["type"] == "missing")
    context = first.get("ctx", {})
    match first["type"]:
        case "broken_rule":
            at = context["at"]
            return InvalidRequest(f"{where}.{at}" if at else where, context["rule"])
        case "missing":
            return InvalidRequest(where, "must be given")
        case "union_tag_not_found":
            return InvalidRequest(f"{where}.type", "must be given")
        case "union_tag_invalid":
            words = context["expected_tags"].replace("'", "")
            return InvalidRequest(f"{where}.type", f"must be one of {words}")
        case "model_attributes_type" | "dataclass_type" | "model_type":
            return InvalidRequest(where, "must be a JSON object")
        case _:
            return InvalidRequest(where, "must be of the type that is documented")


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


# Rules


@dataclass(frozen=True)
class Rule:
    """Reads one value by a function of ours, and publishes its own schema."""

    def read(self, value: object) -> Any:  # noqa: ANN401 - each reads another type
        """Return the value, or raise `broken`."""
        raise NotImplementedError

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        raise NotImplementedError

    def __get_pydantic_core_schema__(
        self,
        source: Any,  # noqa: ANN401 - pydantic's
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Read with nothing but our function."""
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Publish our own."""
        return self.schema()


@dataclass(frozen=True)
class By(Rule):
    """Reads by a function; `written` is its schema."""

    function: Callable[[object], Any]
    written: JsonSchema = field(hash=False)

    def read(self, value: object) -> Any:  # noqa: ANN401 - as the function says
        """Return what the function makes of it; a refusal's path is where it stands."""
        try:
            return self.function(value)
        except InvalidRequest as error:
            raise broken(error.rule) from None

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        return dict(self.written)


@dataclass(frozen=True)
class Text(Rule):
    """Text of so many characters, without blanks around it.

    Attributes:
        fits: refuses what it does not like; None takes everything.
    """

    longest: int = 200
    shortest: int = 1
    fits: Callable[[str], str] | None = None

    def read(self, value: object) -> str:
        """Return the text."""
        if (
            not isinstance(value, str)
            or not self.shortest <= len(value.strip()) <= self.longest
            or not is_storable(value)
        ):
            raise broken(f"must be text of {self.shortest} to {self.longest} characters")
        rule = self.fits(value.strip()) if self.fits else ""
        if rule:
            raise broken(rule)
        return value.strip()

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        least = {"minLength": self.shortest} if self.shortest else {}
        return {"type": "string", **least, "maxLength": self.longest}


@dataclass(frozen=True)
class Number(Rule):
    """A finite number within bounds, both included."""

    least: float = -1e15
    most: float = 1e15

    def read(self, value: object) -> float:
        """Return the number."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not self.least <= value <= self.most  # so says NaN of everything
        ):
            raise broken(f"must be a number from {_figure(self.least)} to {_figure(self.most)}")
        return float(value)

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        bounds = {} if self.most == Number.most else {"minimum": self.least, "maximum": self.most}
        return {"type": "number", **bounds}


@dataclass(frozen=True)
class Whole(Rule):
    """A whole number within bounds, both included."""

    least: int
    most: int

    def read(self, value: object) -> int:
        """Return the number."""
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or not self.least <= value <= self.most:  # type: ignore[operator] # it is a number here
            raise broken(f"must be a whole number from {self.least} to {self.most}")
        return int(value)  # type: ignore[call-overload, no-any-return] # it is a number here

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Choice(Rule):
    """One word of an enumeration; `only` narrows it."""

    kinds: type[StrEnum]
    only: tuple[StrEnum, ...] = ()

    def read(self, value: object) -> StrEnum:
        """Return the member."""
        if not isinstance(value, str) or value not in self._words():
            raise broken(f"must be one of {', '.join(self._words())}")
        return self.kinds(value)

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        return {"type": "string", "enum": self._words()}

    def _words(self) -> list[str]:
        return [each.value for each in self.only or self.kinds]


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise broken("must be true or false")
    return value


Flag: TypeAlias = Annotated[bool, By(_flag, {"type": "boolean"})]
"""A yes or no."""


@dataclass(frozen=True)
class Listed:
    """A list of so many items.

    Attributes:
        once: each only once, in order.
        alone: one item of this type without a list is a list of one.
        rule: what must hold, where that is not said well as a count of items.
        too_few: as above, of too short a list.
    """

    most: int
    least: int = 0
    once: bool = False
    alone: type | None = None
    rule: str = ""
    too_few: str = ""

    def __get_pydantic_core_schema__(
        self,
        source: Any,  # noqa: ANN401 - pydantic's
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Count before the items are read."""
        counted = core_schema.no_info_before_validator_function(self._counted, handler(source))
        if not self.once:
            return counted
        return core_schema.no_info_after_validator_function(_once, counted)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Return what may be written."""
        least = {"minItems": self.least} if self.least else {}
        found = {**handler(schema), **least, "maxItems": self.most}
        return {"anyOf": [found["items"], found]} if self.alone else found

    def _counted(self, value: object) -> object:
        if self.alone is not None and isinstance(value, self.alone):
            return [value]
        if isinstance(value, list | tuple) and self.least <= len(value) <= self.most:
            return value
        rule = self.rule
        if isinstance(value, list | tuple) and len(value) < self.least:
            rule = self.too_few or rule
        if not rule:
            bounds = f"{self.least} to {self.most}" if self.least else f"at most {self.most}"
            rule = f"must be a list of {bounds} items"
        raise broken(rule)


def _once(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _figure(bound: float) -> str:
    """Return a bound as people write it, never as 2.4192e+06."""
    return f"{bound:g}" if abs(bound) < 1e6 else f"{bound:.15g}"
