"""Watches: what is there, then every change that fits, as lines of JSON."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from sandbox.kubernetes.calls import Call
from sandbox.kubernetes.cluster import Cluster
from sandbox.kubernetes.failures import Refusal, expired
from sandbox.kubernetes.listing import selection
from sandbox.kubernetes.store import FIRST_VERSION, Change, Item
from sandbox.kubernetes.versions import shown_as

Event: TypeAlias = Mapping[str, Any]

LONGEST_SECONDS = 1800.0
"""How long a watch lives if its caller does not say; real servers end it after 30–60 minutes."""


class Watch:
    """One watch. While it waits it has the cluster do what falls due.

    Args:
        cluster: what is watched.
        call: kind, namespace, selectors, `resourceVersion`, `timeoutSeconds`.
    """

    def __init__(self, cluster: Cluster, call: Call) -> None:
        self._cluster = cluster
        self._call = call
        self._fits = selection(call)
        self._version = cluster.store.version
        self._seconds = call.number("timeoutSeconds") or LONGEST_SECONDS

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield each event as a line, until its time is over.

        A version that is too old yields one event, an error of code 410.
        """
        try:
            for event in self._beginning():
                yield _line(event)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    while True:
                        for event in self._news():
                            yield _line(event)
                        await self._wait()
        except Refusal as refusal:
            yield _line({"type": "ERROR", "object": refusal.as_status()})

    def _beginning(self) -> list[Event]:
        asked = self._call.query.get("resourceVersion", "")
        if asked in {"", "0"}:
            target = self._call.target
            items = self._cluster.store.all(target.kind, target.namespace)
            return [self._event("ADDED", item) for item in items if self._fits(item)]
        if not asked.isdigit():
            raise Refusal(400, f"invalid resource version {asked!r}")
        if int(asked) < FIRST_VERSION:
            raise expired(int(asked), FIRST_VERSION)
        self._version = int(asked)
        return []

    def _news(self) -> list[Event]:
        changes = list(self._cluster.store.since(self._version))
        self._version = max(self._version, self._cluster.store.version)
        return [event for event in map(self._told, changes) if event is not None]

    def _told(self, change: Change) -> Event | None:
        """Return the event of a change; what leaves the selection is told as deleted."""
        target = self._call.target
        namespace = change.item["metadata"].get("namespace", "")
        if change.kind is not target.kind or target.namespace not in {"", namespace}:
            return None
        was = change.before is not None and self._fits(change.before)
        fits = change.type != "DELETED" and self._fits(change.item)
        if not was and not fits:
            return None
        sort = "DELETED" if not fits else "MODIFIED" if was else "ADDED"
        return self._event(sort, change.item)

    def _event(self, sort: str, item: Item) -> Event:
        target = self._call.target
        return {"type": sort, "object": shown_as(target.kind, item, target.version)}

    async def _wait(self) -> None:
        """Return when something changed or fell due."""
        cluster = self._cluster
        due = cluster.agenda.next_due()
        if due is not None and due <= cluster.clock.now():
            cluster.tick()
            return
        waits: list[asyncio.Task[None]] = [
            asyncio.create_task(cluster.store.changed(self._version))
        ]
        if due is not None:
            waits.append(asyncio.create_task(cluster.clock.sleep_until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)
        cluster.tick()


def limited(
    lines: AsyncIterator[bytes], events: int, last: Callable[[], Event] | None
) -> AsyncIterator[bytes]:
    """Return a watch that ends after some events.

    Args:
        lines: the watch.
        events: how many it brings.
        last: makes one more event before the end.
    """

    async def cut() -> AsyncIterator[bytes]:
        left = events
        if left:
            async for line in lines:
                yield line
                left -= 1
                if not left:
                    break
        if last is not None:
            yield _line(last())

    return cut()


def _line(event: Event) -> bytes:
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
