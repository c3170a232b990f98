"""Which tools a question is given, and what they cost: `python -m bench.tool_choice [--json]`.

Each shipped case (`bootstrap/assistant/tool_cases.toml`) with a wanted tool that the assistant has
is asked of three choices: all tools, as the assistant sent them before; those whose name and
description have the most words in common with the question (no words of ours, no weights); and the
assistant's own. The last two may take the same number of tokens. Recall is the share of cases of
which a wanted tool is among those given. Cases with an odd position in their list were looked at
while the weights were chosen, those with an even one were not, but for six that tools added later
had made fail.

No model is asked: what a model makes of the tools it is given, `zhiban eval tools` measures.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, TypeAlias, cast

from application.assistant.choosing import FIND_TOOLS, ToolChoice
from application.ports.assistant.toolboxes import OfferedTool
from bench.report import print_json, print_table
from bootstrap.assistant.evaluation import SHIPPED, cases_in
from domain.assistant.tool_choice import USUAL_TOKENS, ToolCard, Wanted, chosen
from domain.common.search_terms import asked_terms
from domain.evaluations.cases import Case
from integrations.fluent_words import (
    FluentRenderer,
    read_catalogues,
    read_lexicon,
    read_speech,
    read_tool_words,
)
from mcp_server.assistant.care import offered
from mcp_server.assistant.tools import FOR_ASSISTANTS
from mcp_server.toolsets import tools_of

Given: TypeAlias = Callable[[str], Sequence[str]]

HALVES = {1: "looked at", 0: "held out"}


def measure(cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """Return for each choice its `tokens` a step, their `most`, and `recall` by slice."""
    choice = ToolChoice(read_tool_words(), read_lexicon().stop)
    cards = [choice.card(each) for each in (*own_tools(), FIND_TOOLS)]
    own = [each for each in cards if each.alias != FIND_TOOLS.alias]
    ways: Mapping[str, Given] = {
        "all tools": lambda _: [each.alias for each in own],
        "words in common": lambda say: _in_common(own, say),
        "chosen": lambda say: chosen(cards, Wanted(question=say), choice.stop_words),
    }
    return {name: _measured(cases, cards, given) for name, given in ways.items()}


def own_tools() -> tuple[OfferedTool, ...]:
    """Return our tools as the assistant has them; nothing is opened for it."""
    words = FluentRenderer(read_catalogues(), read_speech())
    services = cast("Any", SimpleNamespace(words=words))
    return tuple(map(offered, tools_of(services, cast("Any", None), FOR_ASSISTANTS)))


def main() -> None:
    """Print a column for each choice."""
    parser = argparse.ArgumentParser(prog="python -m bench.tool_choice", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    found = measure(cases_in(SHIPPED))
    if parser.parse_args().json:
        print_json(found)
        return
    slices = next(iter(found.values()))["recall"]
    rows = [
        [f"recall, {name}", *(f"{each['recall'][name]:.3f}" for each in found.values())]
        for name in slices
    ]
    for name in ("tokens", "most"):
        said = "tokens a step" if name == "tokens" else "most tokens of one"
        rows.append([said, *(f"{each[name]:,.0f}" for each in found.values())])
    print_table(["", *found], rows)


def _measured(cases: Sequence[Case], cards: Sequence[ToolCard], given: Given) -> dict[str, Any]:
    costs = {each.alias: each.tokens for each in cards}
    sent = {case.id: given(case.say) for case in cases}
    tokens = [sum(costs[each] for each in names) for names in sent.values()]
    hits: dict[str, list[bool]] = {}
    for case in cases:
        if set(case.wants) & set(costs):
            hit = bool(set(case.wants) & set(sent[case.id]))
            for name in ("all", case.language, _half(case), case.group):
                hits.setdefault(name, []).append(hit)
    recall = {name: sum(each) / len(each) for name, each in hits.items()}
    return {"tokens": sum(tokens) / len(tokens), "most": max(tokens), "recall": recall}


def _half(case: Case) -> str:
    return HALVES[int(case.id.rpartition("/")[2]) % 2]


def _in_common(cards: Sequence[ToolCard], say: str) -> list[str]:
    """Return the tools with the most words in common, as many as fit."""
    asked = set(asked_terms(say, ()))
    held = {each.alias: len(asked & {*each.said, *each.alias.split("_")}) for each in cards}
    room, kept = USUAL_TOKENS, []
    for card in sorted(cards, key=lambda each: -held[each.alias]):
        if held[card.alias] and card.tokens <= room:
            room -= card.tokens
            kept.append(card.alias)
    return kept


if __name__ == "__main__":
    main()
