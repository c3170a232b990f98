"""How long answers may go on, on the transport itself."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx2

from mcp_client.errors import FaultKind
from mcp_client.transports import answers
from mcp_client.transports.answers import AnsweringTransport, Bounds
from mcp_client.transports.marks import Marks
from mcp_client.transports.verdicts import Verdicts
from tests.mcp_client.patience import SOON

AT = "http://server.example/mcp"


class Murmur(httpx2.AsyncByteStream):
    """A stream that never ends and never says anything."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b": still here\n\n"
            await asyncio.sleep(0.01)

    async def aclose(self) -> None:
        """Nothing is held."""


class Murmuring(httpx2.AsyncBaseTransport):
    """A server that answers everything with such a stream."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        kind = {"content-type": "text/event-stream"}
        return httpx2.Response(200, headers=kind, stream=Murmur(), request=request)


async def test_a_call_as_patient_as_a_listener_is_given_up_all_the_same(monkeypatch):
    """MCC-2: what tells the two apart is what was asked, not a number of seconds."""
    monkeypatch.setattr(answers, "_LISTENING_SECONDS", 0.2)
    marks = Marks()
    transport = AnsweringTransport(
        Murmuring(),
        httpx2.URL(AT),
        verdicts=Verdicts("wiki"),
        marks=marks,
        bounds=Bounds(most_bytes=1_000, connect_seconds=1, patience=lambda: 0.2),
    )
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "find"}}

    async with asyncio.timeout(SOON), httpx2.AsyncClient(transport=transport) as client:
        answer = await client.post(AT, json=call)

    said = json.loads(answer.text.rpartition("data: ")[2])
    fault = marks.take(said["error"]["data"])
    assert said["id"] == 1
    assert fault is not None
    assert fault.kind is FaultKind.TIMED_OUT
