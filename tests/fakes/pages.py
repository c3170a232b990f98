"""A web server that answers with exactly the bytes a test gives it, and the guard's stand-ins."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from integrations.web.refusals import Refusal


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """A server on a loopback port.

    Attributes:
        answer: makes the bytes of an answer; raises to hang up without one.
        asked: every request so far.
        connections: how many were opened.
    """

    answer: Callable[[Asked], bytes]
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    hold: asyncio.Event | None = None

    def url(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer requests on one connection until the other side leaves."""
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.strip().split("\r\n")
                method, path, _ = first.split(" ", 2)
                pairs = (line.split(": ", 1) for line in lines)
                asked = Asked(method, path, {name.lower(): value for name, value in pairs})
                self.asked.append(asked)
                answer = self.answer(asked)
                writer.write(answer)
                await writer.drain()
                if self.hold is not None:
                    await self.hold.wait()
                ends = asked.headers.get("connection") == "close"
                if ends or b"connection: close" in answer[:2000].lower():
                    return
        except (asyncio.IncompleteReadError, ConnectionError, EOFError):
            return
        finally:
            writer.close()


def said(
    body: bytes = b"",
    *headers: str,
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
) -> bytes:
    """Return an answer of HTTP with its length."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    if content_type:
        lines.append(f"content-type: {content_type}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@asynccontextmanager
async def site(answer: Callable[[Asked], bytes] | bytes) -> AsyncIterator[Site]:
    """Serve answers on a free loopback port."""
    made = Site(answer if callable(answer) else lambda asked: answer)
    server = await asyncio.start_server(made.talk, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        if made.hold is not None:
            made.hold.set()
        server.close()
        await server.wait_closed()


class Names:
    """A name server that a test controls: each lookup takes the next answer, the last stays."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the next answer for a name."""
        self.asked.append(host)
        left = self.answers.get(host)
        if not left:
            raise OSError("no such name")
        return left.pop(0) if len(left) > 1 else left[0]


@dataclass
class Refusals:
    """Remembers what the guard refused."""

    all: list[Refusal] = field(default_factory=list)

    def __call__(self, refusal: Refusal) -> None:
        """Remember one."""
        self.all.append(refusal)
