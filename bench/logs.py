"""How well and how fast templates are found: `python -m bench.logs DIR… [--json]`.

Each DIR holds LogHub samples (`*_2k.log` with `*_2k.log_structured.csv`). As in the published
evaluation (Zhu et al., "Tools and Benchmarks for Automated Log Parsing", ICSE-SEIP 2019) the miner
gets each line's `Content`, and the grouping accuracy is the share of lines whose group holds
exactly the lines of their true group (`EventId`). Drain's published values were reached with
regular expressions and thresholds chosen for each file; ours with one configuration for all.
`FGA` counts templates instead of lines: a rare one, which is what people look for, weighs as much
as a frequent one. Speeds are of processor time.

`left out` is what a file has with numbers that the others chose: of 300 settings those with the
best mean accuracy on all other files, and the mean of them, since nothing tells which of equals to
take. `half` chooses by one half of the files and measures on the other, over all halves. The rules
themselves (masks, names, patterns that describe others) were written with these files in view, so
both flatter: expect less on a format that nobody looked at.
"""

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path

from bench.report import print_json, print_table
from integrations.drain3_miner.miner import Drain3Miner, Tuning
from integrations.drain3_miner.refining import Choices
from integrations.fluent_words import read_lexicon

PUBLISHED = {
    "Android": 0.911,
    "Apache": 1.0,
    "BGL": 0.963,
    "HDFS": 0.998,
    "HPC": 0.887,
    "Hadoop": 0.948,
    "HealthApp": 0.780,
    "Linux": 0.690,
    "Mac": 0.787,
    "OpenSSH": 0.788,
    "OpenStack": 0.733,
    "Proxifier": 0.527,
    "Spark": 0.920,
    "Thunderbird": 0.955,
    "Windows": 0.997,
    "Zookeeper": 0.967,
}
"""Drain's grouping accuracy on the 2k samples (the paper above, table of accuracies)."""

SETTINGS = tuple(
    Tuning(depth, similarity, Choices(words, capitals))
    for depth in (3, 4, 5)
    for similarity in (0.3, 0.4, 0.5, 0.6, 0.7)
    for words in (3, 4, 5, 6, 8)
    for capitals in (5, 8, 11, 15)
)
"""What `left out` and `half` choose from."""

LEAST_FILES = 4
"""With fewer, nothing is chosen by others."""

EQUAL = 0.0005
"""Means of accuracies that are so close are equally good: one line of a file of 2,000."""

REPEATS = 5
"""Runs of each side, in turns; the best counts, since noise only ever slows down."""


@dataclass(frozen=True)
class Row:
    """One file's result; speeds are lines per second, `bare` is Drain3 on unmasked lines."""

    name: str
    lines: int
    groups: int
    true_groups: int
    accuracy: float
    fga: float
    published: float | None
    speed: float
    bare: float
    left_out: float | None = None


def grouping_accuracy(found: Sequence[str], true: Sequence[str]) -> float:
    """Return the share of lines whose found group holds exactly the lines of their true group."""
    of_found: dict[str, set[int]] = defaultdict(set)
    of_true: dict[str, set[int]] = defaultdict(set)
    for number, (one, other) in enumerate(zip(found, true, strict=True)):
        of_found[one].add(number)
        of_true[other].add(number)
    right = sum(len(group) for group in of_found.values() if group == of_true[true[min(group)]])
    return right / len(found) if found else 0.0


def group_f1(found: Sequence[str], true: Sequence[str]) -> float:
    """Return F1 over groups: a found group is right when a true one has exactly its lines."""
    parts = [_parts(found), _parts(true)]
    right = len(parts[0] & parts[1])
    return 2 * right / (len(parts[0]) + len(parts[1])) if found else 0.0


def _parts(names: Sequence[str]) -> set[frozenset[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        groups[name].append(number)
    return set(map(frozenset, groups.values()))


def measure(directory: Path) -> list[Row]:
    """Return one row per sample in `directory`, by name."""
    tables = sorted(directory.glob("*_2k.log_structured.csv"))
    return [_row(table) for table in tables]


def _row(table: Path) -> Row:
    texts, true = _read(table)
    name = _name(table)
    found = Drain3Miner(read_lexicon().naming).patterns(texts)
    speed, bare = _speeds(texts)
    return Row(
        name=name,
        lines=len(texts),
        groups=len(set(found)),
        true_groups=len(set(true)),
        accuracy=grouping_accuracy(found, true),
        fga=group_f1(found, true),
        published=PUBLISHED.get(name),
        speed=speed,
        bare=bare,
    )


def _read(table: Path) -> tuple[list[str], list[str]]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["Content"] for row in rows], [row["EventId"] for row in rows]


def _name(table: Path) -> str:
    return table.name.removesuffix("_2k.log_structured.csv")


def _speeds(texts: Sequence[str]) -> tuple[float, float]:
    pairs = [(_seconds(_ours, texts), _seconds(_bare, texts)) for _ in range(REPEATS)]
    ours, bare = (min(times) for times in zip(*pairs, strict=True))
    return len(texts) / ours, len(texts) / bare


def _seconds(work: Callable[[Sequence[str]], None], texts: Sequence[str]) -> float:
    started = time.process_time()
    work(texts)
    return time.process_time() - started


def _ours(texts: Sequence[str]) -> None:
    Drain3Miner(read_lexicon().naming).patterns(texts)


def _bare(texts: Sequence[str]) -> None:
    drain = Tuning().drain()
    for text in texts:
        drain.add_log_message(text)


def chosen_by(others: Sequence[Sequence[float]], own: Sequence[float]) -> float:
    """Return what a file has with settings that others chose; the mean over equally good ones.

    Args:
        others: accuracies of each other file, one for each setting.
        own: of the file, one for each setting.
    """
    means = [sum(column) / len(others) for column in zip(*others, strict=True)]
    best = max(means) - EQUAL
    good = [own[place] for place, each in enumerate(means) if each >= best]
    return sum(good) / len(good)


def left_out(matrix: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return what each file has with settings that all the others chose."""
    return {
        name: chosen_by([row for other, row in matrix.items() if other != name], own)
        for name, own in matrix.items()
    }


def halves(matrix: Mapping[str, Sequence[float]]) -> float:
    """Return the mean over all halves of what one half's settings give on the other."""
    found = []
    for half in combinations(matrix, len(matrix) // 2):
        rest = [row for name, row in matrix.items() if name not in half]
        chosen = [matrix[name] for name in half]
        found.append(sum(chosen_by(chosen, row) for row in rest) / len(rest))
    return sum(found) / len(found)


def accuracies(directory: Path) -> dict[str, list[float]]:
    """Return the accuracy of each sample in `directory` with each of `SETTINGS`."""
    found = {}
    for table in sorted(directory.glob("*_2k.log_structured.csv")):
        texts, true = _read(table)
        naming = read_lexicon().naming
        found[_name(table)] = [
            grouping_accuracy(Drain3Miner(naming, each).patterns(texts), true) for each in SETTINGS
        ]
    return found


def mean(rows: Sequence[Row]) -> float:
    """Return the mean accuracy of the files."""
    return sum(row.accuracy for row in rows) / len(rows)


def print_rows(rows: Sequence[Row], half: float | None) -> None:
    """Print the rows for a person; the last line is `mean X`."""
    heads = (
        "file",
        "accuracy",
        "Drain*",
        "groups",
        "true",
        "lines/s",
        "bare Drain3",
        "ratio",
        "FGA",
        "left out",
    )
    print_table(heads, [_cells(row) for row in rows])
    print("* published, with rules and thresholds chosen per file; ours is one configuration")
    known = [row.published for row in rows if row.published is not None]
    if known:
        ours = mean([row for row in rows if row.published is not None])
        drain = sum(known) / len(known)
        print(f"files with a published value: ours {ours:.4f}, Drain {drain:.4f}")
    ratio = _all_speed(rows, "speed") / _all_speed(rows, "bare")
    print(f"all lines: {ratio:.2f} times the speed of bare Drain3")
    print(f"mean FGA {sum(row.fga for row in rows) / len(rows):.4f}")
    unseen = [row.left_out for row in rows if row.left_out is not None]
    if unseen and half is not None:
        print(f"split-half {half:.4f}")
        print(f"leave-one-out {sum(unseen) / len(unseen):.4f}, worst {min(unseen):.4f}")
    print(f"mean {mean(rows):.4f}")


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.name,
        f"{row.accuracy:.4f}",
        "-" if row.published is None else f"{row.published:.3f}",
        str(row.groups),
        str(row.true_groups),
        f"{row.speed:.0f}",
        f"{row.bare:.0f}",
        f"{row.speed / row.bare:.2f}",
        f"{row.fga:.4f}",
        "-" if row.left_out is None else f"{row.left_out:.4f}",
    )


def _all_speed(rows: Sequence[Row], which: str) -> float:
    seconds = sum(row.lines / float(getattr(row, which)) for row in rows)
    return sum(row.lines for row in rows) / seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when the directory holds no sample."""
    parser = argparse.ArgumentParser(prog="python -m bench.logs", description=__doc__)
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    chosen = parser.parse_args(arguments)
    rows = [row for directory in chosen.directories for row in measure(directory)]
    matrix = {
        name: row for directory in chosen.directories for name, row in accuracies(directory).items()
    }
    half = None
    if len(matrix) >= LEAST_FILES:
        half, unseen = halves(matrix), left_out(matrix)
        rows = [replace(row, left_out=unseen[row.name]) for row in rows]
    if not rows:
        where = ", ".join(map(str, chosen.directories))
        print(f"No *_2k.log_structured.csv in {where}.", file=sys.stderr)
        return 1
    if chosen.json:
        files = [asdict(row) for row in rows]
        print_json({"mean": round(mean(rows), 4), "split_half": half, "files": files})
    else:
        print_rows(rows, half)
    return 0


if __name__ == "__main__":
    sys.exit(main())
