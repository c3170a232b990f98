"""How well the anomaly rule finds what people marked: `python -m bench.anomalies DIR [--json]`.

DIR holds series of the Numenta Anomaly Benchmark (`*/*.csv`) and `labels/windows.json`. A marked
window is found when an alert begins in it; every alert outside of all windows is a false one. As
in the benchmark, the first part of a series is for learning: two days, and windows that end in it
do not count. The bare side is what a few lines would do: beyond k standard deviations from the
mean of the last seven days. Both sides go through the same state machine, so that only the
baseline differs: `hold` is the time beyond before an alert, and an hour of calm ends it.
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

from bench.report import print_json, print_table
from domain.common.shapes import read
from domain.watches.metric_memory import ThresholdMemory
from domain.watches.metrics.baselines import Season, Sensitivity
from domain.watches.metrics.news import Kind
from domain.watches.metrics.rules import judge
from domain.watches.metrics.sources import Sample
from domain.watches.metrics.thresholds import ThresholdWatchConfig

LEARN = timedelta(days=2)
LOOK_BACK = timedelta(days=7)
HOLDS = (0, 10)
"""Minutes."""

BARE = (3.0, 6.0)
"""Standard deviations of the bare side: what textbooks say, and one as quiet as ours."""

_SOURCE = {"http_json": {"url": "https://example.com", "json_path": "value"}}
Alerts = list[datetime]
Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Series:
    """One file: its values, and the windows that people marked."""

    name: str
    samples: tuple[Sample, ...]
    windows: tuple[Window, ...]

    @property
    def days(self) -> float:
        """How long it is judged."""
        return (self.samples[-1].at - self.samples[0].at - LEARN) / timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One way over all series: windows found of all, and false alerts per day."""

    way: str
    hold_minutes: int
    found: int
    windows: int
    false_alerts: int
    days: float


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
    judged = samples[0].at + LEARN
    windows = ((_moment(start), _moment(end)) for start, end in marked)
    return Series(path.stem, samples, tuple(each for each in windows if each[1] > judged))


def ours(
    series: Series, *, season: Season, sensitivity: Sensitivity = Sensitivity.MEDIUM, hold: int = 0
) -> Alerts:
    """Return when the anomaly rule alerts."""
    rule = {"season": season.value, "sensitivity": sensitivity.value}
    learn = {"learn_hours": LEARN / timedelta(hours=1)}
    config = _config(operator="anomaly", anomaly={**rule, **learn}, for_minutes=hold)
    return _alerts(config, series.samples)


def bare(series: Series, *, deviations: float, hold: int = 0) -> Alerts:
    """Return when mean and standard deviation alert."""
    config = _config(operator=">", threshold=deviations, for_minutes=hold)
    return _alerts(config, _deviations(series.samples))


def score(series: Series, alerts: Alerts) -> tuple[int, int]:
    """Return how many windows were found, and how many alerts were false."""
    found = sum(any(start <= at <= end for at in alerts) for start, end in series.windows)
    false = sum(not any(start <= at <= end for start, end in series.windows) for at in alerts)
    return found, false


def measure(
    way: str, all_series: Sequence[Series], hold: int, find: Callable[[Series], Alerts]
) -> Row:
    """Return how one way does over all series."""
    scores = [score(series, find(series)) for series in all_series]
    return Row(
        way,
        hold,
        sum(found for found, _ in scores),
        sum(len(series.windows) for series in all_series),
        sum(false for _, false in scores),
        round(sum(series.days for series in all_series), 1),
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


def _deviations(samples: Sequence[Sample]) -> list[Sample]:
    """Return each value as its distance from the mean of the days before, in deviations."""
    sums = [(0.0, 0.0)]
    for sample in samples:
        sums.append((sums[-1][0] + sample.value, sums[-1][1] + sample.value**2))
    return list(_distances(samples, sums))


def _distances(samples: Sequence[Sample], sums: Sequence[tuple[float, float]]) -> Iterator[Sample]:
    first = 0
    for place, sample in enumerate(samples):
        while samples[first].at < sample.at - LOOK_BACK:
            first += 1
        if sample.at - samples[0].at < LEARN:
            continue
        count = place - first
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
        for season in (Season.NONE, Season.DAILY):
            yield measure(
                f"ours, season {season}",
                all_series,
                hold,
                partial(ours, season=season, hold=hold),
            )


def main(arguments: Sequence[str]) -> int:
    """Print the table, or one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    rows = list(_rows(read_series(given.folder)))
    if given.json:
        print_json({"rows": [asdict(row) for row in rows]})
        return 0
    heads = ("way", "hold min", "found", "windows", "false alerts", "false per day")
    print_table(
        heads,
        [
            (
                row.way,
                str(row.hold_minutes),
                str(row.found),
                str(row.windows),
                str(row.false_alerts),
                f"{row.false_alerts / row.days:.2f}",
            )
            for row in rows
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
