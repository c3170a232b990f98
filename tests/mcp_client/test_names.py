"""What models call tools (MCC-3)."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from mcp_client import names
from mcp_client.names import LONGEST_NAME, NameMap, ToolName, alias_of

ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}")

# Names as people and servers give them, with much of what makes names collide.
words = st.one_of(st.text("ab_-.", min_size=1, max_size=6), st.text(min_size=1, max_size=90))
tools = st.builds(ToolName, words, words)


@given(tools)
@example(ToolName("天气", "查询"))
@example(ToolName("s", "\ud800"))
@example(ToolName("s" * 64, "t" * 128))
@example(ToolName("_", "_"))
def test_every_tool_has_a_name_that_models_accept(tool):
    """MCC-3: the origin accepted dots, which OpenAI forbids, and knew no limit of 64."""
    assert ALLOWED.fullmatch(alias_of(tool))


@given(st.lists(tools, max_size=20))
@example([ToolName("a_b", "c"), ToolName("a", "b_c")])
@example([ToolName("a__b", "c"), ToolName("a", "b__c")])
@example([ToolName("a_", "b"), ToolName("a", "_b")])
@example([ToolName("a", "b.c"), ToolName("a", "b_c"), ToolName("a", "b c")])
@example([ToolName("s", "t" * 100 + "1"), ToolName("s", "t" * 100 + "2")])
@example([ToolName("s" * 100 + "1", "t"), ToolName("s" * 100 + "2", "t")])
def test_every_name_leads_back_to_its_tool(listed):
    """MCC-3: the origin split at the first underscore, so `my_search` went to the server `my`."""
    made = NameMap(listed)

    assert {made.resolve(alias) for alias, _ in made} == set(listed)
    assert all(made.resolve(made.alias(tool)) == tool for tool in listed)
    assert len(made) == len(set(listed))


@given(tools, tools)
def test_two_tools_never_share_a_name(one, other):
    """MCC-3: no check of collisions in the origin; here the names themselves are apart."""
    assert (alias_of(one) == alias_of(other)) == (one == other)


@given(st.lists(tools, max_size=8), st.lists(tools, max_size=8))
def test_a_name_does_not_depend_on_what_else_is_registered(some, more):
    """MCC-3: a recorded conversation goes on meaning the same tool."""
    few, many = NameMap(some), NameMap([*more, *some])

    assert [many.alias(tool) for tool in some] == [few.alias(tool) for tool in some]


@given(st.lists(tools, max_size=10), st.randoms())
def test_the_order_does_not_depend_on_the_order_given(listed, dice):
    """MCC-3: a list that changes its order makes cached prompts worthless."""
    shuffled = list(listed)
    dice.shuffle(shuffled)

    assert list(NameMap(shuffled)) == list(NameMap(listed))


def test_an_ordinary_name_is_read_at_once():
    """MCC-3."""
    assert alias_of(ToolName("weather", "get_forecast")) == "weather__get_forecast"
    assert alias_of(ToolName("my_search", "query-all")) == "my_search__query-all"


def test_a_name_that_is_too_long_keeps_most_of_the_tool():
    """MCC-3."""
    tool = ToolName("the-plugin-of-the-payment-department", "list_all_orders_of_a_customer_by_day")

    alias = alias_of(tool)

    assert len(alias) <= LONGEST_NAME
    assert alias.startswith("the-plugin-of-the-pa__list_all_orders_of_a_custome")


def test_a_server_cannot_take_the_name_of_anothers_tool():
    """MCC-3: whoever knows our digests still cannot name a tool so that it is called instead."""
    victim = ToolName("bank", "pay.now")
    alias = alias_of(victim)
    server, tool, digest = alias.split("__")

    for forged in (ToolName(server, f"{tool}__{digest}"), ToolName(f"{server}__{tool}", digest)):
        assert alias_of(forged) != alias


def test_even_tools_with_the_same_digest_are_told_apart(monkeypatch):
    """MCC-3."""
    monkeypatch.setattr(names, "_digest", lambda _, attempt: f"{attempt:010d}")
    listed = [ToolName("s", "a.b"), ToolName("s", "a b"), ToolName("s", "a,b")]

    made = NameMap(listed)

    assert [alias for alias, _ in made] == [f"s__a_b__{number:010d}" for number in range(3)]
    assert {made.resolve(alias) for alias, _ in made} == set(listed)


def test_a_name_that_nobody_has_leads_nowhere():
    """MCC-3."""
    made = NameMap([ToolName("a", "b")])

    assert made.resolve("a_b") is None
    assert made.resolve("a__c") is None
    assert made.alias(ToolName("a", "c")) is None
    assert dict(made.tools) == {"a__b": ToolName("a", "b")}
