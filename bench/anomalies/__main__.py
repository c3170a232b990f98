"""How well the anomaly rule finds what people marked: `python -m bench.anomalies DIR… [--json]`.

Each DIR holds series of the Numenta Anomaly Benchmark (`*/*.csv`) and `labels/windows.json`. A
marked window is found when an alert begins in it; every alert outside of all windows is a false
one. As in the benchmark, the first part of a series is for learning, and windows that end in it do
not count; `nab` is its standard score (`bench.anomalies.nab`). Two other sides stand beside ours:
what a few lines would do (beyond k standard deviations from the mean of the last seven days), and
the rule that came before (`bench.anomalies.medians`). Ours goes through the state machine of
watches. `hold` is the time beyond before an alert, and an hour of calm ends it.

Below the table stand what one value costs, what the memory weighs, which reasons were right how
often, and how far the score is to be believed (`bench.anomalies.choosing`). The last line is
`nab X`, of the rule as it comes and all folders together.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from math import sqrt
from pathlib import Path
from time import process_time

from pydantic import TypeAdapter

from bench.anomalies import medians
from bench.anomalies.choosing import Choice, Part, choices, table_of
from bench.anomalies.nab import FileScore, Window, file_score, learning_rows, standard_score
from bench.report import print_json, print_table
from domain.common.shapes import read
from domain.watches.metric_memory import ThresholdMemory
from domain.watches.metrics.news import Kind
from domain.watches.metrics.rules import judge
from domain.watches.metrics.sources import Sample
from domain.watches.metrics.thresholds import ThresholdWatchConfig
from domain.watches.novelty import (
    MARGINS,
    Alert,
    Margins,
    Past,
    Season,
    Sensitivity,
    Signs,
    follow,
    seen,
)

LOOK_BACK = timedelta(days=7)
HOLDS = (0, 10)
"""Minutes."""

LEAST_POINTS = 12
"""Behind a gap the bare side says nothing before it has so many values again."""

BARE = (3.0, 6.0)
"""Standard deviations of the bare side: what textbooks say, and one as quiet as ours."""

AS_IT_COMES = f"ours, season {Season.NONE}"
"""The row whose score is the last line: no hold, nothing set."""

_SOURCE = {"http_json": {"url": "https://example.com", "json_path": "value"}}
WRITTEN = TypeAdapter(Past)
Alerts = list[datetime]


@dataclass(frozen=True)
class Series:
    """One file: its values, and the windows that people marked."""

    name: str
    samples: tuple[Sample, ...]
    windows: tuple[Window, ...]

    @property
    def learn(self) -> timedelta:
        """How long nothing is judged."""
        return self.samples[learning_rows(len(self.samples))].at - self.samples[0].at

    @property
    def days(self) -> float:
        """How long it is judged."""
        return (self.samples[-1].at - self.samples[0].at - self.learn) / timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One way over all series: windows found of all, false alerts, and the standard score."""

    way: str
    hold_minutes: int
    found: int
    windows: int
    false_alerts: int
    days: float
    nab: float


def read_series(folder: Path) -> list[Series]:
    """Return every file of a folder with its windows."""
    marked = json.loads((folder / "labels" / "windows.json").read_text())
    return [
        read_file(path, marked[f"{path.parent.name}/{path.name}"])
        for path in sorted(folder.glob("*/*.csv"))
    ]


def read_file(path: Path, marked: Sequence[Sequence[str]]) -> Series:
    """Return one file with the windows that can be found after learning."""
    rows = [row.split(",") for row in path.read_text().splitlines()[1:]]
    samples = tuple(Sample(_moment(at), float(value)) for at, value in rows)
    judged = samples[learning_rows(len(samples))].at
    windows = ((_moment(start), _moment(end)) for start, end in marked)
    return Series(path.stem, samples, tuple(each for each in windows if each[1] >= judged))


def ours(
    series: Series, *, season: Season, sensitivity: Sensitivity = Sensitivity.MEDIUM, hold: int = 0
) -> Alerts:
    """Return when the anomaly rule alerts."""
    rule = {"season": season.value, "sensitivity": sensitivity.value}
    least = 1.0 if season is Season.NONE else 24.0
    learn = {"learn_hours": max(series.learn / timedelta(hours=1), least)}
    config = _config(operator="anomaly", anomaly={**rule, **learn}, for_minutes=hold)
    return _alerts(config, series.samples)


def bare(series: Series, *, deviations: float, hold: int = 0) -> Alerts:
    """Return when mean and standard deviation alert."""
    config = _config(operator=">", threshold=deviations, for_minutes=hold)
    return _alerts(config, _deviations(series))


def before(series: Series, *, hold: int = 0) -> Alerts:
    """Return when the rule that came before alerts."""
    points = [(sample.at, sample.value) for sample in series.samples]
    return medians.alerts(points, series.learn, hold=timedelta(minutes=hold))


def score(series: Series, alerts: Alerts) -> tuple[int, int]:
    """Return how many windows were found, and how many alerts were false."""
    found = sum(any(start <= at <= end for at in alerts) for start, end in series.windows)
    false = sum(not any(start <= at <= end for start, end in series.windows) for at in alerts)
    return found, false


def nab_score(series: Series, alerts: Alerts) -> FileScore:
    """Return what the alerts are worth by the benchmark's own rule."""
    moments = [sample.at for sample in series.samples]
    begun = set(alerts)
    rows = [row for row, at in enumerate(moments) if at in begun]
    return file_score(moments, series.windows, rows)


def measure(
    way: str, all_series: Sequence[Series], hold: int, find: Callable[[Series], Alerts]
) -> Row:
    """Return how one way does over all series."""
    alerts = [find(series) for series in all_series]
    pairs = list(zip(all_series, alerts, strict=True))
    scores = [score(series, found) for series, found in pairs]
    return Row(
        way,
        hold,
        sum(found for found, _ in scores),
        sum(len(series.windows) for series in all_series),
        sum(false for _, false in scores),
        round(sum(series.days for series in all_series), 1),
        round(standard_score(nab_score(series, found) for series, found in pairs), 1),
    )


def _config(**fields: object) -> ThresholdWatchConfig:
    # A rhythm of five minutes, as the series have; flapping is out of reach, to count every alert.
    raw = {
        "source": _SOURCE,
        "check_interval_minutes": 5,
        "clear_for_minutes": 60,
        "flapping": {"transitions": 100, "window_minutes": 1},
        "no_data": {"policy": "ignore", "after_minutes": 24 * 60},
        **fields,
    }
    return read(ThresholdWatchConfig, raw)


def _alerts(config: ThresholdWatchConfig, samples: Sequence[Sample]) -> Alerts:
    memory, found = ThresholdMemory(), []
    for sample in samples:
        judged = judge(config, memory, sample, now=sample.at)
        memory = judged.memory
        found += [sample.at for news in judged.news if news.kind is Kind.BREACHED]
    return found


def _deviations(series: Series) -> list[Sample]:
    """Return each value as its distance from the mean of the days before, in deviations."""
    sums = [(0.0, 0.0)]
    for sample in series.samples:
        sums.append((sums[-1][0] + sample.value, sums[-1][1] + sample.value**2))
    return list(_distances(series, sums))


def _distances(series: Series, sums: Sequence[tuple[float, float]]) -> Iterator[Sample]:
    first, samples = 0, series.samples
    for place, sample in enumerate(samples):
        while samples[first].at < sample.at - LOOK_BACK:
            first += 1
        count = place - first
        if sample.at - samples[0].at < series.learn or count < LEAST_POINTS:
            continue
        mean = (sums[place][0] - sums[first][0]) / count
        square = (sums[place][1] - sums[first][1]) / count
        spread = sqrt(max(square - mean**2, 0.0))
        distance = abs(sample.value - mean)
        yield Sample(sample.at, distance / spread if spread else (1e6 if distance else 0.0))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _rows(all_series: Sequence[Series]) -> Iterator[Row]:
    for hold in HOLDS:
        for deviations in BARE:
            yield measure(
                f"mean and {deviations:g} deviations",
                all_series,
                hold,
                partial(bare, deviations=deviations, hold=hold),
            )
        yield measure("medians, the rule before", all_series, hold, partial(before, hold=hold))
        for season in (Season.NONE, Season.DAILY):
            yield measure(
                f"ours, season {season}",
                all_series,
                hold,
                partial(ours, season=season, hold=hold),
            )


@dataclass(frozen=True)
class Trace:
    """What each value of one series shows, and what it took to see it."""

    series: Series
    signs: tuple[tuple[datetime, Signs], ...]
    seconds: float
    bytes: int


def trace(series: Series) -> Trace:
    """Take all values of a series in once; who judges them is asked often."""
    past, signs = Past(), list[tuple[datetime, Signs]]()
    began = process_time()
    for sample in series.samples:
        past, one = seen(past, sample.at, sample.value, season=Season.NONE)
        signs.append((sample.at, one))
    took = process_time() - began
    return Trace(series, tuple(signs), took, len(WRITTEN.dump_json(past)))


def judged(one: Trace, margins: Margins) -> list[Alert]:
    """Return the alerts that margins make of what was seen."""
    found, kept = list[Alert](), None
    judged_from = one.series.samples[0].at + one.series.learn
    for at, signs in one.signs:
        alert = kept
        kept, _ = follow(alert, signs, at, margins=margins, learning=at < judged_from)
        if kept is not None and kept is not alert:
            found.append(kept)
    return found


def part(one: Trace, margins: Margins) -> Part:
    """Return what margins are worth on one series."""
    moments = [alert.at for alert in judged(one, margins)]
    _, false = score(one.series, moments)
    return Part(nab_score(one.series, moments), false, one.series.days)


def reasons(traces: Sequence[Trace]) -> dict[str, tuple[int, int]]:
    """Return of each reason how many alerts were inside marked windows, and how many outside."""
    found = dict[str, tuple[int, int]]()
    for one in traces:
        for alert in judged(one, MARGINS[Sensitivity.MEDIUM]):
            inside = any(start <= alert.at <= end for start, end in one.series.windows)
            right, wrong = found.get(alert.why, (0, 0))
            found[alert.why] = (right + inside, wrong + (not inside))
    return found


def main(arguments: Sequence[str]) -> int:
    """Print the tables, or one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    all_series = [series for folder in given.folders for series in read_series(folder)]
    rows = list(_rows(all_series))
    ours_now = next(row.nab for row in rows if row.way == AS_IT_COMES)
    traces = [trace(series) for series in all_series]
    believed = choices(table_of(lambda margins: [part(one, margins) for one in traces]))
    values = sum(len(one.signs) for one in traces)
    cost = {
        "ms_per_value": round(sum(one.seconds for one in traces) / values * 1e3, 3),
        "most_bytes": max(one.bytes for one in traces),
    }
    if given.json:
        written = {
            "rows": [asdict(row) for row in rows],
            "believed": [asdict(each) for each in believed],
        }
        print_json({**written, "reasons": reasons(traces), "cost": cost, "nab": ours_now})
        return 0
    _print_rows(rows)
    print(f"\none value {cost['ms_per_value']} ms, memory at most {cost['most_bytes']} bytes")
    told = reasons(traces).items()
    print_table(("reason", "right", "false"), [(why, str(a), str(b)) for why, (a, b) in told])
    _print_choices(believed)
    print(f"nab {ours_now:.1f}")
    return 0


def _print_rows(rows: Sequence[Row]) -> None:
    heads = ("way", "hold min", "found", "windows", "false alerts", "false per day", "nab")
    print_table(
        heads,
        [
            (
                row.way,
                str(row.hold_minutes),
                str(row.found),
                str(row.windows),
                str(row.false_alerts),
                f"{row.false_alerts / row.days:.3f}",
                f"{row.nab:.1f}",
            )
            for row in rows
        ],
    )


def _print_choices(believed: Sequence[Choice]) -> None:
    print_table(
        ("margins chosen", "nab", "±", "false per day"),
        [
            (
                each.way,
                f"{each.nab:.1f}",
                f"{each.spread:.1f}" if each.spread else "",
                f"{each.false_per_day:.3f}",
            )
            for each in believed
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
