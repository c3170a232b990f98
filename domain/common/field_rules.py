"""Rules of single fields of a configuration: each reads its value, and publishes its own schema."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.common.errors import BrokenRule
from domain.common.messages import Message, message, one_of
from domain.common.texts import is_storable

JsonSchema: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class FieldRule(ABC):
    """Reads one value by a function of ours, and publishes its own schema."""

    @abstractmethod
    def read(self, value: object) -> Any:  # noqa: ANN401 - each reads another type
        """Return the value, or raise `BrokenRule`."""

    @abstractmethod
    def schema(self) -> JsonSchema:
        """Return what may be written."""

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
class By(FieldRule):
    """Reads by a function; `written` is its schema."""

    function: Callable[[object], Any]
    written: JsonSchema = field(hash=False)

    def read(self, value: object) -> Any:  # noqa: ANN401 - as the function says
        """Return what the function makes of it."""
        return self.function(value)

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        return dict(self.written)


@dataclass(frozen=True)
class Text(FieldRule):
    """Text of so many characters, without blanks around it.

    Attributes:
        fits: returns the rule that a text breaks; None takes everything.
    """

    longest: int = 200
    shortest: int = 1
    fits: Callable[[str], Message | None] | None = None

    def read(self, value: object) -> str:
        """Return the text."""
        if (
            not isinstance(value, str)
            or not self.shortest <= len(value.strip()) <= self.longest
            or not is_storable(value)
        ):
            raise BrokenRule(message("rule.text_between", least=self.shortest, most=self.longest))
        rule = self.fits(value.strip()) if self.fits else None
        if rule is not None:
            raise BrokenRule(rule)
        return value.strip()

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        least = {"minLength": self.shortest} if self.shortest else {}
        return {"type": "string", **least, "maxLength": self.longest}


@dataclass(frozen=True)
class Number(FieldRule):
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
            raise BrokenRule(number_between(self.least, self.most))
        return float(value)

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        bounds = {} if self.most == Number.most else {"minimum": self.least, "maximum": self.most}
        return {"type": "number", **bounds}


@dataclass(frozen=True)
class Whole(FieldRule):
    """A whole number within bounds, both included."""

    least: int
    most: int

    def read(self, value: object) -> int:
        """Return the number."""
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or not self.least <= value <= self.most:  # type: ignore[operator] # it is a number here
            raise BrokenRule(message("rule.whole_between", least=self.least, most=self.most))
        return int(value)  # type: ignore[call-overload, no-any-return] # it is a number here

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Choice(FieldRule):
    """One word of an enumeration; `only` narrows it."""

    kinds: type[StrEnum]
    only: tuple[StrEnum, ...] = ()

    def read(self, value: object) -> StrEnum:
        """Return the member."""
        words = self._words()
        if not isinstance(value, str) or value not in words:
            close = get_close_matches(value[:60], words, n=1) if isinstance(value, str) else []
            raise BrokenRule(one_of(words, near=close[0] if close else ""))
        return self.kinds(value)

    def schema(self) -> JsonSchema:
        """Return what may be written."""
        return {"type": "string", "enum": self._words()}

    def _words(self) -> list[str]:
        return [each.value for each in self.only or self.kinds]


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BrokenRule(message("rule.truth"))
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
    rule: Message | None = None
    too_few: Message | None = None

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
        raise BrokenRule(rule or self._bounds())

    def _bounds(self) -> Message:
        if not self.least:
            return message("rule.list_at_most", most=self.most)
        return message("rule.list_between", least=self.least, most=self.most)


def _once(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def number_between(least: float, most: float) -> Message:
    """Return the rule of a number within bounds, both included."""
    return message("rule.number_between", least=_figure(least), most=_figure(most))


def _figure(bound: float) -> Decimal:
    """Return a bound as people write it, never as 2.4192e+06."""
    return Decimal(f"{bound:g}" if abs(bound) < 1e6 else f"{bound:.15g}")
