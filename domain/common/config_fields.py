"""Reading a task's configuration: JSON from outside, field by field, each mistake named.

Configurations come from models, people and programs. So nothing is guessed: a field that is not
known, of another type or out of bounds is refused with its whole path and the rule it breaks.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Message, Names, message, one_of
from domain.common.quoting import clean
from domain.common.texts import is_storable

K = TypeVar("K", bound=StrEnum)
T = TypeVar("T")


@dataclass
class Fields:
    """One JSON object that is being read.

    Every reader takes a field's name, marks it as known and returns its checked value; at the end
    `done` refuses what nobody asked for.

    Attributes:
        raw: the object.
        path: where it stands, e.g. `config.notification`; begins every message.
    """

    raw: Mapping[str, Any]
    path: str = "config"
    _known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, raw: object, path: str = "config") -> "Fields":
        """Begin to read; raises `InvalidRequest` unless it is an object."""
        if not isinstance(raw, Mapping) or not all(isinstance(name, str) for name in raw):
            raise InvalidRequest(path, message("rule.object"))
        return cls(raw, path)

    def refuse(self, name: str, rule: Message) -> InvalidRequest:
        """Return the error that names a field of this object and the rule it breaks."""
        return InvalidRequest(f"{self.path}.{name}", rule)

    def has(self, name: str) -> bool:
        """Say whether a field is given; null counts as not given."""
        self._known.add(name)
        return self.raw.get(name) is not None

    def text(
        self, name: str, default: str | None = None, *, longest: int = 200, shortest: int = 1
    ) -> str:
        """Return a text; without `default` it must be given."""
        if not self.has(name):
            return self._default(name, default)
        value = self.raw[name]
        if (
            not isinstance(value, str)
            or not shortest <= len(value.strip()) <= longest
            or not is_storable(value)
        ):
            raise self.refuse(name, message("rule.text_between", least=shortest, most=longest))
        return value.strip()

    def number(
        self,
        name: str,
        default: float | None = None,
        *,
        least: float = -1e15,
        most: float = 1e15,
    ) -> float:
        """Return a finite number within bounds, both included."""
        if not self.has(name):
            return self._default(name, default)
        value = self.raw[name]
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not least <= value <= most  # so says NaN of everything
        ):
            rule = message("rule.number_between", least=figure(least), most=figure(most))
            raise self.refuse(name, rule)
        return float(value)

    def whole(self, name: str, default: int | None = None, *, least: int, most: int) -> int:
        """Return a whole number within bounds, both included."""
        if not self.has(name):
            return self._default(name, default)
        value = self.raw[name]
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not whole or not least <= value <= most:
            raise self.refuse(name, message("rule.whole_between", least=least, most=most))
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no."""
        if not self.has(name):
            return default
        value = self.raw[name]
        if not isinstance(value, bool):
            raise self.refuse(name, message("rule.truth"))
        return value

    def choice(self, name: str, kinds: type[K], default: K | None = None) -> K:
        """Return one of the words of an enumeration."""
        if not self.has(name):
            return self._default(name, default)
        value = self.raw[name]
        words = [kind.value for kind in kinds]
        if not isinstance(value, str) or value not in words:
            raise self.refuse(name, one_of(words))
        return kinds(value)

    def texts(self, name: str, *, most: int, least: int = 0, longest: int = 200) -> tuple[str, ...]:
        """Return a list of texts, in order and each once; not given counts as empty."""
        found = self.list(name, lambda each: each, most=most, least=least)
        for index, value in enumerate(found):
            if (
                not isinstance(value, str)
                or not 1 <= len(value.strip()) <= longest
                or not is_storable(value)
            ):
                raise self.refuse(
                    f"{name}[{index}]", message("rule.text_between", least=1, most=longest)
                )
        return tuple(dict.fromkeys(value.strip() for value in found))

    def list(
        self, name: str, read: Callable[[Any], T], *, most: int, least: int = 0
    ) -> tuple[T, ...]:
        """Return a list with each item read by `read`; not given counts as empty."""
        value = self.raw[name] if self.has(name) else []
        if not isinstance(value, list | tuple) or not least <= len(value) <= most:
            raise self.refuse(name, message("rule.list_between", least=least, most=most))
        return tuple(read(each) for each in value)

    def group(self, name: str) -> "Fields | None":
        """Return an object inside this one, or None when it is not given."""
        if not self.has(name):
            return None
        return Fields.of(self.raw[name], f"{self.path}.{name}")

    def skip(self, *names: str) -> None:
        """Mark fields as known that another reader reads."""
        self._known.update(names)

    def done(self) -> None:
        """Refuse fields that nobody asked for; suggests what may have been meant."""
        for name in self.raw:
            if name not in self._known:
                shown = clean(name[:60]) or "?"
                raise self.refuse(shown, _unknown(name, self._known))

    def _default(self, name: str, default: T | None) -> T:
        if default is None:
            raise self.refuse(name, message("rule.missing"))
        return default


def figure(bound: float) -> Decimal:
    """Return a bound as a number of a message: 0.05, and 600 rather than 600.0."""
    exact = Decimal(str(bound))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def _unknown(name: str, known: Collection[str]) -> Message:
    close = get_close_matches(name, known, n=1)
    if close:
        return message("rule.unknown_near", near=Called(close[0]))
    return message("rule.unknown_among", known=Names(tuple(map(Called, sorted(known)))))
