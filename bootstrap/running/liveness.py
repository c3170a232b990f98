"""A worker shows that its event loop turns, and is ended when it does not (OPS-5, SEC-5).

Temporal's numbers are served by threads of their own, which go on while Python stands still. So the
loop itself answers, writes down when it last turned, and holds off a timer that ends the process.
"""

import asyncio
import faulthandler
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from application.ports.clock import Clock
from bootstrap.configuration.own import WorkerSettings
from domain.common.errors import Misconfigured, Unavailable
from domain.common.messages import Command, message

FROZEN_AFTER = 20.0
"""Seconds without a turn of the loop after which the process ends, and says where it stood."""

_TURN = 1.0
"""Seconds between two turns that hold the timer off."""

NOTED_EVERY = 5.0
"""Seconds between two notes for other processes."""

MISSED_AFTER = timedelta(seconds=30)
"""Age of the newest note from which on no worker works."""

_KEY = "worker"
_START = Command("zhiban worker")
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nalive\n"
_PATIENCE = 5.0
_LONGEST_REQUEST = 8_192

_log = structlog.get_logger(__name__)


class Notes(Protocol):
    """The newest sentence of each key, for all processes."""

    async def set(self, key: str, text: str) -> None:
        """Replace the sentence of `key`."""

    async def get(self, key: str) -> str | None:
        """Return the sentence, or None."""


@asynccontextmanager
async def living(
    settings: WorkerSettings, notes: Notes, clock: Clock, *, frozen_after: float = FROZEN_AFTER
) -> AsyncIterator[None]:
    """Show that the loop turns, while the block lasts.

    Raises:
        Misconfigured: the port is taken.
    """
    async with answering(settings.host, settings.port, "ZHIBAN_WORKER_PORT"):
        work = (_hold_off(frozen_after), _note(notes, clock))
        turning = [asyncio.create_task(each) for each in work]
        try:
            yield
        finally:
            for each in turning:
                each.cancel()
            await asyncio.gather(*turning, return_exceptions=True)
            faulthandler.cancel_dump_traceback_later()


@asynccontextmanager
async def answering(host: str, port: int, setting: str) -> AsyncIterator[None]:
    """Answer GET /health from the event loop, while the block lasts; not at all on port 0.

    Raises:
        Misconfigured: the port is taken; names the setting.
    """
    server = await _serve(host, port, setting) if port else None
    try:
        yield
    finally:
        if server is not None:
            server.close()


def seen_working(notes: Notes, clock: Clock) -> Callable[[], Awaitable[str]]:
    """Return a check that raises `Unavailable` when no worker has shown itself lately."""

    async def check() -> str:
        noted = await notes.get(_KEY)
        if noted is None:
            raise Unavailable(message("worker.never", command=_START))
        age = clock.now() - datetime.fromisoformat(noted)
        if age > MISSED_AFTER:
            raise Unavailable(message("worker.unseen", age=age, command=_START))
        return "answers"

    return check


async def _hold_off(frozen_after: float) -> None:
    while True:
        faulthandler.dump_traceback_later(frozen_after, exit=True)
        await asyncio.sleep(min(_TURN, frozen_after / 2))


async def _note(notes: Notes, clock: Clock) -> None:
    while True:
        try:
            await notes.set(_KEY, clock.now().isoformat())
        except Exception as error:  # noqa: BLE001 - whatever the database has, the next note may be kept
            _log.warning("worker.not_noted", error=type(error).__name__)
        await asyncio.sleep(NOTED_EVERY)


async def _serve(host: str, port: int, setting: str) -> asyncio.Server:
    try:
        return await asyncio.start_server(_answer, host, port, limit=_LONGEST_REQUEST)
    except OSError as error:
        raise Misconfigured(
            f"This process cannot show that it lives ({error.strerror}); change {setting}, "
            "0 turns it off."
        ) from error


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer whatever is asked: that there is an answer is all that it says."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(_ANSWER)
            await writer.drain()
    except (TimeoutError, OSError, EOFError, asyncio.LimitOverrunError):
        return
    finally:
        writer.close()
