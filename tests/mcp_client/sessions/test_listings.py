"""Lists of tools are read to their end, and have one; news of a change arrives."""

import asyncio

import pytest

from mcp_client.errors import FaultKind
from tests.mcp_client import faults

LIST = "tools/list"


async def test_all_pages_in_their_order(visitor):
    """MCC-2. Origin defect 13: only the first page was read."""
    visitor.front.always(LIST, faults.pages(5, per_page=3))
    tools = await visitor.connection.tools()
    assert [tool.name for tool in tools] == [
        f"tool_{page}_{number}" for page in range(5) for number in range(3)
    ]


async def test_a_list_without_an_end(connect):
    """MCC-2. Pages and tools are bounded."""
    visitor = connect(most_pages=7)
    visitor.front.always(LIST, faults.pages())
    await visitor.meets(FaultKind.TOO_LARGE, visitor.connection.tools(), happened=False)
    assert visitor.front.seen[LIST] == 7
    visitor = connect(most_tools=9)
    visitor.front.always(LIST, faults.pages(per_page=4))
    await visitor.meets(FaultKind.TOO_LARGE, visitor.connection.tools())
    assert visitor.front.seen[LIST] == 7 + 3
    visitor.front.always(LIST, None)
    assert len(await visitor.connection.tools()) == 5


async def test_pages_that_lead_in_a_circle(visitor):
    """MCC-2. They are recognised at once."""
    visitor.front.always(LIST, faults.pages(circle=True))
    await visitor.meets(FaultKind.PROTOCOL, visitor.connection.tools())
    assert visitor.front.seen[LIST] == 3


async def test_pages_that_are_each_small_and_together_huge(connect):
    """MCC-2. All pages together are bounded, too."""
    visitor = connect(most_result_bytes=20_000)
    text = "x" * 15_000

    def of(params):
        page = int(params.get("cursor") or 0)
        tool = {"name": f"t{page}", "description": text, "inputSchema": {"type": "object"}}
        return {
            "tools": [tool],
            "nextCursor": str(page + 1),
            "resultType": "complete",
            "ttlMs": 0,
            "cacheScope": "private",
        }

    visitor.front.always(LIST, faults.result_by(of))
    await visitor.meets(FaultKind.TOO_LARGE, visitor.connection.tools())
    assert visitor.front.seen[LIST] < 10


async def test_two_tools_of_one_name(visitor):
    """MCC-2. The first one counts."""
    tools = [
        {"name": "t", "title": title, "inputSchema": {"type": "object"}} for title in ("one", "two")
    ]
    content = {"tools": tools, "resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
    visitor.front.always(LIST, faults.result(content))
    assert [tool.title for tool in await visitor.connection.tools()] == ["one"]


async def test_how_long_a_list_may_be_kept(visitor, era):
    """MCC-2. What the server allows is passed on; a server of before 2026 says nothing."""
    assert visitor.connection.tools_fresh_for is None
    content = {"tools": [], "resultType": "complete", "ttlMs": 5000, "cacheScope": "private"}
    visitor.front.order(LIST, faults.result(content))
    await visitor.connection.tools()
    assert visitor.connection.tools_fresh_for == (5.0 if era.startswith("2026") else None)


async def test_news_of_a_change_arrives(visitor):
    """MCC-2. Origin defect 13: list_changed was not heard of; in both eras."""
    await visitor.connection.tools()
    await visitor.grows()
    await visitor.hears(1)
    assert len(await visitor.connection.tools()) == 6


async def test_a_change_while_the_list_is_read(visitor):
    """MCC-2. It is read again: no list is made of two."""
    await visitor.connection.tools()

    async def first_page(asked):
        await visitor.grows()
        await visitor.hears(1)
        await faults.pages(2)(asked)

    visitor.front.order(LIST, first_page, faults.pages(2), faults.pages(1))
    assert [tool.name for tool in await visitor.connection.tools()] == ["tool_0_0"]
    assert visitor.front.seen[LIST] == 1 + 3


async def test_a_list_that_cannot_be_read_comes_back(visitor):
    """MCC-2. One cut is outlived: reading twice does no harm."""
    await visitor.connection.tools()
    visitor.front.order(LIST, faults.reset_before)
    assert len(await visitor.connection.tools()) == 5
    visitor.front.order(LIST, faults.half_answer, faults.half_answer)
    await visitor.meets(FaultKind.CUT_OFF, visitor.connection.tools(), happened=False)


@pytest.mark.parametrize("era", ["2026-07-28"], indirect=True)
async def test_a_gap_in_the_news_counts_as_a_change(visitor, monkeypatch):
    """MCC-2. Whoever did not listen may have missed something."""
    monkeypatch.setattr("mcp_client.sessions.sessions._RELISTEN_SECONDS", (0.01, 0.02))
    await visitor.connection.tools()
    await visitor.front.until_heard()
    await visitor.front.restart()
    await visitor.hears(1)
    await visitor.grows()
    await visitor.hears(2)
    assert visitor.connection.stats.opens == 1


@pytest.mark.parametrize("era", ["2026-07-28"], indirect=True)
async def test_a_server_that_cannot_tell_news(visitor):
    """MCC-2. Without listening everything else works."""
    visitor.front.always("subscriptions/listen", faults.error(-32601, "Method not found"))
    await visitor.goes_on()
    await asyncio.gather(*(visitor.add() for _ in range(5)))
    assert visitor.front.seen["subscriptions/listen"] <= 1
