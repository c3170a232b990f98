"""Run the SQL part of a query over the lines that were found, in SQLite."""

import math
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from sandbox.tencent.cls.lines import FILE_NAME, HOST_NAME, SOURCE, TIMESTAMP, LogLine
from sandbox.tencent.cls.sql_expressions import Scope
from sandbox.tencent.cls.sql_nodes import read_nodes
from sandbox.tencent.cls.sql_select import OutputColumn, Select, translate
from sandbox.tencent.errors import ApiError, syntax_error

Value: TypeAlias = int | float | str | None

_INTERNAL_TEXT = (SOURCE, FILE_NAME, HOST_NAME)
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
# `histogram` shows China's time and cuts days where China's begin.
_CHINA_OFFSET_MS = 8 * 3_600_000


@dataclass(frozen=True)
class ResultColumn:
    """A column of an analysis, with Presto's name of its type."""

    name: str
    type: str


@dataclass(frozen=True)
class Analysis:
    """The rows of an analysis."""

    columns: Sequence[ResultColumn]
    rows: Sequence[tuple[Value, ...]]


def analyse(
    sql: str, lines: Sequence[LogLine], fields: Collection[str], types: Mapping[str, str]
) -> Analysis:
    """Run `sql` over `lines`, which may have `fields`; `types` are those the index declares.

    A field without a declared type is a number when every line's value is one.

    Raises:
        ApiError: the SQL cannot be translated (`SyntaxError`) or fails on a value (`QueryError`).
    """
    names = [TIMESTAMP, *_INTERNAL_TEXT, *sorted(set(fields))]
    readers = {name: _reader(name, lines, types.get(name)) for name in names}
    scope = Scope(
        columns={name: f'"field {position}"' for position, name in enumerate(names)},
        texts=frozenset(name for name, reader in readers.items() if reader is _as_text),
    )
    select = translate(read_nodes(sql), scope)
    columns = {name: (scope.columns[name], readers[name]) for name in names if name in scope.used}
    rows = _run(select, columns, lines)
    return Analysis([_result_column(c, i, rows) for i, c in enumerate(select.columns)], rows)


_Reader: TypeAlias = Callable[[str], Value]


def _run(
    select: Select, columns: Mapping[str, tuple[str, _Reader]], lines: Sequence[LogLine]
) -> list[tuple[Value, ...]]:
    listed = ", ".join(column for column, _ in columns.values()) or '"no field"'
    values = ", ".join("?" for _ in columns) or "?"
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA case_sensitive_like = ON")
        database.execute(f"CREATE TABLE log ({listed})")
        database.executemany(
            f"INSERT INTO log VALUES ({values})",  # noqa: S608 - only question marks are put in
            (
                tuple(_read(line, name, r) for name, (_, r) in columns.items()) or (None,)
                for line in lines
            ),
        )
        _teach(database)
        try:
            return database.execute(select.sql).fetchall()
        except sqlite3.OperationalError as error:
            raise _refusal(error) from error
        except sqlite3.Error as error:
            raise syntax_error(f"the SQL is refused: {error}.") from error


def _refusal(error: sqlite3.OperationalError) -> ApiError:
    if "user-defined" in str(error):
        return ApiError("FailedOperation.QueryError", "A value cannot be converted as asked.")
    return syntax_error(f"the SQL is refused: {error}.")


def _read(line: LogLine, name: str, reader: _Reader) -> Value:
    if name == TIMESTAMP:
        return line.time
    value = line.value(name)
    return None if value is None else reader(value)


def _reader(name: str, lines: Iterable[LogLine], declared: str | None) -> _Reader:
    if name == TIMESTAMP:
        return int
    if declared is not None:
        return {"long": _as_whole, "double": _as_double}.get(declared, _as_text)
    values = [value for line in lines if (value := line.value(name)) is not None]
    if not values or not all(_DECIMAL.fullmatch(value) for value in values):
        return _as_text
    return _as_whole if all(_WHOLE.fullmatch(value) for value in values) else _as_double


def _as_text(value: str) -> Value:
    return value


def _as_whole(value: str) -> Value:
    return int(value) if _WHOLE.fullmatch(value) else None


def _as_double(value: str) -> Value:
    return float(value) if _DECIMAL.fullmatch(value) else None


def _result_column(
    column: OutputColumn, position: int, rows: Sequence[tuple[Value, ...]]
) -> ResultColumn:
    values = (row[position] for row in rows)
    first = next((value for value in values if value is not None), None)
    guessed = {int: "bigint", float: "double"}.get(type(first), "varchar")
    return ResultColumn(column.name, column.type or guessed)


def _teach(database: sqlite3.Connection) -> None:
    functions: Mapping[str, tuple[int, Callable[..., Value]]] = {
        "to_bigint": (1, _unless_null(_to_bigint)),
        "to_double": (1, _unless_null(float)),
        "to_varchar": (1, _unless_null(str)),
        "to_timestamp": (1, _unless_null(_to_timestamp)),
        "to_number": (1, _unless_null(_to_number)),
        "histogram": (2, _unless_null(_histogram)),
        "regexp_like": (2, _unless_null(lambda text, regex: int(bool(re.search(regex, text))))),
        "ceil": (1, _unless_null(math.ceil)),
        "floor": (1, _unless_null(math.floor)),
    }
    for name, (arguments, function) in functions.items():
        database.create_function(name, arguments, function, deterministic=True)


def _unless_null(function: Callable[..., Value]) -> Callable[..., Value]:
    def checked(*arguments: Value) -> Value:
        return None if None in arguments else function(*arguments)

    return checked


def _to_bigint(value: int | float | str) -> int:
    return int(value) if isinstance(value, int | str) else round(value)


def _to_number(value: int | float | str) -> int | float:
    if isinstance(value, str):
        raise TypeError("text cannot be summed")
    return value


def _to_timestamp(value: int | str) -> str:
    when = (
        datetime.fromtimestamp(value / 1000, tz=UTC)
        if isinstance(value, int)
        else datetime.fromisoformat(value).astimezone(UTC)
    )
    return _time_text(when)


def _histogram(value: int | str, width: int) -> str:
    """Return the start of the bucket in China's time; `value` is ms, or a timestamp in UTC."""
    if isinstance(value, str):
        value = int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp() * 1000)
    local = value + _CHINA_OFFSET_MS
    start = local - local % width
    return _time_text(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=start))


def _time_text(when: datetime) -> str:
    # Presto's timestamp(3).
    return when.strftime("%Y-%m-%d %H:%M:%S.") + f"{when.microsecond // 1000:03d}"
