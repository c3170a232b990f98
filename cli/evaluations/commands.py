"""`zhiban eval tools` and `compare`: which tool a model calls first, and whether that is right."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from application.evaluations.evaluation import MOST_AT_ONCE, MOST_REPETITIONS
from application.evaluations.recordings import CatalogueSize
from cli.exit import ExitCode
from cli.options import AsJson
from cli.output import heads, note, say, say_json, say_table
from cli.runtime import EvaluationOptions, EvaluationRun
from cli.terminal import Terminal
from domain.common.messages import message
from domain.evaluations.figures import Figures, Judged, Share, figures, judged

_SLICE = ("head.slice", "head.cases", "head.share", "head.interval")
_CONFUSED = ("head.wanted", "head.chosen_tool", "head.times")
_COMPARED = ("head.slice", "head.before", "head.after", "head.difference")
_CHANGED = ("head.case", "head.before", "head.after")


@dataclass(frozen=True)
class EvaluationCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def tools(  # noqa: PLR0913 - options, each by name
        self,
        *,
        cases: Annotated[Path | None, typer.Option(help="option.case_file")] = None,
        sets: Annotated[str, typer.Option(help="option.tool_sets")] = "",
        repeat: Annotated[
            int, typer.Option(min=1, max=MOST_REPETITIONS, help="option.repeat_cases")
        ] = 1,
        at_once: Annotated[int, typer.Option(min=1, max=MOST_AT_ONCE, help="option.at_once")] = 4,
        limit: Annotated[int, typer.Option(min=0, help="option.most_cases")] = 0,
        record: Annotated[Path | None, typer.Option(help="option.record_run")] = None,
        replay: Annotated[Path | None, typer.Option(help="option.replay_run")] = None,
        at_least: Annotated[float, typer.Option(min=0, max=1, help="option.at_least")] = 0.0,
        as_json: AsJson = False,
    ) -> None:
        """Measure how often the model's first step is right; no tool is called.

        The model is that of ZHIBAN_LLM_…; docs/tools.md describes the file of cases.

        Example: zhiban eval tools --repeat 3 --record run.jsonl
        """
        names = tuple(each.strip() for each in sets.split(",") if each.strip())
        options = EvaluationOptions(
            cases=cases, sets=names, repeat=repeat, at_once=at_once, limit=limit, record=record,
            replay=replay,
        )  # fmt: skip
        run = self.terminal.run(self.terminal.runtime.evaluate(options, tell=self._progress))
        found = judged(run.cases, run.recorded.trials, run.recorded.catalogue.names)
        counted = figures(found)
        if as_json:
            say_json(_fields(run, counted, found))
        else:
            self._tell(run, counted)
        if counted.total.right < at_least:
            raise typer.Exit(ExitCode.REFUSED)

    def compare(
        self,
        *,
        before: Annotated[Path, typer.Argument(help="option.run_before")],
        after: Annotated[Path, typer.Argument(help="option.run_after")],
        cases: Annotated[Path | None, typer.Option(help="option.case_file")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Compare two catalogues, or two models, by runs over the same cases.

        Example: zhiban eval compare before.jsonl after.jsonl
        """
        runs = [
            self.terminal.run(
                self.terminal.runtime.evaluate(
                    EvaluationOptions(cases=cases, replay=each), tell=self._progress
                )
            )
            for each in (before, after)
        ]
        judgements = [judged(r.cases, r.recorded.trials, r.recorded.catalogue.names) for r in runs]
        old, new = (figures(each) for each in judgements)
        changed = _changed(*judgements)
        if as_json:
            say_json(
                {
                    "before": _fields(runs[0], old, ()),
                    "after": _fields(runs[1], new, ()),
                    "changed": [
                        dict(zip(("case", "before", "after"), c, strict=True)) for c in changed
                    ],
                }
            )
            return
        text = self.terminal.text
        for run in runs:
            say(text(_size(run.recorded.catalogue)))
        rows = [
            (name, _percent(one.right), _percent(other.right), f"{other.right - one.right:+.1%}")
            for (name, one), (_, other) in zip(_slices(old), _slices(new), strict=False)
            if one.cases and other.cases
        ]
        say_table(heads(text, *_COMPARED), rows)
        say_table(heads(text, *_CHANGED), changed)

    def _progress(self, done: int, of: int) -> None:
        if done == of or done % 25 == 0:
            note(self.terminal.text(message("evaluation.progress", done=done, of=of)))

    def _tell(self, run: EvaluationRun, counted: Figures) -> None:
        text = self.terminal.text
        say(text(_size(run.recorded.catalogue)))
        rows = [
            (name, each.cases, _percent(each.right), _interval(each))
            for name, each in _slices(counted)
        ]
        say_table(heads(text, *_SLICE), rows)
        verdicts = [
            (text(message(f"choice_verdict.{v.value}")), n) for v, n in counted.verdicts.items()
        ]
        say_table(heads(text, "head.verdict", "head.times"), verdicts)
        say_table(heads(text, *_CONFUSED), counted.confused)
        note(
            text(message("evaluation.tokens", prompts=counted.tokens[0], answers=counted.tokens[1]))
        )


def _size(catalogue: CatalogueSize) -> Any:  # noqa: ANN401 - a message
    return message(
        "evaluation.catalogue", tools=len(catalogue.names), kilobytes=round(catalogue.size / 1000)
    )


def _slices(counted: Figures) -> list[tuple[str, Share]]:
    rows = [("*", counted.total)]
    for each in counted.by.values():
        rows += each.items()
    return rows


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _interval(share: Share) -> str:
    return f"{share.low:.1%}–{share.high:.1%}"


def _changed(old: Sequence[Judged], new: Sequence[Judged]) -> list[tuple[str, str, str]]:
    """Return the cases of which the verdict of the first repetition differs."""
    before = {each.case.id: each.verdict for each in old if each.trial.repetition == 1}
    return [
        (each.case.id, before[each.case.id].value, each.verdict.value)
        for each in new
        if each.trial.repetition == 1
        and each.case.id in before
        and before[each.case.id] is not each.verdict
    ]


def _fields(run: EvaluationRun, counted: Figures, found: Sequence[Judged]) -> dict[str, Any]:
    """Return the report: see docs/tools.md."""
    return {
        "model": run.recorded.model,
        "catalogue": asdict(run.recorded.catalogue),
        "total": asdict(counted.total),
        **{f"by_{name}": {k: asdict(v) for k, v in of.items()} for name, of in counted.by.items()},
        "verdicts": {each.value: times for each, times in counted.verdicts.items()},
        "confused": [
            {"wanted": wanted, "chosen": chosen, "times": times}
            for wanted, chosen, times in counted.confused
        ],
        "tokens": {"prompts": counted.tokens[0], "answers": counted.tokens[1]},
        "trials": [
            {
                "case": each.case.id,
                "repetition": each.trial.repetition,
                "tool": each.tool,
                "verdict": each.verdict.value,
            }
            for each in found
        ],
    }
