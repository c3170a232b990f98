"""Looking around before a briefing is written (BRF-4)."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from application.common.wording import message_for
from application.logs.reading import PeriodReader, PeriodReading
from application.ports.briefings import Happenings, Tell
from application.ports.logs import AlarmStore, LogMiner, LogStore, MetricStore
from domain.briefings.facts import BriefingFacts
from domain.common.errors import ZhibanError
from domain.common.lexicon import Lexicon
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.keywords import standing_out
from domain.logs.logs import HistogramBar, Level, LogFacts, LogHistogram, LogTopic, Template
from domain.logs.sampling import aligned, bar_seconds
from domain.logs.trends import template_trends, worst_first
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
        lexicon: which words of log lines name nothing.
        topics: ids of the log topics to read; empty means all that are visible and indexed.
        sandbox: True when any store is a stand-in.
    """

    logs: LogStore
    alarms: AlarmStore
    metrics: MetricStore
    happenings: Happenings
    miner: LogMiner
    lexicon: Lexicon
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
        logs = await self._logs(since, until, progress)
        await progress("Reading alarms, metrics and events.")
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

    async def _logs(self, since: datetime, until: datetime, progress: Tell) -> LogFacts:
        await progress("Looking for log topics.")
        missing: list[Gap] = []
        topics = await self._topics(missing)
        await progress(f"Reading {len(topics)} log topics.")
        now = await PeriodReader(self.logs, since, until).read(topics)
        await progress("Reading the period before, to compare.")
        before = await PeriodReader(self.logs, since - (until - since), since).read(topics)
        missing += dict.fromkeys((*now.missing.values(), *before.missing.values()))
        await progress(f"Looking for patterns in {len(now.lines)} of {now.total} log lines.")
        return await self._learned(now, before, tuple(missing))

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

    async def _learned(
        self, now: PeriodReading, before: PeriodReading, missing: tuple[Gap, ...]
    ) -> LogFacts:
        """Return the facts; what was read of one period only is not compared."""
        names = frozenset(one.topic.id for one in now.topics)
        both = names & frozenset(one.topic.id for one in before.topics)
        templates = await asyncio.to_thread(self.miner.mine, now.lines)
        new, old = now.only(both), before.only(both)
        old_templates = await asyncio.to_thread(self.miner.mine, old.lines)
        new_templates = (
            templates if both == names else await asyncio.to_thread(self.miner.mine, new.lines)
        )
        # Mined by themselves: a template takes the worst level of its lines, so among all lines
        # one failed request would make every request an error.
        failing = [one for one in now.lines if one.level is Level.ERROR]
        errors = await asyncio.to_thread(self.miner.mine, failing)
        names_of = {one.topic.id: one.topic.name for one in now.topics}
        words = await asyncio.to_thread(
            standing_out,
            [one.text for one in old.lines],
            [one.text for one in new.lines],
            self.lexicon,
        )
        comparable = bool(both) and both == names
        return LogFacts(
            start=now.start,
            end=now.end,
            total=now.total,
            sampled=len(now.lines),
            errors=now.errors,
            before_total=before.total if comparable else None,
            before_errors=before.errors if comparable else None,
            bars=_bars(now, [one.bars for one in now.topics]),
            error_bars=_bars(now, [one.error_bars for one in now.topics]),
            top_errors=tuple(
                replace(one, topic=names_of.get(one.topic, ""))
                for one in _estimated(worst_first(errors), now.share)
            ),
            trends=tuple(
                replace(
                    one,
                    template=replace(one.template, topic=names_of.get(one.template.topic, "")),
                )
                for one in template_trends(
                    old_templates, new_templates, before_share=old.share, now_share=new.share
                )
            ),
            keywords=words,
            missing=missing,
            error_query=now.error_query,
        )


def _estimated(templates: Sequence[Template], share: float) -> tuple[Template, ...]:
    """Return counts for all lines from counts of the share that was mined."""
    return tuple(replace(one, count=round(one.count / share)) for one in templates)


def _bars(
    reading: PeriodReading, topics: Sequence[tuple[HistogramBar, ...]]
) -> tuple[HistogramBar, ...]:
    seconds = bar_seconds(reading.start, reading.end)
    found = [LogHistogram(seconds, 0, bars) for bars in topics]
    return aligned(found, start=reading.start, seconds=seconds)


async def _or_none(
    asked: Awaitable[list[Found]], source: Source, missing: list[Gap]
) -> list[Found]:
    """Return what was asked for, or nothing and say why."""
    try:
        return await asked
    except ZhibanError as error:
        missing.append(Gap(source, detail=message_for(error)))
        return []
