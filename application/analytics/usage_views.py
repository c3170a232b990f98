"""Usage trends as they are shown, in the reader's words: one view for every face."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from application.analytics.usage import UsageTrends
from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from domain.analytics.usage import Usage, UsageOf, UsageState
from domain.common.messages import Called, Message, Percent, message, named
from domain.common.quoting import clean, shorten
from domain.watches.metrics.findings import figure

MOST_TOLD = 8
"""Series that the summary tells one by one; each has its own sentence."""

MOST_POINTS = 48
"""Moments of a course that are shown; those between them are left out evenly."""


@dataclass(frozen=True, kw_only=True)
class UsagePoint:
    """One measured value."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When."""

    value: float
    """How much."""


@dataclass(frozen=True, kw_only=True)
class UsageView:
    """One series, and where it stands."""

    __pydantic_config__: ClassVar = VIEW

    of: UsageOf
    """Whose use it is."""

    name: str
    """The object; data from outside."""

    where: str
    """Its cluster or region; empty when it says that itself."""

    measured: str
    """What is measured, in the reader's words."""

    state: UsageState
    """full, filling and near are bottlenecks; unknown: too little is known."""

    said: str
    """All of it in a sentence."""

    level: float
    """Now; of daily counts the newest whole day."""

    unit: str
    """Of the numbers; empty for counts."""

    limit: float | None
    """Where it is full; null when there is no limit."""

    share: float | None
    """Of the limit; null without one."""

    change_a_week: float | None
    """Of the days' medians; null when fewer than five days are known."""

    earliest: datetime | None
    """When the limit is reached at the earliest (80 % interval); null: not in the days ahead."""

    likely: datetime | None
    """When most likely; null as above."""

    latest: datetime | None
    """When at the latest; null as above."""

    unsure: bool
    """The interval did badly when it was tried on the past, or could not be tried."""

    known_hours: int
    """Of past that is known."""

    points: tuple[UsagePoint, ...]
    """Its course, oldest first, thinned evenly."""


@dataclass(frozen=True, kw_only=True)
class UsageTrendsView:
    """What grows and what is near its limit, the gravest first."""

    __pydantic_config__: ClassVar = VIEW

    said: str
    """What matters, in sentences."""

    bottlenecks: int
    """How many are full, near it or soon there."""

    growing: int
    """How many grow without a limit near."""

    looked: int
    """How many series were looked at."""

    days_ahead: int
    """How far ahead limits were looked for."""

    usages: tuple[UsageView, ...]
    """Each series."""

    unread: tuple[str, ...]
    """What could not be looked at, and why."""


def trends_view(found: UsageTrends, reader: Localizer, *, most: int = 100) -> UsageTrendsView:
    """Return trends as they are shown, at most so many series."""
    bottlenecks = sum(each.state.is_bottleneck for each in found.found)
    growing = sum(each.state is UsageState.GROWING for each in found.found)
    usages = tuple(_usage(each, reader) for each in found.found[:most])
    unread = tuple(
        reader.text(
            message("usage_trend.unread", of=each.what, name=Called(clean(each.name)), why=each.why)
            if each.name
            else message("usage_trend.unread_kind", of=each.what, why=each.why)
        )
        for each in found.unread
    )
    telling = [
        each.said
        for each in usages
        if each.state.is_bottleneck or each.state in (UsageState.GROWING, UsageState.SHRINKING)
    ]
    summary = message(
        "usage_trend.summary", looked=found.looked, bottlenecks=bottlenecks, growing=growing
    )
    return UsageTrendsView(
        said=sentences(reader.text(summary), *telling[:MOST_TOLD], *unread[:MOST_TOLD]),
        bottlenecks=bottlenecks,
        growing=growing,
        looked=found.looked,
        days_ahead=found.ahead.days,
        usages=usages,
        unread=unread,
    )


def _usage(found: Usage, reader: Localizer) -> UsageView:
    series, outlook = found.series, found.outlook
    reach = outlook.reach if outlook else None
    measured = series.measure if isinstance(series.measure, Called) else named(series.measure)
    return UsageView(
        of=series.of,
        name=series.name,
        where=series.where,
        measured=reader.text(message("value.plain", value=measured)),
        state=found.state,
        said=reader.text(_said(found)),
        level=_short(found.level),
        unit=series.unit,
        limit=series.limit,
        share=None if found.share is None else round(found.share, 3),
        change_a_week=None if found.a_week is None else _short(found.a_week),
        earliest=reach.earliest if reach else None,
        likely=reach.likely if reach else None,
        latest=reach.latest if reach else None,
        unsure=outlook.unsure if outlook else False,
        known_hours=int(found.known.total_seconds() // 3_600),
        points=_points(found),
    )


def _said(found: Usage) -> Message:
    series, outlook = found.series, found.outlook
    measured = series.measure if isinstance(series.measure, Called) else named(series.measure)
    name = Called(shorten(clean(series.name), 80))
    about = {"name": name, "measured": measured, "level": _level(found.level, series.unit)}
    limit = _level(series.limit or 0.0, series.unit)
    match found.state:
        case UsageState.FULL:
            return message("usage_trend.full", **about, limit=limit)
        case UsageState.FILLING if outlook and outlook.reach and outlook.reach.likely:
            return message(
                "usage_trend.filling",
                **about,
                limit=limit,
                likely=outlook.reach.likely,
                earliest=outlook.reach.earliest,
            )
        case UsageState.NEAR:
            return message("usage_trend.near", **about, limit=limit)
        case UsageState.GROWING | UsageState.SHRINKING:
            return message("usage_trend.changing", **about, **_change(found))
        case UsageState.UNKNOWN:
            return message("usage_trend.unknown", **about, known=found.known)
    return message("usage_trend.steady", **about)


def _short(value: float) -> float:
    """Return a number with the digits that a trend can vouch for."""
    return float(f"{value:.4g}")


def _change(found: Usage) -> dict[str, Any]:
    a_week = abs(found.a_week or 0.0)
    return {
        "up": found.state is UsageState.GROWING,
        "change": _level(a_week, found.series.unit),
        "share": Percent(Decimal(f"{a_week / (found.level or 1.0) * 100:.0f}")),
        "known": found.known,
    }


def _level(value: float, unit: str) -> Message:
    return figure(_short(value), unit)


def _points(found: Usage) -> tuple[UsagePoint, ...]:
    points = found.series.points
    every = -(-len(points) // MOST_POINTS) or 1
    kept = points[::-1][::every][::-1]
    return tuple(UsagePoint(at=at, value=_short(value)) for at, value in kept)
