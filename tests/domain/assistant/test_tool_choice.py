"""Which tools a question is given: found by words and ids, within bounds, the same each time."""

from dataclasses import replace

import pytest

from domain.assistant.tool_choice import (
    CORE,
    FIND,
    MOST_FOUND,
    MOST_GIVEN,
    ToolCard,
    Wanted,
    chosen,
    found,
)
from domain.common.search_terms import terms_of

NOTHING = frozenset({"the", "please"})


def card(alias, asked="", said="", arguments=(), tokens=300):
    return ToolCard(
        alias=alias,
        asked=terms_of(f"{alias} {asked}"),
        said=terms_of(said),
        arguments=frozenset(arguments),
        tokens=tokens,
    )


CARDS = (
    *(card(f"fill_{number}", "filling") for number in range(30)),
    *(card(each) for each in CORE),
    card("restart_workload", "bounce reboot 重启 重新启动", arguments=("name",)),
    card("get_weather", "rain umbrella 天气 下雨", arguments=("place",)),
    card("close_incident", "false alarm 误报", arguments=("incident_id",)),
    card("wide", "everything", tokens=5_000),
    card(FIND, tokens=150),
)


def of(question="", **more):
    return chosen(CARDS, Wanted(question=question, **more), NOTHING)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("please reboot the cart", "restart_workload"),
        ("把 cart 重新启动一下", "restart_workload"),
        ("明天会下雨吗", "get_weather"),
        ("i_8f2c was nothing", "close_incident"),
    ],
)
def test_a_tool_is_given_by_the_words_and_ids_of_the_question(question, wanted):
    """MCC-4, MCP-4."""
    given = of(question)

    assert given[: len(CORE) + 2] == (FIND, *CORE, wanted)
    assert not [each for each in given if each.startswith("fill")]
    assert of(question) == given


def test_where_the_ids_come_from_that_a_tool_needs_is_given_with_it():
    """MCC-4: who is to read a topic must find its id first."""
    cards = (*CARDS, replace(card("search_logs", "grep"), named=("list_topics", "no_tool")))
    cards = (*cards, card("list_topics"))

    given = chosen(cards, Wanted(question="grep for it"), NOTHING)

    assert given[-2:] == ("search_logs", "list_topics")


def test_who_says_nothing_that_is_known_is_given_what_is_always_there():
    """MCC-4."""
    assert of("Thanks!") == (FIND, *CORE) == of("")


def test_a_follow_up_keeps_the_tools_of_the_question_before():
    """MCC-4: "and tomorrow?" holds no word about the weather."""
    assert "get_weather" not in of("and tomorrow?")
    assert "get_weather" in of("and tomorrow?", earlier="does it rain")


def test_what_is_looked_for_is_given_behind_the_rest():
    """MCC-4: nothing in front of it moves, so that servers need not read it anew."""
    before = of("reboot")
    after = of("reboot", searches=["umbrella"])

    assert after == (*before, "get_weather")
    assert of("reboot", searches=["umbrella"], called=["close_incident"]) == (
        *after,
        "close_incident",
    )


def test_what_is_needed_pushes_out_what_was_a_guess():
    """MCC-4: at most 6,000 tokens, the tools that are always there among them."""
    costs = {each.alias: each.tokens for each in CARDS}
    crowd = of("filling")
    given = of("filling", searches=["everything"])

    assert 4_000 < sum(map(costs.__getitem__, crowd)) <= 4_500
    assert "wide" not in given  # 5,000 beside the core would be too many
    given = of("filling", searches=["umbrella", "reboot"], called=["close_incident"])
    assert {FIND, *CORE, "get_weather", "restart_workload", "close_incident"} <= set(given)
    assert sum(map(costs.__getitem__, given)) <= 6_000


def test_a_few_tools_are_all_given_and_none_to_find_them():
    """MCC-4."""
    few = (card("look"), card(FIND), card("make"))

    assert chosen(few, Wanted(question="reboot"), NOTHING) == ("look", "make")
    crowd = tuple(card(f"tiny_{number}", "tiny", tokens=1) for number in range(MOST_GIVEN + 1))
    assert len(chosen(crowd, Wanted(question="tiny"), NOTHING)) == MOST_GIVEN


def test_a_search_names_the_best_and_not_itself():
    """MCC-4."""
    assert found(CARDS, "umbrella", NOTHING) == ("get_weather",)
    assert len(found(CARDS, "filling", NOTHING)) == MOST_FOUND
    assert found(CARDS, "zebra", NOTHING) == ()
    assert FIND not in found(CARDS, "find tools", NOTHING)
