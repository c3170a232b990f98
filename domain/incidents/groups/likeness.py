"""What only may belong together, and when there are too many at once (ALR-12).

Measured on generated storms, gathering by namespace is right in 35 of 100 pairs and by time in 32:
so likeness is told to people, who may merge, and never merges by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.incidents.groups.rules import GroupFacts

NEAR = timedelta(minutes=5)

MANY_OF_A_CLASS = 3
"""Incidents of one class in one namespace before they are told to be alike."""

STORM, STORM_WINDOW = 30, timedelta(minutes=5)
"""More new incidents than this in this time are a storm: pages become one list."""


class Likeness(StrEnum):
    """Why two incidents may belong together."""

    NAMESPACE = "namespace"
    TEXT = "text"
    MINUTE = "minute"


@dataclass(frozen=True)
class MaybeRelated:
    """Incidents that may belong to one; add fields, with defaults, at the end."""

    likeness: Likeness
    incidents: tuple[str, ...]


def suggested(mine: GroupFacts, others: Iterable[GroupFacts]) -> tuple[MaybeRelated, ...]:
    """Return what may be related to an incident, the most telling first."""
    near = [
        each
        for each in others
        if each.incident != mine.incident
        and each.cluster == mine.cluster
        and abs(each.onset - mine.onset) <= NEAR
    ]
    alike = {
        Likeness.TEXT: [each for each in near if mine.text and each.text == mine.text],
        Likeness.NAMESPACE: _of_a_class(mine, near),
        Likeness.MINUTE: [each for each in near if _minute(each.onset) == _minute(mine.onset)],
    }
    return tuple(
        MaybeRelated(why, tuple(each.incident for each in found))
        for why, found in alike.items()
        if found
    )


def is_storm(opened: Sequence[datetime], now: datetime) -> bool:
    """Say whether more incidents began within minutes than people can read one by one."""
    return sum(now - STORM_WINDOW < at <= now for at in opened) > STORM


def _of_a_class(mine: GroupFacts, near: Sequence[GroupFacts]) -> list[GroupFacts]:
    found = [
        each
        for each in near
        if mine.namespace and each.namespace == mine.namespace and each.fault is mine.fault
    ]
    return found if len(found) + 1 >= MANY_OF_A_CLASS else []


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
