"""Log lines, counts and alarms as results: bounded, visible, marked as data from outside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mcp_types import CallToolResult

from application.common.wording import Localizer
from domain.common.messages import Called, message
from domain.common.quoting import UNTRUSTED
from domain.common.time_words import in_zone
from domain.logs.logs import LogContext, LogHistogram, LogLine, LogPage, LogTopic
from domain.monitoring.alarms import AlarmRecord
from mcp_server.bounds import FOR_ITEMS, fitting, shown, wire_bytes
from mcp_server.cursors import Place, write_cursor
from mcp_server.results import (
    Cell,
    ContextShown,
    LineShown,
    LinesShown,
    fitting_views,
    mark,
    more,
    told,
    wire,
)

MOST_SAID = 300
MOST_AROUND_BYTES = FOR_ITEMS // 2
"""Lines stand in the structured answer and in the text."""

MOST_COLUMNS = 30
ROW_CHARS = 1_000
"""With these, one row with its columns always fits into a result, so that paging gets on."""


def topics_shown(
    found: Sequence[LogTopic], place: Place, limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return the topics of one page; `found` is all there are."""
    left = found[place.skip :]
    unindexed = f"  {reader.text(message('log_tool.not_indexed'))}"
    texts = [
        shown(
            f"{each.id}  {each.name}  {each.region}{'' if each.indexed else unindexed}", MOST_SAID
        )
        for each in left
    ]
    topics = fitting_views(left[:limit], texts[:limit], reader.zone, most=MOST_SAID)
    kept = len(topics)
    cursor = _after(place, kept, going=kept < len(left))
    said = message("log_tool.topics", shown=kept, count=len(found))
    heading = reader.text(said if kept else message("log_tool.no_topic"))
    result = {"topics": topics, "next_cursor": cursor, "sandbox": sandbox}
    return told(result, _block(f"{mark(sandbox)}{heading}", [*texts[:kept], *more(reader, cursor)]))


def page_shown(
    page: LogPage, place: Place, reader: Localizer, max_chars: int, *, sandbox: bool
) -> CallToolResult:
    """Return lines, or rows of SQL, as many as fit; the cursor goes on exactly behind them."""
    columns = page.columns[:MOST_COLUMNS]
    rows = [_row(each, columns, max_chars) for each in page.records[place.skip :]]
    zone = reader.zone
    lines = [_line(each, zone, max_chars) for each in page.lines[place.skip :]]
    texts = [" | ".join(str(cell) for cell in row) for row in rows]
    texts += [f"{each.at} {each.level} {each.source} {each.text}" for each in lines]
    plain = [*rows, *(each.model_dump() for each in lines)]
    names = [shown(each, 40) for each in columns]
    budget = FOR_ITEMS - 2 * wire_bytes(names)
    kept = len(fitting(list(zip(plain, texts, strict=True)), wire_bytes, budget=budget))
    truncated = kept < len(plain)
    cursor = _after(place, kept, going=True) if truncated else _next_page(place, page.next_page)
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
    lines_ = [*texts[:kept], *more(reader, cursor)]
    return told(result, _block(_page_heading(result, reader), lines_))


def context_shown(
    found: LogContext, reader: Localizer, max_chars: int, *, sandbox: bool
) -> CallToolResult:
    """Return a line between its neighbours; the farthest are left out where not all fit."""
    lines = [_line(each, reader.zone, max_chars) for each in found.lines]
    place = next(at for at, each in enumerate(found.lines) if each.id == found.line_id)
    first, last = 0, len(lines)
    while (
        last - first > 1
        and wire_bytes([each.model_dump() for each in lines[first:last]]) > MOST_AROUND_BYTES
    ):
        if place - first >= last - 1 - place:
            first += 1
        else:
            last -= 1
    result = ContextShown(
        line_id=shown(found.line_id, 200),
        lines=lines[first:last],
        more_before=found.more_before or first > 0,
        more_after=found.more_after or last < len(lines),
        sandbox=sandbox,
    )
    texts = [
        f"{'→' if at == place else ' '} {each.at} {each.level} {each.source} {each.text}"
        for at, each in enumerate(lines)
    ][first:last]
    said = message("log_tool.context", before=place - first, after=last - 1 - place)
    return told(result, _block(f"{mark(sandbox)}{reader.text(said)} {UNTRUSTED}", texts))


def histogram_shown(found: LogHistogram, reader: Localizer, *, sandbox: bool) -> CallToolResult:
    """Return the counts; readers are spared the empty bars."""
    bars = [wire(each, reader.zone) for each in found.bars]
    result = {"total": found.total, "interval_seconds": found.interval_seconds, "bars": bars}
    said = message(
        "log_tool.bars",
        count=found.total,
        bars=len(bars),
        width=timedelta(seconds=found.interval_seconds),
    )
    heading = f"{mark(sandbox)}{reader.text(said)}"
    lines = [f"{each['start']} {each['count']}" for each in bars if each["count"]]
    return told(result | {"sandbox": sandbox}, _block(heading, lines))


def alarms_shown(
    found: Sequence[AlarmRecord], place: Place, reader: Localizer, limit: int, *, sandbox: bool
) -> CallToolResult:
    """Return the alarms of one page; `found` is all that can be listed of the period."""
    left = found[place.skip :]
    texts = [_alarm_words(each, reader) for each in left]
    records = fitting_views(left[:limit], texts[:limit], reader.zone, most=MOST_SAID)
    kept = len(records)
    cursor = _after(place, kept, going=kept < len(left))
    start, end = (in_zone(each, reader.zone) for each in place.period())
    result = {
        "records": records,
        "start": start,
        "end": end,
        "truncated": kept < len(left),
        "next_cursor": cursor,
        "sandbox": sandbox,
    }
    said = message(
        "log_tool.alarms",
        shown=kept,
        count=len(found),
        start=Called(start),
        end=Called(end),
    )
    heading = f"{mark(sandbox)}{reader.text(said)} {UNTRUSTED}"
    return told(result, _block(heading, [*texts[:kept], *more(reader, cursor)]))


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


def _alarm_words(alarm: AlarmRecord, reader: Localizer) -> str:
    line = message(
        "log_tool.alarm",
        at=Called(in_zone(alarm.started_at, reader.zone)),
        severity=alarm.severity,
        state=alarm.state,
        lasted=timedelta(minutes=alarm.minutes) if alarm.minutes is not None else None,
    )
    handled = f"{reader.label('head.handled')} {alarm.handled}" if alarm.handled else ""
    words = (f"{reader.text(line)} {alarm.name}", alarm.target, alarm.trigger, handled)
    return " | ".join(shown(each, MOST_SAID) for each in words if each)


def _page_heading(result: LinesShown, reader: Localizer) -> str:
    period = {"start": Called(result.start), "end": Called(result.end)}
    if result.columns:
        columns = Called(" | ".join(result.columns))
        said = message("log_tool.rows", count=len(result.rows), columns=columns, **period)
    else:
        said = message("log_tool.lines", count=len(result.lines), **period)
    cut = f" {reader.text(message('log_tool.cut'))}" if result.truncated else ""
    return f"{mark(result.sandbox)}{reader.text(said)} {UNTRUSTED}{cut}"


def _after(place: Place, given: int, *, going: bool) -> str:
    return write_cursor(replace(place, skip=place.skip + given)) if going else ""


def _next_page(place: Place, page: str | None) -> str:
    return write_cursor(replace(place, page=page, skip=0)) if page else ""


def _block(heading: str, lines: Sequence[str]) -> str:
    return "\n".join((heading, *lines))
