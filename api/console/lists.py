"""Lists whose whole state is their address: filters, order and place (CON-2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request

from api.strict import check_text
from application.common.wording import Localizer
from domain.common.messages import Message, named

PAGE_SIZE = 50
"""Rows of a page: what a browser draws at once, and an eye can go through."""

LONGEST_VALUE = 253
"""Characters of a filter: as long as the longest name in a cluster."""

Member = TypeVar("Member", bound=Enum)


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    value: str
    label: Message


@dataclass(frozen=True)
class Filter:
    """What a list can be narrowed by.

    Attributes:
        name: in the address.
        label: of its field.
        choices: what there is; empty: whatever somebody types.
        default: what holds when the address says nothing.
    """

    name: str
    label: Message
    choices: tuple[Choice, ...] = ()
    default: str = ""

    def kept(self, offered: str) -> str:
        """Return the value that holds; one that there is not is dropped, as an old link may."""
        if self.choices and offered not in {each.value for each in self.choices} | {""}:
            return self.default
        return offered[:LONGEST_VALUE].strip()


@dataclass(frozen=True)
class Chip:
    """A filter that is in force, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Sorting:
    """A heading by which the list can be ordered."""

    address: str
    direction: str
    """`ascending`, `descending` or `none`, as `aria-sort` has it."""


@dataclass(frozen=True)
class ListState:
    """What an address asks of a list."""

    path: str
    filters: tuple[Filter, ...]
    values: Mapping[str, str]
    sorts: tuple[str, ...]
    sort: str
    after: str = ""
    chips: tuple[Chip, ...] = field(default=())

    def __getitem__(self, name: str) -> str:
        """Return the value of a filter; empty when it narrows nothing."""
        return self.values[name]

    def address(self, **changes: str) -> str:
        """Return the address of the same list with something changed; the place is left."""
        held = {each.name: self.values[each.name] for each in self.filters}
        held |= {"sort": self.sort} | changes
        defaults = {each.name: each.default for each in self.filters}
        defaults |= {"sort": self.sorts[0] if self.sorts else "", "after": ""}
        query = {name: text for name, text in held.items() if text != defaults.get(name, "")}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def here(self) -> str:
        """The address of exactly what is shown."""
        return self.address(after=self.after)

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter leaves something out beyond the usual."""
        return any(self.values[each.name] != each.default for each in self.filters)

    def sorting(self, column: str) -> Sorting:
        """Return what the heading of a column links to, and how the list is ordered by it."""
        held = self.sort.removeprefix("-")
        if held != column:
            first = next(each for each in self.sorts if each.removeprefix("-") == column)
            return Sorting(self.address(sort=first), "none")
        turned = column if self.sort.startswith("-") else f"-{column}"
        direction = "descending" if self.sort.startswith("-") else "ascending"
        return Sorting(self.address(sort=turned), direction)


def read_list(
    request: Request, told: Localizer, filters: Sequence[Filter], sorts: Sequence[str] = ()
) -> ListState:
    """Return what the address asks for; what it says of anything else is ignored.

    Args:
        request: whose address it is.
        told: names the filters that are in force.
        filters: what the list can be narrowed by.
        sorts: columns that it can be ordered by, `-` for the largest first; the first is usual.
    """
    query = {name: request.query_params.get(name, "") for name in request.query_params}
    for name, text in query.items():
        check_text(name[:40], text)
    values = {
        each.name: each.kept(query[each.name]) if each.name in query else each.default
        for each in filters
    }
    known = {each.removeprefix("-") for each in sorts}
    asked = query.get("sort", "")
    sort = asked if asked.removeprefix("-") in known else (sorts[0] if sorts else "")
    state = ListState(
        path=request.url.path,
        filters=tuple(filters),
        values=values,
        sorts=tuple(sorts),
        sort=sort,
        after=query.get("after", "")[:LONGEST_VALUE],
    )
    chips = tuple(_chips(state, told))
    return ListState(**{**vars(state), "chips": chips})


def choices_of(kind: type[Member], members: Iterable[Member] | None = None) -> tuple[Choice, ...]:
    """Return the members of an enum as choices, each by its name in the catalogues."""
    return tuple(Choice(str(each.value), named(each)) for each in members or kind)


def _chips(state: ListState, told: Localizer) -> Iterable[Chip]:
    for each in state.filters:
        value = state.values[each.name]
        if value == each.default or not value:
            continue
        called = {one.value: told.text(one.label) for one in each.choices}
        label = f"{told.text(each.label)}: {called.get(value, value)}"
        yield Chip(label, state.address(**{each.name: each.default}))
