"""What changed in the logs, asked for when somebody wants to know (ANL-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.logs.learning import LogLearning
from application.logs.logs import LONGEST_PERIOD, MOST_LINES
from application.logs.reading import PeriodReader
from application.ports.briefings import Tell
from application.ports.clock import Clock
from application.ports.logs import LogStore
from domain.common.errors import InvalidRequest, NotFound, Unavailable
from domain.common.messages import Called, Message, message
from domain.logs.bursts import Burst, bursts_in, bursts_of
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.logs import LogFacts, LogTopic
from domain.people.access import Actor, Permission, require

MOST_TOPICS = 20
"""Topics of one question; more make a comparison of everything and an answer of nothing."""

LINES_READ = 10_000
"""Lines read of a period, all topics together: half of a briefing's, for somebody waits."""

SECONDS_READ = 20.0
"""Seconds for the reading of each period."""

SHORTEST = timedelta(minutes=1)


@dataclass(frozen=True)
class Period:
    """A stretch `[start, end)`."""

    start: datetime
    end: datetime


def other_period(
    start: datetime | None, end: datetime | None, *, lasts: timedelta
) -> Period | None:
    """Return what somebody wants a period of a length to be compared with; None: what was before.

    Raises:
        InvalidRequest: it has an end and no beginning.
    """
    if start is None and end is not None:
        raise InvalidRequest("before_start", message("rule.missing"))
    return Period(start, end or start + lasts) if start else None


@dataclass(frozen=True, kw_only=True)
class LogComparison:
    """Two periods of logs, one held against the other.

    Attributes:
        before: what it is compared with; counts of it are told as if it were as long.
        topics: which ones were looked at.
        error_bursts: stretches in which errors crowd.
        line_bursts: stretches in which lines crowd, errors or not.
    """

    before: Period
    topics: tuple[LogTopic, ...]
    facts: LogFacts
    error_bursts: tuple[Burst, ...]
    line_bursts: tuple[Burst, ...]


@dataclass(frozen=True)
class LogAnalysisService:
    """The one door to comparisons of logs.

    Attributes:
        chosen: ids of the topics that are looked at when nobody names one; empty: all visible.
    """

    logs: LogStore
    learning: LogLearning
    clock: Clock
    chosen: tuple[str, ...] = ()

    async def compare(
        self,
        *,
        by: Actor,
        start: datetime,
        end: datetime | None = None,
        before: Period | None = None,
        topics: Sequence[str] = (),
        progress: Tell | None = None,
    ) -> LogComparison:
        """Say what changed in the logs.

        Args:
            by: who asks; needs to read logs.
            start: beginning of the period.
            end: its end; now when None.
            before: what it is compared with; as long a time right before it when None.
            topics: ids or names, or parts of names; the configured or all visible ones when empty.
            progress: is told what is being done.

        Raises:
            InvalidRequest: a period breaks a rule.
            NotFound: no topic has this id or name.
            Unavailable: nothing could be read.
        """
        require(by, Permission.READ_LOGS)
        until = min(end or self.clock.now(), self.clock.now())
        _check(start, until, "start")
        was = before or Period(start - (until - start), start)
        _check(was.start, was.end, "before_start")
        if was.end > start:
            raise InvalidRequest("before_end", message("log_changes.overlap"))
        wanted, gaps = await self._topics(topics)
        tell = progress or _nobody
        await tell(message("log_progress.read", n=len(wanted)))
        now = await self._reader(start, until).read(wanted)
        await tell(message("log_progress.before"))
        then = await self._reader(was.start, was.end).read(wanted)
        gaps += dict.fromkeys((*now.missing.values(), *then.missing.values()))
        if not now.topics:
            raise Unavailable(gaps[0].said if gaps else message("gap.nothing_visible"))
        await tell(message("log_progress.patterns", read=len(now.lines), total=now.total))
        facts = await self.learning.learned(now, then, gaps, owner=by.person_id)
        return LogComparison(
            before=was,
            topics=tuple(wanted),
            facts=facts,
            error_bursts=tuple(bursts_of(facts)),
            line_bursts=tuple(bursts_in(facts.bars, start=start, end=until)),
        )

    def _reader(self, start: datetime, end: datetime) -> PeriodReader:
        return PeriodReader(self.logs, start, end, LINES_READ, SECONDS_READ)

    async def _topics(self, asked: Sequence[str]) -> tuple[list[LogTopic], list[Gap]]:
        """Return the topics, and how many there are when these are too many."""
        seen = await self.logs.topics(limit=MOST_LINES)
        if asked:
            found = [each for name in asked for each in _named(name, seen)]
        else:
            kept = [each for each in seen if each.id in self.chosen]
            found = kept or [each for each in seen if each.indexed]
        found = list(dict.fromkeys(found))
        if not found:
            raise Unavailable(message("gap.nothing_visible"))
        gaps = []
        if len(found) > MOST_TOPICS:
            many = WhyUnread.TOO_MANY
            gaps = [Gap(Source.LOG_TOPICS, many, read=MOST_TOPICS, there=len(found))]
        return found[:MOST_TOPICS], gaps


def _named(name: str, seen: Sequence[LogTopic]) -> list[LogTopic]:
    exact = [each for each in seen if name in (each.id, each.name)]
    found = exact or [each for each in seen if name and name.casefold() in each.name.casefold()]
    if not found:
        raise NotFound("log topic", name)
    return found


def _check(start: datetime, end: datetime, field: str) -> None:
    for moment in (start, end):
        if moment.tzinfo is None:
            example = Called("2026-11-21T06:30:00+08:00")
            raise InvalidRequest(field, message("rule.moment", example=example))
    if end - start < SHORTEST or end - start > LONGEST_PERIOD:
        rule = message("log_changes.period", least=SHORTEST, most=LONGEST_PERIOD)
        raise InvalidRequest(field, rule)


async def _nobody(_: Message) -> None:
    """Tell nobody."""
