"""A program on loopback that is told what happens, and answers as badly as it is asked to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def answer(status: int, *headers: str) -> bytes:
    """Return a bare answer."""
    return "\r\n".join([f"HTTP/1.1 {status} X", "content-length: 0", *headers, "", ""]).encode()


@dataclass(frozen=True)
class Told:
    """One request as it arrived; header names in lower case."""

    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Does what `script` says first, then says yes.

    A script holds bytes to answer with, `None` to break the connection after everything has
    arrived, or an event to wait for before breaking it.
    """

    script: list[bytes | asyncio.Event | None] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    base: str = ""
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until_told(self, count: int) -> None:
        """Wait until so many requests have arrived."""
        async with asyncio.timeout(20), self.arrived:
            await self.arrived.wait_for(lambda: len(self.told) >= count)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            self.told.append(await _read(reader))
            async with self.arrived:
                self.arrived.notify_all()
            step = self.script.pop(0) if self.script else OK
            if isinstance(step, asyncio.Event):
                await step.wait()
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            else:
                writer.transport.abort()
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Told:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Told(first.split(" ")[1], headers, body)


@asynccontextmanager
async def receiving(*script: bytes | asyncio.Event | None) -> AsyncIterator[Receiver]:
    """Serve on a free loopback port."""
    receiver = Receiver(list(script))
    server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0)
    receiver.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        server.close()
        await server.wait_closed()
