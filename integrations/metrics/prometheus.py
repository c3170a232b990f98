"""A number from Prometheus, or from anything that answers its instant queries (API v1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from application.ports.watches.web import FetchFailed, FetchProblem, PageFetcher
from domain.common.messages import message
from domain.watches.metrics.numbers import LONGEST_LABEL, number_of
from domain.watches.metrics.problems import MetricProblem, MetricUnreadable
from domain.watches.metrics.sources import Prometheus, Sample
from integrations.metrics.answers import get_json

_QUERY_REFUSED = frozenset({400, 422})
"""HTTP statuses for a query that cannot be parsed or carried out."""

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
        try:
            answer = await get_json(self.fetcher, _address(source), credential=source.credential)
        except FetchFailed as error:
            if error.problem is FetchProblem.STATUS and error.status in _QUERY_REFUSED:
                said = f"HTTP {error.status}"
                raise MetricUnreadable(MetricProblem.BAD_QUERY, said) from None
            raise
        try:
            return list(_samples(answer["data"]))
        except (KeyError, TypeError, IndexError, ValueError, OverflowError):
            raise MetricUnreadable(MetricProblem.UNAVAILABLE) from None


def _address(source: Prometheus) -> str:
    """Return the address of the query; what the base holds behind its path stays."""
    parts = urlsplit(source.url)
    given = urlencode({"query": source.query})
    query = f"{parts.query}&{given}" if parts.query else given
    path = f"{parts.path.rstrip('/')}/api/v1/query"
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


def _label(metric: dict[str, str]) -> str:
    """Return a series' labels as Prometheus writes them, in a fixed order."""
    pairs = (f'{name}="{metric[name]}"' for name in sorted(metric) if name != "__name__")
    return f"{metric.get('__name__', '')}{{{', '.join(pairs)}}}"[:LONGEST_LABEL]
