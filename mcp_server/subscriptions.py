"""Tells clients that listen which of their pages have changed (MCP-2).

Whatever happens is in the record already, so that is what is followed: once for each listener, with
their own rights, in every process alike. What was missed is not told again; clients read anew.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog
from mcp.server.subscriptions import ResourceUpdated, ServerEvent

from application.ports.events import EventFilter
from application.services import Services
from domain.common.errors import ZhibanError
from domain.events.events import Event
from domain.people.access import Actor, Permission, require
from mcp_server.identity import Identity

AGAIN_SECONDS = 5.0
"""How long after a failure the record is looked at again."""

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
