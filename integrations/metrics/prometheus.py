"""A number from Prometheus, or from anything that answers its instant queries (API v1)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from application.ports.watches.web import FetchFailed, FetchProblem, PageFetcher
from domain.common.messages import message
from domain.watches.metrics.numbers import LONGEST_LABEL, number_of
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import Period, Prometheus, Sample
from integrations.metrics.answers import get_json

_QUERY_REFUSED = frozenset({400, 422})
"""HTTP statuses for a query that cannot be parsed or carried out."""

_STEP = timedelta(minutes=30)
"""Between values of a history: 1,440 in a month, of the 11,000 that Prometheus answers at most."""

_NOT_NUMBERS = frozenset({"NaN", "+Inf", "-Inf", "Inf"})
"""How Prometheus writes that there is nothing to tell, e.g. 0/0: no data, not a value."""


@dataclass(frozen=True)
class PrometheusReader:
    """Reads `prometheus` sources with one instant query."""

    fetcher: PageFetcher

    async def read(
        self,
        source: Prometheus,
        *,
        now: datetime,  # noqa: ARG002 - values carry the time of the server that measured them
    ) -> list[Sample]:
        """Return the newest value of each series of a vector, a matrix or a scalar."""
        data = await self._asked(source, "query", {"query": source.query})
        return _read(_samples, data)

    async def history(
        self, source: Prometheus, *, since: datetime, until: datetime, step: Period = Period.HOUR
    ) -> list[Sample]:
        """Return the values of each series, one a `step`, or half an hour (`query_range`)."""
        given = {
            "query": source.query,
            "start": f"{since.timestamp():.0f}",
            "end": f"{until.timestamp():.0f}",
            "step": f"{min(_STEP.total_seconds(), step):.0f}",
        }
        return _read(_past, await self._asked(source, "query_range", given))

    async def _asked(self, source: Prometheus, path: str, given: dict[str, str]) -> Any:  # noqa: ANN401 - whatever came over the wire
        address = _address(source, path, given)
        try:
            return await get_json(self.fetcher, address, credential=source.credential)
        except FetchFailed as error:
            if error.problem is FetchProblem.STATUS and error.status in _QUERY_REFUSED:
                said = f"HTTP {error.status}"
                raise MetricUnreadable(MetricProblem.BAD_QUERY, said) from None
            raise


def _read(samples: Callable[[Any], Iterator[Sample]], answer: Any) -> list[Sample]:  # noqa: ANN401 - as above
    try:
        return list(samples(answer["data"]))
    except (AttributeError, KeyError, TypeError, IndexError, ValueError, OverflowError):
        raise MetricUnreadable(MetricProblem.UNAVAILABLE) from None


def _address(source: Prometheus, way: str, asked: dict[str, str]) -> str:
    """Return the address of the query; what the base holds behind its path stays."""
    parts = urlsplit(source.url)
    given = urlencode(asked)
    query = f"{parts.query}&{given}" if parts.query else given
    path = f"{parts.path.rstrip('/')}/api/v1/{way}"
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def _samples(data: Any) -> Iterator[Sample]:  # noqa: ANN401 - whatever came over the wire
    kind, result = data["resultType"], data["result"]
    if kind == "scalar":
        series = [("", result)]
    elif kind == "vector":
        series = [(_label(each["metric"]), each["value"]) for each in result]
    elif kind == "matrix":
        series = [(_label(each["metric"]), each["values"][-1]) for each in result if each["values"]]
    else:
        raise MetricUnreadable(MetricProblem.NO_NUMBER, message("metric.kind_other"))
    for label, (moment, text) in series:
        if text not in _NOT_NUMBERS:
            at = datetime.fromtimestamp(float(moment), UTC)
            yield Sample(at, number_of(text), label if len(series) > 1 else "")


def _past(data: Any) -> Iterator[Sample]:  # noqa: ANN401 - as above
    """Yield every value of a matrix, the only form that `query_range` answers."""
    series = data["result"]
    for each in series:
        label = _label(each["metric"]) if len(series) > 1 else ""
        for moment, text in each["values"]:
            if text not in _NOT_NUMBERS:
                at = datetime.fromtimestamp(float(moment), UTC)
                yield Sample(at, number_of(text), label)


def _label(metric: dict[str, str]) -> str:
    """Return a series' labels as Prometheus writes them, in a fixed order."""
    pairs = (f'{name}="{metric[name]}"' for name in sorted(metric) if name != "__name__")
    return f"{metric.get('__name__', '')}{{{', '.join(pairs)}}}"[:LONGEST_LABEL]
