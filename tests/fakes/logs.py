"""Log, alarm and metric stores that hold everything in memory, and where real samples lie."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from domain.briefings.facts import Happening
from domain.common.errors import InvalidRequest, NotFound, ZhibanError
from domain.logs.levels import level_of
from domain.logs.logs import (
    HistogramBar,
    Level,
    LogHistogram,
    LogLine,
    LogPage,
    LogQuery,
    LogTopic,
    Template,
)
from domain.monitoring.alarms import AlarmRecord
from domain.monitoring.capacity import Series, SeriesPoint
from integrations.drain3_miner.miner import Drain3Miner

DATA = Path(__file__).parents[3] / "shared" / "data"
"""Real samples that lie beside the repository; tests over them have no cases without it."""

LOGHUB = sorted((DATA / "loghub").glob("*_2k.log"))
NAB = sorted((DATA / "nab").glob("*/*.csv"))

MOST_PER_PAGE = 1_000


def loghub_lines(
    path: Path, *, start: datetime, end: datetime, topic_id: str = "topic"
) -> list[LogLine]:
    """Return a sample's raw lines, spread evenly over the period."""
    texts = path.read_text(encoding="utf-8", errors="replace").splitlines()
    step = (end - start) / len(texts)
    return [
        LogLine(
            id=f"{topic_id}:{path.stem}:{n}",
            topic_id=topic_id,
            at=start + n * step,
            text=text,
            level=level_of({}, text),
        )
        for n, text in enumerate(texts)
    ]


def nab_series(path: Path) -> Series:
    """Return a NAB file as a percent series whose limit is a hundred times its middle value."""
    rows = [row.split(",") for row in path.read_text().splitlines()[1:]]
    points = tuple(
        SeriesPoint(datetime.fromisoformat(at).replace(tzinfo=UTC), float(value))
        for at, value in rows
    )
    middle = sorted(point.value for point in points)[len(points) // 2]
    return Series(path.stem, "nab", "units", points, limit=max(abs(middle) * 100, 1.0))


def _matcher(text: str):
    """Return a test for lines: `*`, bare words OR-ed, `key:value`, `"phrases"`; never a guess."""
    if text.strip() == "*":
        return lambda _line: True
    parts = [part.strip() for part in text.split(" OR ")]
    if not all(re.fullmatch(r'(?:[\w.]+:)?(?:"[^"]*"|\w+)', part) for part in parts):
        raise InvalidRequest("query", "must be CQL this store understands")

    def matches(line: LogLine) -> bool:
        for part in parts:
            key, _, value = part.rpartition(":")
            wanted = value.strip('"').lower()
            if key and line.fields.get(key, "").lower() == wanted:
                return True
            if not key and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", line.text.lower()):
                return True
        return False

    return matches


@dataclass
class FakeLogStore:
    """Lines in memory. `broken` maps a topic id (or `topics`, `histogram`) to what it raises."""

    lines: list[LogLine] = field(default_factory=list)
    broken: dict[str, ZhibanError] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    unindexed: frozenset[str] = frozenset()

    def _known(self) -> list[str]:
        return sorted({line.topic_id for line in self.lines} | self.unindexed)

    async def topics(self, *, name: str = "", limit: int = 100) -> list[LogTopic]:
        self.calls.append("topics")
        self._fail("topics")
        named = [one for one in self._known() if name in one]
        return [
            LogTopic(one, one, "set", "ap-guangzhou", one not in self.unindexed) for one in named
        ][:limit]

    async def search(
        self,
        query: LogQuery,
        *,
        limit: int = 20,
        page: str | None = None,
        newest_first: bool = True,
    ) -> LogPage:
        self.calls.append("search")
        self._fail(query.topic_id)
        found = sorted(self._matching(query), key=lambda line: line.at, reverse=newest_first)
        first = int(page or 0)
        last = first + min(limit, MOST_PER_PAGE)
        return LogPage(tuple(found[first:last]), str(last) if last < len(found) else None)

    async def histogram(self, query: LogQuery, *, interval_seconds: int) -> LogHistogram:
        self.calls.append("histogram")
        self._fail(query.topic_id)
        self._fail("histogram")
        if (query.end - query.start).total_seconds() / interval_seconds > 200:
            raise InvalidRequest("interval_seconds", "must give at most 200 bars")
        counts: dict[int, int] = {}
        for line in self._matching(query):
            place = int((line.at - query.start).total_seconds() // interval_seconds)
            counts[place] = counts.get(place, 0) + 1
        width = timedelta(seconds=interval_seconds)
        bars = tuple(
            HistogramBar(query.start + place * width, n) for place, n in sorted(counts.items())
        )
        return LogHistogram(interval_seconds, sum(counts.values()), bars)

    async def line(self, line_id: str) -> LogLine | None:
        return next((line for line in self.lines if line.id == line_id), None)

    def _matching(self, query: LogQuery) -> list[LogLine]:
        if query.topic_id not in self._known():
            raise NotFound("log topic", query.topic_id)
        matches = _matcher(query.text)
        return [
            line
            for line in self.lines
            if line.topic_id == query.topic_id
            and query.start <= line.at < query.end
            and matches(line)
        ]

    def _fail(self, what: str) -> None:
        if what in self.broken:
            raise self.broken[what]


def two_periods(until: datetime, *, text: str = "pool exhausted after {n} ms") -> list[LogLine]:
    """Return two hours of a topic: in the newer one a line stops, and half way an error begins."""

    def run(
        text: str, count: int, since: datetime, lasts: timedelta, level: Level = Level.INFO
    ) -> list[LogLine]:
        return [
            LogLine(
                id=f"payments:{text[:5]}{since:%H%M}:{n}",
                topic_id="payments",
                at=since + n * lasts / count,
                text=text.format(n=n),
                level=level,
            )
            for n in range(count)
        ]

    hour = timedelta(hours=1)
    return [
        *run("order {n} paid", 60, until - 2 * hour, hour),
        *run("cache of {n} keys refreshed", 30, until - 2 * hour, hour),
        *run("order {n} paid", 60, until - hour, hour),
        *run(text, 30, until - hour / 2, hour / 2, Level.ERROR),
    ]


@dataclass
class FakeAlarmStore:
    """Alarm records in memory."""

    alarms: list[AlarmRecord] = field(default_factory=list)
    broken: ZhibanError | None = None

    async def records(
        self, *, start: datetime, end: datetime, limit: int = 100
    ) -> list[AlarmRecord]:
        if self.broken:
            raise self.broken
        found = [one for one in self.alarms if start <= one.started_at < end]
        return sorted(found, key=lambda one: one.started_at, reverse=True)[:limit]


@dataclass
class FakeMetricStore:
    """Series in memory."""

    series: list[Series] = field(default_factory=list)
    broken: ZhibanError | None = None

    async def capacity_series(self, *, start: datetime, end: datetime) -> list[Series]:
        if self.broken:
            raise self.broken
        return self.series


@dataclass
class FakeHappenings:
    """Events of ours in memory."""

    events: list[Happening] = field(default_factory=list)
    broken: ZhibanError | None = None

    async def between(
        self, person_id: str, *, start: datetime, end: datetime, limit: int = 50
    ) -> list[Happening]:
        if self.broken:
            raise self.broken
        return [one for one in self.events if start <= one.at < end][:limit]


class WordMiner:
    """A miner whose template is the line without its digits."""

    async def mine(self, lines: Sequence[LogLine], *, owner: str) -> list[Template]:
        groups: dict[str, list[LogLine]] = {}
        for line in lines:
            groups.setdefault(re.sub(r"\d+", "<*>", line.text), []).append(line)
        worst = [Level.ERROR, Level.WARNING, Level.INFO, Level.UNKNOWN]
        made = [
            Template(
                id=sha256(pattern.encode()).hexdigest()[:12],
                pattern=pattern,
                count=len(group),
                level=min((line.level for line in group), key=worst.index),
                examples=tuple(line.id for line in group[:3]),
                line=group[0].text,
                first_at=min(line.at for line in group),
                last_at=max(line.at for line in group),
                topic=group[0].topic_id,
            )
            for pattern, group in groups.items()
        ]
        return sorted(made, key=lambda one: (-one.count, one.pattern))


@dataclass(frozen=True)
class MinerHere:
    """A real miner, without the process of its own."""

    miner: Drain3Miner

    async def mine(self, lines: Sequence[LogLine], *, owner: str) -> list[Template]:
        return self.miner.mine(lines)
