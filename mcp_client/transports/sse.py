"""HTTP with server-sent events, as MCP had it in 2024: one stream for answers, posts for requests.

Not the SDK's: there, a post that is refused ends the writer, and whoever waits waits for ever.
"""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urljoin

import anyio
import httpx2
from anyio.abc import TaskStatus
from mcp_types import JSONRPCMessage, JSONRPCRequest

from mcp_client.errors import ServerFault
from mcp_client.transports.answers import TARGET
from mcp_client.transports.links import Link
from mcp_client.transports.pipes import Pipe, Streams

_Post = Callable[[JSONRPCMessage], Coroutine[Any, Any, None]]

_ASKING = {"accept": "text/event-stream", "cache-control": "no-store"}


@asynccontextmanager
async def open_sse(link: Link, ended: Callable[[], None]) -> AsyncIterator[Streams]:
    """Open the stream of answers and wait until the server says where to post.

    Args:
        link: the way to the server.
        ended: called when the stream has ended.

    Raises:
        ServerFault: the stream does not open, or names a foreign address to post to.
    """
    pipe = Pipe(link.verdicts, link.marks)
    try:
        async with (
            link.client(one_way=True) as client,
            client.stream("GET", link.origin, headers=_ASKING) as answer,
            anyio.create_task_group() as tasks,
        ):
            address = await tasks.start(_read, link, answer, pipe, ended)
            post = partial(_post, client, link.origin, address, pipe)
            tasks.start_soon(_write, post, pipe)
            yield pipe.streams
            tasks.cancel_scope.cancel()
    finally:
        pipe.close()


async def _read(
    link: Link,
    answer: httpx2.Response,
    pipe: Pipe,
    ended: Callable[[], None],
    *,
    task_status: TaskStatus[httpx2.URL],
) -> None:
    """Give the SDK what the stream brings; before the address is known, faults are raised."""
    fault = link.verdicts.cut()
    known = False
    try:
        async for event in httpx2.EventSource(answer, max_event_size=None):
            if event.event == "endpoint" and not known:
                task_status.started(_address(link, event.data))
                known = True
            elif event.event == "message" and event.data:
                await pipe.take(event.data)
    except ServerFault as error:
        fault = error
    except httpx2.SSEError:
        fault = link.verdicts.not_mcp("something else than a stream of events")
    if not known:
        raise fault
    ended()
    await pipe.end(fault)


async def _write(post: _Post, pipe: Pipe) -> None:
    """Post what the SDK sends: requests at once, so that a slow one holds up no other."""
    async with anyio.create_task_group() as tasks:
        async for message in pipe.outgoing():
            if isinstance(message, JSONRPCRequest):
                tasks.start_soon(post, message)
            else:
                await post(message)


async def _post(
    client: httpx2.AsyncClient,
    origin: str,
    address: httpx2.URL,
    pipe: Pipe,
    message: JSONRPCMessage,
) -> None:
    content = message.model_dump(by_alias=True, mode="json", exclude_unset=True)
    receipt = await client.post(origin, json=content, extensions={TARGET: address})
    if not receipt.is_success and receipt.content:
        await pipe.take(receipt.content)  # the fault, in JSON-RPC


def _address(link: Link, said: str) -> httpx2.URL:
    """Return where to post: headers were given to one origin, and go to no other."""
    origin = httpx2.URL(link.config.url)
    try:
        address = httpx2.URL(urljoin(link.config.url, said))
    except (httpx2.InvalidURL, ValueError):
        raise link.verdicts.not_mcp("an address that cannot be read") from None
    if (address.scheme, address.host, address.port) != (origin.scheme, origin.host, origin.port):
        raise link.verdicts.refused_address("It wants its messages posted to another server.")
    return address.copy_with(userinfo=b"")
