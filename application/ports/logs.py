"""Logs, alarms and metrics of the cloud."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.logs.logs import (
    LogContext,
    LogHistogram,
    LogLine,
    LogPage,
    LogQuery,
    LogTopic,
    Template,
)
from domain.monitoring.alarms import AlarmRecord
from domain.monitoring.capacity import Series
from domain.monitoring.log_resources import Logset, ScheduledSql
from domain.monitoring.policies import AlarmPolicy


class LogStore(Protocol):
    """Where lines are kept (CLD-1).

    Every method raises `InvalidRequest` for a query the store cannot parse, `NotFound` for an
    unknown topic, `Misconfigured` for refused credentials, `TooManyRequests` and `Unavailable`
    for what may pass. Errors never hold a credential.
    """

    async def topics(self, *, name: str = "", limit: int = 100) -> list[LogTopic]:
        """Return topics whose name holds `name`, by name."""

    async def search(
        self,
        query: LogQuery,
        *,
        limit: int = 20,
        page: str | None = None,
        newest_first: bool = True,
    ) -> LogPage:
        """Return matching lines, at most 1,000 per page; `page` is a `next_page` of before."""

    async def histogram(self, query: LogQuery, *, interval_seconds: int) -> LogHistogram:
        """Count matching lines per interval (at most 200 bars)."""

    async def context(
        self, line_id: str, *, before: int, after: int, region: str = ""
    ) -> LogContext | None:
        """Return so many lines around one (at most 100 each way); None when it is gone."""

    async def line(self, line_id: str) -> LogLine | None:
        """Find one line again by the id that `search` gave; None when it is gone."""


class AlarmStore(Protocol):
    """What fired."""

    async def records(
        self, *, start: datetime, end: datetime, limit: int = 100
    ) -> list[AlarmRecord]:
        """Return alarms that began in `[start, end)` from every source, newest first."""


class AlarmPolicies(Protocol):
    """Which alarm policies there are; edits change them. Raises what `LogStore` does."""

    @property
    def region(self) -> str:
        """Where new ones are made."""

    async def policies(self) -> list[AlarmPolicy]:
        """Return the policies of all regions whose alarms are read, by name."""


class LogResources(Protocol):
    """Log sets and scheduled SQL; edits make them, and topics. Raises what `LogStore` does."""

    @property
    def region(self) -> str:
        """Where new ones are made."""

    async def logsets(self) -> list[Logset]:
        """Return the log sets of all regions that are read, by name."""

    async def scheduled(self) -> list[ScheduledSql]:
        """Return the scheduled SQL of all regions that are read, by name."""


class MetricStore(Protocol):
    """Series that can run full."""

    async def capacity_series(self, *, start: datetime, end: datetime) -> list[Series]:
        """Return the configured utilisation series for the period."""


class QueryWriter(Protocol):
    """Writes queries from words; its answer is checked by whoever runs it, as any query."""

    async def query_for(self, words: str, topic: LogTopic) -> str:
        """Return CQL, perhaps with SQL; empty when none came of it. Raises what `LogStore` does."""


class LogMiner(Protocol):
    """Finds the templates behind lines."""

    async def mine(self, lines: Sequence[LogLine], *, owner: str) -> list[Template]:
        """Group lines into templates, most frequent first, within bounds of time and memory.

        Args:
            lines: of one period.
            owner: whose turn it takes; turns go round among owners.

        Raises:
            Unavailable: it takes too long, or too much is waiting.
        """
