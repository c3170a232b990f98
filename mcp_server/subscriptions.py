"""Tells clients that listen which of their pages have changed (MCP-2).

Whatever happens is in the record already, so that is what is followed: once for each listener, with
their own rights, in every process alike. What was missed is not told again; clients read anew.

Both eras of the protocol are served: `subscriptions/listen`, which the SDK answers from
`RecordBus`, and `resources/subscribe` of the older one, which it leaves to `OlderSubscriptions`.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from mcp import MCPError
from mcp.server.connection import Connection
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.session import ServerSession
from mcp.server.subscriptions import ResourceUpdated, ServerEvent
from mcp_types import (
    INVALID_PARAMS,
    EmptyResult,
    SubscribeRequestParams,
    UnsubscribeRequestParams,
)

from application.ports.events import EventFilter
from application.services import Services
from domain.common.errors import InvalidRequest, ZhibanError
from domain.common.messages import Message, message
from domain.events.events import Event
from domain.people.access import Actor, Permission, require
from mcp_server.failures import Refusals
from mcp_server.identity import Identity

AGAIN_SECONDS = 5.0
"""How long after a failure the record is looked at again."""

MOST_PAGES = 200
"""Pages that one client of the older era may subscribe to; more than a person has open."""

LONGEST_ADDRESS = 500
"""Characters of the address of a page; ours have fewer than 100."""

log = structlog.get_logger(__name__)

Listener = Callable[[ServerEvent], None]


@dataclass
class RecordBus:
    """The SDK's bus (`SubscriptionBus`), fed by the record; one per server."""

    services: Services
    identity: Identity
    _following: dict[Listener, asyncio.Task[None]] = field(default_factory=dict)

    async def publish(self, event: ServerEvent) -> None:
        """Tell every listener; what a tool might announce beside the record."""
        for listener in list(self._following):
            listener(event)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Follow the record for the caller, and return what ends that.

        Raises:
            Unauthenticated: the caller is nobody.
            Forbidden: they may not read events.
        """
        by = self.identity.actor()
        require(by, Permission.READ_EVENTS)
        self._following[listener] = asyncio.create_task(self._follow(by, listener))

        def unsubscribe() -> None:
            task = self._following.pop(listener, None)
            if task is not None:
                task.cancel()

        return unsubscribe

    async def _follow(self, by: Actor, listener: Listener) -> None:
        everything = EventFilter()
        while True:
            try:
                newest = await self.services.events.latest(by=by, which=everything, limit=1)
                after = (newest[0].sequence or 0) if newest else 0
                async for event in self.services.events.follow(
                    by=by, which=everything, after=after
                ):
                    for address in pages_of(event):
                        listener(ResourceUpdated(uri=address))
            except ZhibanError as error:
                log.warning("mcp.following_failed", why=str(error))
            await asyncio.sleep(AGAIN_SECONDS)


@dataclass
class _Subscriber:
    """One connection of the older era: the pages it named, and those it has yet to hear of."""

    session: ServerSession
    pages: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, event: ServerEvent) -> None:
        if isinstance(event, ResourceUpdated) and str(event.uri) in self.pages:
            self.changed.add(str(event.uri))
            self.news.set()

    async def tell(self) -> None:
        """Tell the client until cancelled; a page that changed twice meanwhile is told once."""
        while True:
            await self.news.wait()
            self.news.clear()
            while self.changed:
                await self.session.send_resource_updated(self.changed.pop())


@dataclass
class OlderSubscriptions:
    """Answers `resources/subscribe` and `resources/unsubscribe`, which need a session."""

    bus: RecordBus
    refusals: Refusals
    _subscribers: dict[Connection, _Subscriber] = field(default_factory=dict)

    def serve(self, server: Server[Any]) -> None:
        """Let the server answer them."""
        subscribing, ending = SubscribeRequestParams, UnsubscribeRequestParams
        server.add_request_handler("resources/subscribe", subscribing, self.subscribe)
        server.add_request_handler("resources/unsubscribe", ending, self.unsubscribe)

    async def subscribe(
        self, context: ServerRequestContext[Any, Any], params: SubscribeRequestParams
    ) -> EmptyResult:
        """Tell this client from now on when a page has changed; naming it twice is no error.

        Raises:
            MCPError: the address is too long, or there are too many.
            Unauthenticated, Forbidden: see `RecordBus.subscribe`.
        """
        page = str(params.uri)
        if len(page) > LONGEST_ADDRESS:
            rule = message("rule.most_characters", most=LONGEST_ADDRESS)
            raise await self._refused(InvalidRequest("uri", rule))
        pages = self._subscriber(context.session).pages
        if page not in pages and len(pages) >= MOST_PAGES:
            raise await self._refused(message("tool.most_subscriptions", most=MOST_PAGES))
        pages.add(page)
        return EmptyResult()

    async def unsubscribe(
        self, context: ServerRequestContext[Any, Any], params: UnsubscribeRequestParams
    ) -> EmptyResult:
        """Tell this client no more of a page; one that it never named is no error."""
        if found := self._subscribers.get(_connection(context.session)):
            found.pages.discard(str(params.uri))
        return EmptyResult()

    def _subscriber(self, session: ServerSession) -> _Subscriber:
        """Return who is told over this connection, until it ends."""
        connection = _connection(session)
        if found := self._subscribers.get(connection):
            return found
        subscriber = _Subscriber(session)
        unsubscribe = self.bus.subscribe(subscriber.hear)
        telling = asyncio.create_task(subscriber.tell())
        self._subscribers[connection] = subscriber
        connection.exit_stack.callback(self._subscribers.pop, connection, None)
        connection.exit_stack.callback(telling.cancel)
        connection.exit_stack.callback(unsubscribe)
        return subscriber

    async def _refused(self, why: InvalidRequest | Message) -> MCPError:
        return MCPError(INVALID_PARAMS, await self.refusals.listed(why))


def _connection(session: ServerSession) -> Connection:
    """Return what a session is made anew over for each request, and what ends with its client."""
    return session._connection  # noqa: SLF001 - the SDK shows it to nobody else


def pages_of(event: Event) -> Iterator[str]:
    """Yield the addresses of the resources that an event has changed."""
    if event.subject.startswith("i_"):
        yield f"incident://{event.subject}"
    elif event.type.startswith("zhiban.discussion."):
        yield f"discussion://{event.subject}"
    elif event.subject.startswith("t_"):
        yield f"zhiban://tasks/{event.subject.partition('/')[0]}"
    elif event.type.startswith("zhiban.briefing.") and "/" in event.subject:
        yield f"briefing://{event.subject}"
