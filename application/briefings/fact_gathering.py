"""Looking around before a briefing is written (BRF-4)."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from application.common.wording import message_for
from application.logs.learning import LogLearning
from application.logs.reading import PeriodReader
from application.ports.briefings import Happenings, Tell
from application.ports.logs import AlarmStore, LogStore, MetricStore
from domain.briefings.facts import BriefingFacts
from domain.common.errors import ZhibanError
from domain.common.messages import message
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.logs import LogFacts, LogTopic
from domain.monitoring.capacity import warnings

Found = TypeVar("Found")

MOST_TOPICS = 20
"""Topics read for one briefing; more make a day of everything and a briefing of nothing."""

MOST_ALARMS = 100
MOST_HAPPENINGS = 50

HISTORY = timedelta(days=14)
"""Metrics looked at for a forecast: two weeks hold two of every weekday."""


@dataclass(frozen=True)
class FactGathering:
    """Implements `FactGatherer` on the stores.

    Attributes:
        topics: ids of the log topics to read; empty means all that are visible and indexed.
        sandbox: True when any store is a stand-in.
    """

    logs: LogStore
    alarms: AlarmStore
    metrics: MetricStore
    happenings: Happenings
    learning: LogLearning
    topics: tuple[str, ...] = ()
    sandbox: bool = False

    async def gather(
        self,
        person_id: str,
        local_date: date,
        zone: str,
        *,
        since: datetime,
        until: datetime,
        progress: Tell,
    ) -> BriefingFacts:
        """Return the facts of `[since, until)`; a source that fails becomes a gap."""
        missing: list[Gap] = []
        logs = await self._logs(person_id, since, until, progress)
        await progress(message("briefing.reading_rest"))
        alarms = await _or_none(
            self.alarms.records(start=since, end=until, limit=MOST_ALARMS), Source.ALARMS, missing
        )
        series = await _or_none(
            self.metrics.capacity_series(start=until - HISTORY, end=until), Source.METRICS, missing
        )
        happened = await _or_none(
            self.happenings.between(person_id, start=since, end=until, limit=MOST_HAPPENINGS),
            Source.EVENTS,
            missing,
        )
        return BriefingFacts(
            person_id=person_id,
            local_date=local_date,
            zone=zone,
            since=since,
            until=until,
            logs=logs,
            alarms=tuple(alarms),
            happenings=tuple(happened),
            capacity=tuple(warnings(series)),
            missing=tuple(dict.fromkeys((*logs.missing, *missing))),
            sandbox=self.sandbox,
        )

    async def _logs(
        self, person_id: str, since: datetime, until: datetime, progress: Tell
    ) -> LogFacts:
        await progress(message("log_progress.topics"))
        missing: list[Gap] = []
        topics = await self._topics(missing)
        await progress(message("log_progress.read", n=len(topics)))
        now = await PeriodReader(self.logs, since, until).read(topics)
        await progress(message("log_progress.before"))
        before = await PeriodReader(self.logs, since - (until - since), since).read(topics)
        missing += dict.fromkeys((*now.missing.values(), *before.missing.values()))
        await progress(message("log_progress.patterns", read=len(now.lines), total=now.total))
        return await self.learning.learned(now, before, missing, owner=person_id)

    async def _topics(self, missing: list[Gap]) -> list[LogTopic]:
        if self.topics:
            wanted = [LogTopic(one, one, "", "") for one in dict.fromkeys(self.topics)]
        else:
            seen = await _or_none(self.logs.topics(), Source.LOG_TOPICS, missing)
            wanted = [one for one in seen if one.indexed]
            if not wanted and not missing:
                missing.append(Gap(Source.LOG_TOPICS, WhyUnread.NOTHING_VISIBLE))
        if len(wanted) > MOST_TOPICS:
            missing.append(
                Gap(Source.LOG_TOPICS, WhyUnread.TOO_MANY, read=MOST_TOPICS, there=len(wanted))
            )
        return wanted[:MOST_TOPICS]


async def _or_none(
    asked: Awaitable[list[Found]], source: Source, missing: list[Gap]
) -> list[Found]:
    """Return what was asked for, or nothing and say why."""
    try:
        return await asked
    except ZhibanError as error:
        missing.append(Gap(source, detail=message_for(error)))
        return []
