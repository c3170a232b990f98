"""Clients that listen hear which of their pages have changed."""

import asyncio
import gc

import pytest
from mcp import Client, MCPError
from mcp_types import ResourceUpdatedNotification

from domain.common.errors import Unavailable
from domain.events.events import Event, EventType
from domain.people.access import Actor
from mcp_server.identity import OneActor
from mcp_server.server import build_mcp_server
from mcp_server.subscriptions import MOST_PAGES, pages_of
from tests.fakes.face_incidents import AT, an_event, an_incident
from tests.fakes.face_services import BO, MEI

INCIDENT = an_incident()
TASK = "t_" + "0" * 26
older_era = pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning")
"""The SDK advises programs of today against what their hosts still do."""

PATIENCE = 25
"""Seconds for what comes at once on a quiet machine."""


def happening(subject: str, owner: str | None, type_=EventType.TASK_PAUSED) -> Event:
    return Event(
        id=f"{subject}/{type_}/{owner}",
        type=type_,
        source="/x",
        subject=subject,
        time=AT,
        owner=owner,
    )


def opened() -> Event:
    return an_event(INCIDENT, EventType.INCIDENT_OPENED, 1, "Opened", at=AT)


async def test_a_listener_hears_of_changes_of_the_pages_it_named(world):
    """MCP-2."""
    page = f"incident://{INCIDENT.id}"
    server = build_mcp_server(world.services, identity=OneActor(MEI))
    async with Client(server) as agent, agent.listen(resource_subscriptions=[page]) as heard:
        await world.events.append(happening(TASK, "u_mei"))
        await world.events.append(opened())
        found = await asyncio.wait_for(anext(aiter(heard)), PATIENCE)
    assert found.uri == page


@older_era
async def test_a_client_of_the_older_era_hears_of_the_pages_it_subscribed_to(world):
    """MCP-2: and of none that it has unsubscribed from."""
    page, other = f"incident://{INCIDENT.id}", f"zhiban://tasks/{TASK}"
    server = build_mcp_server(world.services, identity=OneActor(MEI))
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def hear(said):
        if isinstance(said, ResourceUpdatedNotification):
            heard.put_nowait(str(said.params.uri))

    async with Client(server, mode="legacy", message_handler=hear) as agent:
        assert agent.session.server_capabilities.resources.subscribe is True
        for each in (page, other, page):
            await agent.session.subscribe_resource(each)
        await agent.session.unsubscribe_resource(other)
        await world.events.append(happening(TASK, "u_mei"))
        await world.events.append(opened())
        assert await asyncio.wait_for(heard.get(), PATIENCE) == page
        assert heard.empty()


@older_era
async def test_subscriptions_of_the_older_era_are_bounded_and_end_with_their_client(world):
    """MCP-2, SEC-6."""
    server = build_mcp_server(world.services, identity=OneActor(MEI))
    before = asyncio.all_tasks()
    async with Client(server, mode="legacy") as agent:
        for number in range(MOST_PAGES):
            await agent.session.subscribe_resource(f"incident://{number}")
        with pytest.raises(MCPError, match="200"):
            await agent.session.subscribe_resource("incident://one_more")
        with pytest.raises(MCPError, match="uri"):
            await agent.session.subscribe_resource("incident://" + "x" * 500)
        await agent.session.unsubscribe_resource("incident://7")
        await agent.session.subscribe_resource("incident://one_more")
    async with asyncio.timeout(PATIENCE):
        while not asyncio.all_tasks() <= before:
            await asyncio.sleep(0)


@older_era
async def test_whoever_may_not_read_events_cannot_subscribe_in_the_older_era(world):
    """SEC-3."""
    server = build_mcp_server(world.services, identity=OneActor(Actor("u_x", frozenset())))
    async with Client(server, mode="legacy") as agent:
        with pytest.raises(MCPError):
            await agent.session.subscribe_resource("incident://x")


async def test_nobody_hears_of_what_they_may_not_see(world):
    """MCP-2, SEC-3."""
    page = f"zhiban://tasks/{TASK}"
    for actor, owner in ((MEI, "u_bob"), (BO, "u_bob")):
        server = build_mcp_server(world.services, identity=OneActor(actor))
        pages = [page, f"incident://{INCIDENT.id}"]
        world.events.kept.clear()
        async with Client(server) as agent, agent.listen(resource_subscriptions=pages) as heard:
            await world.events.append(happening(TASK, owner))
            await world.events.append(opened())
            found = await asyncio.wait_for(anext(aiter(heard)), PATIENCE)
        assert found.uri == (page if actor is BO else pages[1])


@pytest.mark.filterwarnings("ignore:Unclosed:ResourceWarning")
async def test_strangers_cannot_listen(world):
    """SEC-3."""
    server = build_mcp_server(world.services, identity=OneActor(Actor("u_x", frozenset())))
    async with Client(server) as agent:
        with pytest.raises(Exception, match=r"do not include|[Ii]nternal"):
            async with agent.listen(resource_subscriptions=["incident://x"]):
                pass
    # The library leaves the streams of a refused listener open; here and not in another test.
    gc.collect()


async def test_following_goes_on_after_a_failure_and_ends_with_its_listener(world, monkeypatch):
    """MCP-2, REL-1."""
    monkeypatch.setattr("mcp_server.subscriptions.AGAIN_SECONDS", 0)
    failed, begun = asyncio.Event(), asyncio.Event()
    latest = world.events.latest

    async def fail_once(*args, **asked):
        if not failed.is_set():
            failed.set()
            raise Unavailable("The database does not answer.")
        found = await latest(*args, **asked)
        begun.set()
        return found

    world.events.latest = fail_once
    page = f"incident://{INCIDENT.id}"
    server = build_mcp_server(world.services, identity=OneActor(MEI))
    before = asyncio.all_tasks()
    async with Client(server) as agent, agent.listen(resource_subscriptions=[page]) as heard:
        await asyncio.wait_for(begun.wait(), PATIENCE)
        assert failed.is_set()
        await world.events.append(opened())
        found = await asyncio.wait_for(anext(aiter(heard)), PATIENCE)
    assert found.uri == page
    async with asyncio.timeout(PATIENCE):
        while not asyncio.all_tasks() <= before:
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("event", "pages"),
    [
        (opened(), [f"incident://{INCIDENT.id}"]),
        (
            happening("disc_20261120223000", None, EventType.DISCUSSION_SENT),
            ["discussion://disc_20261120223000"],
        ),
        (happening(f"{TASK}/2026-11-20", None), [f"zhiban://tasks/{TASK}"]),
        (
            happening("u_mei/2026-11-20", "u_mei", EventType.BRIEFING_GIVEN),
            ["briefing://u_mei/2026-11-20"],
        ),
        (happening("u_mei", "u_mei", EventType.PERSON_CHANGED), []),
    ],
)
def test_each_event_names_the_pages_that_it_changes(event, pages):
    """MCP-2."""
    assert list(pages_of(event)) == pages
