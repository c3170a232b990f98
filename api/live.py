"""Live events over Server-Sent Events and WebSocket: bounded in number, in length and in trust.

A stream looks again at every heartbeat whether its proof still holds, so signing out, revoking a
token or disabling a person ends it within seconds.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from api.access import Proof, desks_of, options_of, prove
from api.options import ApiOptions
from application.ports.events import EventFilter
from domain.common.errors import TooManyRequests, Unauthenticated
from domain.common.messages import message
from domain.events.events import Event
from domain.people.access import Actor

TOKEN_SUBPROTOCOL = "zhiban.token."  # noqa: S105 - a prefix, not a secret
"""Browsers can set no header on a socket but this one, so a token may travel in it."""

T = TypeVar("T")
Stream = AsyncGenerator[Event | None, None]
"""Events as they come; None is a heartbeat."""


@dataclass
class Streams:
    """The live streams of one app: who has how many, and the word to end them all."""

    options: ApiOptions
    open_of: Counter[str] = field(default_factory=Counter)
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def taken(self, person_id: str) -> Iterator[None]:
        """Hold one place.

        Raises:
            TooManyRequests: the person, or everybody together, has as many as there may be.
        """
        full = self.open_of.total() >= self.options.most_streams
        if full or self.open_of[person_id] >= self.options.most_streams_each:
            raise TooManyRequests(message("http.too_many_streams"), delay=timedelta(seconds=30))
        self.open_of[person_id] += 1
        try:
            yield
        finally:
            self.open_of[person_id] -= 1
            self.open_of += Counter()  # forgets those at zero


def streams_of(conn: HTTPConnection) -> Streams:
    """Return the app's streams."""
    streams: Streams = conn.app.state.streams
    return streams


def end_streams(app: FastAPI) -> None:
    """End every live stream, so that a server that waits for its requests can stop."""
    app.state.streams.ending.set()


async def start_after(conn: HTTPConnection, by: Actor, which: EventFilter) -> int:
    """Return where "from now on" begins."""
    newest = await desks_of(conn).events.latest(by=by, which=which, limit=1)
    return (newest[0].sequence or 0) if newest else 0


def follow(conn: HTTPConnection, proof: Proof, which: EventFilter, *, after: int) -> Stream:
    """Return the events after a place, with a heartbeat whenever it is quiet.

    Raises:
        Forbidden: the asker may not read events.
    """
    source = desks_of(conn).events.follow(by=proof.actor, which=which, after=after)
    return paced(conn, proof, source)


async def paced(
    conn: HTTPConnection,
    proof: Proof,
    source: AsyncIterator[T],
    *,
    within: timedelta | None = None,
) -> AsyncGenerator[T | None, None]:
    """Yield what a source yields, and None whenever it is quiet for a heartbeat.

    Ends with the source, with the proof, with the server, and after the longest time of a stream.

    Args:
        conn: what is answered.
        proof: looked at again at each heartbeat.
        source: closed at the end.
        within: ends after this, too.
    """
    options, ending = options_of(conn), streams_of(conn).ending
    loop = asyncio.get_running_loop()
    longest = min(options.longest_stream, within or options.longest_stream)
    last = loop.time() + longest.total_seconds()
    beat = options.heartbeat.total_seconds()
    next_look = loop.time() + beat
    end = asyncio.create_task(ending.wait())
    waiting: asyncio.Task[T | None] | None = None
    try:
        while (now := loop.time()) < last and not end.done():
            if now >= next_look:
                next_look = now + beat
                if await _gone(conn, proof):
                    return
                yield None
            waiting = waiting or asyncio.create_task(_next(source))
            patience = max(0.0, min(next_look, last) - loop.time())
            await asyncio.wait(
                {waiting, end}, timeout=patience, return_when=asyncio.FIRST_COMPLETED
            )
            if waiting.done():
                event, waiting = waiting.result(), None
                if event is None:
                    return
                yield event
    finally:
        await _stop(end, waiting)
        if hasattr(source, "aclose"):
            await source.aclose()


async def _next(source: AsyncIterator[T]) -> T | None:
    """Return the next event, or None at the end; a coroutine, as tasks take no bare awaitable."""
    return await anext(source, None)


async def _stop(*tasks: asyncio.Task[T | None] | asyncio.Task[bool] | None) -> None:
    running = [task for task in tasks if task is not None]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _gone(conn: HTTPConnection, proof: Proof) -> bool:
    """Say whether the proof has stopped to hold or now proves less."""
    try:
        again = await prove(conn, token=offered_token(conn))
    except Unauthenticated:
        return True
    return again is None or again.actor != proof.actor


def offered_token(conn: HTTPConnection) -> str:
    """Return the token among a socket's subprotocols, or nothing."""
    offered: list[str] = conn.scope.get("subprotocols", [])
    found = (each for each in offered if each.startswith(TOKEN_SUBPROTOCOL))
    return next(found, "").removeprefix(TOKEN_SUBPROTOCOL)
