"""What servers send, with an end: bounded in bytes after unpacking and in seconds.

A gzip of 20 KB can hold 20 MB of zeros, and the usual decoders unpack a whole chunk before anybody
can count. So unpacking is done here, a bounded piece at a time.
"""

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import cast

import httpx2

PIECE_BYTES = 65_536
"""Unpacked at a time."""

ACCEPTED_ENCODINGS = "gzip, deflate"
"""Those that `unpacked` reads."""

_BOUNDARY = re.compile(rb"(?>\r\n|\r|\n)(?>\r\n|\r|\n)")
"""An empty line, which ends an event. Atomic: one CR LF must not be taken for two ends."""


class TooLarge(Exception):
    """More bytes than allowed."""


class Unreadable(Exception):
    """Bytes that are not packed as the answer says, or in a way that was not asked for."""


async def pieces(answer: httpx2.Response, *, seconds: float) -> AsyncGenerator[bytes, None]:
    """Yield an answer's bytes, unpacked, piece by piece; nobody needs to hold them all.

    Raises:
        TimeoutError: all of it took longer than `seconds`.
        Unreadable: it is not packed as it says.
        httpx2.TransportError: the connection ended first.
    """
    unpacker = _unpacker_for(answer.headers.get("content-encoding", ""))
    limit = asyncio.get_running_loop().time() + seconds
    source = aiter(cast(httpx2.AsyncByteStream, answer.stream))
    while True:
        async with asyncio.timeout_at(limit):
            raw = await anext(source, None)
        if raw is None:
            return
        if unpacker is None:
            yield raw
            continue
        for piece in _unpack(unpacker, raw):
            yield piece


async def whole(answer: httpx2.Response, *, most: int, seconds: float) -> bytes:
    """Return all bytes of an answer, unpacked; raises as `pieces` does, and `TooLarge`."""
    body = bytearray()
    async with aclosing(pieces(answer, seconds=seconds)) as source:
        async for piece in source:
            body += piece
            if len(body) > most:
                raise TooLarge
    return bytes(body)


class Events:
    """Cuts a stream into whole events, so that a half one never reaches a reader.

    Args:
        most: bytes of one event.

    Attributes:
        have_ids: whether any had an id: a stream of such can be taken up where it was cut.
    """

    def __init__(self, most: int) -> None:
        self.have_ids = False
        self._most = most
        self._rest = bytearray()
        self._searched = 0

    def add(self, piece: bytes) -> bytes:
        """Return the events that are complete now; raises `TooLarge` when one is too long."""
        self._rest += piece
        end = 0
        for boundary in _BOUNDARY.finditer(self._rest, max(0, self._searched - 4)):
            end = boundary.end()
        done = bytes(self._rest[:end])
        del self._rest[:end]
        self._searched = len(self._rest)
        self.have_ids = self.have_ids or done.startswith(b"id:") or b"\nid:" in done
        if self._searched > self._most:
            raise TooLarge
        return done


def _unpacker_for(encoding: str) -> "zlib._Decompress | None":
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        return None
    if kind in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(wbits=47)  # finds out itself whether gzip or zlib
    raise Unreadable


def _unpack(unpacker: "zlib._Decompress", raw: bytes) -> Iterator[bytes]:
    """Yield the pieces of one chunk when asked for: whoever has enough stops asking."""
    full = True
    while (raw or full) and not unpacker.eof:
        try:
            piece = unpacker.decompress(raw, PIECE_BYTES)
        except zlib.error:
            raise Unreadable from None
        raw = unpacker.unconsumed_tail
        full = len(piece) == PIECE_BYTES
        yield piece
