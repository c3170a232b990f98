"""Whether anybody listens where Temporal should be: a command asks before it loads the rest."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from bootstrap.configuration.settings import Settings
from domain.common.errors import Unavailable
from domain.common.messages import Command, Message, message
from supervisor.preflight import is_running

TERMINAL_PATIENCE = timedelta(seconds=1)
"""How long whoever sits at a terminal waits for a server of this machine that nothing starts."""

REMOTE_PATIENCE = timedelta(seconds=10)
"""How long they wait for one elsewhere, whose name has to be found and whose network may be far."""

START_PATIENCE = timedelta(seconds=20)
"""How long they wait while `zhiban up` starts one."""

_HERE = ("localhost", "127.0.0.1", "::1")

_BETWEEN_TRIES = 0.25
"""Seconds."""


async def expect_temporal(settings: Settings) -> None:
    """Return once somebody listens at the address of Temporal.

    Raises:
        Unavailable: nobody did within `TERMINAL_PATIENCE`, `REMOTE_PATIENCE` where that is another
            machine, or `START_PATIENCE` while `zhiban up` holds the data folder; says what to
            start.
    """
    host, _, port = settings.temporal.address.rpartition(":")
    if not host or not port.isdecimal():
        return
    host = host.strip("[]")
    patience = START_PATIENCE if is_running(settings.data_dir) else patience_for(host)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            while True:
                if await _listens(host, int(port)):
                    return
                await asyncio.sleep(_BETWEEN_TRIES)
    except TimeoutError:
        raise Unavailable(message("temporal.nothing_runs", **_named(settings))) from None


def patience_for(host: str) -> timedelta:
    """Return how long to wait for a server that nothing here is starting."""
    return TERMINAL_PATIENCE if host in _HERE else REMOTE_PATIENCE


def no_answer(settings: Settings, patience: timedelta) -> Message:
    """Return what is said when Temporal did not answer within a time."""
    return message("temporal.no_answer", patience=patience, **_named(settings))


def _named(settings: Settings) -> dict[str, Command]:
    return {
        "address": Command(settings.temporal.address),
        "command": Command("zhiban up"),
        "setting": Command("ZHIBAN_TEMPORAL_ADDRESS"),
    }


async def _listens(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
