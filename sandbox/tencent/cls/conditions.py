"""What a search condition can say, as a tree."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Operator(StrEnum):
    """How a field is compared with a number."""

    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="


@dataclass(frozen=True)
class Everything:
    """Every line: `*` or nothing at all."""


@dataclass(frozen=True)
class Term:
    """A word (or a phrase, if `phrase`) in one field, or in any if `key` is None.

    `text` holds the wildcards as `words.MANY` and `words.ONE`.
    """

    key: str | None
    text: str
    phrase: bool


@dataclass(frozen=True)
class Exists:
    """The line has the field: `key:*`."""

    key: str


@dataclass(frozen=True)
class Empty:
    """The line has the field and nothing in it: `key:""`."""

    key: str


@dataclass(frozen=True)
class Compare:
    """A number in a field: `key:>=400`."""

    key: str
    operator: Operator
    number: float


@dataclass(frozen=True)
class Not:
    """Everything else."""

    inner: "Condition"


@dataclass(frozen=True)
class AllOf:
    """Each of them."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one of them."""

    parts: tuple["Condition", ...]


Condition: TypeAlias = Everything | Term | Exists | Empty | Compare | Not | AllOf | AnyOf
