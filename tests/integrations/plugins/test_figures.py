"""What processes count at plugins, over real connections, and where all of them see it."""

import asyncio

import pytest
from mcp_types import ToolAnnotations

from application.ports.assistant.toolboxes import ToolCall
from domain.common.errors import NotFound, Unavailable
from domain.plugins.rules import PluginChanges
from integrations.plugins.masking import INSTEAD
from tests.integrations.plugins.conftest import BO, MEI, SECRET
from tests.mcp_client.serving import until

PAGE = {"title": "Disk"}


async def call(process, tool, arguments=None):
    return await process.box.call(MEI, ToolCall(f"wiki__{tool}", arguments or {}, "key-1"))


async def shown(process):
    return await process.service.figures(by=MEI, name="wiki")


async def test_the_process_that_called_shows_what_it_counted_up_to_now(process, wiki):
    """MCC-2."""
    await process.add(wiki, trusted=True)
    assert await shown(process) == ()
    for _ in range(3):
        await call(process, "read_page", PAGE)
    await call(process, "fail")
    [found] = await shown(process)
    by_tool = {each.tool: each.figures for each in found.tools}

    assert found.process == "worker 0@test"
    assert (found.health, found.newest_failed) == ("active", 1)
    assert (found.together.calls, found.together.done, found.together.tool_failed) == (4, 3, 1)
    assert [each.tool for each in found.tools] == ["read_page", "fail"]
    assert by_tool["read_page"].calls == 3
    assert 0 < by_tool["read_page"].p50_seconds <= by_tool["read_page"].longest_seconds < 50
    assert (found.memory.fetches, found.memory.failures) == (1, 0)
    assert found.memory.tools == len(await process.box.tools(MEI))
    assert (found.connection.is_open, found.connection.opens) == (True, 1)


async def test_what_went_wrong_is_counted_by_its_kind(process, wiki):
    """MCC-2, REL-2."""
    await process.add(wiki, trusted=True)
    await call(process, "read_page", PAGE)
    wiki.status = 401
    await call(process, "read_page", PAGE)
    [found] = await shown(process)

    assert found.together.fault_kinds == {"auth_required": 1}
    assert (found.together.faults, found.newest_failed) == (1, 1)


async def test_what_one_process_noted_every_other_one_shows(process, start, wiki):
    """MCC-2: whoever asks is another process than the one that calls."""
    await process.add(wiki, trusted=True)
    await call(process, "read_page", PAGE)
    asked = await start()
    assert await shown(asked) == ()
    await process.host.figure_keeper.note()
    [noted] = await shown(asked)
    await call(asked, "read_page", PAGE)
    both = await shown(asked)

    assert (noted.process, noted.together.calls) == ("worker 0@test", 1)
    assert {each.process: each.together.calls for each in both} == {
        "worker 0@test": 1,
        "worker 1@test": 1,
    }


async def test_figures_are_noted_while_a_plugin_is_used_and_at_the_end(process, start, wiki, rig):
    """MCC-2, SEC-2: a plugin that nobody uses costs no row."""
    await process.add(wiki, trusted=True)
    keeper = process.host.figure_keeper
    keeper.every = 0.01
    writes, keep = [], rig.plugins.keep_figures

    async def counting(plugin, figures):
        writes.append(figures.together.calls)
        await keep(plugin, figures)

    rig.plugins.keep_figures = counting
    async with keeper.keeping():
        await call(process, "read_page", PAGE)
        await until(lambda: 1 in writes)
        once = len(writes)
        await asyncio.wait_for(_looks(keeper, 5), 30)
        assert len(writes) == once
        keeper.every = 60.0
        await until(lambda: len(_names("plugins: figures")) == 1)
        await call(process, "read_page", PAGE)
        await call(process, "read_page", PAGE)
    assert writes[-1] == 3
    assert _names("plugins: figures") == []


async def _looks(keeper, times):
    for _ in range(times):
        await keeper.note()


def _names(name):
    return [each for each in asyncio.all_tasks() if each.get_name() == name]


async def test_a_database_that_is_away_costs_the_figures_and_nothing_else(process, wiki, rig):
    """MCC-2, REL-2."""
    await process.add(wiki, trusted=True)
    keep, away = rig.plugins.keep_figures, [True]

    async def refusing(plugin, figures):
        if away:
            raise Unavailable("The database does not answer.")
        await keep(plugin, figures)

    rig.plugins.keep_figures = refusing
    await call(process, "read_page", PAGE)
    await process.host.figure_keeper.note()
    away.clear()
    await process.host.figure_keeper.note()

    assert [each.together.calls for each in rig.plugins.counted["u_mei", "wiki"]] == [1]


async def test_a_database_that_hangs_does_not_hold_up_the_end_of_a_process(process, wiki, rig):
    """MCC-2, REL-2: figures of many plugins would each wait for it, one after the other."""
    await process.add(wiki, trusted=True)
    await call(process, "read_page", PAGE)
    tried = []

    async def hanging(plugin, figures):
        tried.append(plugin.name)
        await asyncio.Event().wait()

    rig.plugins.keep_figures = hanging
    keeper = process.host.figure_keeper
    keeper.last = 0.05
    async with asyncio.timeout(30), keeper.keeping():
        pass
    assert tried == ["wiki"]


async def test_figures_of_before_a_change_are_not_kept_as_those_of_after(process, start, wiki):
    """MCC-1, MCC-2."""
    await process.add(wiki, trusted=True, headers={"X-Key": "first-key"})
    await call(process, "read_page", PAGE)
    asked = await start()
    keyed = PluginChanges(headers={"X-Key": "second-key"})
    await asked.service.change(by=MEI, name="wiki", changes=keyed)
    await process.host.figure_keeper.note()

    assert await shown(asked) == ()
    await call(process, "read_page", PAGE)
    await process.host.figure_keeper.note()
    assert [each.together.calls for each in await shown(asked)] == [1]


async def test_a_plugin_that_is_disabled_or_anothers_shows_nothing(process, wiki):
    """MCC-1, SEC-3."""
    await process.add(wiki, trusted=True)
    await call(process, "read_page", PAGE)
    with pytest.raises(NotFound):
        await process.service.figures(by=BO, name="wiki")
    await process.service.change(by=MEI, name="wiki", changes=PluginChanges(enabled=False))

    assert await shown(process) == ()


async def test_names_of_tools_among_figures_hold_no_header(process, wiki):
    """CLD-4, MCC-2."""
    wiki.mcp.add_tool(
        wiki.silent, name=f"tell-{SECRET}", annotations=ToolAnnotations(read_only_hint=True)
    )
    await process.add(wiki, trusted=True, headers={"X-Key": SECRET})
    await process.client_pool.call_tool("u_mei", "wiki", f"tell-{SECRET}", {})
    [found] = await shown(process)

    assert [each.tool for each in found.tools] == [f"tell-{INSTEAD}"]
