"""On-call schedules as people write them: layers, their rotations, hours of duty (ALR-10)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import By, Choice, Listed, Text, Whole
from domain.common.messages import Called, message
from domain.common.shapes import Shape
from domain.oncall.rotations import EVERY_WEEKDAY, Counting, Rotation, RotationUnit
from domain.oncall.schedules import DutyWindow, Layer, OnCallSchedule
from domain.people.people import PERSON_ID_RULE, is_person_id, wrong_zone

MOST_LAYERS, MOST_WINDOWS = 10, 14
MOST_TURNS = 60
"""Turns of a rotation before it begins again."""

MOST_TOGETHER = 5
"""People who have a turn together."""

LONGEST_SCHEDULE_NAME = 40
SCHEDULE_PREFIX = "schedule:"
"""What the name of a schedule follows where a person may stand as well: `schedule:night`."""

NAME_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,39}$"
_NAME, _TIME = re.compile(NAME_PATTERN), re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
NAME_RULE = message(
    "oncall.name_form", example=Called("payments-night"), most=LONGEST_SCHEDULE_NAME
)

TO_CALL_PATTERN = r"^(u_[a-z0-9][a-z0-9_-]{2,39}|schedule:[a-z0-9][a-z0-9_-]{0,39})$"
TO_CALL_RULE = message(
    "oncall.person_or_schedule", person=Called("u_mei"), schedule=Called("schedule:nights")
)
"""Of an entry of a list of people to call."""


class DutyDay(StrEnum):
    """A day of the week, in cron's order: 0 is Sunday."""

    SUNDAY = "sun"
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"


_DAYS = tuple(DutyDay)


def is_schedule_name(text: str) -> bool:
    """Say whether a schedule may have this name."""
    return _NAME.fullmatch(text) is not None


def schedule_named_in(entry: str) -> str | None:
    """Return the schedule that an entry of a list of people names; None: it is a person."""
    return entry.removeprefix(SCHEDULE_PREFIX) if entry.startswith(SCHEDULE_PREFIX) else None


def _time(value: object) -> time:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise BrokenRule(message("rule.wall_time", example=Called("09:00")))
    return time.fromisoformat(value)


def _day(value: object) -> date:
    try:
        if isinstance(value, str) and len(value) == len("2026-03-02"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BrokenRule(message("rule.day", example=Called("2026-03-02")))


def _moment(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BrokenRule(message("rule.moment", example=Called("2026-11-21T06:30:00+08:00")))
    return found


def _turn(value: object) -> tuple[str, ...]:
    """Return who has a turn: one person, or a list of those who have it together."""
    people = [value] if isinstance(value, str) else value
    if not isinstance(people, Sequence) or not 1 <= len(people) <= MOST_TOGETHER:
        raise BrokenRule(message("rule.list_between", least=1, most=MOST_TOGETHER))
    for each in people:
        if not isinstance(each, str) or not is_person_id(each):
            raise BrokenRule(PERSON_ID_RULE)
    return tuple(dict.fromkeys(people))


_PERSON = {"type": "string", "pattern": "^u_[a-z0-9][a-z0-9_-]{2,39}$"}
_TOGETHER = {"type": "array", "items": _PERSON, "minItems": 1, "maxItems": MOST_TOGETHER}
_TEXT_TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

Turn: TypeAlias = Annotated[tuple[str, ...], By(_turn, {"anyOf": [_PERSON, _TOGETHER]})]
ClockTime: TypeAlias = Annotated[time, By(_time, _TEXT_TIME)]
Day: TypeAlias = Annotated[date, By(_day, {"type": "string", "format": "date"})]
Moment: TypeAlias = Annotated[datetime, By(_moment, {"type": "string", "format": "date-time"})]
Zone: TypeAlias = Annotated[str, Text(64, fits=wrong_zone)]
Days: TypeAlias = Annotated[
    tuple[Annotated[DutyDay, Choice(DutyDay)], ...], Listed(7, 1, once=True, alone=str)
]


class WindowConfig(Shape):
    """Hours of duty of some days."""

    weekdays: Days = Field(_DAYS, description="On which they begin; every day when left out.")
    start: ClockTime = Field(description="Included.")
    end: ClockTime = Field(description="Not included; not later than start: of the next day.")

    def read_window(self) -> DutyWindow:
        """Return it as the rules take it."""
        return DutyWindow(_numbers(self.weekdays), self.start, self.end)


class LayerConfig(Shape):
    """People who follow one another, and when they count."""

    name: Annotated[str, Text(LONGEST_SCHEDULE_NAME)]
    people: Annotated[tuple[Turn, ...], Listed(MOST_TURNS, 1)] = Field(
        description="Who has each turn, in order; a list within it has its turn together."
    )
    start: Day = Field(description="Day on which the first of them begins.")
    at: ClockTime = Field(description="Time of day of each hand-over.")
    zone: Zone = Field(description="IANA name; its clock and calendar count.")
    unit: Annotated[RotationUnit, Choice(RotationUnit)] = RotationUnit.WEEK
    every: Annotated[int, Whole(1, 30)] = Field(1, description="Units of one turn.")
    by: Annotated[Counting, Choice(Counting)] = Field(
        Counting.SLOTS, description="duty_days: turns are days, and only weekdays are counted."
    )
    weekdays: Days = Field(_DAYS, description="Days with duty, for duty_days.")
    windows: Annotated[tuple[WindowConfig, ...], Listed(MOST_WINDOWS)] = Field(
        (), description="Hours of duty; all hours when left out."
    )
    begins: Moment | None = Field(None, description="It counts from then on.")
    ends: Moment | None = Field(None, description="It counts until then.")

    def check(self) -> None:
        """Let days be counted where turns are days, and let it end after it begins."""
        if self.by is Counting.DUTY_DAYS and self.unit is not RotationUnit.DAY:
            raise BrokenRule(message("rule.only_for", what=Called("unit = day")), "by")
        if self.by is Counting.SLOTS and "weekdays" in self.model_fields_set:
            raise BrokenRule(message("rule.only_for", what=Called("by = duty_days")), "weekdays")
        if self.begins and self.ends and self.ends <= self.begins:
            raise BrokenRule(message("rule.later_than", other=Called("begins")), "ends")

    def read_layer(self) -> Layer:
        """Return it as the rules take it."""
        rotation = Rotation(
            people=self.people,
            start=self.start,
            at=self.at,
            zone=self.zone,
            unit=self.unit,
            every=self.every,
            by=self.by,
            weekdays=_numbers(self.weekdays),
        )
        windows = tuple(each.read_window() for each in self.windows)
        return Layer(self.name, rotation, windows, self.begins, self.ends)


class LayersConfig(Shape):
    """The layers of a schedule, or of a new version of it."""

    layers: Annotated[tuple[LayerConfig, ...], Listed(MOST_LAYERS, 1)] = Field(
        description="The last one that has somebody on duty wins."
    )

    def check(self) -> None:
        """Let each layer have a name of its own."""
        names = [each.name for each in self.layers]
        if len(set(names)) < len(names):
            raise BrokenRule(message("rule.named_once"), "layers")

    def read_layers(self) -> tuple[Layer, ...]:
        """Return them as the rules take them."""
        return tuple(each.read_layer() for each in self.layers)


def written_layers(layers: Sequence[Layer]) -> list[dict[str, Any]]:
    """Return layers as they are written: what `LayersConfig` reads back."""
    return [_written(each) for each in layers]


def people_in(layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return everybody who has a turn, in order, once."""
    turns = (turn for each in layers for turn in each.rotation.people)
    return tuple(dict.fromkeys(one for turn in turns for one in turn))


def people_of(schedule: OnCallSchedule) -> tuple[str, ...]:
    """Return everybody who has a turn in the newest version, in order, once."""
    return people_in(schedule.versions[-1].layers)


def _written(layer: Layer) -> dict[str, Any]:
    rotation = layer.rotation
    found: dict[str, Any] = {
        "name": layer.name,
        "people": [each[0] if len(each) == 1 else list(each) for each in rotation.people],
        "start": rotation.start.isoformat(),
        "at": f"{rotation.at:%H:%M}",
        "zone": rotation.zone,
        "unit": rotation.unit.value,
        "every": rotation.every,
    }
    if rotation.by is Counting.DUTY_DAYS:
        found |= {"by": rotation.by.value, "weekdays": _names(rotation.weekdays)}
    if layer.windows:
        found["windows"] = [
            {
                "weekdays": _names(each.weekdays),
                "start": f"{each.start:%H:%M}",
                "end": f"{each.end:%H:%M}",
            }
            for each in layer.windows
        ]
    if layer.start:
        found["begins"] = layer.start.isoformat()
    if layer.end:
        found["ends"] = layer.end.isoformat()
    return found


def _numbers(days: Sequence[DutyDay]) -> tuple[int, ...]:
    return tuple(number for number in EVERY_WEEKDAY if _DAYS[number] in days)


def _names(days: Sequence[int]) -> list[str]:
    return [_DAYS[each].value for each in days]
