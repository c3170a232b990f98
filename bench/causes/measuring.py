"""How well likely causes are found: `python -m bench.causes [--json] [--misses]`.

Every fault scenario of the sandbox is played on the stand-in of Kubernetes until its alert, as it
is and made harder: a harmless rollout five minutes before, no events, a clock that goes wrong. What
the product's reader sees is judged by the rules. The true cause of each stands in the catalogue.
`held out` are scenarios drawn at random before the rules were written and not looked at meanwhile;
`facts` are cases that the stand-in cannot play. Beside ours stand the newest change
before the onset, and the first thing that a cluster complains of.
"""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from bench.causes.cases import CASES, NOW, with_decoy
from bench.causes.stage import VARIANTS, Variant, played, seen, stage
from bench.report import print_json, print_table
from domain.clusters.surroundings import Facet, Surroundings
from domain.incidents.causes.causes import Cause, LikelyCauses
from domain.incidents.causes.likely import likely_causes
from sandbox.scenarios import ALONE, SCENARIOS
from sandbox.scenarios.causes import ONLY_CAUSES
from sandbox.scenarios.long import SIX_RUNGS
from sandbox.scenarios.scenario import Scenario

HELD_OUT = frozenset(
    {
        *("autoscaler", "bad-image", "bad-image-daemon", "blind", "busy-editor", "denied"),
        *("hostile-text", "kill-switch", "no-permission", "observed", "quota-full", "recovers"),
        *("release-of-two", "six-rungs"),
    }
)
"""Drawn by `random.Random(22784).sample(sorted scenarios, 14)` before the first rule was written.
Several are told apart from others only after their alert, so they look alike before it."""


@dataclass(frozen=True)
class Case:
    """One fault as it was seen, and what is truly behind it."""

    name: str
    variant: str
    group: str
    truth: str
    seen: Surroundings
    alerted: datetime


@dataclass(frozen=True)
class Row:
    """One way over a group of cases."""

    way: str
    group: str
    cases: int
    first: float
    among_three: float
    without_evidence: int


def ours(case: Case) -> list[str]:
    """Return what our rules name, the likeliest first."""
    return [each.kind.value for each in report_of(case).causes]


def report_of(case: Case) -> LikelyCauses:
    """Return what our rules find."""
    return likely_causes(case.seen, alerted=case.alerted)


def newest_change(case: Case) -> list[str]:
    """Return what changed last before the alert, newest first: a rollout or an edit."""
    found = [(each.at, "rollout") for each in case.seen.revisions[:-1] if each.at is not None] + [
        (each.changed_at, "config_edit") for each in case.seen.configs if each.changed_at
    ]
    before = sorted((each for each in found if each[0] <= case.alerted), reverse=True)
    return list(dict.fromkeys(kind for _, kind in before))


_COMPLAINTS = {
    "ErrImagePull": "image",
    "ImagePullBackOff": "image",
    "CreateContainerConfigError": "config_missing",
    "CrashLoopBackOff": "crash",
    "OOMKilled": "memory",
}


def first_complaint(case: Case) -> list[str]:
    """Return what pods' states say, as analysers of states do."""
    reasons = [
        reason
        for pod in case.seen.pods
        for one in pod.containers
        for reason in (one.waiting, one.exit_reason)
    ]
    found = [_COMPLAINTS[each] for each in reasons if each in _COMPLAINTS]
    unready = any(not each.ready for each in case.seen.pods)
    return list(dict.fromkeys(found)) or (["hangs"] if unready else [])


WAYS: dict[str, Callable[[Case], list[str]]] = {
    "newest change": newest_change,
    "first complaint": first_complaint,
    "ours": ours,
}


async def cases() -> list[Case]:
    """Return every scenario in every variant, and every case that is made of facts."""
    found = [*_of_facts()]
    async with stage() as (stand_in, clusters):
        for scenario in (*SCENARIOS, *ALONE, SIX_RUNGS, *ONLY_CAUSES):
            if not scenario.cause:
                continue
            for variant in VARIANTS:
                alerted = played(stand_in, scenario, variant)
                around = await seen(stand_in, clusters, scenario, variant)
                if around is not None:
                    found.append(_case(scenario, variant, around, alerted))
    return found


def _case(scenario: Scenario, variant: Variant, around: Surroundings, at: datetime) -> Case:
    group = "held out" if scenario.name in HELD_OUT else "known"
    return Case(scenario.name, variant.name, group, scenario.cause, around, at)


def _of_facts() -> list[Case]:
    found = []
    for name, (truth, make) in CASES.items():
        around = make()
        harder = {
            "as it is": around,
            "harmless rollout": with_decoy(around),
            "no events": replace(around, events=(), unseen=(Facet.EVENTS,)),
        }
        alerted = NOW - timedelta(minutes=3)
        found += [Case(name, each, "facts", truth, one, alerted) for each, one in harder.items()]
    return found


def measure(way: str, group: str, found: Sequence[Case]) -> Row:
    """Return how one way does over a group of cases."""
    named = [(each, WAYS[way](each)) for each in found]
    first = sum(causes[:1] == [case.truth] for case, causes in named)
    three = sum(case.truth in causes[:3] for case, causes in named)
    bare = sum(_is_bare(one) for case in found for one in report_of(case).causes)
    return Row(
        way,
        group,
        len(found),
        round(first / len(found), 3),
        round(three / len(found), 3),
        bare if way == "ours" else 0,
    )


def _is_bare(cause: Cause) -> bool:
    return not cause.proofs


def measured(found: Sequence[Case]) -> list[Row]:
    """Return every way over every group: by how it was chosen, then by what makes it harder."""
    rows = []
    for group in ("known", "held out", "facts"):
        part = [each for each in found if each.group == group]
        rows += [measure(way, group, part) for way in WAYS]
    for variant in dict.fromkeys(each.variant for each in found):
        part = [each for each in found if each.variant == variant and each.group != "facts"]
        rows += [measure(way, variant, part) for way in WAYS]
    return rows


def main(arguments: Sequence[str]) -> int:
    """Print the table, or one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="name what was not found first")
    given = parser.parse_args(arguments)
    found = asyncio.run(cases())
    rows = measured(found)
    if given.json:
        print_json({"rows": [asdict(row) for row in rows]})
        return 0
    heads = ("way", "cases", "number", "first", "among three", "without evidence")
    print_table(
        heads,
        [
            (row.way, row.group, str(row.cases), f"{row.first:.2f}", f"{row.among_three:.2f}",
             str(row.without_evidence))
            for row in rows
        ],
    )  # fmt: skip
    for case in found if given.misses else ():
        if ours(case)[:1] != [case.truth]:
            print(f"{case.group}: {case.name} ({case.variant}): {case.truth}, not {ours(case)}")
    return 0
