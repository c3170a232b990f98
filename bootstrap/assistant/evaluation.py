"""What `zhiban eval` asks of this machine: cases, the catalogue, the model, files of runs."""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from application.evaluations.evaluation import Evaluation
from application.evaluations.recordings import Recorded, measured, read, written
from application.ports.assistant.chat_models import OfferedFunction
from application.ports.rendering import Renderer
from bootstrap.assistant.model import open_model
from bootstrap.configuration.outside import LlmSettings
from cli.runtime import Counted, EvaluationOptions, EvaluationRun
from domain.common.errors import InvalidRequest, Misconfigured
from domain.common.messages import Called, Command, Foreign, message, one_of
from domain.common.quoting import clean
from domain.evaluations.cases import Case, read_cases
from mcp_server.toolsets import SETS, TOGETHER, tools_of

SHIPPED = Path(__file__).with_name("tool_cases.toml")
"""Written from what people on call say, not from descriptions of tools."""

MOST_BYTES = 64 * 1024 * 1024
"""Of a file of cases or of a run."""


async def evaluate(
    llm: LlmSettings, words: Renderer, options: EvaluationOptions, *, tell: Counted
) -> EvaluationRun:
    """Ask the model, or read the run that was kept; see `Runtime.evaluate`."""
    cases = cases_in(options.cases or SHIPPED)
    if options.replay is not None:
        return EvaluationRun(cases, read(_text(options.replay, "replay").splitlines()))
    if options.record is not None and options.record.exists():
        rule = message("upkeep.new_file", file=Called(str(options.record)))
        raise InvalidRequest("record", rule)
    asked = cases[: options.limit] if options.limit else cases
    tools = catalogue(words, options.sets or TOGETHER)
    async with open_model(llm) as model:
        if model is None:
            raise Misconfigured(
                message(
                    "evaluation.no_model",
                    settings=Called("ZHIBAN_LLM_…"),
                    option=Command("--replay"),
                )
            )
        trials = await Evaluation(model=model.chat, tools=tools, words=words).run(
            asked, repeat=options.repeat, at_once=options.at_once, told=tell
        )
    run = Recorded(llm.model, measured(tools), tuple(trials))
    if options.record is not None:
        options.record.write_text("".join(f"{line}\n" for line in written(run)), "utf-8")
    return EvaluationRun(asked, run)


def catalogue(words: Renderer, sets: tuple[str, ...]) -> tuple[OfferedFunction, ...]:
    """Return the tools of these sets as agents are shown them; nothing is opened for it."""
    for name in sets:
        if name not in SETS:
            near = get_close_matches(name, SETS, 1)
            raise InvalidRequest("sets", one_of(SETS, near=near[0] if near else ""))
    described_only = cast("Any", SimpleNamespace(words=words))
    tools = tools_of(described_only, cast("Any", None), sets)
    return tuple(OfferedFunction(each.name, each.description, each.parameters) for each in tools)


def cases_in(path: Path) -> tuple[Case, ...]:
    """Return the cases of a file; raises `InvalidRequest` with what is wrong."""
    try:
        return read_cases(tomllib.loads(_text(path, "cases")))
    except tomllib.TOMLDecodeError as error:
        said = Foreign(clean(str(error))[:200])
        raise InvalidRequest("cases", message("evaluation.no_toml", said=said)) from None


def _text(path: Path, field: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            limit = MOST_BYTES // (1024 * 1024)
            raise InvalidRequest(field, message("evaluation.too_large", most=limit))
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        rule = message("evaluation.unreadable", file=Called(str(path)))
        raise InvalidRequest(field, rule) from None
