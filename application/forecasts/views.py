"""Forecasts as they are shown, in the reader's words: one view for every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.forecasts.forecasts import Forecasted
from application.forecasts.words import said_of, short
from domain.common.messages import message
from domain.forecasts.courses import Course
from domain.forecasts.forecasts import Verdict
from domain.forecasts.hours import HOUR

MOST_SHOWN = 48
"""Moments of the course that are shown; hours between them are left out evenly."""


@dataclass(frozen=True, kw_only=True)
class ForecastPoint:
    """One moment ahead."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """Which moment."""

    low: float
    """One time in ten it is below."""

    middle: float
    """As often below as above."""

    high: float
    """One time in ten it is above."""


@dataclass(frozen=True, kw_only=True)
class ForecastView:
    """When a metric reaches its limit, and how far that is to be believed."""

    __pydantic_config__: ClassVar = VIEW

    verdict: Verdict
    """filling and holds are forecasts; reached: it is there; cleaned: filled and cleaned again and
    again; jumped: within a day; short, gaps and constant say why nothing can be said."""

    said: str
    """All of it in sentences, what to do and what it cannot know among them."""

    name: str
    """What people call it."""

    level: float
    """Now: the median of the newest three hours."""

    limit: float
    """Where it is full."""

    unit: str
    """Of the numbers."""

    measured_at: datetime
    """When the newest value was measured."""

    known_hours: int
    """Of past without a gap."""

    horizon_hours: int
    """How far ahead this says anything; 0 when nothing."""

    change_a_day: float | None
    """Over the known past; null under two days."""

    earliest: datetime | None
    """When the limit is reached at the earliest; null when not within the horizon."""

    likely: datetime | None
    """When most likely; null as above."""

    latest: datetime | None
    """When at the latest; null as above."""

    tries: int
    """How often the same forecast was repeated on the past of the series."""

    inside: float | None
    """Share of the hours after them within the interval; 0.8 is promised; null without tries."""

    unsure: bool
    """The interval is not to be relied on."""

    points: tuple[ForecastPoint, ...]
    """The hours ahead with their 80 % interval."""


def forecast_view(found: Forecasted, reader: Localizer) -> ForecastView:
    """Return a forecast as it is shown."""
    outlook, course, reach = found.outlook, found.outlook.course, found.outlook.reach
    tested = course.tested if course else None
    return ForecastView(
        verdict=outlook.verdict,
        said=sentences(*(reader.text(each) for each in said_of(found))),
        name=reader.text(message("value.plain", value=found.name)),
        level=short(outlook.level),
        limit=outlook.limit,
        unit=found.unit,
        measured_at=outlook.at,
        known_hours=outlook.known // HOUR,
        horizon_hours=outlook.horizon // HOUR,
        change_a_day=None if outlook.a_day is None else short(outlook.a_day),
        earliest=reach.earliest if reach else None,
        likely=reach.likely if reach else None,
        latest=reach.latest if reach else None,
        tries=tested.tries if tested else 0,
        inside=round(tested.inside, 2) if tested and tested.tries else None,
        unsure=outlook.unsure,
        points=_points(outlook.at, course) if course else (),
    )


def _points(last: datetime, course: Course) -> tuple[ForecastPoint, ...]:
    """Return the course, thinned evenly; the last hour is always there."""
    hours = len(course.middle)
    every = -(-hours // MOST_SHOWN)
    return tuple(
        ForecastPoint(
            at=last + lead * HOUR,
            low=short(course.low[lead - 1]),
            middle=short(course.middle[lead - 1]),
            high=short(course.high[lead - 1]),
        )
        for lead in range(hours % every or every, hours + 1, every)
    )
