"""Which protocol a server speaks is found out once, and not forgotten for a trifle."""

import pytest

from mcp_client.errors import FaultKind
from tests.mcp_client import faults
from tests.mcp_client.fronts import HANDSHAKE, MODERN
from tests.mcp_client.patience import LATE_OPENING

PROBE = "server/discover"

TRIFLES = {
    "503": faults.status(503),
    "429": faults.status(429),
    "reset": faults.reset_before,
    "silence": faults.silence,
    "HTML": faults.status(200, b"<h1>One moment</h1>", "text/html"),
    "401": faults.status(401),
}


@pytest.mark.parametrize("era", [MODERN], indirect=True)
@pytest.mark.parametrize("trifle", TRIFLES)
async def test_a_trifle_at_the_probe_is_no_downgrade(connect, trifle):
    """MCC-2. mcp.md fact 7: one 503 made the SDK's client speak 2025-11-25 for good."""
    visitor = connect(**({"connect_timeout": LATE_OPENING} if trifle == "silence" else {}))
    visitor.front.order(PROBE, TRIFLES[trifle])
    with pytest.raises(Exception, match="weather"):
        await visitor.add()
    assert visitor.front.seen["initialize"] == 0
    await visitor.goes_on()
    assert visitor.connection.stats.era == MODERN


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_once_known_the_era_stays(visitor):
    """MCC-2. Nothing that happens later makes it ask again, or fall back."""
    await visitor.goes_on()
    for deed in (faults.status(503), faults.reset_before, faults.status(429)):
        visitor.front.order("tools/call", deed)
        with pytest.raises(Exception, match="weather"):
            await visitor.add()
        await visitor.connection.rest()
        await visitor.goes_on()
    assert visitor.front.seen[PROBE] == 1
    assert visitor.front.seen["initialize"] == 0
    assert visitor.connection.stats.era == MODERN


OLD = {
    "python": faults.error(-32600, "Bad Request: Missing session ID", 400),
    "typescript": faults.error(-32000, "Bad Request: Server not initialized", 400),
    "unknown method": faults.error(-32601, "Method not found"),
    "bad params": faults.error(-32602, "Invalid request parameters"),
    "bare 400": faults.status(400, b"?"),
    "bare 404": faults.status(404),
    "bare 405": faults.status(405),
    "internal error": faults.error(-32603, "Internal error"),
    "names its versions": faults.error(
        -32022, "No", 400, {"supported": [HANDSHAKE], "requested": MODERN}
    ),
    "old news": faults.result({"supportedVersions": [HANDSHAKE], "capabilities": {}}),
    "other result": faults.result({"hello": "world"}),
}


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
@pytest.mark.parametrize("said", OLD)
async def test_what_a_server_of_before_says_to_the_probe(visitor, said):
    """MCC-2. Its own word on its protocol is believed."""
    visitor.front.order(PROBE, OLD[said])
    await visitor.goes_on()
    assert visitor.connection.stats.era == HANDSHAKE
    assert visitor.front.seen[PROBE] == 1


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_that_became_an_older_one(visitor):
    """MCC-2. Its refusal is evidence: it is probed anew, and the call sent once more."""
    await visitor.goes_on()
    visitor.front.era = HANDSHAKE
    refusal = faults.error(-32600, "Bad Request: Missing session ID", 400)
    visitor.front.order("tools/call", refusal)
    await visitor.goes_on()
    assert visitor.connection.stats.era == HANDSHAKE
    assert visitor.front.ran["add"] == 2


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_that_knows_the_version_no_more(visitor):
    """MCC-2. -32022 in the middle leads to a new probe."""
    await visitor.goes_on()
    data = {"supported": [HANDSHAKE], "requested": MODERN}
    visitor.front.era = HANDSHAKE
    visitor.front.order(
        "tools/call", faults.error(-32022, "Unsupported protocol version", 400, data)
    )
    await visitor.goes_on()
    assert visitor.connection.stats.era == HANDSHAKE


@pytest.mark.parametrize("era", [HANDSHAKE], indirect=True)
async def test_a_server_that_became_a_newer_one(visitor):
    """MCC-2. When its session is lost it is asked what it speaks now."""
    await visitor.goes_on()
    visitor.front.era = MODERN
    await visitor.front.restart()
    await visitor.goes_on()
    assert visitor.connection.stats.era == MODERN


@pytest.mark.parametrize("era", [MODERN], indirect=True)
async def test_a_server_of_the_future(visitor):
    """MCC-2. No version in common is said in words, and not tried twice."""
    data = {"supported": ["2031-01-01"], "requested": MODERN}
    visitor.front.always(PROBE, faults.error(-32022, "No", 400, data))
    fault = await visitor.meets(FaultKind.PROTOCOL, visitor.add(), happened=False)
    assert "versions" in str(fault)
    assert visitor.front.seen["initialize"] == 0
