"""Dashboards of logs: their charts, and what the answers of their queries look like (ANL-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import isfinite

from domain.common.messages import Message

MOST_SERIES = 6
"""Lines of one chart that can be told apart; the others are left out and counted."""

MOST_POINTS = 500
MOST_PARTS = 12
"""Bars or slices of one chart; the others are put together."""


class ChartKind(StrEnum):
    """How a chart of the cloud is drawn."""

    LINE = "graph"
    BAR = "bar"
    PIE = "pie"
    STAT = "stat"
    GAUGE = "gauge"
    TABLE = "table"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart of a dashboard, as the cloud keeps it.

    Attributes:
        x, y, group: columns for the axes and for the lines; empty: by what the columns are.
        left_out: why its query is not run; None when it is.
    """

    id: str
    title: str
    kind: ChartKind
    topic_id: str = ""
    region: str = ""
    query: str = ""
    x: str = ""
    y: str = ""
    group: str = ""
    left_out: Message | None = None


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """A dashboard of the cloud.

    Attributes:
        updated_at: None when the cloud does not say.
    """

    id: str
    name: str
    region: str
    updated_at: datetime | None
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class Line:
    """Values over time, oldest first; `name` is a stranger's text, empty for the only one."""

    name: str
    points: tuple[tuple[datetime, float], ...]


@dataclass(frozen=True)
class Part:
    """One bar or slice; `name` is a stranger's text, empty for what was put together."""

    name: str
    value: float


class Look(StrEnum):
    """What the answer of a chart's query looks like."""

    TIME = "time"
    PARTS = "parts"
    NUMBER = "number"
    TABLE = "table"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class ChartData:
    """The answer of a chart's query.

    Attributes:
        problem: why there is none.
        number: of a single value; `unit` is never known.
        left_out: lines or parts that are not drawn by themselves.
        columns, rows: of a table, as text of strangers.
    """

    chart: Chart
    look: Look
    lines: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()
    number: float | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    found: int = 0
    left_out: int = 0
    problem: Message | None = None


@dataclass(frozen=True, kw_only=True)
class DashboardRun:
    """A dashboard whose queries were run over `[start, end)`."""

    dashboard: Dashboard
    start: datetime
    end: datetime
    charts: tuple[ChartData, ...] = field(default=())


def data_of(
    chart: Chart, columns: Sequence[str], records: Sequence[Mapping[str, object]]
) -> ChartData:
    """Return what an answer looks like, by the kind of its chart and by its columns."""
    if not records or not columns:
        return ChartData(chart=chart, look=Look.EMPTY)
    numbers = [each for each in columns if _is_numeric(each, records)]
    x = chart.x if chart.x in columns else _time_column(columns, records)
    y = chart.y if chart.y in numbers else next((each for each in numbers if each != x), "")
    if not y or chart.kind in (ChartKind.TABLE, ChartKind.OTHER):
        return _table(chart, columns, records)
    if chart.kind in (ChartKind.STAT, ChartKind.GAUGE) and len(records) == 1:
        number = _number(records[0].get(y))
        return ChartData(chart=chart, look=Look.NUMBER, number=number, found=1)
    if x and _moment(records[0].get(x)) is not None and chart.kind is not ChartKind.PIE:
        return _over_time(chart, columns, records, x, y, numbers)
    named = chart.x if chart.x in columns else next((c for c in columns if c not in numbers), "")
    if not named:
        return _table(chart, columns, records)
    return _in_parts(chart, records, named, y)


def _over_time(
    chart: Chart,
    columns: Sequence[str],
    records: Sequence[Mapping[str, object]],
    x: str,
    y: str,
    numbers: Sequence[str],
) -> ChartData:
    """Put values on lines: by the column that names them, else one line for each numeric column."""
    others = [each for each in columns if each not in (x, *numbers)]
    group = chart.group if chart.group in columns else next(iter(others), "")
    lines: dict[str, list[tuple[datetime, float]]] = {}
    measured = (y,) if chart.y or group else tuple(each for each in numbers if each != x)
    for record in records:
        at = _moment(record.get(x))
        for column in measured:
            value = _number(record.get(column))
            name = str(record.get(group, "")) if group else (column if len(measured) > 1 else "")
            if at is not None and value is not None:
                lines.setdefault(name, []).append((at, value))
    found = [Line(name, tuple(sorted(points)[:MOST_POINTS])) for name, points in lines.items()]
    found.sort(key=lambda each: (-sum(value for _, value in each.points), each.name))
    if not found:
        return ChartData(chart=chart, look=Look.EMPTY)
    return ChartData(
        chart=chart,
        look=Look.TIME,
        lines=tuple(found[:MOST_SERIES]),
        found=len(records),
        left_out=max(len(found) - MOST_SERIES, 0),
    )


def _in_parts(
    chart: Chart, records: Sequence[Mapping[str, object]], named: str, y: str
) -> ChartData:
    values: dict[str, float] = {}
    for record in records:
        value = _number(record.get(y))
        if value is not None:
            name = str(record.get(named) or "–")
            values[name] = values.get(name, 0.0) + value
    parts = [Part(*each) for each in sorted(values.items(), key=lambda one: (-one[1], one[0]))]
    if not parts:
        return ChartData(chart=chart, look=Look.EMPTY)
    shown, rest = parts[:MOST_PARTS], parts[MOST_PARTS:]
    if rest:
        shown.append(Part("", sum(each.value for each in rest)))
    return ChartData(
        chart=chart, look=Look.PARTS, parts=tuple(shown), found=len(parts), left_out=len(rest)
    )


def _table(
    chart: Chart, columns: Sequence[str], records: Sequence[Mapping[str, object]]
) -> ChartData:
    rows = tuple(
        tuple("" if record.get(name) is None else str(record[name]) for name in columns)
        for record in records[:MOST_POINTS]
    )
    return ChartData(
        chart=chart, look=Look.TABLE, columns=tuple(columns), rows=rows, found=len(records)
    )


def _is_numeric(column: str, records: Sequence[Mapping[str, object]]) -> bool:
    given = [each.get(column) for each in records if each.get(column) is not None]
    return bool(given) and all(_number(each) is not None for each in given)


def _time_column(columns: Sequence[str], records: Sequence[Mapping[str, object]]) -> str:
    """Return the first column whose values all are moments."""
    for column in columns:
        if all(_moment(each.get(column)) is not None for each in records):
            return column
    return ""


def _number(value: object) -> float | None:
    """Return a number, also one that the cloud writes as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if isfinite(found) else None


_MILLISECONDS = (10**12, 10**13)
"""Moments from 2001 to 2286; a count that is as large is none of a chart over time."""

_CHINA = timedelta(hours=8)
"""The cloud writes wall-clock times in UTC+8, whatever the region."""


def _moment(value: object) -> datetime | None:
    """Return a moment: milliseconds since 1970, or a date and time in China."""
    number = _number(value)
    if number is not None:
        low, high = _MILLISECONDS
        return datetime.fromtimestamp(number / 1_000, UTC) if low <= number < high else None
    if not isinstance(value, str) or len(value) < len("2026-11-25 08:00"):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else (found - _CHINA).replace(tzinfo=UTC)
