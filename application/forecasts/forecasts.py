"""What may be asked about what fills up (ANL-2)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from application.forecasts.reading import history_of, metric_of
from application.ports.clock import Clock
from application.ports.watches.metrics import MetricHistories
from domain.common.errors import InvalidRequest, Rejected
from domain.common.messages import Called, Localized, Message, message
from domain.common.quoting import clean, shorten
from domain.common.shapes import read
from domain.forecasts.forecasts import Outlook, forecast
from domain.forecasts.hours import MOST_HOURS
from domain.people.access import Actor, Permission, require
from domain.watches.metrics.forecasting import ForecastQuestion
from domain.watches.metrics.presets import Preset
from domain.watches.metrics.problems import MetricProblem, unread
from domain.watches.metrics.sources import Sample, place_of, reads_cloud

_LOOK_BACK = timedelta(hours=MOST_HOURS)

_PERCENT = "%"


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
        source, unit, name = metric_of(asked, self.presets)
        if not reads_cloud(source):
            require(by, Permission.FETCH_PAGES)
        until = self.clock.now()
        samples = await history_of(self.histories, source, since=until - _LOOK_BACK, until=until)
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


def _check_one(samples: list[Sample]) -> None:
    labels = sorted({each.label for each in samples})
    if len(labels) > 1:
        first = Called(shorten(clean(labels[0]), 120))
        raise InvalidRequest("source", message("forecast.several", n=len(labels), first=first))
