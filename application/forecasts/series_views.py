"""What a metric was, as it is shown: one view for every face."""

from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import ClassVar

from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.forecasts.series import Measured, MeasuredSeries
from application.forecasts.words import short
from domain.common.messages import Called, message
from domain.common.quoting import clean, shorten
from domain.common.readers import Language
from domain.monitoring.cloud_metrics import CloudMetric
from domain.watches.metrics.findings import figure

MOST_POINTS = 120
MOST_TOLD = 5
"""Series that the summary tells one by one."""


@dataclass(frozen=True, kw_only=True)
class CloudMetricView:
    """A metric that the cloud measures."""

    __pydantic_config__: ClassVar = VIEW

    namespace: str
    """Kind of product, such as `QCE/CVM`."""

    name: str
    """As `tencent_monitor` and `tencent_statistic` take it."""

    meaning: str
    """What it is, in the reader's language where the cloud has it."""

    unit: str
    """Of its values; may be empty."""

    periods: tuple[int, ...]
    """Seconds between values that may be asked for."""

    dimensions: tuple[str, ...]
    """What names one object."""


@dataclass(frozen=True, kw_only=True)
class MeasuredPoint:
    """One value."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When."""

    value: float
    """How much."""


@dataclass(frozen=True, kw_only=True)
class MeasuredSeriesView:
    """Values of one object."""

    __pydantic_config__: ClassVar = VIEW

    label: str
    """Which of several; data from outside, empty for a single one."""

    newest: float
    """The last value."""

    newest_at: datetime
    """When it was measured."""

    least: float
    """The lowest value."""

    most: float
    """The highest value."""

    most_at: datetime
    """When it was highest."""

    mean: float
    """Of all values."""

    points: tuple[MeasuredPoint, ...]
    """Oldest first, thinned evenly to 120."""


@dataclass(frozen=True, kw_only=True)
class MeasuredView:
    """What a metric was over a time."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """What people call it."""

    unit: str
    """Of the numbers; may be empty."""

    start: datetime
    """When it begins."""

    end: datetime
    """When it ends."""

    step_seconds: int
    """How often values come."""

    said: str
    """What matters, in sentences."""

    series: tuple[MeasuredSeriesView, ...]
    """One for each object."""

    left_out: int
    """How many series more there are."""


def metric_view(found: CloudMetric, language: Language) -> CloudMetricView:
    """Return a metric as it is shown."""
    chinese = language == Language.CHINESE
    both = (found.meaning, found.meaning_zh)
    first, other = reversed(both) if chinese else both
    return CloudMetricView(
        namespace=found.namespace,
        name=found.name,
        meaning=first or other,
        unit=found.unit,
        periods=found.periods,
        dimensions=found.dimensions,
    )


def measured_view(found: Measured, reader: Localizer) -> MeasuredView:
    """Return a metric's past as it is shown."""
    series = [_series(each) for each in found.series if each.samples]
    name = message("value.plain", value=found.name)
    told = [
        reader.text(
            message(
                "metric_series.said",
                name=found.name,
                label=Called(shorten(clean(each.label), 80)) if each.label else None,
                newest=figure(each.newest, found.unit),
                at=each.newest_at,
                least=figure(each.least, found.unit),
                most=figure(each.most, found.unit),
                most_at=each.most_at,
                mean=figure(each.mean, found.unit),
            )
        )
        for each in series[:MOST_TOLD]
    ]
    left = found.left_out + max(0, len(series) - MOST_TOLD)
    more = [reader.text(message("metric_series.more", count=left))] if left else []
    none = [] if series else [reader.text(message("metric_series.none", name=found.name))]
    return MeasuredView(
        name=reader.text(name),
        unit=found.unit,
        start=found.start,
        end=found.end,
        step_seconds=int(found.step.total_seconds()),
        said=sentences(*told, *more, *none),
        series=tuple(series),
        left_out=found.left_out,
    )


def _series(found: MeasuredSeries) -> MeasuredSeriesView:
    samples = found.samples
    top = max(samples, key=lambda each: each.value)
    every = -(-len(samples) // MOST_POINTS)
    return MeasuredSeriesView(
        label=found.label,
        newest=short(samples[-1].value),
        newest_at=samples[-1].at,
        least=short(min(each.value for each in samples)),
        most=short(top.value),
        most_at=top.at,
        mean=short(fmean(each.value for each in samples)),
        points=tuple(
            MeasuredPoint(at=each.at, value=short(each.value))
            for each in samples[::-1][::every][::-1]
        ),
    )
