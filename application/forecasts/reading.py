"""Which metric is meant, and what it was in the past."""

from collections.abc import Mapping
from datetime import datetime

from application.ports.watches.metrics import MetricHistories
from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import InvalidRequest, Rejected, Unavailable
from domain.common.messages import Called, Localized, Message
from domain.common.quoting import clean, shorten
from domain.watches.metrics.forecasting import MetricQuestion
from domain.watches.metrics.presets import Preset
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable, unread
from domain.watches.metrics.sources import MetricSource, Period, Sample, place_of
from domain.watches.metrics.thresholds import unknown_metric
from domain.watches.web.problems import why_unread

_MAY_PASS = frozenset({MetricProblem.THROTTLED, MetricProblem.UNAVAILABLE, MetricProblem.WAITING})

_FOR_GOOD = frozenset(
    {FetchProblem.BAD_URL, FetchProblem.REFUSED_ADDRESS, FetchProblem.TYPE, FetchProblem.TOO_LARGE}
)


def metric_of(
    asked: MetricQuestion, presets: Mapping[str, Preset]
) -> tuple[MetricSource, str, Called | Localized | Message]:
    """Return the source, its unit, and what people call it."""
    called = Called(clean(asked.name)) if asked.name else None
    if asked.source is not None:
        place = Called(shorten(clean(place_of(asked.source)), 80))
        return asked.source, asked.unit, called or place
    if rule := unknown_metric(asked.metric, presets):
        raise InvalidRequest("metric", rule)
    preset = presets[asked.metric]
    return preset.source, asked.unit or preset.unit, called or preset.title


async def history_of(
    histories: MetricHistories,
    source: MetricSource,
    *,
    since: datetime,
    until: datetime,
    step: Period = Period.HOUR,
) -> list[Sample]:
    """Return the values of a span.

    Raises:
        Rejected: the source cannot be read, or keeps no past.
        Unavailable: it cannot be read just now.
    """
    place = place_of(source)
    try:
        return await histories.history(source, since=since, until=until, step=step)
    except MetricUnreadable as error:
        said = unread(place, error.problem, error.detail)
        raise (Unavailable if error.problem in _MAY_PASS else Rejected)(said) from None
    except FetchFailed as error:
        why = why_unread(error.problem.value, error.status, error.detail)
        raise (Rejected if error.problem in _FOR_GOOD else Unavailable)(
            unread(place, why)
        ) from None
