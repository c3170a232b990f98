"""What is counted of an evaluation."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from domain.evaluations.cases import Case
from domain.evaluations.judging import ChoiceVerdict, Chosen, judge

_Z = 1.959964
"""Of a normal distribution: 95 % lie within so many deviations of the mean."""

NO_TOOL = "-"
"""Stands for an answer in words, among the names of tools."""


@dataclass(frozen=True)
class Trial:
    """One answer of the model to one case.

    Attributes:
        case: its id.
        repetition: from 1.
        chosen: the calls that it wanted.
        failed: why there is no answer; empty: there is one.
        tokens: of the prompt and of the answer, as the server counted them.
    """

    case: str
    repetition: int
    chosen: tuple[Chosen, ...] = ()
    failed: str = ""
    tokens: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Judged:
    """A trial with its case and verdict."""

    case: Case
    trial: Trial
    verdict: ChoiceVerdict

    @property
    def tool(self) -> str:
        """Which tool was chosen first."""
        return self.trial.chosen[0].tool if self.trial.chosen else NO_TOOL


@dataclass(frozen=True)
class Share:
    """How much of something was right.

    Attributes:
        cases: how many cases it speaks of.
        right: mean share of right first steps, 0 to 1.
        low, high: Wilson's interval at 95 % over the cases: repetitions of one case are not
            independent, so they make none of it narrower.
    """

    cases: int
    right: float
    low: float
    high: float


@dataclass(frozen=True)
class Figures:
    """All that is said of a run.

    Attributes:
        total: of the trials that count.
        by: the same by `language`, `group` and `kind`.
        verdicts: how often each was given.
        confused: (wanted, chosen) and how often, the most frequent first.
        tokens: of all prompts and of all answers.
    """

    total: Share
    by: Mapping[str, Mapping[str, Share]]
    verdicts: Mapping[ChoiceVerdict, int]
    confused: Sequence[tuple[str, str, int]]
    tokens: tuple[int, int]


def judged(cases: Iterable[Case], trials: Iterable[Trial], offered: Iterable[str]) -> list[Judged]:
    """Judge each trial; one of a case that is not among `cases` any more is left out."""
    by_id, names = {each.id: each for each in cases}, frozenset(offered)
    return [
        Judged(
            by_id[trial.case],
            trial,
            ChoiceVerdict.FAILED if trial.failed else judge(by_id[trial.case], trial.chosen, names),
        )
        for trial in trials
        if trial.case in by_id
    ]


def figures(found: Sequence[Judged]) -> Figures:
    """Count what was found."""
    counted = [each for each in found if each.verdict.counts]
    slices: Mapping[str, Callable[[Case], str]] = {
        "language": lambda case: case.language,
        "group": lambda case: case.group,
        "kind": lambda case: case.kind.value,
    }
    confused = Counter(
        (" | ".join(each.case.wants) or NO_TOOL, each.tool)
        for each in counted
        if each.verdict in (ChoiceVerdict.WRONG_TOOL, ChoiceVerdict.NO_CALL, ChoiceVerdict.HARMFUL)
    )
    return Figures(
        total=share(counted),
        by={name: _shares(counted, of) for name, of in slices.items()},
        verdicts=Counter(each.verdict for each in found),
        confused=[
            (wanted, chosen, times)
            for (wanted, chosen), times in sorted(
                confused.items(), key=lambda one: (-one[1], one[0])
            )
        ],
        tokens=(
            sum(each.trial.tokens[0] for each in found),
            sum(each.trial.tokens[1] for each in found),
        ),
    )


def _shares(found: Sequence[Judged], of: Callable[[Case], str]) -> dict[str, Share]:
    gathered: dict[str, list[Judged]] = defaultdict(list)
    for each in found:
        gathered[of(each.case)].append(each)
    return {name: share(each) for name, each in sorted(gathered.items())}


def share(found: Sequence[Judged]) -> Share:
    """Return how much of it is right; of nothing, anything may be: 0 to 1."""
    by_case: dict[str, list[bool]] = defaultdict(list)
    for each in found:
        by_case[each.case.id].append(each.verdict.is_right)
    if not by_case:
        return Share(0, 0.0, 0.0, 1.0)
    count = len(by_case)
    right = sum(sum(each) / len(each) for each in by_case.values()) / count
    middle = (right + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z * sqrt(right * (1 - right) / count + _Z**2 / (4 * count**2)) / (1 + _Z**2 / count)
    return Share(count, right, max(0.0, middle - half), min(1.0, middle + half))
