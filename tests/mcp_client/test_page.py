"""The page about the library says what there is (MCC-1)."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest

import mcp_client
from mcp_client import ClientPool, FaultKind, HealthRules, Limits, ServerConfig, State
from tests.mcp_client.serving import Plugin, client_pool, running

PAGE = (Path(__file__).parents[2] / "docs" / "mcp_client.md").read_text()


def test_every_call_stands_on_the_page():
    """OPS-5."""
    public = {name for name, _ in inspect.getmembers(ClientPool) if not name.startswith("_")}

    assert {name for name in public if f"`{name}" not in PAGE} == set()


def test_every_call_on_the_page_exists():
    """OPS-5."""
    rows = re.findall(r"^\| (`.+?) \| ", PAGE.split("## What can go wrong")[0], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)", row)}

    assert named
    assert {name for name in named if not hasattr(ClientPool, name)} == set()


def test_every_parameter_on_the_page_exists():
    """OPS-5."""
    for name, given in re.findall(r"^\| `(\w+)\((.*?)\)`", PAGE, re.MULTILINE):
        known = inspect.signature(getattr(ClientPool, name)).parameters
        for each in re.findall(r"(\w+)(?:=\w*)?(?:, |$)", given):
            assert each in known, (name, each)


def test_every_kind_of_fault_stands_on_the_page():
    """OPS-5."""
    assert {kind for kind in FaultKind if f"`{kind}`" not in PAGE} == set()


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("open at once (256)", Limits().most_open == 256),
        ("of one owner (16)", Limits().most_at_server == 16),
        ("together (512)", Limits().most_requests == 512),
        ("After an hour without use", Limits().idle_after == 3_600),
        ("at most 5 s each", Limits().callback_seconds == 5),
        ("newest 100 requests of five minutes", HealthRules().most == 100),
        ("From 40 % failures of at least ten", HealthRules().degraded == 0.4),
        ("from 70 %, or after three in a row", HealthRules().away == 0.7),
        ("for a call (60)", ServerConfig(url="http://x").timeout == 60),
        ("for connecting (10)", ServerConfig(url="http://x").connect_timeout == 10),
        ("an answer (4 MiB)", ServerConfig(url="http://x").most_result_bytes == 4 * 2**20),
        ("tools (1,000)", ServerConfig(url="http://x").most_tools == 1_000),
        ("tools (64 Mi characters together)", Limits().most_listed == 64 * 2**20),
        ("pages (100)", ServerConfig(url="http://x").most_pages == 100),
    ],
)
def test_numbers_on_the_page_are_those_of_the_code(said, number):
    """OPS-5."""
    assert said in re.sub(r"\s+", " ", PAGE)
    assert number


def test_what_is_exported_exists_and_is_little():
    """MCC-1."""
    assert all(hasattr(mcp_client, name) for name in mcp_client.__all__)
    assert sorted(mcp_client.__all__, key=str.lower) == sorted(
        set(mcp_client.__all__), key=str.lower
    )
    assert len(mcp_client.__all__) < 40
    assert {each.name for each in fields(Limits)} >= {"most_open", "most_at_server"}
    assert State.AWAY in State


async def test_the_example_does_what_it_says():
    """OPS-5: with a server of ours in the place of the one that it names."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    plugin = Plugin()
    async with running(plugin), client_pool() as servers:
        code = code.replace("https://weather.example/mcp", plugin.config.url)
        scope = {"print": lambda *said: None}
        exec(code.replace("asyncio.run(main())", ""), scope)

        await scope["main"]()

        assert plugin.asked["tools/call forecast"] == 3
        assert plugin.seen["authorization"] == "Bearer 6f2c"
        assert servers.usage.open == 0
