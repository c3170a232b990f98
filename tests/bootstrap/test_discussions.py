"""Which servers of the bus are served, and who takes up what nobody was told of."""

import asyncio
from datetime import timedelta

import pytest

from application.discussions.discussions import DiscussionService
from application.discussions.notices import DiscussionNotices
from application.discussions.views import Saying
from bootstrap.configuration.settings import load_settings
from bootstrap.discussions import keep_telling, telling
from bootstrap.runtime import ZhibanRuntime
from cli.runtime import McpOptions, Transport
from domain.common.errors import InvalidRequest, Misconfigured, Unavailable
from domain.people.access import Actor, Role
from mcp_server.desk import DESK
from mcp_server.toolsets import DISCUSSIONS, SERVED
from storage.discussions.store import FileDiscussionStore
from supervisor.environment import part_environment, set_aside
from supervisor.local_secrets import local_secrets
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.events import InMemoryEvents
from tests.fakes.words import LEXICON, says

YI = Actor("u_lingyi", frozenset({Role.OPERATOR}))


@pytest.fixture
def served(monkeypatch):
    """Remembers what would be served over HTTP."""
    seen = []

    async def serve(settings, *, host, port, serving):
        seen.append((tuple(serving.sets), tuple(serving.beside)))

    monkeypatch.setattr("bootstrap.running.serving.run_mcp_http", serve)
    monkeypatch.setattr("bootstrap.logging.configure_logging", lambda settings: None)

    async def start(name="", tools=()):
        await ZhibanRuntime().mcp(McpOptions(name, transport=Transport.HTTP, tools=tools))
        return seen[-1]

    return start


async def test_each_server_is_served_alone_and_none_without_being_named(served):
    """BUS-1."""
    assert await served() == ((DESK,), tuple(each for each in SERVED if each != DESK))
    for name in DISCUSSIONS:
        assert await served(name) == ((name,), ())
    with pytest.raises(InvalidRequest, check=says("lingbus")):
        await served("nobody")


async def test_a_server_that_is_switched_off_says_so_and_is_not_served(served, monkeypatch):
    """BUS-1."""
    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_SERVERS", "lingbus, annotate")
    with pytest.raises(
        Misconfigured, check=says(r"'signing' is switched off here: .* annotate, lingbus")
    ):
        await served("signing")
    assert await served("lingbus") == (("lingbus",), ())
    with pytest.raises(Misconfigured, check=says("'signing' is switched off here")):
        await served(tools=("devops", "signing"))
    assert "signing" not in (await served())[1]
    assert "lingbus" in (await served())[1]

    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_SERVERS", "none")
    with pytest.raises(Misconfigured, check=says(r"names none\.")):
        await served("lingbus")


async def test_the_bus_is_served_with_all_else_where_the_settings_say_so(served, monkeypatch):
    """BUS-1."""
    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_TOGETHER", "1")
    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_SERVERS", "lingbus")

    assert (await served())[0] == (DESK, "lingbus")


def test_only_ids_of_people_speak_for_a_project(monkeypatch):
    """BUS-3: people set their own mail address."""
    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_SPEAKERS", '{"lingyi": "mei@example.cn"}')
    with pytest.raises(Misconfigured, check=says("SPEAKERS")):
        load_settings()


def test_the_sandbox_leaves_the_store_of_other_programs_alone(monkeypatch, tmp_path):
    """OPS-6."""
    monkeypatch.setenv("LINGMESSAGE_DIR", "/srv/theirs")
    monkeypatch.setenv("ZHIBAN_DISCUSSIONS_DIR", "/srv/ours")

    assert set_aside() == ["LINGMESSAGE_DIR", "ZHIBAN_DISCUSSIONS_DIR"]
    secrets = local_secrets(tmp_path)
    environment = part_environment(load_settings(), secrets)
    assert environment["ZHIBAN_DISCUSSIONS_DIR"] == str(tmp_path / "var" / "discussions")


@pytest.mark.parametrize(
    ("given", "folder"), [({}, "var/discussions"), ({"ZHIBAN_DISCUSSIONS_DIR": "mine"}, "mine")]
)
def test_a_sandbox_uses_the_store_of_other_programs_only_when_told_to(monkeypatch, given, folder):
    """OPS-6: their own name for it may be set for the whole machine."""
    for name, value in ({"ZHIBAN_SANDBOX": "1", "LINGMESSAGE_DIR": "/srv/theirs"} | given).items():
        monkeypatch.setenv(name, value)

    assert str(load_settings().discussions_dir) == folder


class AwayEvents(InMemoryEvents):
    """A record that is away until told otherwise."""

    away = True

    async def append(self, event):
        if self.away:
            raise Unavailable("The database does not answer.")
        return await super().append(event)


async def test_what_nobody_was_told_of_is_taken_up_by_whoever_serves(tmp_path):
    """BUS-4: with the files themselves, and another process's eyes."""
    clock, events = ManualClock(), AwayEvents()
    said = await a_service(tmp_path, clock, events).send(
        by=YI, topic="数据库", saying=Saying("lingyi", "磁盘快满了")
    )
    clock.move(minutes=1)
    notices = a_service(tmp_path, clock, events).notices
    looking = asyncio.create_task(keep_telling(notices, pause=timedelta(milliseconds=5)))
    await asyncio.sleep(0.02)
    events.away = False
    async with asyncio.timeout(20):
        while await notices.store.unsettled(before=clock.now()):  # told, and settled after that
            await asyncio.sleep(0.01)
    looking.cancel()
    async with telling(notices):
        pass

    assert [each.data["message_id"] for each in events.kept] == [said.sent.message.id]


def a_service(root, clock, events):
    store = FileDiscussionStore(root, clock, CountingIds())
    return DiscussionService(
        store, DiscussionNotices(store, events, {}, clock), clock, LEXICON.stop
    )
