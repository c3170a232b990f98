"""One session, and the task that owns it: opens it, keeps it, listens for news, closes it.

Whoever uses a session does so from tasks of their own. What breaks it breaks the owner, and nobody
else: they get an error where they wait.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from contextvars import Context
from typing import Any

import mcp_types
from mcp import ClientSession, MCPError
from mcp.client.session import IncomingMessage
from mcp.client.subscriptions import SubscriptionLost, listen
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from mcp_client.configs import Transport
from mcp_client.errors import ServerFault
from mcp_client.sessions.eras import Era, agree
from mcp_client.transports.links import Link, open_http
from mcp_client.transports.sse import open_sse
from mcp_client.transports.stdio import open_stdio

_RELISTEN_SECONDS = (1.0, 60.0)
"""Before listening again after its end: at first, and at most; doubled each time, until one stream
lasts as long as the longest pause: a server that ends every stream at once is not asked for ever
more each second."""

_log = logging.getLogger(__name__)


class Session:
    """One session of a connection, in a task of its own. Opens when made.

    Args:
        link: the way to the server.
        era: what is known of its protocol; what is learned is kept there.
        on_tools_changed: told that its list of tools is another one now.
        on_end: told, with this session, that it can be used no more.

    Attributes:
        is_counted: whether its connection has taken note of it.
        promising: the tools that promise structured results; None until its list was read, which
            is also how the SDK gets to know the schemas.
        reading: held by the one who reads the list for all.
        has_ended: whether nothing of it is left.
    """

    def __init__(
        self,
        link: Link,
        era: Era,
        *,
        on_tools_changed: Callable[[], None],
        on_end: Callable[["Session"], None],
    ) -> None:
        self.is_counted = False
        self.promising: frozenset[str] | None = None
        self.reading = asyncio.Lock()
        self.has_ended = False
        self._link = link
        self._era = era
        self._on_tools_changed = on_tools_changed
        self._on_end = on_end
        self._users = 0
        self._is_retired = False
        self._stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[ClientSession] = loop.create_future()
        self._ready.add_done_callback(_look_at)
        # In an empty context: whoever came first must not lend its own to all the others.
        self._task = loop.create_task(self._own(), context=Context())

    @property
    def is_open(self) -> bool:
        """Whether it was opened and has not been asked to end."""
        good = self._ready.done() and not self._ready.cancelled() and not self._ready.exception()
        return good and not self._stop.is_set()

    @property
    def is_ending(self) -> bool:
        """Whether it is closing or closed: whoever comes now needs another one."""
        return self._is_retired or self._stop.is_set()

    async def ready(self) -> ClientSession:
        """Return the SDK's session once it is open; may be waited for by many, and given up.

        Raises:
            ServerFault: it could not be opened.
        """
        try:
            return await asyncio.shield(self._ready)
        except ServerFault as fault:
            raise fault.again() from None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep it open for one user; a retired one ends with its last user."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if self._is_retired:
                self.retire()

    def retire(self) -> None:
        """Take no new users, and end with the last one.

        Others may still wait for answers on it: ending it at once would cut them off, and they
        could not tell whether their calls had happened.
        """
        self._is_retired = True
        if not self._users:
            self.stop()

    def stop(self) -> None:
        """Ask the owner to close it; does not wait."""
        self._stop.set()
        if not self._ready.done():
            self._task.cancel()

    async def stopped(self, seconds: float) -> None:
        """Wait until it is closed, at most so long; then it is cut off."""
        self.stop()
        await asyncio.wait([self._task], timeout=seconds)
        self._task.cancel()

    async def _own(self) -> None:
        fault = self._link.verdicts.closed()
        try:
            await self._keep()
        except asyncio.CancelledError:
            if not self._stop.is_set():
                raise
        except Exception as error:  # noqa: BLE001 whatever a library raises ends this session only
            fault = self._link.explain(error).again(may_have_happened=False)
            _log.debug("A session with %s has ended: %s", self._link.verdicts.server, fault.kind)
        finally:
            self._stop.set()
            if not self._ready.done():
                self._ready.set_exception(fault)
            self.has_ended = True
            self._on_end(self)

    async def _keep(self) -> None:
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(self._link.config.connect_timeout):
                session = await self._open(stack)
            self._ready.set_result(session)
            if _announces_changes(session):
                await stack.enter_async_context(self._listening(session))
            await self._stop.wait()

    async def _open(self, stack: AsyncExitStack) -> ClientSession:
        read, write = await stack.enter_async_context(self._streams())
        session = await stack.enter_async_context(
            ClientSession(
                read,
                write,
                read_timeout_seconds=self._link.config.timeout,
                elicitation_callback=self._link.elicitation,
                message_handler=self._hear,
                client_info=self._link.network.client,
            )
        )
        await agree(session, self._link, self._era)
        return session

    def _streams(self) -> contextlib.AbstractAsyncContextManager[tuple[Any, Any]]:
        if self._link.config.transport is Transport.STDIO:
            return open_stdio(self._link, self.retire)
        if self._link.config.transport is Transport.SSE:
            return open_sse(self._link, self.retire)
        return open_http(self._link)

    async def _hear(self, message: IncomingMessage) -> None:
        if isinstance(message, mcp_types.ToolListChangedNotification):
            self._on_tools_changed()

    @asynccontextmanager
    async def _listening(self, session: ClientSession) -> AsyncIterator[None]:
        task = asyncio.create_task(self._listen(session))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _listen(self, session: ClientSession) -> None:
        """Listen as long as the session lives; a gap counts as a change.

        What is heard arrives where all news arrive (`_hear`), so nothing is done with it here.
        """
        pause, most = _RELISTEN_SECONDS
        now = asyncio.get_running_loop().time
        missed = False
        while True:
            began = now()
            try:
                async with listen(session, tools_list_changed=True) as news:
                    if missed:
                        self._on_tools_changed()
                    async for _ in news:
                        pass
            except (MCPError, SubscriptionLost, TimeoutError) as error:
                if isinstance(error, MCPError) and error.code == mcp_types.METHOD_NOT_FOUND:
                    return
            missed = True
            if now() - began >= most:
                pause = _RELISTEN_SECONDS[0]
            await asyncio.sleep(pause)
            pause = min(2 * pause, most)


def _announces_changes(session: ClientSession) -> bool:
    tools = session.server_capabilities.tools if session.server_capabilities else None
    modern = session.protocol_version in MODERN_PROTOCOL_VERSIONS
    return modern and tools is not None and bool(tools.list_changed)


def _look_at(ready: "asyncio.Future[ClientSession]") -> None:
    """Take note of a failure that nobody waits for: asyncio complains about those."""
    if not ready.cancelled():
        ready.exception()
