"""The bytes of an answer, unpacked and never more than asked for (WEB-1).

A page of 50 KB can unpack to 50 MB. So the size is checked while unpacking, in small pieces, and
not when it is too late.
"""

import zlib
from collections.abc import AsyncIterable

from application.ports.watches.web import FetchFailed, FetchProblem

ACCEPTED_ENCODINGS = "gzip, deflate"
"""What zlib unpacks piece by piece; brotli and zstd would need further libraries."""

_PIECE = 256 * 1024
"""Bytes unpacked at a time."""


class _Unpacker:
    """gzip or zlib, told apart by their first bytes as servers mix them up; also raw deflate."""

    def __init__(self, first: bytes) -> None:
        looks_zlib = (
            len(first) > 1 and (first[0] & 0x0F) == 8 and (first[0] << 8 | first[1]) % 31 == 0
        )
        wrapped = first[:2] == b"\x1f\x8b" or looks_zlib
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 32 if wrapped else -zlib.MAX_WBITS)

    def take(self, data: bytes, room: int) -> bytes:
        """Return what `data` unpacks to, but at most `room` + 1 bytes."""
        parts: list[bytes] = []
        while data and room >= 0:
            part = self._zlib.decompress(data, min(_PIECE, room + 1))
            parts.append(part)
            room -= len(part)
            if self._zlib.eof:
                data = self._zlib.unused_data
                if not data.startswith(b"\x1f\x8b"):
                    break
                self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 32)  # several in a row
            else:
                data = self._zlib.unconsumed_tail
        return b"".join(parts)

    @property
    def complete(self) -> bool:
        """Whether the end was seen."""
        return self._zlib.eof


async def read_body(stream: AsyncIterable[bytes], encoding: str, *, most: int) -> bytes:
    """Return the unpacked body.

    Raises:
        FetchFailed: `TOO_LARGE`, or `BROKEN` when it cannot be unpacked or ends early.
    """
    names = [name.strip().lower() for name in encoding.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if not names:
        return await _read_plain(stream, most)
    if len(names) > 1 or names[0] not in ("gzip", "x-gzip", "deflate"):
        raise FetchFailed(
            FetchProblem.BROKEN, "The page is packed in a way that was not asked for."
        )
    try:
        return await _read_packed(stream, most)
    except zlib.error:
        raise FetchFailed(FetchProblem.BROKEN, "The page cannot be unpacked.") from None


async def _read_plain(stream: AsyncIterable[bytes], most: int) -> bytes:
    body = bytearray()
    async for part in stream:
        body += part
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


async def _read_packed(stream: AsyncIterable[bytes], most: int) -> bytes:
    body, packed, unpacker = bytearray(), 0, None
    async for part in stream:
        packed += len(part)
        if packed > most:  # such as empty members without end, which unpack to nothing
            raise _too_large(most)
        if unpacker is None:
            unpacker = _Unpacker(part)
        body += unpacker.take(part, most - len(body))
        if len(body) > most:
            raise _too_large(most)
    if unpacker is not None and not unpacker.complete:
        raise FetchFailed(FetchProblem.BROKEN, "The page ended early.")
    return bytes(body)


def _too_large(most: int) -> FetchFailed:
    return FetchFailed(
        FetchProblem.TOO_LARGE,
        f"The page is larger than {most / 1_000_000:g} MB; watch less of it.",
    )
