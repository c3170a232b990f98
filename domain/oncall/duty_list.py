"""Whom a list names that may hold schedules, and which of those add nobody (ALR-10)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.common.messages import Called, Message, Names, message

MOST_NAMED = 3
"""Schedules that one page names."""


class UnfilledReason(StrEnum):
    """Why a schedule adds nobody to a list."""

    UNKNOWN = "unknown"  # there is none of that name
    NOBODY = "nobody"  # it has a gap


_WHY = {
    UnfilledReason.UNKNOWN: "oncall.unknown_schedule",
    UnfilledReason.NOBODY: "oncall.nobody_by",
}


@dataclass(frozen=True)
class Duty:
    """Somebody whom a list names, and why; add fields, with defaults, at the end.

    Attributes:
        schedule: that has them on call; empty: the list names them itself.
        layer: of it.
        override: that put them there; empty: their layer did.
        version: of the schedule.
        clocks: version of the tz database that was asked.
        until: when it can be somebody else; None: never, by that schedule.
    """

    person_id: str
    schedule: str = ""
    layer: str = ""
    override: str = ""
    version: int = 0
    clocks: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Unfilled:
    """A schedule that adds nobody; add fields, with defaults, at the end.

    Attributes:
        until: end of the gap; None: it has none, or there is no such schedule.
    """

    schedule: str
    why: UnfilledReason
    until: datetime | None = None


def unfilled_said(unfilled: tuple[Unfilled, ...]) -> Message | None:
    """Return which schedules add nobody, why, and that admins are called; None: all add somebody.

    The first three are named.
    """
    if not unfilled:
        return None
    said = tuple(
        message(_WHY[each.why], schedule=Called(each.schedule)) for each in unfilled[:MOST_NAMED]
    )
    return message("oncall.unfilled", schedules=Names(said))


@dataclass(frozen=True)
class DutyList:
    """People in order, each once, and what added nobody; add fields, with defaults, at the end."""

    people: tuple[Duty, ...] = ()
    unfilled: tuple[Unfilled, ...] = ()

    @property
    def person_ids(self) -> tuple[str, ...]:
        """Who they are."""
        return tuple(each.person_id for each in self.people)
