"""What every change of on-call schedules checks and records (ALR-10)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from application.ports.people import People
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Names, message
from domain.common.notifications import Notification
from domain.events.events import Event, EventType

MOST_UNKNOWN = 5
"""Unknown people that a refusal names."""


def oncall_event(
    type_: EventType, name: str, id_: str, told: Notification, at: datetime, facts: dict[str, Any]
) -> Event:
    """Return what happened to a schedule; `facts` are what programs read."""
    return Event(
        id=f"oncall/{name}/{id_}",
        type=type_,
        source=f"/oncall/{name}",
        subject=name,
        time=at,
        data={"schedule": name, **facts, "notification": told.recorded},
    )


async def check_people(kept: People, people: Iterable[str], field: str) -> None:
    """Return when all of them are registered and not disabled.

    Raises:
        InvalidRequest: some are not; the first five are named.
    """
    unknown = []
    for each in people:
        person = await kept.get(each)
        if person is None or person.disabled:
            unknown.append(Called(each))
    if unknown:
        rule = message("oncall.unknown_people", people=Names(tuple(unknown[:MOST_UNKNOWN])))
        raise InvalidRequest(field, rule)


def names_of(people: Sequence[str]) -> Names | None:
    """Return people as they are enumerated; None for nobody."""
    return Names(tuple(map(Called, people))) if people else None
