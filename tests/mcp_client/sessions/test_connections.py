"""A connection opens once for all, comes back with its headers, and closes for anybody."""

import asyncio
import socket

import pytest

from mcp_client.configs import ServerConfig, Transport
from mcp_client.errors import AddressRefused, FaultKind, ServerFault
from mcp_client.transports.networks import Network
from tests.mcp_client import faults
from tests.mcp_client.conftest import lonely
from tests.mcp_client.fronts import HANDSHAKE, MODERN
from tests.mcp_client.patience import LATE_OPENING, SOON

CALL = "tools/call"
FIRST = {MODERN: "server/discover", HANDSHAKE: "initialize"}


async def test_many_who_come_at_once_open_one_session(visitor, era):
    """MCC-2. Origin defect 11: opening is single-flight."""
    assert await asyncio.gather(*(visitor.add() for _ in range(20))) == [3] * 20
    assert visitor.front.seen[FIRST[era]] == 1
    assert visitor.connection.stats.opens == 1


async def test_who_gives_up_while_it_opens_takes_nobody_along(visitor, era):
    """MCC-2. The first one who asks does not own the opening."""
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def late(asked):
        arrived.set()
        await go_on.wait()
        await visitor.front.let_through(asked)

    visitor.front.order(FIRST[era], late)
    first = asyncio.create_task(visitor.add())
    await asyncio.wait_for(arrived.wait(), SOON)
    second = asyncio.create_task(visitor.add())
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    go_on.set()
    assert await asyncio.wait_for(second, SOON) == 3
    assert visitor.connection.stats.opens == 1


async def test_an_opening_that_fails_fails_for_all_who_wait_and_not_for_the_next(visitor, era):
    """MCC-2. Each gets an exception of its own; the next one opens anew."""
    visitor.front.order(FIRST[era], faults.status(503))
    met = await asyncio.gather(*(visitor.add() for _ in range(5)), return_exceptions=True)
    assert [one.kind for one in met] == [FaultKind.UNAVAILABLE] * 5
    assert len({id(one) for one in met}) == 5
    assert not any(one.may_have_happened for one in met)
    assert visitor.front.seen[FIRST[era]] == 1
    await visitor.goes_on()


OPENINGS = {
    "reset": (faults.reset_before, FaultKind.CUT_OFF),
    "silence": (faults.silence, FaultKind.TIMED_OUT),
    "401": (faults.status(401), FaultKind.AUTH_REQUIRED),
    "403": (faults.status(403), FaultKind.FORBIDDEN),
    "429": (faults.status(429, retry_after="3"), FaultKind.RATE_LIMITED),
    "502": (faults.status(502, b"<html>", "text/html"), FaultKind.UNAVAILABLE),
    "redirect": (faults.status(308, location="/mcp/"), FaultKind.REDIRECTED),
    "HTML": (faults.status(200, b"<html>", "text/html"), FaultKind.PROTOCOL),
    "cut": (faults.half_answer, FaultKind.CUT_OFF),
    "bomb": (faults.bomb(20_000_000), FaultKind.TOO_LARGE),
}


@pytest.mark.parametrize("case", OPENINGS)
async def test_a_handshake_that_goes_wrong(connect, era, case):
    """MCC-2. Nothing was sent, nothing happened, and the next one works in the same era."""
    deed, kind = OPENINGS[case]
    visitor = connect(**({"connect_timeout": LATE_OPENING} if kind is FaultKind.TIMED_OUT else {}))
    visitor.front.order(FIRST[era], deed)
    await visitor.meets(kind, visitor.add(), happened=False)
    assert visitor.front.seen[CALL] == 0
    await visitor.goes_on()
    assert visitor.connection.stats.era == era


async def test_an_address_without_a_server(visitor):
    """MCC-2. 404 from the first question on: nothing there, whatever the era."""
    for method in FIRST.values():
        visitor.front.always(method, faults.status(404, b"<h1>Not found</h1>", "text/html"))
    await visitor.meets(FaultKind.NOT_FOUND_HERE, visitor.add(), happened=False)
    for method in FIRST.values():
        visitor.front.always(method, None)
    await visitor.goes_on()


async def test_nobody_listens_and_then_somebody_does(visitor):
    """MCC-2. Refused connections; the connection needs no new registration."""
    await visitor.front.shut()
    for _ in range(2):
        await visitor.meets(FaultKind.UNREACHABLE, visitor.add(), happened=False)
    await visitor.front.open()
    await visitor.goes_on()


async def test_a_server_that_goes_away_between_two_calls(visitor):
    """MCC-2. Idle connections that died are not taken for a lost answer."""
    await visitor.goes_on()
    await visitor.front.shut()
    with pytest.raises(ServerFault) as met:
        await visitor.add()
    assert met.value.kind in {FaultKind.UNREACHABLE, FaultKind.CUT_OFF}
    await visitor.meets(FaultKind.UNREACHABLE, visitor.add(), happened=False)
    await visitor.front.open()
    await visitor.goes_on()


async def test_a_connection_that_is_never_answered(connect, era):
    """MCC-2. The time limit holds for TLS, too."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}"
        visitor = connect(url=url, connect_timeout=0.3, timeout=10 * SOON)
        await visitor.meets(FaultKind.TIMED_OUT, visitor.add(), happened=False)


async def test_it_connects_only_to_admitted_addresses_and_looks_up_nothing_itself(front):
    """MCC-2, SEC-2. Origin defect 16: the admission's answer is what is connected to."""
    asked = []

    async def admit(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]

    network = Network(admit)
    connection = lonely(network, f"http://weather.example:{front.port}/mcp")
    assert len(await connection.tools()) == 5
    assert set(asked) == {("weather.example", front.port)}
    assert front.headers["tools/list"][-1]["host"] == f"weather.example:{front.port}"
    await connection.close()
    await network.aclose()


async def test_an_address_that_is_not_admitted():
    """MCC-2, SEC-2. Its reason is told; nothing is connected to."""

    async def admit(_host, _port):
        raise AddressRefused("weather.example leads to an address within our own network.")

    async def nowhere(_host, _port):
        raise OSError

    async def late(_host, _port):
        await asyncio.Event().wait()

    for admission, kind in (
        (admit, FaultKind.REFUSED_ADDRESS),
        (nowhere, FaultKind.UNREACHABLE),
        (late, FaultKind.TIMED_OUT),
    ):
        network = Network(admission)
        connection = lonely(network, **({"connect_timeout": 0.3} if admission is late else {}))
        with pytest.raises(ServerFault) as met:
            await connection.tools()
        assert met.value.kind is kind
        await connection.close()
        await network.aclose()


async def test_of_several_admitted_addresses_the_one_that_answers(front):
    """MCC-2. One dead address of a name does not make the server unreachable."""

    async def admit(_host, _port):
        return ["127.0.0.2", "127.0.0.1"]  # the front listens at the second only

    network = Network(admit)
    connection = lonely(network, f"http://weather.example:{front.port}/mcp")
    assert await connection.tools()
    await connection.close()
    await network.aclose()


async def test_every_request_carries_the_headers_also_after_coming_back(connect, era):
    """MCC-2. Origin defect 2: reconnecting dropped headers and time limits."""
    visitor = connect(headers={"Authorization": "Bearer one", "X-Team": "night"})
    await visitor.goes_on()
    await visitor.front.restart()
    await visitor.goes_on()
    await visitor.connection.rest()
    await visitor.goes_on()
    everything = [one for many in visitor.front.headers.values() for one in many]
    assert len(everything) > 4
    assert {one["authorization"] for one in everything} == {"Bearer one"}
    assert {one["x-team"] for one in everything} == {"night"}


async def test_credentials_in_an_address_are_sent_and_logged_nowhere(connect, caplog):
    """MCC-2, CLD-4. What libraries log of an address is its origin."""
    caplog.set_level("INFO")
    visitor = connect()
    url = visitor.front.url.replace("//", "//me:pa55word@") + "?key=t0ken-in-url"
    visitor = connect(url=url)
    await visitor.goes_on()
    visitor.front.order(CALL, faults.error(-32602, f"unknown: {url}"))
    fault = await visitor.meets(FaultKind.BAD_ARGUMENTS, visitor.add())
    assert visitor.front.headers[CALL][-1]["authorization"].startswith("Basic ")
    for text in (caplog.text, str(fault), repr(visitor.connection.config)):
        assert "pa55word" not in text
        assert "t0ken" not in text


async def test_a_restart_in_the_middle_of_a_batch(visitor, era):
    """MCC-2. Of the legacy era: every session is lost at once, one new one serves all."""
    await visitor.goes_on()
    before = visitor.front.seen[FIRST[era]]
    batch = [asyncio.create_task(visitor.add()) for _ in range(10)]
    await visitor.front.restart()
    batch += [asyncio.create_task(visitor.add()) for _ in range(10)]
    done = await asyncio.wait_for(asyncio.gather(*batch, return_exceptions=True), SOON)
    assert done[10:] == [3] * 10
    for one in done[:10]:  # these met the restart itself
        assert one == 3 or one.kind in {FaultKind.CUT_OFF, FaultKind.UNAVAILABLE}
    assert visitor.front.ran["add"] <= 1 + 20
    assert visitor.front.seen[FIRST[era]] - before == (1 if era == HANDSHAKE else 0)
    visitor.is_unharmed()


async def test_closing_from_another_task_while_calls_are_in_flight(visitor):
    """MCC-2. Origin defect 1: it cancelled whoever had opened the session."""
    await visitor.goes_on()
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=True))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    await asyncio.wait_for(asyncio.create_task(visitor.connection.close()), SOON)
    await visitor.meets(FaultKind.CLOSED, slow, happened=True)
    assert visitor.front.ran["slow"] == 1
    await visitor.meets(FaultKind.CLOSED, visitor.add(), happened=False)
    await visitor.connection.close()
    assert visitor.connection.stats.opened is None


async def test_closing_while_it_opens(visitor, era):
    """MCC-2. Whoever waits for the opening learns that it was closed."""
    arrived = asyncio.Event()

    async def never(asked):
        arrived.set()
        await asked.until_gone()

    visitor.front.order(FIRST[era], never)
    waiting = asyncio.create_task(visitor.add())
    await asyncio.wait_for(arrived.wait(), SOON)
    await asyncio.wait_for(visitor.connection.close(), SOON)
    await visitor.meets(FaultKind.CLOSED, waiting, happened=False)


async def test_the_task_that_opened_it_may_end(visitor):
    """MCC-2. A session belongs to no caller."""
    await asyncio.create_task(visitor.goes_on())
    await asyncio.create_task(visitor.goes_on())
    await visitor.connection.ping()
    assert visitor.connection.stats.opens == 1


async def test_resting_keeps_what_was_learned(visitor, era):
    """MCC-2. After a rest it opens by itself; of 2026-07-28 without asking for the version."""
    await visitor.goes_on()
    await visitor.connection.rest()
    stats = visitor.connection.stats
    assert (stats.opened, stats.opens, stats.era) == (None, 1, era)
    await visitor.goes_on()
    assert visitor.front.seen["server/discover"] == (1 if era == MODERN else 2)
    slow = asyncio.create_task(visitor.connection.call("slow", {}, repeatable=False))
    await asyncio.wait_for(visitor.front.started.wait(), SOON)
    await visitor.connection.rest()  # not while somebody waits
    visitor.front.release.set()
    assert (await asyncio.wait_for(slow, SOON)).content[0].text == "done"


async def test_what_it_remembers(visitor, era):
    """MCC-2. Counts, times and the server's own words."""
    assert visitor.connection.stats.era is None
    await visitor.connection.tools()
    await visitor.connection.ping()
    stats = visitor.connection.stats
    assert (stats.opens, stats.era, stats.in_flight, stats.last_fault) == (1, era, 0, None)
    assert stats.opened is not None
    assert stats.last_used is not None
    assert visitor.connection.instructions == "Knows the weather."


async def test_pinging_a_server_that_is_away(visitor):
    """MCC-2. A ping is told apart from a call that may have happened."""
    await visitor.connection.ping()
    await visitor.front.shut()
    with pytest.raises(ServerFault) as met:
        await visitor.connection.ping()
    assert not met.value.may_have_happened


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://weather.example"},
        {"url": "http://[::1"},
        {"url": "http://"},
        {"transport": Transport.STDIO},
        {"url": "http://a", "headers": {"X": "a\r\nY: b"}},
        {"url": "http://a", "headers": {"X\n": "a"}},
        {"url": "http://a", "timeout": 0},
        {"url": "http://a", "most_pages": 0},
    ],
    ids=str,
)
def test_a_configuration_that_cannot_work(wrong):
    """MCC-1. It is refused before anything is connected to, in a sentence without its values."""
    with pytest.raises(ValueError, match=r"server|header"):
        ServerConfig(**wrong)


def test_a_configuration_is_its_own(era):
    """MCC-2, CLD-4. Whoever changes a dict later changes nothing; equal ones are equal."""
    headers = {"Authorization": "Bearer s3cret"}
    one, other = (ServerConfig(url="http://a/?k=s3cret", headers=headers) for _ in range(2))
    headers.clear()
    assert dict(one.headers) == {"Authorization": "Bearer s3cret"}
    assert one == other
    assert one != ServerConfig(url="http://a/?k=s3cret", headers={"Authorization": "Bearer other"})
    assert "s3cret" not in repr(one)
