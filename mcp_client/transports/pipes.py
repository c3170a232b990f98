"""What lies between the SDK and a transport of ours: two streams, and who waits for what.

When a transport ends, everybody who waits learns why; the SDK alone would only say that it ended.
"""

import json
from collections.abc import AsyncIterator

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage
from mcp_types import (
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)

from mcp_client.errors import ServerFault
from mcp_client.transports.marks import Marks
from mcp_client.transports.verdicts import Verdicts

Streams = tuple[
    MemoryObjectReceiveStream[SessionMessage | Exception], MemoryObjectSendStream[SessionMessage]
]
"""What the SDK reads from, and what it writes to."""


class Pipe:
    """The streams of one session over a transport of ours."""

    def __init__(self, verdicts: Verdicts, marks: Marks) -> None:
        self._verdicts = verdicts
        self._marks = marks
        self._in, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        write, self._out = anyio.create_memory_object_stream[SessionMessage](0)
        self._waiting: set[str | int] = set()
        self._fault: ServerFault | None = None
        self.streams: Streams = (read, write)

    async def outgoing(self) -> AsyncIterator[JSONRPCMessage]:
        """Yield what the SDK sends, until it closes."""
        async for parcel in self._out:
            message = parcel.message
            if isinstance(message, JSONRPCRequest):
                if self._fault is not None:
                    await self.fail(message.id, self._fault.again(may_have_happened=False))
                    continue
                self._waiting.add(message.id)
            elif isinstance(message, JSONRPCNotification):
                self._forget_cancelled(message)
            yield message

    async def take(self, text: str | bytes) -> None:
        """Give the SDK what the server sent; what is no message is dropped.

        A message that cannot be read and still names who waits for it ends that wait.
        """
        try:
            message = jsonrpc_message_adapter.validate_json(text, by_name=False)
        except ValueError:
            waiting = self._named_in(text)
            if waiting is not None:
                await self.fail(waiting, self._verdicts.not_mcp("JSON that is no JSON-RPC"))
            return
        if isinstance(message, JSONRPCResponse | JSONRPCError) and message.id is not None:
            self._waiting.discard(message.id)
        await self._give(message)

    async def fail(self, request_id: str | int, fault: ServerFault) -> None:
        """Tell who waits for a request that there will be no answer."""
        self._waiting.discard(request_id)
        error = ErrorData.model_validate(self._marks.put(fault))
        await self._give(JSONRPCError(jsonrpc="2.0", id=request_id, error=error))

    async def end(self, fault: ServerFault) -> None:
        """Tell everybody who waits why there will be no answer; later requests learn it, too."""
        self._fault = fault
        for request_id in tuple(self._waiting):
            await self.fail(request_id, fault.again())

    def close(self) -> None:
        """Close all four ends."""
        for stream in (self._in, self._out, *self.streams):
            stream.close()

    async def _give(self, message: JSONRPCMessage) -> None:
        try:
            await self._in.send(SessionMessage(message))
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            return  # the session is over; nobody waits

    def _named_in(self, text: str | bytes) -> str | int | None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return None
        named = message.get("id") if isinstance(message, dict) else None
        return named if isinstance(named, str | int) and named in self._waiting else None

    def _forget_cancelled(self, message: JSONRPCNotification) -> None:
        if message.method == "notifications/cancelled" and message.params:
            named = message.params.get("requestId")
            if isinstance(named, str | int):
                self._waiting.discard(named)
