"""Log lines, counts and alarms as results: bounded, visible, marked as data from outside."""

from collections.abc import Sequence
from dataclasses import replace

from mcp_types import CallToolResult

from domain.common.time_words import in_zone
from domain.logs.logs import LogHistogram, LogLine, LogPage, LogTopic
from domain.monitoring.alarms import AlarmRecord
from mcp_server.bounds import FOR_ITEMS, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.results import (
    UNTRUSTED,
    AlarmShown,
    AlarmsShown,
    BarShown,
    Cell,
    HistogramShown,
    LineShown,
    LinesShown,
    TopicShown,
    TopicsShown,
    mark,
    told,
)

MOST_COLUMNS = 30
ROW_CHARS = 1_000
"""With these, one row with its columns always fits into a result, so that paging gets on."""


def topics_shown(
    found: Sequence[LogTopic], place: Place, limit: int, *, sandbox: bool
) -> CallToolResult:
    """Return the topics of one page; `found` is all there are."""
    left = [_topic(each) for each in found[place.skip :]]
    kept = fitting(left[:limit], lambda each: 2 * wire_bytes(each.model_dump()))
    cursor = _after(place, len(kept), more=len(kept) < len(left))
    lines = [f"{each.id}  {each.name}  {each.region}{_unindexed(each)}" for each in kept]
    heading = f"{mark(sandbox)}{len(kept)} of {len(found)} log topics (id, name, region):"
    result = TopicsShown(topics=kept, next_cursor=cursor, sandbox=sandbox)
    return told(
        result, _block(heading if kept else f"{mark(sandbox)}No such topic.", lines, cursor)
    )


def page_shown(
    page: LogPage, place: Place, zone: str, max_chars: int, *, sandbox: bool
) -> CallToolResult:
    """Return lines, or rows of SQL, as many as fit; the cursor goes on exactly behind them."""
    columns = page.columns[:MOST_COLUMNS]
    rows = [_row(each, columns, max_chars) for each in page.records[place.skip :]]
    lines = [_line(each, zone, max_chars) for each in page.lines[place.skip :]]
    texts = [" | ".join(str(cell) for cell in row) for row in rows]
    texts += [f"{each.at} {each.level} {each.source} {each.text}" for each in lines]
    plain = [*rows, *(each.model_dump() for each in lines)]
    names = [shown(each, 40) for each in columns]
    budget = FOR_ITEMS - 2 * wire_bytes(names)
    kept = len(fitting(list(zip(plain, texts, strict=True)), wire_bytes, budget=budget))
    truncated = kept < len(plain)
    cursor = _after(place, kept, more=True) if truncated else _next_page(place, page.next_page)
    since, until = place.period()
    result = LinesShown(
        lines=lines[:kept],
        columns=names,
        rows=rows[:kept],
        start=in_zone(since, zone),
        end=in_zone(until, zone),
        truncated=truncated,
        next_cursor=cursor,
        sandbox=sandbox,
    )
    return told(result, _block(_page_heading(result), texts[:kept], cursor))


def histogram_shown(found: LogHistogram, zone: str, *, sandbox: bool) -> CallToolResult:
    """Return the counts; readers are spared the empty bars."""
    bars = [BarShown(start=in_zone(each.start, zone), count=each.count) for each in found.bars]
    result = HistogramShown(
        total=found.total, interval_seconds=found.interval_seconds, bars=bars, sandbox=sandbox
    )
    heading = f"{mark(sandbox)}{found.total} lines in {len(bars)} bars of "
    heading += f"{found.interval_seconds} s; bars that are not empty:"
    return told(
        result, _block(heading, [f"{each.start} {each.count}" for each in bars if each.count])
    )


def alarms_shown(
    found: Sequence[AlarmRecord], place: Place, zone: str, limit: int, *, sandbox: bool
) -> CallToolResult:
    """Return the alarms of one page; `found` is all that can be listed of the period."""
    left = [_alarm(each, zone) for each in found[place.skip :]]
    texts = [_alarm_words(each) for each in left]
    pairs = [(each.model_dump(), text) for each, text in zip(left, texts, strict=True)]
    kept = len(fitting(pairs[:limit], wire_bytes))
    cursor = _after(place, kept, more=kept < len(left))
    since, until = place.period()
    result = AlarmsShown(
        records=left[:kept],
        start=in_zone(since, zone),
        end=in_zone(until, zone),
        truncated=kept < len(left),
        next_cursor=cursor,
        sandbox=sandbox,
    )
    heading = f"{mark(sandbox)}{kept} of {len(found)} alarms from {result.start} to {result.end}, "
    return told(result, _block(f"{heading}newest first. {UNTRUSTED}", texts[:kept], cursor))


def _topic(topic: LogTopic) -> TopicShown:
    return TopicShown(
        id=shown(topic.id, 64),
        name=shown(topic.name, 200),
        region=topic.region,
        indexed=topic.indexed,
    )


def _unindexed(topic: TopicShown) -> str:
    return "" if topic.indexed else "  (not indexed: cannot be searched)"


def _line(line: LogLine, zone: str, max_chars: int) -> LineShown:
    return LineShown(
        id=shown(line.id, 200),
        at=in_zone(line.at, zone),
        level=line.level,
        source=shown(line.source, 100),
        text=shown(line.text, max_chars),
    )


def _row(record: dict[str, Cell], columns: Sequence[str], max_chars: int) -> list[Cell]:
    most = min(max_chars, ROW_CHARS // len(columns))
    cells = (record.get(column) for column in columns)
    return [shown(cell, most) if isinstance(cell, str) else cell for cell in cells]


def _alarm(record: AlarmRecord, zone: str) -> AlarmShown:
    return AlarmShown(
        id=shown(record.id, 100),
        source=record.source,
        alarm_id=shown(record.alarm_id, 100),
        name=shown(record.name, 200),
        severity=record.severity,
        state=record.state,
        started_at=in_zone(record.started_at, zone),
        minutes=-1 if record.minutes is None else record.minutes,
        region=shown(record.region, 40),
        target=shown(record.target, 200),
        trigger=shown(record.trigger, 300),
        handled=shown(record.handled, 300),
    )


def _alarm_words(alarm: AlarmShown) -> str:
    lasted = f", {alarm.minutes} min" if alarm.minutes >= 0 else ""
    words = f"{alarm.started_at} {alarm.severity} {alarm.state}{lasted}: {alarm.name}"
    details = (alarm.target, alarm.trigger, alarm.handled and f"handled: {alarm.handled}")
    return " | ".join((words, *(each for each in details if each)))


def _page_heading(result: LinesShown) -> str:
    count, what = (len(result.rows), "rows") if result.columns else (len(result.lines), "lines")
    heading = f"{mark(result.sandbox)}{count} {what} from {result.start} to {result.end}"
    heading += f" ({' | '.join(result.columns)})" if result.columns else ", newest first"
    cut = " Truncated to fit: ask with the cursor, or with smaller max_chars or limit."
    return f"{heading}. {UNTRUSTED}{cut if result.truncated else ''}"


def _after(place: Place, given: int, *, more: bool) -> str:
    return write_cursor(replace(place, skip=place.skip + given)) if more else ""


def _next_page(place: Place, page: str | None) -> str:
    return write_cursor(replace(place, page=page, skip=0)) if page else ""


def _block(heading: str, lines: Sequence[str], cursor: str = "") -> str:
    ending = [f"More: call again with cursor={cursor}"] if cursor else []
    return "\n".join((heading, *lines, *ending))
