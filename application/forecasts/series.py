"""What metrics there are, and what one was over a time (CLD-3)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from application.forecasts.reading import history_of, metric_of
from application.ports.clock import Clock
from application.ports.watches.metrics import MetricCatalogue, MetricHistories
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Localized, Message, message
from domain.common.shapes import read
from domain.monitoring.cloud_metrics import CloudMetric
from domain.people.access import Actor, Permission, require
from domain.watches.metrics.forecasting import MetricQuestion
from domain.watches.metrics.presets import Preset
from domain.watches.metrics.sources import Period, Sample, reads_cloud

LONGEST = timedelta(days=30)
USUAL = timedelta(hours=24)
MOST_SERIES = 20
MOST_LISTED = 200
_STEPS = ((timedelta(hours=3), Period.MINUTE), (timedelta(days=2), Period.FIVE_MINUTES))
"""Up to how long a span values come how often; beyond, by the hour."""

_LONGEST_NAMESPACE = 64


@dataclass(frozen=True, kw_only=True)
class MeasuredSeries:
    """Values of one object, oldest first.

    Attributes:
        label: which of several; untrusted text, empty for a single one.
    """

    label: str
    samples: tuple[Sample, ...]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a metric was over a time.

    Attributes:
        name: what it is called: as asked, as configured, or where it comes from.
        left_out: how many series more there are.
    """

    name: Called | Localized | Message
    unit: str
    start: datetime
    end: datetime
    step: timedelta
    series: tuple[MeasuredSeries, ...]
    left_out: int = 0


@dataclass(frozen=True)
class MetricSeriesService:
    """The one door to metrics of the cloud and of Prometheus, and their past."""

    histories: MetricHistories
    presets: Mapping[str, Preset]
    catalogue: MetricCatalogue
    clock: Clock

    async def metrics(
        self, *, by: Actor, namespace: str, name: str = "", limit: int = 50
    ) -> list[CloudMetric]:
        """Return what the cloud measures of a kind of product, by name.

        Raises:
            InvalidRequest: that is no kind of product.
        """
        require(by, Permission.READ_LOGS)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        bad = not namespace.strip() or len(namespace) > _LONGEST_NAMESPACE
        if bad or not namespace.isprintable():
            example = Called("QCE/CVM")
            raise InvalidRequest("namespace", message("alarm_policy.word", example=example))
        wanted = name.casefold()
        found = [
            each
            for each in await self.catalogue.metrics(namespace.strip())
            if wanted in f"{each.name} {each.meaning} {each.meaning_zh}".casefold()
        ]
        return found[:limit]

    async def series(
        self,
        *,
        by: Actor,
        question: Mapping[str, Any],
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Measured:
        """Say what a metric was; the last 24 hours when no time is named.

        Args:
            by: who asks; needs to read logs and metrics, and for an address of the web pages, too.
            question: fields of `MetricQuestion`.
            start: when it begins.
            end: when it ends.

        Raises:
            InvalidRequest: a field breaks a rule, or the time is empty or over 30 days.
            Rejected: the source cannot be read, or keeps no past.
            Unavailable: the source cannot be read just now.
        """
        require(by, Permission.READ_LOGS)
        asked = read(MetricQuestion, question, "metric")
        source, unit, name = metric_of(asked, self.presets)
        if not reads_cloud(source):
            require(by, Permission.FETCH_PAGES)
        end = min(end or self.clock.now(), self.clock.now())
        start = start or end - USUAL
        if not timedelta() < end - start <= LONGEST:
            raise InvalidRequest("start", message("rule.before_end", most=LONGEST))
        step = next((step for most, step in _STEPS if end - start <= most), Period.HOUR)
        samples = await history_of(self.histories, source, since=start, until=end, step=step)
        by_label: dict[str, list[Sample]] = defaultdict(list)
        for each in samples:
            by_label[each.label].append(each)
        series = tuple(
            MeasuredSeries(
                label=label, samples=tuple(sorted(by_label[label], key=lambda one: one.at))
            )
            for label in sorted(by_label)
        )
        return Measured(
            name=name,
            unit=unit,
            start=start,
            end=end,
            step=timedelta(seconds=step),
            series=series[:MOST_SERIES],
            left_out=max(0, len(series) - MOST_SERIES),
        )
