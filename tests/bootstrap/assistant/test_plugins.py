"""People's plugins put together: where they may be, what is started, and what is logged."""

import asyncio
import io
import logging
import os
from contextlib import asynccontextmanager

import pytest
import structlog

from application.ports.assistant.toolboxes import ToolCall
from bootstrap.assistant.plugins import open_plugins
from bootstrap.configuration.own import LogSettings
from bootstrap.configuration.settings import load_settings
from bootstrap.logging import configure_logging
from bootstrap.sealing import KeySealing
from bootstrap.stores import stores_on
from bootstrap.system import SystemClock, SystemIds
from domain.common.errors import InvalidRequest, Misconfigured
from domain.people.access import Actor, Role
from domain.plugins.plugins import PluginState
from domain.plugins.rules import PluginChanges, PluginRequest
from mcp_client import ServerFault
from storage.database import open_database
from storage.migrate import migrate
from storage.resealing import Resealing
from tests.fakes.words import WORDS, says
from tests.integrations.plugins.conftest import SECRET, Wiki
from tests.mcp_client.serving import until

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
KEYS = "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
NEW_KEY = "k2:MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture
async def database(tmp_path):
    address = f"sqlite:///{tmp_path}/zhiban.db"
    await migrate(address)
    async with open_database(address) as opened:
        yield opened


@pytest.fixture
def opened(database, monkeypatch):
    """Open plugins as the settings say: `allow="127.0.0.1"` is ZHIBAN_PLUGINS_ALLOW."""

    @asynccontextmanager
    async def opening(*, keys=KEYS, resolve=None, part="", **settings):
        monkeypatch.setenv("ZHIBAN_ENCRYPTION_KEYS", keys)
        for name, value in settings.items():
            monkeypatch.setenv(f"ZHIBAN_PLUGINS_{name.upper()}", value)
        clock = SystemClock()
        stores = stores_on(database, clock)
        async with open_plugins(
            load_settings(), stores, clock, SystemIds(), resolve=resolve, part=part
        ) as parts:
            yield parts

    return opening


@pytest.fixture
async def wiki():
    server = await Wiki().start()
    yield server
    await server.stop()


async def test_what_was_registered_outlives_the_process_and_ends_with_it_cleanly(opened, wiki):
    """MCC-1, MCC-2."""

    def ours():
        return {each for each in asyncio.all_tasks() if each.get_name().startswith("mcp_client")}

    before = ours()
    requested = PluginRequest(name="wiki", url=wiki.config.url, headers={"X-Key": SECRET})
    async with opened(allow="127.0.0.1") as first:
        await first.service.register(by=MEI, requested=requested)
        assert (await first.service.test(by=MEI, name="wiki")).state is PluginState.READY
        assert await first.toolbox(WORDS).tools(MEI)
    async with opened(allow="127.0.0.1") as second:
        assert await second.service.tools(by=MEI, name="wiki")
        assert wiki.seen["x-key"] == SECRET
    await until(lambda: ours() <= before)


async def test_after_a_rotation_plugins_open_without_the_old_key(opened, wiki, database):
    """CLD-4, MCC-1: in the steps of docs/operate/security.md."""
    requested = PluginRequest(name="wiki", url=wiki.config.url, headers={"X-Key": SECRET})
    async with opened(allow="127.0.0.1") as parts:
        await parts.service.register(by=MEI, requested=requested)
    async with opened(allow="127.0.0.1", keys=NEW_KEY) as parts:
        with pytest.raises(
            Misconfigured, check=says("'k1', which is not in ZHIBAN_ENCRYPTION_KEYS")
        ):
            await parts.service.test(by=MEI, name="wiki")
    async with opened(allow="127.0.0.1", keys=f"{NEW_KEY},{KEYS}"):
        sealing = KeySealing(load_settings().encryption_keys)
        done = await Resealing(database, sealing).reseal()
    async with opened(allow="127.0.0.1", keys=NEW_KEY) as parts:
        tried = await parts.service.test(by=MEI, name="wiki")

    assert (done[0].renewed, done[0].is_done) == (1, True)
    assert tried.state is PluginState.READY
    assert wiki.seen["x-key"] == SECRET


async def test_what_a_worker_counted_is_shown_by_the_others_also_after_it_ended(opened, wiki):
    """MCC-2: whoever asks is another process than the one in which the assistant calls."""
    requested = PluginRequest(
        name="wiki", url=wiki.config.url, headers={"X-Key": SECRET}, trusted=True
    )
    echo = ToolCall("wiki__echo", {"text": f"You sent {SECRET}"}, "k")
    async with opened(allow="127.0.0.1", part="worker") as worker:
        await worker.service.register(by=MEI, requested=requested)
        said = await worker.toolbox(WORDS).call(MEI, echo)
    async with opened(allow="127.0.0.1") as terminal:
        await terminal.service.tools(by=MEI, name="wiki")
    async with opened(allow="127.0.0.1", part="api") as api:
        [found] = await api.service.figures(by=MEI, name="wiki")

    assert said.text == "You sent •••"
    assert found.process.startswith(f"worker {os.getpid()}@")
    assert [(each.tool, each.figures.done) for each in found.tools] == [("echo", 1)]


async def test_loopback_is_refused_unless_an_operator_allows_it(opened, wiki):
    """MCC-1, WEB-6."""
    requested = PluginRequest(name="wiki", url=wiki.config.url)
    for allow in ("", "10.0.0.0/8", f"127.0.0.1:{wiki.port + 1}", "::1"):
        async with opened(allow=allow) as parts:
            with pytest.raises(InvalidRequest, check=says("connections are not allowed")):
                await parts.service.register(by=MEI, requested=requested)
    async with opened(allow=f"127.0.0.1:{wiki.port}") as parts:
        await parts.service.register(by=MEI, requested=requested)
    async with opened(allow="10.0.0.0/8") as parts:
        tried = await parts.service.test(by=MEI, name="wiki")
        assert tried.state is PluginState.REFUSED_ADDRESS
    assert wiki.asked == {}


async def test_a_name_that_leads_to_this_machine_later_is_refused_when_it_does(opened, wiki):
    """MCC-1, WEB-6: DNS rebinding through all that is put together."""
    found = ["93.184.216.34"]

    async def resolve(host, port):
        return found

    url = f"http://wiki.example.cn:{wiki.port}/mcp"
    async with opened(allow="10.0.0.0/8", resolve=resolve) as parts:
        await parts.service.register(by=MEI, requested=PluginRequest(name="wiki", url=url))
        for address in ("127.0.0.1", "169.254.169.254", "::1", "::ffff:10.1.1.1"):
            found[:] = [address]
            tried = await parts.service.test(by=MEI, name="wiki")
            allowed = address.endswith("10.1.1.1")
            assert (tried.state is PluginState.REFUSED_ADDRESS) is not allowed
    assert wiki.asked == {}


async def test_without_a_key_nothing_is_registered(opened, wiki):
    """CLD-4, MCC-1."""
    async with opened(keys="", allow="127.0.0.1") as parts:
        with pytest.raises(Misconfigured, check=says("ZHIBAN_ENCRYPTION_KEYS")):
            await parts.service.register(
                by=MEI, requested=PluginRequest(name="wiki", url=wiki.config.url)
            )
        assert await parts.service.list(by=MEI) == []


async def test_the_settings_bound_what_one_person_may_have(opened, wiki):
    """MCC-1."""
    async with opened(allow="127.0.0.1", most_each="1") as parts:
        await parts.service.register(
            by=MEI, requested=PluginRequest(name="wiki", url=wiki.config.url)
        )
        assert parts.service.most_each == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("commands", "not json"),
        ("commands", '{"files": []}'),
        ("commands", '{"files": [""]}'),
        ("commands", '{"": ["x"]}'),
        ("commands", '["x"]'),
        ("most_each", "0"),
        ("most_each", "51"),
        ("result_kb", "1"),
        ("allow", "not a host!"),
    ],
)
async def test_a_setting_that_cannot_be_meant_is_told(opened, name, value):
    """MCC-1, OPS-3."""
    with pytest.raises(Misconfigured):
        async with opened(**{name: value}):
            pass


async def test_a_program_needs_an_admin_who_still_is_one(opened, database, tmp_path):
    """MCC-1, SEC-3: `u_admin` is nobody in this database."""
    mark = tmp_path / "started"
    command = f'{{"files": ["/usr/bin/touch", "{mark}"]}}'
    async with opened(commands=command) as parts:
        requested = PluginRequest(name="files", transport="stdio", command="files")
        await parts.service.register(by=ADMIN, requested=requested)
        with pytest.raises(InvalidRequest, check=says("one of the operators' commands: files")):
            await parts.service.register(
                by=ADMIN, requested=PluginRequest(name="b", transport="stdio", command="bash")
            )
        with pytest.raises(ServerFault):
            await parts.host.client_pool.call_tool("u_admin", "files", "x", {})
    assert not mark.exists()


async def test_the_most_talkative_log_holds_no_header_no_address_and_no_argument(opened, wiki):
    """CLD-4, MCC-1."""
    written, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:], root.level
    configure_logging(LogSettings(level="debug"), stream=written)
    # Of the stand-in for somebody else's server, in this process only because of the test.
    strangers = [
        logging.getLogger(name) for name in ("uvicorn.access", "uvicorn.error", "mcp.server")
    ]
    for each in strangers:
        each.setLevel(logging.CRITICAL)
    try:
        key = f"{wiki.config.url}?key={SECRET}"
        requested = PluginRequest(name="wiki", url=key, headers={"X-Key": SECRET}, trusted=True)
        async with opened(allow="127.0.0.1") as parts:
            await parts.service.register(by=MEI, requested=requested)
            await parts.service.test(by=MEI, name="wiki")
            await parts.host.client_pool.call_tool("u_mei", "wiki", "echo", {"text": SECRET})
            for status in (401, 429, 503, 307):
                wiki.status = status
                wiki.headers = (("www-authenticate", SECRET), ("location", key))
                await parts.service.test(by=MEI, name="wiki")
            changes = PluginChanges(url="http://10.0.0.8/" + SECRET, headers={})
            with pytest.raises(InvalidRequest):
                await parts.service.change(by=MEI, name="wiki", changes=changes)
    finally:
        root.handlers[:], root.level = before
        structlog.reset_defaults()
        for each in strangers:
            each.setLevel(logging.NOTSET)

    assert SECRET not in written.getvalue()
    assert "plugins.address_refused" in written.getvalue()
