"""What the bench of plugins measures."""

import json

import pytest

from bench.plugin_clients import ByClientPool, ByClients, measure, urls_of
from bench.plugins import HEADS, row, target

SHORT = 6.0
"""Seconds that a plugin is waited for: one that lives answers in far less on a busy machine, too,
and what the dead one holds up is waited for a few times over."""


@pytest.mark.exhaustive
@pytest.mark.timeout(180)
async def test_each_way_holds_its_plugins_and_calls_those_that_live(monkeypatch):
    """MCC-2, PRF-2."""
    monkeypatch.setattr("bench.plugin_clients.PATIENCE", SHORT)
    with target() as ports:
        urls = urls_of(json.loads(ports), 11)
        ways = {"façade": ByClientPool(urls, 4), "plain": ByClients(urls)}
        figures = {name: await measure(way, 11, 100) for name, way in ways.items()}

    for each in figures.values():
        for latency in (each["others"], each["others_while_one_hangs"]):
            assert 0 < latency["p50"] <= latency["p99"]
        assert each["tasks_each"] > 0
        assert all(seconds > 0 for seconds in each["list_s"])
        assert len(row("it", each)) == len(HEADS)
    # Of eleven only four are open: it does not grow with the plugins.
    assert figures["façade"]["tasks_each"] < 5  # six for each that is open


async def test_the_first_plugin_hangs_and_the_others_are_spread():
    """PRF-2."""
    urls = urls_of({"servers": [1, 2], "hanging": 9}, 5)

    assert [url.split(":")[2] for url in urls] == ["9/mcp", "2/mcp", "1/mcp", "2/mcp", "1/mcp"]


@pytest.mark.timeout(120)
async def test_a_dead_plugin_hides_only_its_own_tools_in_each_way(monkeypatch):
    """MCC-2."""
    monkeypatch.setattr("bench.plugin_clients.PATIENCE", SHORT)
    with target() as ports:
        urls = urls_of(json.loads(ports), 5)
        for way in (ByClientPool(urls, 5), ByClients(urls)):
            for number in range(5):
                await way.open(number)

            assert await way.list_all(range(5)) == 40
            await way.close()
