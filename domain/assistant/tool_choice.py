"""Which tools the assistant's model is given for a question (MCC-4, MCP-4).

All of them together cost more than everything else that a model reads, at every step. So a question
is answered by a search: each tool is found by the words by which people ask for it, by what it says
of itself, and by the ids that stand in the question. A few tools are always there, and among them
one that finds the others: so nothing is out of reach.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.common.search_terms import asked_terms, ranked

MOST_TOKENS = 6_000
"""Of all definitions that a model is given at a step."""

MOST_GIVEN = 128
"""Tools that OpenAI's chat completions take; vendors of the same interface take no more."""

USUAL_TOKENS = 4_500
"""Of those chosen for a question; the rest is for what is looked for and found on the way."""

FIND = "find_tools"
"""Name of the tool that finds the others."""

CORE = (
    *("list_incidents", "explain_incident", "list_clusters", "list_background_tasks"),
    "search_memories",
)
"""What a person on call asks about most, and where the ids come from that others need."""

LEAST = 0.15
"""Of the best tool's score, what another must have to be given: a question that names what it is
about needs no crowd around it."""

MOST_FOUND = 8
"""Tools that one search names."""

EARLIER = 0.4
"""How much a word of the question before counts beside one of this: "and yesterday?" asks for the
same again, but a new question is a new one."""

NAMED = 0.6
"""What a tool gains whose argument is an id that stands in the question: as much as one that is
found by most of its words."""

SAID_OF_ITSELF = 0.5
"""How much a description counts beside the words by which people ask: it also says what the tool is
not for."""

_IDS: Mapping[str, tuple[str, ...]] = {
    "i": ("incident_id",),
    "a": ("approval_id",),
    "t": ("task_id",),
    "c": ("control_id",),
    "e": ("edit_id",),
    "m": ("memory_id",),
}
"""Prefixes of ids, as `domain/` makes them, and the arguments that take one."""

_ID = re.compile(r"(?<![A-Za-z0-9_])([a-z])_[0-9A-Za-z]+")


@dataclass(frozen=True, kw_only=True)
class ToolCard:
    """What is known of a tool when one is looked for.

    Attributes:
        asked: terms by which people ask for it; its name and title are among them.
        said: terms of what it says of itself.
        arguments: their names.
        named: aliases that its arguments name, mostly of the tool that lists their ids.
        tokens: what its definition costs.
    """

    alias: str
    asked: Sequence[str]
    said: Sequence[str]
    arguments: Collection[str]
    named: Sequence[str] = ()
    tokens: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What tools are chosen by.

    Attributes:
        question: what the person says now.
        earlier: what they said before, in the same conversation; empty: nothing.
        searches: what the model has looked for since, oldest first.
        called: aliases that were called since, oldest first.
    """

    question: str
    earlier: str = ""
    searches: Sequence[str] = ()
    called: Sequence[str] = ()


def chosen(
    cards: Sequence[ToolCard],
    wanted: Wanted,
    stop_words: Collection[str],
    *,
    usual: int = USUAL_TOKENS,
    most: int = MOST_TOKENS,
) -> tuple[str, ...]:
    """Return the aliases of the tools that the model is given, in the order in which it gets them.

    What was chosen for the question comes first and stays the same while it is answered, so that
    servers need not read it anew; what was found or called since stands behind it. When all tools
    fit they are given in their own order, and none to find them with.

    Args:
        cards: of all tools that the person may use, the tool that finds them included.
        wanted: what the choice is by.
        stop_words: what is asked for only when a question holds nothing else.
        usual: tokens of what is chosen for the question.
        most: tokens in all; a tool that costs more alone is never given.
    """
    costs = {each.alias: each.tokens for each in cards}
    others = [each for each in costs if each != FIND]
    if len(others) <= MOST_GIVEN and sum(costs[each] for each in others) <= most:
        return tuple(others)
    fixed = [each for each in (FIND, *CORE) if each in costs]
    before = _fitting([*fixed, *_by_question(cards, wanted, stop_words)], costs, usual)
    since = [each for each in reversed(wanted.called) if each in costs]
    for search in reversed(wanted.searches):
        since += found(cards, search, stop_words)
    needed = _fitting([*fixed, *since], costs, most)
    room = most - sum(costs[each] for each in needed)
    kept = {*needed, *_fitting([each for each in before if each not in needed], costs, room)}
    later = [each for each in reversed(needed) if each not in before]
    return (*(each for each in before if each in kept), *later)[:MOST_GIVEN]


def found(cards: Sequence[ToolCard], search: str, stop_words: Collection[str]) -> tuple[str, ...]:
    """Return the aliases of the tools that a search finds, best first; at most eight."""
    scores = scored(cards, search, stop_words)
    return tuple(each for each in _best(scores) if each != FIND)[:MOST_FOUND]


def scored(
    cards: Sequence[ToolCard], text: str, stop_words: Collection[str]
) -> Mapping[str, float]:
    """Return how well each tool answers a text, 0: not at all; of equal ones the earlier first."""
    asked = asked_terms(text, stop_words)
    by_asked = ranked(asked, [each.asked for each in cards], least=0.0)
    by_said = ranked(asked, [each.said for each in cards], least=0.0)
    named = {name for prefix in _ID.findall(text) for name in _IDS.get(prefix, ())}
    return {
        card.alias: one + SAID_OF_ITSELF * other + NAMED * bool(named & set(card.arguments))
        for card, one, other in zip(cards, by_asked, by_said, strict=True)
    }


def _by_question(
    cards: Sequence[ToolCard], wanted: Wanted, stop_words: Collection[str]
) -> Iterable[str]:
    now = scored(cards, wanted.question, stop_words)
    before = scored(cards, wanted.earlier, stop_words) if wanted.earlier else {}
    best = _best({alias: now[alias] + EARLIER * before.get(alias, 0.0) for alias in now})
    named = {each.alias: each.named for each in cards}
    return [each for alias in best for each in (alias, *named[alias]) if each in named]


def _best(scores: Mapping[str, float]) -> list[str]:
    least = LEAST * max(scores.values(), default=0.0)
    matching = (alias for alias, score in scores.items() if score > 0 and score >= least)
    return sorted(matching, key=lambda alias: -scores[alias])


def _fitting(aliases: Iterable[str], costs: Mapping[str, int], most: int) -> list[str]:
    """Return the first aliases, each once, as long as they fit; one that does not is left out."""
    kept: list[str] = []
    for alias in dict.fromkeys(aliases):
        if costs[alias] <= most:
            most -= costs[alias]
            kept.append(alias)
    return kept
