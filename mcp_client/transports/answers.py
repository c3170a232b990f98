"""Every request gets an answer that the SDK can give to whoever waits, whatever the network does.

The SDK cancels its user when a request fails below JSON-RPC (python-sdk #3560), and flattens each
status of HTTP to one error. So this transport, which sits below it, turns every failure of a POST
into a JSON-RPC error that carries a mark (`mcp_client.transports.marks`).
"""

import asyncio
import json
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass

import httpx2

from mcp_client.errors import AddressRefused, FaultKind, ServerFault
from mcp_client.transports import bodies, losses
from mcp_client.transports.envelopes import (
    Asked,
    answer_in,
    asked_by,
    error_in,
    is_json_rpc,
    names_request,
)
from mcp_client.transports.marks import Marks
from mcp_client.transports.pacing import Pace
from mcp_client.transports.verdicts import Verdicts

TARGET = "mcp_client.target"
"""The extension of a request that says where it really goes."""

_MOST_REFUSAL_BYTES = 65_536
"""Read of an answer that refuses; what matters stands at its beginning."""

_MOST_REPLIES = 16
"""Answers to requests of the server's under way; a server that floods us with pings gets no more,
and none of those that come meanwhile."""

_PARTING_SECONDS = 2.0
"""For the DELETE that ends a session: a courtesy, nobody should wait for it."""

_LISTENING_SECONDS = 300.0
"""Without a byte on a stream that only brings news; the SDK's own bound."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What answers may cost.

    Attributes:
        most_bytes: of an answer, or of one event, unpacked.
        connect_seconds: for a connection, and for the answers of a handshake.
        patience: tells the seconds for any other answer.
    """

    most_bytes: int
    connect_seconds: float
    patience: Callable[[], float]


class AnsweringTransport(httpx2.AsyncBaseTransport):
    """Gives each POST an answer in JSON-RPC, bounded in size and time.

    Libraries above log the addresses that they ask, and those hold tokens. So above they ask the
    bare origin, and only here a request learns where it goes.

    Args:
        inner: a way into the pool.
        target: where requests go whose extension `TARGET` does not say it.
        verdicts: knows the server's name and puts failures into words.
        marks: where faults wait for those who asked.
        bounds: what an answer may cost.
        one_way: whether answers come another way (SSE): then any 2xx of a POST is only a receipt,
            and every POST belongs to a session.
    """

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        target: httpx2.URL,
        *,
        verdicts: Verdicts,
        marks: Marks,
        bounds: Bounds,
        one_way: bool = False,
    ) -> None:
        self._inner = inner
        self._target = target
        self._verdicts = verdicts
        self._marks = marks
        self._bounds = bounds
        self._one_way = one_way
        self._pace = Pace()
        self._replying: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; raises a `ServerFault` only for what is no POST."""
        asked = asked_by(request)
        seconds = self._seconds_for(request, asked)
        if request.method == "GET":
            await self._pace.wait()
        if request.method == "POST" and not asked.method:
            return self._replied(request, seconds)
        try:
            answer = await self._send(self._addressed(request, seconds))
            try:
                return await self._answer(request, asked, answer, seconds)
            except BaseException:
                await answer.aclose()
                raise
        except ServerFault as fault:
            if request.method != "POST":
                raise
            body = self._error(asked, fault) if asked.id is not None else b""
            return _json(503, httpx2.Headers(), request, body)

    def _replied(self, request: httpx2.Request, seconds: float) -> httpx2.Response:
        """Have an answer to a request of the server's sent: what it says to that is for nobody.

        In the background: the SDK sends one thing after the other, and calls would wait.
        """
        if len(self._replying) < _MOST_REPLIES:
            task = asyncio.create_task(self._reply(request, seconds), name="mcp_client: reply")
            self._replying.add(task)
            task.add_done_callback(self._replying.discard)
        return httpx2.Response(202, request=request)

    async def _reply(self, request: httpx2.Request, seconds: float) -> None:
        with suppress(ServerFault):
            await (await self._send(self._addressed(request, seconds))).aclose()

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await self._inner.handle_async_request(request)
        except AddressRefused as error:
            raise self._verdicts.refused_address(str(error)) from None
        except httpx2.TransportError as error:
            raise self._verdicts.of_transport(error) from None

    async def aclose(self) -> None:
        """Send no more; the pool stays open, others use it."""
        for task in (replying := tuple(self._replying)):
            task.cancel()
        await asyncio.gather(*replying, return_exceptions=True)

    def _addressed(self, request: httpx2.Request, seconds: float) -> httpx2.Request:
        """Return the request as it leaves: to where it really goes, with its limits."""
        short = min(self._bounds.connect_seconds, seconds)
        limits = {"connect": short, "pool": short, "write": seconds, "read": seconds}
        return httpx2.Request(
            request.method,
            request.extensions.get(TARGET, self._target),
            headers={**request.headers, "accept-encoding": bodies.ACCEPTED_ENCODINGS},
            stream=request.stream,
            extensions={**request.extensions, "timeout": limits},
        )

    def _seconds_for(self, request: httpx2.Request, asked: Asked) -> float:
        if request.method == "DELETE":
            return _PARTING_SECONDS
        if _listens(request, asked):
            return _LISTENING_SECONDS
        handshake = asked.method in ("server/discover", "initialize", "ping")
        if handshake or asked.id is None or not asked.method:
            return self._bounds.connect_seconds
        return self._bounds.patience()

    async def _answer(
        self, request: httpx2.Request, asked: Asked, answer: httpx2.Response, seconds: float
    ) -> httpx2.Response:
        if request.method == "DELETE":
            await answer.aclose()  # the session is over for us, and its answer may have no end
            return httpx2.Response(answer.status_code, request=request)
        if answer.is_redirect:
            raise self._verdicts.redirected()
        if not answer.is_success:
            return await self._refused(request, asked, answer)
        if request.method == "POST" and (self._one_way or asked.id is None):
            await answer.aclose()
            return httpx2.Response(202, request=request)
        return await self._answered(request, asked, answer, seconds)

    async def _answered(
        self, request: httpx2.Request, asked: Asked, answer: httpx2.Response, seconds: float
    ) -> httpx2.Response:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/event-stream":
            lasts = math.inf if _listens(request, asked) else seconds
            return self._bounded_stream(answer, asked, lasts)
        if kind != "application/json":
            raise self._verdicts.not_mcp(f"{kind or 'nothing'} instead of JSON")
        body = await self._whole(answer, self._bounds.most_bytes, seconds)
        if (said := answer_in(body, asked)) is None:
            raise self._verdicts.not_mcp("JSON that is no answer in JSON-RPC")
        return _json(answer.status_code, answer.headers, request, said)

    async def _refused(
        self, request: httpx2.Request, asked: Asked, answer: httpx2.Response
    ) -> httpx2.Response:
        """Pass on what JSON-RPC says where the status leaves it the word; else judge by it."""
        verdict = self._verdicts.of_status(answer.status_code, answer.headers)
        if verdict is not None:
            raise verdict
        try:
            body = await self._whole(answer, _MOST_REFUSAL_BYTES, self._bounds.connect_seconds)
        except ServerFault:
            body = b""  # the status says enough
        error = error_in(body)
        if error is not None and self._verdicts.says_lost(error):
            raise self._verdicts.lost()
        status = answer.status_code
        in_session = asked.named_session or (self._one_way and bool(asked.method))
        text = error.message if error else body.decode(errors="replace")
        if is_json_rpc(body):
            named = names_request(body, asked)
            code = error.code if error else None
            if not in_session or not losses.is_about_session(status, code, names_request=named):
                return _json(status, answer.headers, request, body)
            if named:
                raise self._verdicts.doubted(status, text)
        raise self._verdicts.of_refusal(status, text, named_session=in_session)

    async def _whole(self, answer: httpx2.Response, most: int, seconds: float) -> bytes:
        with self._in_faults():
            body = await bodies.whole(answer, most=most, seconds=seconds)
        await answer.aclose()
        return body

    def _bounded_stream(
        self, answer: httpx2.Response, asked: Asked, seconds: float
    ) -> httpx2.Response:
        stream = _Stream(self, answer, asked, seconds)
        headers = _without_packing(answer.headers)
        return httpx2.Response(answer.status_code, headers=headers, stream=stream)

    async def events(
        self, answer: httpx2.Response, asked: Asked, seconds: float
    ) -> AsyncIterator[bytes]:
        """Yield whole events; a stream that ends badly ends with an error for whoever waits.

        A stream whose events have ids just ends when it is cut: the SDK takes it up again.

        Raises:
            ServerFault: what went wrong, where nobody waits for an answer in this stream.
        """
        whole = bodies.Events(self._bounds.most_bytes)
        try:
            async with aclosing(self._whole_events(answer, seconds, whole)) as events:
                async for event in events:
                    yield event
        except ServerFault as fault:
            if asked.id is None:
                raise
            if not (whole.have_ids and fault.kind is FaultKind.CUT_OFF):
                yield b"event: message\ndata: " + self._error(asked, fault) + b"\n\n"

    async def _whole_events(
        self, answer: httpx2.Response, seconds: float, whole: bodies.Events
    ) -> AsyncGenerator[bytes, None]:
        with self._in_faults():
            async with aclosing(bodies.pieces(answer, seconds=seconds)) as source:
                async for piece in source:
                    if done := whole.add(piece):
                        yield done

    @contextmanager
    def _in_faults(self) -> Iterator[None]:
        """Raise what goes wrong while an answer is read as a fault."""
        try:
            yield
        except bodies.TooLarge:
            raise self._verdicts.too_large(self._bounds.most_bytes) from None
        except bodies.Unreadable:
            raise self._verdicts.not_mcp("bytes that cannot be unpacked") from None
        except TimeoutError:
            raise self._verdicts.late() from None
        except httpx2.TransportError as error:
            raise self._verdicts.of_transport(error) from None

    def _error(self, asked: Asked, fault: ServerFault) -> bytes:
        error = self._marks.put(fault)
        return json.dumps({"jsonrpc": "2.0", "id": asked.id, "error": error}).encode()


class _Stream(httpx2.AsyncByteStream):
    """The events of one answer; closing it gives the connection back."""

    def __init__(
        self, transport: AnsweringTransport, answer: httpx2.Response, asked: Asked, seconds: float
    ) -> None:
        self._transport = transport
        self._answer = answer
        self._asked = asked
        self._seconds = seconds

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._transport.events(self._answer, self._asked, self._seconds)

    async def aclose(self) -> None:
        await self._answer.aclose()


def _listens(request: httpx2.Request, asked: Asked) -> bool:
    """Say whether the answer brings news for as long as there are any."""
    return request.method == "GET" or asked.method == "subscriptions/listen"


def _without_packing(headers: httpx2.Headers) -> list[tuple[str, str]]:
    gone = ("content-encoding", "content-length", "transfer-encoding")
    return [(name, value) for name, value in headers.multi_items() if name.lower() not in gone]


def _json(
    status: int, headers: httpx2.Headers, request: httpx2.Request, body: bytes
) -> httpx2.Response:
    kept = [one for one in _without_packing(headers) if one[0].lower() != "content-type"]
    return httpx2.Response(
        status,
        headers=[*kept, ("content-type", "application/json")],
        content=body,
        request=request,
    )
