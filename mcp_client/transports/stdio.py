"""Servers that are programs here: started only from a list, with little around them.

Not the SDK's: there, a line may be of any length, and the environment cannot be made smaller.
"""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import anyio

from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import FaultReason
from mcp_client.transports.links import Link
from mcp_client.transports.pipes import Pipe, Streams

ENVIRONMENT = {"PATH": f"/usr/local/bin:{os.defpath}", "LANG": "C.UTF-8"}
"""All that a program gets beside its own configuration: nothing of ours, above all no secret."""

_MOST_COMPLAINT_BYTES = 4096
"""Kept of what a program writes to its standard error: the end of it."""

_LAST_WORDS_SECONDS = 0.5
"""Between the end of its output and the end of its complaints."""

_LEAVING_SECONDS = 2.0
"""For each step towards its end; the specification says "a reasonable time", the SDK this."""


@asynccontextmanager
async def open_stdio(link: Link, ended: Callable[[], None]) -> AsyncIterator[Streams]:
    """Start the program and open its standard input and output.

    Args:
        link: the way to the server.
        ended: called when the program has ended, or cannot be understood any more.

    Raises:
        ServerFault: `NOT_ALLOWED` when its command is not on the list, `UNREACHABLE` when it
            cannot be started.
    """
    process = await _start(link)
    pipe = Pipe(link.verdicts, link.marks)
    complaint = bytearray()
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_listen, process, complaint)
            tasks.start_soon(_read, link, process, pipe, complaint, ended)
            tasks.start_soon(_write, process, pipe)
            yield pipe.streams
            await _leave(process)
            tasks.cancel_scope.cancel()
    finally:
        pipe.close()
        with anyio.CancelScope(shield=True):
            await _end(process)


async def _start(link: Link) -> Process:
    command = link.config.command
    if command not in link.network.commands:
        raise link.verdicts.fault(FaultKind.NOT_ALLOWED, FaultReason.PROGRAM_FORBIDDEN)
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env={**ENVIRONMENT, **link.config.environment},
            cwd="/",
            limit=link.config.most_result_bytes,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else ""
        raise _unstartable(link, reason) from None


async def _read(
    link: Link,
    process: Process,
    pipe: Pipe,
    complaint: bytearray,
    ended: Callable[[], None],
) -> None:
    """Give the SDK the lines that are messages; others are dropped, programs like to chat."""
    source = cast(asyncio.StreamReader, process.stdout)
    try:
        while True:
            await pipe.take(await source.readuntil(b"\n"))
    except asyncio.LimitOverrunError:
        fault = link.verdicts.too_large(link.config.most_result_bytes)
    except (asyncio.IncompleteReadError, OSError):
        with contextlib.suppress(TimeoutError):  # until its last words are here, too
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                await process.wait()
        fault = _farewell(link, complaint)
    ended()
    await pipe.end(fault)
    await _discard(source)  # a program that cannot write cannot end


async def _write(process: Process, pipe: Pipe) -> None:
    target = cast(asyncio.StreamWriter, process.stdin)
    async for message in pipe.outgoing():
        line = message.model_dump_json(by_alias=True, exclude_unset=True)
        with contextlib.suppress(OSError):  # its end is noticed where it is read
            target.write(line.encode() + b"\n")
            await target.drain()


async def _listen(process: Process, complaint: bytearray) -> None:
    """Keep the end of what the program complains about; it must never wait for us to read."""
    source = cast(asyncio.StreamReader, process.stderr)
    with contextlib.suppress(OSError):
        while piece := await source.read(_MOST_COMPLAINT_BYTES):
            complaint += piece
            del complaint[:-_MOST_COMPLAINT_BYTES]


def _farewell(link: Link, complaint: bytearray) -> ServerFault:
    lines = complaint.decode(errors="replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "")
    if not last:
        return link.verdicts.fault(FaultKind.CUT_OFF, FaultReason.PROGRAM_ENDED, happened=True)
    said, reason = link.verdicts.quote(last), FaultReason.PROGRAM_ENDED_SAYING
    return link.verdicts.fault(FaultKind.CUT_OFF, reason, happened=True, said=said)


def _unstartable(link: Link, why: str) -> ServerFault:
    if not why:
        return link.verdicts.fault(FaultKind.UNREACHABLE, FaultReason.PROGRAM_UNSTARTABLE)
    reason = FaultReason.PROGRAM_UNSTARTABLE_BECAUSE
    return link.verdicts.fault(FaultKind.UNREACHABLE, reason, said=why)


async def _leave(process: Process) -> None:
    """Let the program end by itself, then ask it to, then make it."""
    cast(asyncio.StreamWriter, process.stdin).close()
    for last_word in (signal.SIGTERM, signal.SIGKILL, None):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LEAVING_SECONDS):
                await process.wait()
            return
        if last_word is not None:
            _kill(process, last_word)


async def _end(process: Process) -> None:
    """Make sure that nothing of it is left, whatever happened before."""
    _kill(process, signal.SIGKILL)
    cast(asyncio.StreamWriter, process.stdin).close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LEAVING_SECONDS):
            await _discard(cast(asyncio.StreamReader, process.stdout))
            await _discard(cast(asyncio.StreamReader, process.stderr))
            await process.wait()


async def _discard(source: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await source.read(_MOST_COMPLAINT_BYTES):
            pass


def _kill(process: Process, how: signal.Signals) -> None:
    """Send a signal to the program and to all that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, how)
