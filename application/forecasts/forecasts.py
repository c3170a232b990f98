"""What may be asked about what fills up (ANL-2)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from application.ports.clock import Clock
from application.ports.watches.metrics import MetricHistories
from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import InvalidRequest, Rejected, Unavailable
from domain.common.messages import Called, Localized, Message, message
from domain.common.quoting import clean, shorten
from domain.common.shapes import read
from domain.forecasts.forecasts import Outlook, forecast
from domain.forecasts.hours import MOST_HOURS
from domain.people.access import Actor, Permission, require
from domain.watches.metrics.forecasting import ForecastQuestion
from domain.watches.metrics.presets import Preset
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable, unread
from domain.watches.metrics.sources import MetricSource, Sample, place_of, reads_cloud
from domain.watches.metrics.thresholds import unknown_metric
from domain.watches.web.problems import why_unread

_LOOK_BACK = timedelta(hours=MOST_HOURS)

_PERCENT = "%"

_MAY_PASS = frozenset({MetricProblem.THROTTLED, MetricProblem.UNAVAILABLE, MetricProblem.WAITING})

_FOR_GOOD = frozenset(
    {FetchProblem.BAD_URL, FetchProblem.REFUSED_ADDRESS, FetchProblem.TYPE, FetchProblem.TOO_LARGE}
)


@dataclass(frozen=True, kw_only=True)
class Forecasted:
    """An outlook of a metric that people know by a name.

    Attributes:
        name: what it is called: as asked, as configured, or where it comes from.
        asked: how far ahead was asked for.
    """

    name: Called | Localized | Message
    unit: str
    asked: timedelta
    outlook: Outlook


@dataclass(frozen=True)
class ForecastService:
    """The one door to forecasts."""

    histories: MetricHistories
    presets: Mapping[str, Preset]
    clock: Clock

    async def forecast(self, *, by: Actor, question: Mapping[str, Any]) -> Forecasted:
        """Say when a metric reaches its limit.

        Args:
            by: who asks; needs to read logs and metrics, and for an address of the web pages, too.
            question: fields of `ForecastQuestion`.

        Raises:
            InvalidRequest: a field breaks a rule, or the source gives none or several series.
            Rejected: the source cannot be read, or keeps no past.
            Unavailable: the source cannot be read just now.
        """
        require(by, Permission.READ_LOGS)
        asked = read(ForecastQuestion, question, "forecast")
        source, unit, name = self._metric(asked)
        if not reads_cloud(source):
            require(by, Permission.FETCH_PAGES)
        samples = await self._history(source)
        _check_one(samples)
        outlook = await asyncio.to_thread(
            forecast,
            [each.at for each in samples],
            [each.value for each in samples],
            asked.limit,
            falling=asked.floor,
            horizon=asked.horizon,
            most=100.0 if unit == _PERCENT else None,
        )
        if outlook is None:
            raise Rejected(unread(place_of(source), MetricProblem.NO_VALUE))
        return Forecasted(name=name, unit=unit, asked=asked.horizon, outlook=outlook)

    def _metric(
        self, asked: ForecastQuestion
    ) -> tuple[MetricSource, str, Called | Localized | Message]:
        """Return the source, its unit, and what people call it."""
        called = Called(clean(asked.name)) if asked.name else None
        if asked.source is not None:
            place = Called(shorten(clean(place_of(asked.source)), 80))
            return asked.source, asked.unit, called or place
        if rule := unknown_metric(asked.metric, self.presets):
            raise InvalidRequest("metric", rule)
        preset = self.presets[asked.metric]
        return preset.source, asked.unit or preset.unit, called or preset.title

    async def _history(self, source: MetricSource) -> list[Sample]:
        until, place = self.clock.now(), place_of(source)
        try:
            return await self.histories.history(source, since=until - _LOOK_BACK, until=until)
        except MetricUnreadable as error:
            said = unread(place, error.problem, error.detail)
            raise (Unavailable if error.problem in _MAY_PASS else Rejected)(said) from None
        except FetchFailed as error:
            why = why_unread(error.problem.value, error.status, error.detail)
            said = unread(place, why)
            raise (Rejected if error.problem in _FOR_GOOD else Unavailable)(said) from None


def _check_one(samples: list[Sample]) -> None:
    labels = sorted({each.label for each in samples})
    if len(labels) > 1:
        first = Called(shorten(clean(labels[0]), 120))
        raise InvalidRequest("source", message("forecast.several", n=len(labels), first=first))
