"""What may be asked about logs and alarms of the cloud (CLD-1)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.ports.clock import Clock
from application.ports.logs import AlarmStore, LogStore
from domain.common.errors import InvalidRequest, NotFound, TooLarge, ZhibanError
from domain.common.messages import Called, message
from domain.logs.logs import LogContext, LogHistogram, LogPage, LogQuery, LogTopic
from domain.logs.names import one_called
from domain.monitoring.alarms import AlarmRecord, AlarmState
from domain.people.access import Actor, Permission, require

LONGEST_QUERY = 12 * 1024
"""Bytes of CQL (CLS SearchLog, QueryString)."""

LONGEST_PERIOD = timedelta(days=31)
MOST_LINES = 100
"""Lines per answer for a person or an agent; the store itself allows 1,000."""
_TOPIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""As CLS gives ids out; anything else may be a name."""
_MOST_KNOWN = 1_000
MOST_READ = 100
"""Of which those of one state are chosen; the newest of the period."""

MOST_AROUND = 50
"""Lines on each side of one; CLS DescribeLogContext gives at most 100."""

MOST_BARS = 200
"""CLS DescribeLogHistogram: (To - From) / Interval is at most 200."""


@dataclass(frozen=True)
class LogService:
    """The one door to logs: every face calls it."""

    logs: LogStore
    alarms: AlarmStore
    clock: Clock

    async def topics(self, *, by: Actor, name: str = "", limit: int = 50) -> list[LogTopic]:
        """Return log topics whose name holds `name`."""
        require(by, Permission.READ_LOGS)
        _within("limit", limit, MOST_LINES)
        return await self.logs.topics(name=name[:200], limit=limit)

    async def search(
        self,
        *,
        by: Actor,
        query: LogQuery,
        limit: int = 20,
        page: str | None = None,
    ) -> LogPage:
        """Return matching lines, newest first.

        Raises:
            InvalidRequest: the period or the query breaks a rule; says which.
            NotFound: no such topic.
        """
        require(by, Permission.READ_LOGS)
        _within("limit", limit, MOST_LINES)
        _check(query)
        return await self.logs.search(await self.named(query), limit=limit, page=page)

    async def histogram(
        self, *, by: Actor, query: LogQuery, interval_seconds: int = 0
    ) -> LogHistogram:
        """Count matching lines over time; interval 0 chooses one that gives about 48 bars."""
        require(by, Permission.READ_LOGS)
        _check(query)
        span = (query.end - query.start).total_seconds()
        interval = interval_seconds or max(60, round(span / 48 / 60) * 60)
        if interval < 1 or span / interval > MOST_BARS:
            raise InvalidRequest("interval_seconds", message("logs.most_bars", most=MOST_BARS))
        return await self.logs.histogram(await self.named(query), interval_seconds=interval)

    async def context(
        self, *, by: Actor, line_id: str, before: int = 10, after: int = 10, region: str = ""
    ) -> LogContext:
        """Return the lines around one that a search gave, of the same file, oldest first.

        Raises:
            InvalidRequest: that is the id of no line, or too many are asked for.
            NotFound: the line, or its topic, is gone.
        """
        require(by, Permission.READ_LOGS)
        for field, number in (("before", before), ("after", after)):
            if not 0 <= number <= MOST_AROUND:
                raise InvalidRequest(field, message("rule.between", least=0, most=MOST_AROUND))
        region = region or await self._region_of(line_id.partition(":")[0])
        found = await self.logs.context(line_id, before=before, after=after, region=region)
        if found is None:
            raise NotFound("log line", line_id)
        return found

    async def named(self, query: LogQuery) -> LogQuery:
        """Put id and region in place of a topic's name; topics of all regions are known by name.

        An exact name goes before a part of one; of an id without a region the region is found.
        What names no topic is left as it is: the cloud says that it does not exist.

        Raises:
            InvalidRequest: the name fits several topics; names some of them.
        """
        called = query.topic_id
        if query.region:
            return query
        if _TOPIC_ID.fullmatch(called):
            return replace(query, region=await self._region_of(called))
        found = one_called(
            await self.logs.topics(name=called, limit=MOST_LINES), called, "topic_id"
        )
        return replace(query, topic_id=found.id, region=found.region) if found else query

    async def _region_of(self, topic_id: str) -> str:
        """Return where a topic lives; empty when that is not known, which means here."""
        try:
            found = await self.logs.topics(limit=_MOST_KNOWN)
        except ZhibanError:
            return ""
        return next((each.region for each in found if each.id == topic_id), "")

    async def alarm_records(
        self,
        *,
        by: Actor,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int = 50,
        state: AlarmState | None = None,
    ) -> list[AlarmRecord]:
        """Return alarms that began in the period (default: the last 24 hours), newest first.

        Of what fires now, `FIRING` with a longer period finds what began before, too.
        """
        require(by, Permission.READ_LOGS)
        _within("limit", limit, MOST_LINES)
        end = end or self.clock.now()
        start = start or end - timedelta(days=1)
        _check_period(start, end)
        most = limit if state is None else MOST_READ
        found = await self.alarms.records(start=start, end=end, limit=most)
        return [each for each in found if state in (None, each.state)][:limit]


def _within(field: str, number: int, most: int) -> None:
    if not 1 <= number <= most:
        raise InvalidRequest(field, message("rule.between", least=1, most=most))


def _check(query: LogQuery) -> None:
    try:
        size = len(query.text.encode())
    except UnicodeEncodeError:
        raise InvalidRequest("query", message("rule.storable")) from None
    if size > LONGEST_QUERY:
        raise TooLarge(message("logs.query_too_long", most=LONGEST_QUERY))
    _check_period(query.start, query.end)


def _check_period(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise InvalidRequest(
            "start", message("rule.moment", example=Called("2026-11-21T06:30:00+08:00"))
        )
    if end <= start:
        raise InvalidRequest("end", message("rule.later_than", other=Called("start")))
    if end - start > LONGEST_PERIOD:
        raise InvalidRequest("start", message("rule.before_end", most=LONGEST_PERIOD))
