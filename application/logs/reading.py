"""Reading one period of the logs of many topics, within bounds (BRF-4)."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.common.wording import message_for
from application.ports.logs import LogStore
from domain.briefings.evidence import ERROR_QUERY
from domain.common.errors import ZhibanError
from domain.common.messages import Message
from domain.logs.gaps import Gap, Source, WhyUnread
from domain.logs.levels import ERROR_WORDS, level_of
from domain.logs.logs import HistogramBar, Level, LogHistogram, LogLine, LogQuery, LogTopic
from domain.logs.sampling import Slice, aligned, bar_seconds, shared_out, slices

MOST_LINES = 20_000
"""Lines read per period, all topics together."""

LONGEST_TEXT = 1_000
"""Characters kept of a line; with `MOST_LINES` this bounds the memory of a period to 20 MB."""

MOST_SLICES = 96
"""Searches per period when not all lines are read, all topics together."""

AT_ONCE = 4
"""Topics read at the same time; CLS allows 15 searches at a time per topic."""

PATIENCE = 100.0
"""Seconds for all of a period's reading; two periods stay below the activity's five minutes."""

PAGE = 1_000
"""Lines per answer (CLS SearchLog, Limit)."""

AGREEMENT = 0.1
"""By how much error lines and lines with an error word may differ for the one to stand for the
other."""

MOST_VALUES = 20
"""Values of a level field that are asked for in one query."""

_PLAIN = re.compile(r"\w{1,40}", re.ASCII)
_ERROR_WORD = re.compile(rf"\b(?:{'|'.join(ERROR_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TopicReading:
    """What one topic's period holds; `lines` are all of it when there are `total` of them."""

    topic: LogTopic
    total: int
    bars: tuple[HistogramBar, ...]
    lines: tuple[LogLine, ...] = ()
    errors: int = 0
    error_bars: tuple[HistogramBar, ...] = ()
    error_query: str = ""


@dataclass(frozen=True)
class PeriodReading:
    """What one period holds; topics that could not be read are named in `missing`, by topic id."""

    start: datetime
    end: datetime
    topics: tuple[TopicReading, ...]
    missing: dict[str, Gap] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Lines of all topics."""
        return sum(one.total for one in self.topics)

    @property
    def errors(self) -> int:
        """Error lines of all topics."""
        return sum(one.errors for one in self.topics)

    @property
    def error_query(self) -> str:
        """CQL for error lines, of the topic that has most of them; empty without topics."""
        worst = max(self.topics, key=lambda one: one.errors, default=None)
        return worst.error_query if worst else ""

    @property
    def lines(self) -> list[LogLine]:
        """The lines that were read, topic by topic, oldest first."""
        return [line for one in self.topics for line in one.lines]

    @property
    def share(self) -> float:
        """Share of the lines that were read, in (0, 1]; 1 when there are none."""
        read = sum(len(one.lines) for one in self.topics)
        return read / self.total if read and self.total else 1.0

    def only(self, topics: frozenset[str]) -> "PeriodReading":
        """Return the same without the other topics."""
        kept = tuple(one for one in self.topics if one.topic.id in topics)
        return replace(self, topics=kept)


@dataclass(frozen=True)
class PeriodReader:
    """Reads `[start, end)`: counts first, then as many lines as the bounds allow.

    Lines are counted by the store. Errors are counted from the lines when all were read, else by
    the store when it can (`_errors`), else estimated from the lines that were read.

    Attributes:
        most_lines: lines read, all topics together.
        patience: seconds for all of the reading.
    """

    logs: LogStore
    start: datetime
    end: datetime
    most_lines: int = field(default_factory=lambda: MOST_LINES)
    patience: float = field(default_factory=lambda: PATIENCE)
    missing: dict[str, Gap] = field(default_factory=dict)
    _counted: dict[str, TopicReading] = field(default_factory=dict)
    _read: dict[str, TopicReading] = field(default_factory=dict)

    async def read(self, topics: Sequence[LogTopic]) -> PeriodReading:
        """Read the topics; one that fails or takes too long becomes a gap."""
        try:
            async with asyncio.timeout(self.patience):
                await self._each(topics, self._count)
                await self._each([one.topic for one in self._counted.values()], self._lines_of)
        except TimeoutError:
            unread = [topic for topic in topics if topic.id not in self._read]
            for topic in unread:
                self.missing.setdefault(topic.id, _gap(topic, WhyUnread.TOO_SLOW))
        found = tuple(self._read[topic.id] for topic in topics if topic.id in self._read)
        return PeriodReading(self.start, self.end, found, self.missing)

    @property
    def _seconds(self) -> int:
        return bar_seconds(self.start, self.end)

    async def _each(
        self, topics: Sequence[LogTopic], work: Callable[[LogTopic], Awaitable[None]]
    ) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(topic: LogTopic) -> None:
            async with gate:
                try:
                    await work(topic)
                except ZhibanError as error:
                    self.missing[topic.id] = _gap(topic, WhyUnread.FAILED, message_for(error))

        async with asyncio.TaskGroup() as group:
            for topic in topics:
                group.create_task(one(topic))

    async def _count(self, topic: LogTopic) -> None:
        found = await self._histogram(topic, "*")
        self._counted[topic.id] = TopicReading(
            topic=topic, total=found.total, bars=self._aligned(found)
        )

    async def _lines_of(self, topic: LogTopic) -> None:
        counted = self._counted[topic.id]
        names = sorted(self._counted)
        shares = shared_out([self._counted[name].total for name in names], self.most_lines)
        wanted = shares[names.index(topic.id)]
        lines: list[LogLine] = []
        period = Slice(self.start, self.end, wanted)
        most = max(1, MOST_SLICES // len(names))
        for one in slices(counted.bars, period, seconds=self._seconds, most=most):
            left = replace(one, lines=min(one.lines, wanted - len(lines)))
            lines += await self._slice(topic, left)
        total = max(counted.total, len(lines))
        read = replace(counted, total=total, lines=tuple(lines))
        self._read[topic.id] = await self._with_errors(read)

    async def _slice(self, topic: LogTopic, wanted: Slice) -> list[LogLine]:
        query = LogQuery(topic.id, "*", wanted.start, wanted.end, topic.region)
        lines: list[LogLine] = []
        page: str | None = None
        limit = min(PAGE, wanted.lines)  # the same for every page: a CLS context wants that
        while len(lines) < wanted.lines:
            found = await self.logs.search(query, limit=limit, page=page, newest_first=False)
            lines += (replace(one, text=one.text[:LONGEST_TEXT]) for one in found.lines)
            page = found.next_page
            if page is None or not found.lines:
                break
        return lines[: wanted.lines]

    async def _with_errors(self, reading: TopicReading) -> TopicReading:
        bad = [line for line in reading.lines if line.level is Level.ERROR]
        query = error_query(reading.lines)
        lines = tuple(replace(one, fields={}) for one in reading.lines)
        lean = replace(reading, lines=lines, error_query=query)
        if len(reading.lines) >= reading.total:
            bars = aligned([_histogram_of(bad)], start=self.start, seconds=self._seconds)
            return replace(lean, errors=len(bad), error_bars=bars)
        counted = await self._errors(reading, bad, query)
        if counted is not None:
            return replace(lean, errors=counted.total, error_bars=self._aligned(counted))
        share = len(bad) / max(1, len(reading.lines))
        bars = tuple(replace(one, count=round(one.count * share)) for one in reading.bars)
        return replace(lean, errors=round(reading.total * share), error_bars=bars)

    async def _errors(
        self, reading: TopicReading, bad: Sequence[LogLine], query: str
    ) -> LogHistogram | None:
        """Count error lines in the store; None when it cannot or would count something else.

        Asks for the level field that the lines have. Lines without one are asked for error words,
        but only when these mean the same in the lines that were read: a log that often says
        "0 errors" is better estimated.
        """
        if query == ERROR_QUERY and not _agree(reading.lines, bad):
            return None
        try:
            return await self._histogram(reading.topic, query)
        except ZhibanError:
            return None  # not indexed or not answered; what was read so far still stands

    async def _histogram(self, topic: LogTopic, text: str) -> LogHistogram:
        query = LogQuery(topic.id, text, self.start, self.end, topic.region)
        return await self.logs.histogram(query, interval_seconds=self._seconds)

    def _aligned(self, histogram: LogHistogram) -> tuple[HistogramBar, ...]:
        return aligned([histogram], start=self.start, seconds=self._seconds)


def error_query(lines: Sequence[LogLine]) -> str:
    """Return CQL for error lines: by the level field that most lines have, else by words."""
    names = Counter(
        name
        for line in lines
        for name, value in line.fields.items()
        if level_of({name: value}, "") is not Level.UNKNOWN
    )
    name, count = names.most_common(1)[0] if names else ("", 0)
    if count * 2 < len(lines) or not _PLAIN.fullmatch(name):
        return ERROR_QUERY
    seen = {line.fields[name] for line in lines if name in line.fields}
    values = {value for value in seen if level_of({name: value}, "") is Level.ERROR}
    asked = sorted({value for value in values if _PLAIN.fullmatch(value)} | set(ERROR_WORDS))
    return " OR ".join(f"{name}:{value}" for value in asked[:MOST_VALUES])


def _agree(lines: Sequence[LogLine], bad: Sequence[LogLine]) -> bool:
    worded = sum(1 for line in lines if _ERROR_WORD.search(line.text))
    return abs(worded - len(bad)) <= AGREEMENT * max(worded, len(bad))


def _histogram_of(lines: Sequence[LogLine]) -> LogHistogram:
    return LogHistogram(0, len(lines), tuple(HistogramBar(line.at, 1) for line in lines))


def _gap(topic: LogTopic, why: WhyUnread, detail: Message | None = None) -> Gap:
    return Gap(Source.LOGS, why, topic.name, detail)
