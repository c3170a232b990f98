"""One connection to a robot's endpoint, from the dialling to its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ssl import SSLContext
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from domain.voice.robots import (
    SILENT_AFTER,
    UNASKED_AFTER,
    RobotFault,
    fault_of,
    place_of,
)

OPEN_SECONDS = 10.0
PING_SECONDS = 20.0
"""Between our pings: relays do the same."""

MOST_FRAMES = 64
"""Of one connection that are being answered; further ones wait in the socket."""

Answer = Callable[[str], Awaitable[str | None]]

_QUIET = logging.getLogger("zhiban.robots.socket")
_QUIET.addHandler(logging.NullHandler())
_QUIET.propagate = False
_QUIET.setLevel(logging.CRITICAL + 1)
"""The library writes whole requests into its log, and their paths hold tokens."""


class NotOpened(Exception):
    """There is no connection; says why, without the address."""

    def __init__(self, fault: RobotFault, code: int = 0) -> None:
        super().__init__(f"{fault} {code}")
        self.fault, self.code = fault, code


@dataclass(frozen=True)
class Ended:
    """Why a connection is over."""

    fault: RobotFault
    code: int = 0


class Connection(ClientConnection):
    """Notes when anything came, pings and their answers too.

    Attributes:
        heard_at: by the clock of the event loop, in seconds.
    """

    heard_at: float = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to count."""
        self.heard_at = self.loop.time()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Note that something came."""
        self.heard_at = self.loop.time()
        super().data_received(data)


class _Connect(connect):
    """Follows no redirect: the token would go where nobody has sent it."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Return the error as it is."""
        return exc


async def dialled(
    url: str, addresses: Sequence[str], *, largest: int, tls: SSLContext | None
) -> Connection:
    """Dial an endpoint at these addresses, one after the other.

    Raises:
        NotOpened: none took the connection.
    """
    _, port = place_of(url)
    options: dict[str, Any] = {"ssl": tls} if tls is not None and url.startswith("wss:") else {}
    for address in addresses:
        try:
            opened: Any = await _Connect(
                url,
                create_connection=Connection,
                host=address,
                port=port,
                proxy=None,
                compression=None,
                open_timeout=OPEN_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=None,  # `serve` ends it, and knows why
                close_timeout=2,
                max_size=largest,
                logger=_QUIET,
                user_agent_header=None,
                **options,
            )
        except InvalidStatus as error:
            code = error.response.status_code
            raise NotOpened(fault_of(code), code) from None
        except (OSError, TimeoutError, InvalidHandshake):
            continue
        made: Connection = opened
        return made
    raise NotOpened(RobotFault.UNREACHABLE)


async def serve(
    socket: Connection,
    answer: Answer,
    alive: Callable[[], None] = lambda: None,
    *,
    silent: timedelta = SILENT_AFTER,
    unasked: timedelta = UNASKED_AFTER,
) -> Ended:
    """Answer each frame on its own, so that a ping never waits for a tool; until it is over.

    Args:
        socket: where it is asked.
        answer: returns what is said to a frame; None: nothing.
        alive: told once the other side has answered a ping; one that hangs lets us in, too.
        silent: ends it when nothing at all came for so long.
        unasked: ends it when no frame came for so long.
    """
    loop, asked_at = asyncio.get_running_loop(), socket.heard_at
    answering: set[asyncio.Task[None]] = set()
    room = asyncio.Semaphore(MOST_FRAMES)
    try:
        pong = asyncio.ensure_future(await socket.ping())
        pong.add_done_callback(lambda told: None if _failed(told) else alive())
        while True:
            renewed = asked_at + unasked.total_seconds()
            over = socket.heard_at + silent.total_seconds()
            try:
                async with asyncio.timeout_at(min(over, renewed)):
                    frame = await socket.recv()
            except TimeoutError:
                if loop.time() >= socket.heard_at + silent.total_seconds():
                    return Ended(RobotFault.SILENT)
                if loop.time() >= renewed:
                    return Ended(RobotFault.UNASKED)
                continue  # a ping came meanwhile
            asked_at = loop.time()
            if not isinstance(frame, str):
                continue  # robots' servers close a socket for a binary frame; so does nobody here
            await room.acquire()
            task = asyncio.create_task(_answered(socket, frame, answer))
            answering.add(task)
            task.add_done_callback(answering.discard)
            task.add_done_callback(lambda _: room.release())
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd else 1006
        return Ended(fault_of(code), code)
    finally:
        for each in answering:
            each.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


def _failed(told: "asyncio.Future[float]") -> bool:
    return told.cancelled() or told.exception() is not None


async def _answered(socket: ClientConnection, frame: str, answer: Answer) -> None:
    try:
        said = await answer(frame)
        if said is not None:
            await socket.send(said)
    except ConnectionClosed:
        return  # whoever asked has gone; who reads the socket sees it, too
