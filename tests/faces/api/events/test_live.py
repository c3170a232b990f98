"""Events live, on real sockets (EVT-2)."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.live import end_streams
from domain.people.access import Scope
from tests.fakes.face_services import ADMIN, MEI, PASSWORD

PATIENCE = 25
"""Seconds for what comes at once on a quiet machine."""


@pytest.fixture
async def token(world):
    return await world.token(MEI, Scope.READ)


@asynccontextmanager
async def listening(served, token, path="/events/stream", **headers):
    headers = {"Authorization": f"Bearer {token}"} | headers
    async with (
        httpx.AsyncClient(base_url=served.url, timeout=PATIENCE) as http,
        http.stream("GET", path, headers=headers) as response,
    ):
        yield response


async def messages(response):
    """Yield (id, data) of what comes, heartbeats left out."""
    id_ = None
    async for line in response.aiter_lines():
        name, _, text = line.partition(": ")
        if name == "id":
            id_ = int(text)
        elif name == "data":
            data = json.loads(text)
        elif line == "" and id_ is not None:
            yield id_, data
            id_ = None


async def first(response, count=1):
    found = []
    async with asyncio.timeout(PATIENCE):
        async for each in messages(response):
            found.append(each)
            if len(found) == count:
                return found
    return found


async def test_events_arrive_as_they_come(serve, world, token):
    """EVT-2."""
    await world.happen("u_mei", "before")
    async with listening(serve(), token) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        kept = await world.happen("u_mei", "now")
        await world.happen("u_bob", "not for her")

        ((id_, event),) = await first(response)

    assert id_ == kept.sequence
    assert event["subject"] == "now"
    assert event["specversion"] == "1.0"


@pytest.mark.parametrize("by", ["header", "query"])
async def test_a_stream_goes_on_where_it_broke(serve, world, token, by):
    """EVT-2."""
    kept = [await world.happen("u_mei", f"n/{number}") for number in range(4)]
    seen = str(kept[1].sequence)
    path = "/events/stream" if by == "header" else f"/events/stream?after={seen}"
    headers = {"Last-Event-ID": seen} if by == "header" else {}

    async with listening(serve(), token, path, **headers) as response:
        found = await first(response, 2)

    assert [event["subject"] for _, event in found] == ["n/2", "n/3"]


@pytest.mark.parametrize(
    "narrowed", ["type=zhiban.briefing.*&task=t_1", "subject_prefix=task/t_1/", "subject=t_1"]
)
async def test_streams_and_sockets_carry_what_was_asked_for(serve, world, token, narrowed):
    """EVT-2."""
    subject = "task/t_1/found/1/u_mei/mail/0" if "prefix" in narrowed else "t_1"
    await world.happen("u_mei", "t_2")
    await world.happen("u_mei", subject)
    headers = {"Authorization": f"Bearer {token}"}

    async with listening(serve(), token, f"/events/stream?after=0&{narrowed}") as response:
        ((_, streamed),) = await first(response)
    address = f"{serve().ws_url}/events/live?after=0&{narrowed}"
    async with connect(address, additional_headers=headers) as ws, asyncio.timeout(PATIENCE):
        sent = json.loads(await ws.recv())

    assert streamed["subject"] == sent["subject"] == subject


async def test_a_quiet_stream_shows_that_it_lives(serve, token):
    """EVT-2."""
    async with listening(serve(), token) as response, asyncio.timeout(PATIENCE):
        async for line in response.aiter_lines():
            if line == ": alive":
                return
    pytest.fail("no heartbeat")


async def test_a_revoked_token_ends_the_stream(serve, world, token):
    """EVT-2, SEC-3."""
    async with listening(serve(), token) as response:
        await world.tokens.revoke(next(iter(world.tokens.kept.values())).id, at=world.clock.now())

        assert await first(response) == []


async def test_a_stream_ends_after_its_time(serve, token):
    """EVT-2."""
    served = serve(longest_stream=timedelta(milliseconds=50))
    async with listening(served, token) as response:
        assert await first(response) == []


async def test_streams_end_when_the_server_is_told_to(serve, token):
    """OPS-5."""
    served = serve(heartbeat=timedelta(hours=1))
    async with listening(served, token) as response:
        end_streams(served.app)

        assert await first(response) == []


async def test_one_person_cannot_hold_all_the_places(serve, world, token):
    """EVT-2, SEC-3."""
    served = serve(most_streams_each=1, most_streams=2)
    other = await world.token(ADMIN, Scope.READ)
    async with listening(served, token):
        async with listening(served, token) as second:
            assert second.status_code == 429
            assert second.headers["retry-after"] == "30"
        async with listening(served, other) as third:
            assert third.status_code == 200


async def test_a_place_is_free_again_when_its_reader_has_gone(serve, token):
    """EVT-2."""
    served = serve(most_streams_each=1)
    async with listening(served, token):
        pass

    async with asyncio.timeout(PATIENCE):
        while served.app.state.streams.open_of.total():
            await asyncio.sleep(0)
    async with listening(served, token) as again:
        assert again.status_code == 200


async def test_a_socket_carries_events_to_a_token(serve, world, token):
    """EVT-2."""
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"{serve().ws_url}/events/live?after=0", additional_headers=headers) as ws:
        await world.happen("u_mei", "now")
        async with asyncio.timeout(PATIENCE):
            event = json.loads(await ws.recv())
            while event["subject"] != "now":
                event = json.loads(await ws.recv())

    assert event["type"] == "zhiban.briefing.prepared"


async def test_a_browsers_socket_may_carry_its_token_as_a_subprotocol(serve, world, token):
    """EVT-2."""
    offered = ["zhiban.events.v1", f"zhiban.token.{token}"]
    url = f"{serve().ws_url}/events/live?type=zhiban.briefing.prepared"
    async with connect(url, subprotocols=offered, origin="https://other.site") as ws:
        assert ws.subprotocol == "zhiban.events.v1"
        await world.happen("u_mei", "now")
        async with asyncio.timeout(PATIENCE):
            assert json.loads(await ws.recv())["subject"] == "now"


async def session_cookie(world):
    made = await world.services.proofs.sign_in("u_mei", PASSWORD, client="test")
    return {"Cookie": f"zhiban_session={made.cookie}"}


async def test_a_cookie_opens_a_socket_from_our_own_page(serve, world):
    """EVT-2, SEC-3."""
    served = serve()
    url = f"{served.ws_url}/events/live?after=0"
    cookie = await session_cookie(world)
    async with (
        connect(url, additional_headers=cookie, origin=served.url) as ws,
        asyncio.timeout(PATIENCE),
    ):
        assert json.loads(await ws.recv())["type"] == "zhiban.person.signed_in"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
async def test_a_cookie_opens_no_socket_from_anywhere_else(serve, world, origin):
    """SEC-3: every page can open a socket to us, and the browser adds the cookie."""
    cookie = await session_cookie(world)

    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{serve().ws_url}/events/live", additional_headers=cookie, origin=origin)

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer zb_wrong"}])
async def test_a_socket_needs_a_proof(serve, headers):
    """SEC-3."""
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"{serve().ws_url}/events/live", additional_headers=headers)

    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body)["status"] == 401


async def test_a_socket_for_an_unknown_host_is_not_opened(serve, token):
    """SEC-3."""
    headers = {"Authorization": f"Bearer {token}"}
    port = serve().port

    with pytest.raises(InvalidStatus) as refused:
        await connect(
            "ws://evil.example/events/live",
            host="127.0.0.1",
            port=port,
            additional_headers=headers,
        )

    assert refused.value.response.status_code == 421


async def test_a_second_host_header_does_not_help(serve, token):
    """SEC-3: a proxy may have looked at the other one."""
    headers = {"Authorization": f"Bearer {token}", "Host": "evil.example"}

    with pytest.raises(InvalidStatus):
        await connect(f"{serve().ws_url}/events/live", additional_headers=headers)


async def test_a_socket_is_closed_with_a_reason_to_come_back(serve, token):
    """EVT-2, OPS-5."""
    served = serve(longest_stream=timedelta(milliseconds=50))
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"{served.ws_url}/events/live", additional_headers=headers) as ws:
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), PATIENCE)

    assert closed.value.rcvd.code == 1001


async def test_what_a_socket_sends_is_ignored(serve, world, token):
    """EVT-2."""
    headers = {"Authorization": f"Bearer {token}"}
    url = f"{serve().ws_url}/events/live?type=zhiban.briefing.prepared"
    async with connect(url, additional_headers=headers) as ws:
        await ws.send("give me everything")
        await ws.send(b"\x00\xff")
        await world.happen("u_mei", "now")

        assert json.loads(await asyncio.wait_for(ws.recv(), PATIENCE))["subject"] == "now"


async def test_a_failing_store_closes_the_socket_to_be_tried_again(serve, world, token):
    """EVT-2."""

    async def broken(which, *, after):
        raise RuntimeError("disk full")
        yield

    world.events.follow = broken
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"{serve().ws_url}/events/live", additional_headers=headers) as ws:
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), PATIENCE)

    assert closed.value.rcvd.code == 1013


async def test_a_record_that_ends_ends_the_stream(serve, world, token):
    """EVT-2."""

    async def ended(which, *, after):
        for event in world.events.kept:
            yield event

    world.events.follow = ended
    async with listening(serve(), token) as response:
        assert len(await first(response, 9)) == 1
