"""Charts as SVG, of numbers and of strangers' names that are cleaned and escaped (ANL-4).

A chart wears classes and no colours of its own: in the console the page's style sheet has them, a
picture that stands alone carries one of the two themes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from itertools import pairwise
from math import ceil, floor, log10, pi
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

from application.analytics.described import sentences_of
from application.common.wording import Localizer
from domain.analytics.dashboards import ChartData, ChartKind, DashboardRun, Line, Look, Part
from domain.analytics.describing import amount
from domain.common.messages import message
from domain.common.quoting import clean

WIDTH, HEIGHT = 460.0, 250.0
"""Of one chart."""

COLUMNS, GAP, HEAD = 2, 20.0, 64.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 14.0, 40.0, 194.0
_TITLE = 28.0
"""Room for a title, which the page of the console has in its own words."""

_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4", "1 4")
"""Lines are told apart without colour."""

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080)
"""Minutes between two labels of the time axis."""

_MOST_LABELS = 5
_MOST_ROWS, _MOST_CELLS = 6, 4
_MOST_BARS = 7


class Theme(StrEnum):
    """What a picture lies on."""

    LIGHT = "light"
    DARK = "dark"


_COLOURS = {
    Theme.LIGHT: (
        ("#ffffff", "#f4f6f9", "#1b2330", "#566172", "#dce1e8"),
        ("#2456c6", "#b45309", "#047857", "#be123c", "#6d28d9", "#0e7490"),
    ),
    Theme.DARK: (
        ("#161c26", "#0e131a", "#e7ebf1", "#a3aebd", "#2f3a49"),
        ("#7aa7ff", "#f5b041", "#4ade9c", "#ff8a9a", "#b79cff", "#5fd3e8"),
    ),
}
_FONTS = (
    "'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',"
    "system-ui,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
)


def chart_drawn(data: ChartData, run: DashboardRun, reader: Localizer) -> str:
    """Return one chart as an `svg` element that wears the page's classes.

    Its sentences stand for it, for who cannot see it.
    """
    said = escape(sentences_of(data, run, reader))
    return (
        f'<svg class="chart" viewBox="0 {_TITLE:g} {WIDTH:g} {HEIGHT - _TITLE:g}" role="img" '
        f'aria-label="{said}">'
        f"{''.join(_chart(data, run, reader, titled=False))}</svg>"
    )


def picture(run: DashboardRun, reader: Localizer, theme: Theme, *, sandbox: bool) -> str:
    """Return a dashboard as one SVG document, two charts side by side."""
    rows = max(ceil(len(run.charts) / COLUMNS), 1)
    width = COLUMNS * WIDTH + (COLUMNS + 1) * GAP
    height = HEAD + rows * (HEIGHT + GAP) + GAP
    name = _fit(("SANDBOX · " if sandbox else "") + run.dashboard.name, 70)
    period = reader.text(message("dashboard.period", start=run.start, end=run.end))
    cards = []
    for place, data in enumerate(run.charts):
        x = GAP + (place % COLUMNS) * (WIDTH + GAP)
        y = HEAD + (place // COLUMNS) * (HEIGHT + GAP)
        card = f'<rect class="card" width="{WIDTH:g}" height="{HEIGHT:g}" rx="10"/>'
        drawn = "".join(_chart(data, run, reader, titled=True))
        cards.append(f'<g transform="translate({x:g} {y:g})">{card}{drawn}</g>')
    empty = ""
    if not run.charts:
        empty = _text(GAP, HEAD + 20, reader.text(message("dashboard.no_charts")), "quiet")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(name)}">'
        f"<style>{_style(theme)}</style>"
        f'<rect class="ground" width="{width:g}" height="{height:g}"/>'
        f"{_text(GAP, 30, name, 'head')}{_text(GAP, 50, period, 'quiet')}"
        f"{''.join(cards)}{empty}</svg>"
    )


def _style(theme: Theme) -> str:
    (card, ground, ink, quiet, line), series = _COLOURS[theme]
    colours = "".join(
        f".s{n}{{stroke:{each}}}.f{n}{{fill:{each}}}" for n, each in enumerate(series)
    )
    return (
        f"text{{font:12px {_FONTS};fill:{ink}}}.head{{font-size:18px;font-weight:700}}"
        f".title{{font-size:14px;font-weight:600}}.big{{font-size:54px;font-weight:700}}"
        f".quiet,.tick{{fill:{quiet}}}.tick{{font-size:11px}}.ground{{fill:{ground}}}"
        f".card{{fill:{card};stroke:{line}}}.grid{{stroke:{line}}}"
        f".line{{fill:none;stroke-width:1.8;stroke-linejoin:round}}.slice{{fill:none}}{colours}"
    )


def _chart(data: ChartData, run: DashboardRun, reader: Localizer, *, titled: bool) -> Iterator[str]:
    if titled:
        yield _text(14, 24, _fit(data.chart.title, 52), "title")
    yield from _plot(data, run, reader)


def _plot(data: ChartData, run: DashboardRun, reader: Localizer) -> Iterator[str]:
    kind = data.chart.kind
    match data.look:
        case Look.TIME:
            columns = kind is ChartKind.BAR and len(data.lines) == 1
            draw = _columns(data.lines[0], run, reader) if columns else None
            return draw or _lines(data.lines, run, reader)
        case Look.PARTS:
            return (_pie if kind is ChartKind.PIE else _bars)(data.parts, reader)
        case Look.NUMBER:
            return iter(
                [_text(WIDTH / 2, 145, _whole(data.number or 0.0, reader), "big", "middle")]
            )
        case Look.TABLE:
            return _table(data)
        case Look.EMPTY | Look.FAILED:
            return _words(sentences_of(data, run, reader))


def _words(said: str) -> Iterator[str]:
    for row, words in enumerate(_wrapped(said, 56)[:5]):
        yield _text(WIDTH / 2, 115 + 20 * row, words, "quiet", "middle")


def _lines(lines: Sequence[Line], run: DashboardRun, reader: Localizer) -> Iterator[str]:
    values = [value for each in lines for _, value in each.points]
    low, top = min(0.0, *values), _round_top(max(values))
    yield from _grid(low, top)
    yield from _hours(run, reader.zone)
    for place, each in enumerate(lines):
        path, before = "", None
        width = _usual_gap(each)
        for at, value in each.points:
            # A hole in the data is a hole in the line.
            mark = "M" if before is None or at - before > 3 * width else "L"
            path += f"{mark}{_x(at, run):.1f} {_y(value, low, top):.1f}"
            before = at
        dash = f' stroke-dasharray="{_DASHES[place]}"' if _DASHES[place] else ""
        yield f'<path class="line s{place}" d="{path}"{dash}/>'
        if len(each.points) == 1:
            at, value = each.points[0]
            x, y = _x(at, run), _y(value, low, top)
            yield f'<circle class="f{place}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
    if len(lines) > 1:
        yield from _legend(lines)


def _legend(lines: Sequence[Line]) -> Iterator[str]:
    step = (WIDTH - 28) / min(len(lines), 3)
    for place, each in enumerate(lines[:6]):
        x, y = 14 + step * (place % 3), 228 + 15 * (place // 3)
        dash = f' stroke-dasharray="{_DASHES[place]}"' if _DASHES[place] else ""
        yield f'<path class="line s{place}" d="M{x:.0f} {y - 4}h20"{dash}/>'
        yield _text(x + 26, y, _fit(each.name, 18), "tick")


def _columns(line: Line, run: DashboardRun, reader: Localizer) -> Iterator[str]:
    values = [value for _, value in line.points]
    low, top = min(0.0, *values), _round_top(max(values))
    yield from _grid(low, top)
    yield from _hours(run, reader.zone)
    share = _usual_gap(line) / max(run.end - run.start, timedelta(seconds=1))
    width = max(min((WIDTH - _LEFT - _RIGHT) * share * 0.8, 40.0), 1.5)
    zero = _y(0.0, low, top)
    for at, value in line.points:
        x, y = _x(at, run), _y(value, low, top)
        height = abs(zero - y)
        yield (
            f'<rect class="f0" x="{x:.1f}" y="{min(y, zero):.1f}" width="{width:.1f}" '
            f'height="{height:.1f}"/>'
        )


def _bars(parts: Sequence[Part], reader: Localizer) -> Iterator[str]:
    shown = [*parts[:_MOST_BARS]]
    top = max(0.0, *(each.value for each in shown)) or 1.0
    for place, each in enumerate(shown):
        y = 44 + 27 * place
        width = max((WIDTH - 240) * max(each.value, 0.0) / top, 1.0)
        yield _text(138, y + 13, _fit(_named(each, reader), 20), "tick", "end")
        yield f'<rect class="f0" x="146" y="{y}" width="{width:.1f}" height="17" rx="2"/>'
        yield _text(152 + width, y + 13, _short(each.value), "tick")


def _pie(parts: Sequence[Part], reader: Localizer) -> Iterator[str]:
    positive = [each for each in parts if each.value > 0]
    whole = sum(each.value for each in positive) or 1.0
    around, begun = 2 * pi * 62, 0.0
    for place, each in enumerate(positive):
        length = around * each.value / whole
        colour = min(place, len(_DASHES) - 1)
        yield (
            f'<circle class="slice s{colour}" cx="112" cy="132" r="62" stroke-width="34" '
            f'stroke-dasharray="{max(length - 1.5, 0.5):.2f} {around:.2f}" '
            f'stroke-dashoffset="{-begun:.2f}" transform="rotate(-90 112 132)"/>'
        )
        begun += length
        if place < _MOST_BARS:
            y = 62 + 25 * place
            yield f'<rect class="f{colour}" x="216" y="{y - 10}" width="11" height="11" rx="2"/>'
            share = f"{100 * each.value / whole:.0f}%"
            yield _text(234, y, f"{_fit(_named(each, reader), 20)}  {share}", "tick")


def _table(data: ChartData) -> Iterator[str]:
    columns = data.columns[:_MOST_CELLS]
    rows = [each[: len(columns)] for each in data.rows[:_MOST_ROWS]]
    # As wide as what stands in it, within bounds: a message needs more room than a count.
    needed = [
        min(max(len(cell) for cell in cells), 40) + 2 for cells in zip(columns, *rows, strict=True)
    ]
    step = (WIDTH - 28) / sum(needed)
    x = 14.0
    for place, name in enumerate(columns):
        room = max(int(step * needed[place] / 6.6), 4)
        yield _text(x, 52, _fit(name, room), "quiet")
        for row, cells in enumerate(rows):
            yield _text(x, 80 + 24 * row, _fit(cells[place], room), "cell")
        x += step * needed[place]
    yield f'<path class="grid" d="M14 60H{WIDTH - 14:g}"/>'
    more = data.found - _MOST_ROWS
    if more > 0:
        yield _text(14, 80 + 24 * _MOST_ROWS, f"+{more}", "quiet")


def _grid(low: float, top: float) -> Iterator[str]:
    for part in (0.0, 0.5, 1.0):
        value = low + (top - low) * part
        y = _y(value, low, top)
        yield f'<path class="grid" d="M{_LEFT:g} {y:.1f}H{WIDTH - _RIGHT:g}"/>'
        yield _text(_LEFT - 6, y + 4, _short(value), "tick", "end")


def _hours(run: DashboardRun, zone: str) -> Iterator[str]:
    """Label round moments of the wall clock; a date where a day begins or steps are days."""
    minutes = (run.end - run.start).total_seconds() / 60
    step = next((each for each in _STEPS if minutes / each <= _MOST_LABELS), _STEPS[-1])
    clock = ZoneInfo(zone)
    local = run.start.astimezone(clock).replace(second=0, microsecond=0)
    midnight = local.replace(hour=0, minute=0)
    passed = (local - midnight).total_seconds() / 60
    moment = midnight + timedelta(minutes=step * ceil(passed / step))
    while moment < run.end:
        days = step >= 1_440 or (moment.hour == moment.minute == 0)
        label = f"{moment:%m-%d}" if days else f"{moment:%H:%M}"
        x = _x(moment, run)
        if _LEFT + 12 < x < WIDTH - _RIGHT - 12:
            yield _text(x, _BOTTOM + 16, label, "tick", "middle")
        moment += timedelta(minutes=step)


def _x(at: datetime, run: DashboardRun) -> float:
    whole = (run.end - run.start).total_seconds() or 1.0
    share = min(max((at - run.start).total_seconds() / whole, 0.0), 1.0)
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * share


def _y(value: float, low: float, top: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * (value - low) / ((top - low) or 1.0)


def _usual_gap(line: Line) -> timedelta:
    moments = sorted({at for at, _ in line.points})
    gaps = sorted(b - a for a, b in pairwise(moments))
    return gaps[len(gaps) // 2] if gaps else timedelta(minutes=1)


def _round_top(most: float) -> float:
    if most <= 0:
        return 1.0
    power = 10.0 ** floor(log10(most))
    return next((s * power for s in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if s * power >= most), most)


def _short(value: float) -> str:
    for unit, name in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= unit:
            return f"{amount(round(value / unit, 1))}{name}"
    return str(amount(value))


def _whole(value: float, reader: Localizer) -> str:
    """Return a number with all its digits as the reader writes it, unless it is very large."""
    if abs(value) >= 1e9:
        return _short(value)
    return reader.text(message("value.plain", value=amount(value)))


def _named(part: Part, reader: Localizer) -> str:
    return part.name or reader.text(message("chart.others"))


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _fit(text: str, room: int) -> str:
    """Return a stranger's text in so many narrow characters; Chinese ones count twice."""
    shown = ""
    for character in clean(text):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 1:
            return f"{shown}…"
        shown += character
    return shown


def _wrapped(text: str, room: int) -> list[str]:
    rows, left = [""], room
    for character in clean(text):
        left -= 2 if east_asian_width(character) in "WF" else 1
        if left < 0 and (character == " " or ord(character) > 0x2E80):
            rows.append("")
            left = room
        rows[-1] += character
    return [each.strip() for each in rows]
