"""Chooses the tools that the model is given for a question, and finds the others (MCC-4, MCP-4)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from application.ports.assistant.chat_models import OfferedFunction
from application.ports.assistant.toolboxes import Care, OfferedTool, ToolAnswer, Toolbox, ToolCall
from domain.assistant.conversations import Outcome, Step, StepKind
from domain.assistant.tool_choice import FIND, ToolCard, Wanted, chosen, found
from domain.assistant.turn_rules import read_arguments
from domain.common.messages import Called, message
from domain.common.quoting import clean
from domain.common.search_terms import terms_of
from domain.people.access import Actor

LONGEST_SEARCH = 200
"""Characters of what a model looks for."""

LONGEST_SAID = 1_000
"""Characters of a question by which tools are chosen: who pastes a page asks before it."""

_NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
"""What may be the name of a tool of ours."""

FIND_TOOLS = OfferedTool(
    alias=FIND,
    title="Find tools",
    description=(
        "Find further tools: you are given only some of them. Use it when none that you have does "
        "what is needed, before you say that something cannot be done. It answers names of tools, "
        "best first, and from the next step on you can call them."
    ),
    parameters={
        "type": "object",
        "properties": {
            "query": {
                "type": "string",
                "description": "What the tool is to do, in a few words, in English or Chinese.",
            }
        },
        "required": ["query"],
        "additionalProperties": False,
    },
    care=Care.READS,
    repeatable=True,
    foreign=False,
)


@dataclass(frozen=True)
class ToolChoice:
    """Knows which tools a step of a turn is given.

    Attributes:
        asked: how people ask for each of our own tools, by its alias.
        stop_words: see `asked_terms`.
    """

    asked: Mapping[str, str]
    stop_words: frozenset[str]

    def of(
        self, tools: Sequence[OfferedTool], steps: Sequence[Step], *, turn: int
    ) -> tuple[OfferedTool, ...]:
        """Return the tools that the model is given now, the same ones for the same steps.

        Args:
            tools: all that the person may use, the one that finds them among them.
            steps: of the conversation, oldest first.
            turn: the present one.
        """
        by_alias = {each.alias: each for each in tools}
        cards = [self.card(each) for each in tools]
        names = chosen(cards, wanted_by(steps, turn), self.stop_words)
        return tuple(by_alias[each] for each in names)

    def find(self, tools: Sequence[OfferedTool], query: str) -> list[OfferedTool]:
        """Return the tools that a search finds, best first."""
        by_alias = {each.alias: each for each in tools}
        names = found([self.card(each) for each in tools], query, self.stop_words)
        return [by_alias[each] for each in names]

    def card(self, tool: OfferedTool) -> ToolCard:
        """Return what is known of a tool when one is looked for."""
        schema = dict(tool.parameters)
        properties = schema.get("properties")
        names = properties if isinstance(properties, Mapping) else {}
        told = json.dumps(names, ensure_ascii=False)
        described = OfferedFunction(tool.alias, tool.description, schema)
        return ToolCard(
            alias=tool.alias,
            asked=_terms(f"{tool.alias} {tool.title} {self.asked.get(tool.alias, '')}"),
            said=_terms(tool.description),
            arguments=frozenset(names),
            named=() if tool.plugin else tuple(dict.fromkeys(_NAME.findall(told))),
            tokens=described.estimated_tokens,
        )


@dataclass(frozen=True)
class FoundTools:
    """A box of other tools with the one that finds them; keeps the `Toolbox` port."""

    box: Toolbox
    choice: ToolChoice

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        """Return what the other box has, and the tool that finds it."""
        others = (each for each in await self.box.tools(actor) if each.alias != FIND)
        return (*others, FIND_TOOLS)

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Do one call; a search is answered with names and titles of our own, and nothing else.

        What plugins say of their tools is given to the model with their definitions only.
        """
        if call.alias != FIND:
            return await self.box.call(actor, call)
        query = call.arguments.get("query")
        if not isinstance(query, str) or not query.strip():
            return ToolAnswer(Outcome.REFUSED, message("assistant.find_what", name=Called("query")))
        tools = self.choice.find(await self.box.tools(actor), clean(query)[:LONGEST_SEARCH])
        if not tools:
            return ToolAnswer(Outcome.DONE, message("assistant.found_no_tool"))
        return ToolAnswer(Outcome.DONE, "\n".join(map(_line, tools)))


def wanted_by(steps: Sequence[Step], turn: int) -> Wanted:
    """Return what tools are chosen by, as the steps of a conversation say it."""
    said = [each for each in steps if each.kind is StepKind.PERSON and each.turn <= turn]
    calls = [each for each in steps if each.kind is StepKind.CALL and each.turn == turn]
    return Wanted(
        question=said[-1].text[:LONGEST_SAID] if said else "",
        earlier=said[-2].text[:LONGEST_SAID] if len(said) > 1 else "",
        searches=[_query(each.text) for each in calls if each.tool == FIND],
        called=[each.tool for each in calls if each.tool != FIND],
    )


def _query(arguments: str) -> str:
    query: Any = (read_arguments(arguments) or {}).get("query")
    return clean(query)[:LONGEST_SEARCH] if isinstance(query, str) else ""


def _line(tool: OfferedTool) -> str:
    return tool.alias if tool.plugin else f"{tool.alias}: {tool.title}"


@lru_cache(maxsize=4_096)
def _terms(text: str) -> tuple[str, ...]:
    """Return the terms of a tool's words; cutting all of them takes longer than the search."""
    return tuple(terms_of(text))
