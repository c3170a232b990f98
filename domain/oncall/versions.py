"""New versions of a schedule: who is on duty stays when only the people differ (ALR-10)."""

from dataclasses import replace
from datetime import datetime

from domain.oncall.rotations import Rotation
from domain.oncall.schedules import Layer, OnCallSchedule, ScheduleVersion


def with_version(
    schedule: OnCallSchedule, layers: tuple[Layer, ...], start: datetime
) -> OnCallSchedule:
    """Return the schedule with one more version.

    Where the rotation of a layer of the same name differs in its people alone, its list is turned
    so that whoever is on duty at `start` stays, and whoever follows them in the new list comes
    next. Who is taken off the list is followed by whoever would have come next.

    Args:
        schedule: as it is.
        layers: as they are written.
        start: of the new version; later than that of the newest one.

    Raises:
        ValueError: the new version would change what was so before the newest one.
    """
    newest = schedule.versions[-1]
    if start <= newest.start:
        raise ValueError("a version begins later than the one before")
    old = {each.name: each.rotation for each in newest.layers}
    turned = tuple(
        replace(each, rotation=_turned(each.rotation, old.get(each.name), start)) for each in layers
    )
    added = ScheduleVersion(newest.number + 1, start, turned)
    return replace(schedule, versions=(*schedule.versions, added))


def _turned(new: Rotation, old: Rotation | None, moment: datetime) -> Rotation:
    """Return the new rotation, turned so that it goes on where the old one was."""
    if old is None or replace(new, people=old.people) != old:
        return new  # other days or hours: whoever wrote it says who begins
    number = old.slot_at(moment).number
    count = len(old.people)
    coming = (old.people[(number + n) % count] for n in range(count))
    stays = next((each for each in coming if each in new.people), None)
    if stays is None:
        return new
    by = (new.people.index(stays) - number) % len(new.people)
    return replace(new, people=(*new.people[by:], *new.people[:by]))
