"""One connection to a robot's endpoint, from the dialling to its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from domain.voice.robots import RobotFault, fault_of, place_of

OPEN_SECONDS = 10.0
PING_SECONDS = 20.0
"""Between our pings, and for the answer to each: relays do the same."""

SILENT_SECONDS = 900.0
"""Without any frame. A relay that hangs still answers pings; only a new connection shows it."""

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
    """Why a connection is over; `NONE` when we ended it because nothing came."""

    fault: RobotFault
    code: int = 0


class _Connect(connect):
    """Follows no redirect: the token would go where nobody has sent it."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        """Return the error as it is."""
        return exc


async def dialled(
    url: str, addresses: Sequence[str], *, largest: int, tls: SSLContext | None
) -> ClientConnection:
    """Dial an endpoint at these addresses, one after the other.

    Raises:
        NotOpened: none took the connection.
    """
    _, port = place_of(url)
    options: dict[str, Any] = {"ssl": tls} if tls is not None and url.startswith("wss:") else {}
    for address in addresses:
        try:
            return await _Connect(
                url,
                host=address,
                port=port,
                proxy=None,
                compression=None,
                open_timeout=OPEN_SECONDS,
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
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
    raise NotOpened(RobotFault.UNREACHABLE)


async def serve(
    socket: ClientConnection, answer: Answer, *, silent: float = SILENT_SECONDS
) -> Ended:
    """Answer each frame on its own, so that a ping never waits for a tool; until it is over."""
    answering: set[asyncio.Task[None]] = set()
    room = asyncio.Semaphore(MOST_FRAMES)
    try:
        while True:
            async with asyncio.timeout(silent):
                frame = await socket.recv()
            if not isinstance(frame, str):
                continue  # robots' servers close a socket for a binary frame; so does nobody here
            await room.acquire()
            task = asyncio.create_task(_answered(socket, frame, answer))
            answering.add(task)
            task.add_done_callback(answering.discard)
            task.add_done_callback(lambda _: room.release())
    except TimeoutError:
        return Ended(RobotFault.NONE)
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd else 1006
        return Ended(fault_of(code), code)
    finally:
        for each in answering:
            each.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


async def _answered(socket: ClientConnection, frame: str, answer: Answer) -> None:
    try:
        said = await answer(frame)
        if said is not None:
            await socket.send(said)
    except ConnectionClosed:
        return  # whoever asked has gone; who reads the socket sees it, too
