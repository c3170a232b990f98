"""How well incidents are gathered: `python -m bench.correlation [--storms N] [--json]`.

Storms are generated with their true grouping, ordinary ones, hostile ones, and
blind ones, in which what matters is not to be seen. A pair of incidents is
right when both have one cause. Precision is the share of gathered pairs that are right, recall the
share of right pairs that are gathered. Beside ours stand what others do: everything within some
minutes, one namespace, and all that is linked by any key, however long the chain.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import combinations

from bench.correlation_storms import Storm, blind, friendly, hostile
from bench.report import print_json, print_table
from domain.incidents.groups.gathering import gather
from domain.incidents.groups.rules import WINDOW, GroupFacts, keys_of

KINDS = (friendly, hostile, blind)
STORMS = 60
"""Of each kind; as many as the figures that the rules come from."""

FIVE_MINUTES = timedelta(minutes=5)
Pair = frozenset[str]
Grouping = Callable[[Sequence[GroupFacts]], Iterable[Sequence[str]]]


@dataclass(frozen=True)
class Row:
    """One way over all storms of a kind; `worst` is the precision of its worst storm."""

    way: str
    storms: str
    precision: float
    recall: float
    worst: float
    groups: float


def ours(storm: Sequence[GroupFacts]) -> list[Sequence[str]]:
    """Return the groups that our rules make."""
    return [each.members for each in gather(storm)]


def within_five_minutes(storm: Sequence[GroupFacts]) -> list[list[str]]:
    """Return whatever begins within five minutes of the first one, whatever it is."""
    groups: list[list[GroupFacts]] = []
    for each in sorted(storm, key=lambda one: one.onset):
        if groups and each.onset - groups[-1][0].onset <= FIVE_MINUTES:
            groups[-1].append(each)
        else:
            groups.append([each])
    return [[each.incident for each in group] for group in groups]


def same_namespace(storm: Sequence[GroupFacts]) -> list[list[str]]:
    """Return whatever begins in one namespace within ten minutes of the first one."""
    groups: list[list[GroupFacts]] = []
    for each in sorted(storm, key=lambda one: one.onset):
        for group in groups:
            first = group[0]
            if first.namespace == each.namespace and each.onset - first.onset <= WINDOW:
                group.append(each)
                break
        else:
            groups.append([each])
    return [[each.incident for each in group] for group in groups]


def chained(storm: Sequence[GroupFacts]) -> list[list[str]]:
    """Return whatever is linked by any key of any rule, also through third ones."""
    groups: list[tuple[set[str], list[str]]] = []
    for each in sorted(storm, key=lambda one: one.onset):
        keys = {key.id for key in keys_of(each)}
        linked = [group for group in groups if group[0] & keys]
        merged = (
            keys.union(*(group[0] for group in linked)),
            [one for group in linked for one in group[1]] + [each.incident],
        )
        groups = [group for group in groups if group not in linked] + [merged]
    return [members for _, members in groups]


WAYS: dict[str, Grouping] = {
    "everything within 5 min": within_five_minutes,
    "same namespace, 10 min": same_namespace,
    "any key, chained": chained,
    "ours": ours,
}


def pairs(groups: Iterable[Sequence[str]]) -> set[Pair]:
    """Return every two incidents that are in one group."""
    return {frozenset(each) for group in groups for each in combinations(group, 2)}


def true_pairs(storm: Storm) -> set[Pair]:
    """Return every two incidents of one cause."""
    causes: dict[str, list[str]] = {}
    for each in storm.incidents:
        causes.setdefault(each.cause, []).append(each.facts.incident)
    return pairs(causes.values())


def measure(way: str, kind: str, storms: Sequence[Storm]) -> Row:
    """Return how one way does over storms, all their pairs together."""
    right = made = true = count = 0
    worst = 1.0
    for storm in storms:
        groups = [group for group in WAYS[way]([each.facts for each in storm.incidents]) if group]
        found, wanted = pairs(groups), true_pairs(storm)
        right += len(found & wanted)
        made += len(found)
        true += len(wanted)
        worst = min(worst, len(found & wanted) / len(found) if found else 1.0)
        count += sum(len(group) > 1 for group in groups)
    return Row(
        way,
        kind,
        round(right / made, 3) if made else 1.0,
        round(right / true, 3),
        round(worst, 3),
        round(count / len(storms), 1),
    )


def measured(count: int) -> list[Row]:
    """Return every way over so many storms of each kind."""
    kinds = {make.__name__: [make(seed) for seed in range(count)] for make in KINDS}
    return [measure(way, kind, storms) for kind, storms in kinds.items() for way in WAYS]


def main(arguments: Sequence[str]) -> int:
    """Print the table, or one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--storms", type=int, default=STORMS, help="of each kind")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    rows = measured(given.storms)
    if given.json:
        print_json({"rows": [asdict(row) for row in rows]})
        return 0
    heads = ("way", "storms", "precision", "recall", "worst precision", "groups a storm")
    print_table(
        heads,
        [
            (
                row.way,
                row.storms,
                *(f"{one:.2f}" for one in (row.precision, row.recall, row.worst)),
                f"{row.groups:.1f}",
            )
            for row in rows
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
