"""The pages that watches look at in `bench.watches`; it knows who looked when.

Answers every page `/p/<number>` with its ETag and a 304 where that is known, in one process of its
own, so that its CPU counts for nobody. `/change/<number>` changes a page, `/seen` tells and
forgets the looks since it was last asked.

    python -m bench.watch_target      # prints its port
"""

import asyncio
import json
import time
from collections import Counter
from typing import ClassVar

BODY = "<html><body><h1>Page {number}</h1><p>Price {version} CNY</p></body></html>"


class Target(asyncio.Protocol):
    """One connection that is kept open; requests come one after the other and have no body."""

    looks: ClassVar[list[tuple[int, float]]] = []
    versions: ClassVar[Counter[int]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._unread = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that has arrived whole."""
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            request, self._unread = self._unread[:end], self._unread[end + 4 :]
            self._transport.write(self._answer(request.decode("latin-1")))

    def _answer(self, request: str) -> bytes:
        kind, _, rest = request.split(" ", 2)[1].strip("/").partition("/")
        if kind == "p":
            return self._page(int(rest), request)
        if kind == "change":
            self.versions[int(rest)] += 1
            return _response("200 OK", b"{}")
        seen, self.looks[:] = json.dumps(self.looks).encode(), []
        return _response("200 OK", seen)

    def _page(self, number: int, request: str) -> bytes:
        self.looks.append((number, time.time()))
        etag = f'"{number}-{self.versions[number]}"'
        if f"if-none-match: {etag}" in request.lower():
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        body = BODY.format(number=number, version=self.versions[number]).encode()
        return _response("200 OK", body, f"ETag: {etag}\r\nContent-Type: text/html\r\n")


def _response(status: str, body: bytes, headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


async def serve() -> None:
    """Serve until ended."""
    server = await asyncio.get_running_loop().create_server(Target, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
