"""Layers of on-call schedules in words: who follows whom, how often, at which hours (ALR-10)."""

from collections.abc import Sequence

from application.oncall.records import names_of
from domain.common.messages import Called, Message, Names, message
from domain.oncall.rotations import EVERY_WEEKDAY, Counting
from domain.oncall.schedules import DutyWindow, Layer


def layer_said(layer: Layer) -> list[Message]:
    """Return what a layer means, one sentence after the other."""
    rotation = layer.rotation
    turns = Names(tuple(_together(each) for each in rotation.people))
    said = [
        message(
            "oncall_page.turns",
            count=len(rotation.people),
            people=turns,
            every=rotation.every,
            unit=rotation.unit,
            at=Called(f"{rotation.at:%H:%M}"),
            zone=Called(rotation.zone),
            start=rotation.start,
        )
    ]
    if rotation.by is Counting.DUTY_DAYS:
        said.append(message("oncall_page.duty_days", days=_days(rotation.weekdays)))
    said += [_hours(each) for each in layer.windows]
    if layer.start is not None or layer.end is not None:
        said.append(message("oncall_page.counts", start=layer.start, end=layer.end))
    return said


def _together(people: Sequence[str]) -> Message | Called:
    if len(people) == 1:
        return Called(people[0])
    return message("oncall_page.together", people=names_of(people))


def _hours(window: DutyWindow) -> Message:
    days = None if window.weekdays == EVERY_WEEKDAY else _days(window.weekdays)
    return message(
        "oncall_page.hours",
        days=days,
        start=Called(f"{window.start:%H:%M}"),
        end=Called(f"{window.end:%H:%M}"),
    )


def _days(weekdays: Sequence[int]) -> Names:
    return Names(tuple(message("schedule.weekday", n=each) for each in weekdays))
