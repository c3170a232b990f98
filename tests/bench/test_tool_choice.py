"""What the bench of chosen tools measures."""

import json
from pathlib import Path

from bench.tool_choice import measure, own_tools
from bootstrap.assistant.evaluation import SHIPPED, cases_in
from domain.assistant.tool_choice import MOST_TOKENS
from domain.evaluations.cases import Case, CaseKind

DIALOGUES = Path(__file__).parents[1] / "dialogues"


def test_the_wanted_tool_is_given_for_a_third_of_the_tokens():
    """MCP-4: at most 6,000 tokens a step; in each language, and of cases that were held out."""
    found = measure(cases_in(SHIPPED))
    mine, before, plain = (found[name] for name in ("chosen", "all tools", "words in common"))

    assert mine["most"] <= MOST_TOKENS
    assert mine["tokens"] < before["tokens"] / 3
    for name in ("zh-CN", "en-US", "held out"):
        assert mine["recall"][name] >= 0.97
        assert mine["recall"][name] > plain["recall"][name]
    assert before["recall"]["all"] == 1.0
    assert min(mine["recall"].values()) >= 0.85


def test_words_that_were_written_for_something_else_find_their_tools():
    """MCP-4: the first questions of the dialogues, and the tools that they are answered with."""
    known = {each.alias for each in own_tools()}
    said = [each for each in first_questions() if set(each.wants) <= known]

    found = measure(said)["chosen"]

    assert len(said) >= 20
    assert found["recall"]["all"] >= 0.9


def first_questions():
    for language in ("chinese", "english"):
        dialogues = json.loads((DIALOGUES / f"{language}.json").read_text("utf-8"))
        for number, each in enumerate(dialogues, start=1):
            first = each["turns"][0]
            calls = [call["name"] for line in first["lines"] for call in line.get("calls", ())]
            if calls:
                yield Case(
                    id=f"dialogues/{language}/{number}",
                    say=first["text"],
                    language=language,
                    group="dialogues",
                    kind=CaseKind.PLAIN,
                    wants=tuple(calls[:1]),
                    args={},
                    also=(),
                    never=(),
                )
