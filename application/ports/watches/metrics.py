"""Numbers that are watched, wherever they come from (THR-1)."""

from datetime import datetime
from typing import Protocol, TypeVar

from domain.monitoring.cloud_metrics import CloudMetric
from domain.watches.metrics.sources import HttpJson, MetricSource, Period, Sample

S_contra = TypeVar("S_contra", bound=MetricSource, contravariant=True)


class SourceReader(Protocol[S_contra]):
    """Reads one kind of source."""

    async def read(self, source: S_contra, *, now: datetime) -> list[Sample]:
        """Return the newest finished value of each series; none when there is no data.

        Raises:
            MetricUnreadable: the answer holds no number; says what it holds.
            FetchFailed: the web could not be asked.
            ZhibanError: the cloud could not be asked; the class says whether that may pass.
        """


class ExpressionReader(Protocol):
    """Reads JSON with its owner's own expression, which may take for ever."""

    async def read(self, source: HttpJson, *, now: datetime, owner: str) -> list[Sample]:
        """Return the newest finished value of each series; see `SourceReader`.

        Args:
            source: where it is, and the expression.
            now: when it is read.
            owner: for whom; owners take turns in reading.
        """


class MetricReader(Protocol):
    """Reads every kind of source."""

    async def read(self, source: MetricSource, *, now: datetime, owner: str) -> list[Sample]:
        """Return the newest finished value of each series; see `ExpressionReader`."""


class HistoryReader(Protocol[S_contra]):
    """Reads the past of one kind of source."""

    async def history(
        self, source: S_contra, *, since: datetime, until: datetime, step: Period = Period.HOUR
    ) -> list[Sample]:
        """Return the finished values of each series, at least one a `step` where there are any.

        Raises:
            MetricUnreadable: the answer holds no number; says what it holds.
            FetchFailed: the web could not be asked.
            ZhibanError: the cloud could not be asked; the class says whether that may pass.
        """


class MetricHistories(Protocol):
    """Reads the past of every source that has one."""

    async def history(
        self, source: MetricSource, *, since: datetime, until: datetime, step: Period = Period.HOUR
    ) -> list[Sample]:
        """Return the finished values; see `HistoryReader`.

        Raises:
            MetricUnreadable: also where the source keeps no past (`NO_HISTORY`).
        """


class MetricCatalogue(Protocol):
    """Which metrics the cloud measures."""

    async def metrics(self, namespace: str) -> list[CloudMetric]:
        """Return the metrics of a kind of product, by name.

        Raises:
            ZhibanError: the cloud could not be asked, or knows no such kind.
        """
