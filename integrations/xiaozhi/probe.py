"""Asks through a relay, as a robot does, whether what is asked there comes to us (VOI-1)."""

import asyncio
import json
from collections.abc import Sequence
from ssl import SSLContext

from websockets.exceptions import ConnectionClosed

from domain.voice.robots import RobotFault
from integrations.xiaozhi.connection import NotOpened, dialled

ANSWER_SECONDS = 10.0
NO_TOOL_SIDE = -32001
"""The relay's own error when it knows of no connection of ours."""

MOST_BYTES = 65_536

_PING = json.dumps({"jsonrpc": "2.0", "id": "zhiban", "method": "ping"})


async def fault_through(
    url: str, addresses: Sequence[str], *, tls: SSLContext | None, seconds: float = ANSWER_SECONDS
) -> RobotFault:
    """Return what is wrong with a relay that lets us in; `NONE` when nothing is, or nobody knows.

    Args:
        url: where robots are on it.
        addresses: of its host, as text.
        tls: whom to trust; None: whom this machine trusts.
        seconds: how long an answer of our own may take through it.
    """
    try:
        socket = await dialled(url, addresses, largest=MOST_BYTES, tls=tls)
    except NotOpened:
        return RobotFault.NONE
    try:
        await socket.send(_PING)
        async with asyncio.timeout(seconds):
            answer = json.loads(await socket.recv())
    except TimeoutError:
        return RobotFault.HANGS
    except (ConnectionClosed, ValueError):
        return RobotFault.NONE
    finally:  # only now: a relay of today stops when a robot goes away before its answer
        await socket.close()
    error = answer.get("error") if isinstance(answer, dict) else None
    lost = isinstance(error, dict) and error.get("code") == NO_TOOL_SIDE
    return RobotFault.REPLACED if lost else RobotFault.NONE
