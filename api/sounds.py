"""Sound as browsers ask for it: whole, or the bytes of one range.

Some players play nothing that a server does not also give in parts.
"""

import re
from typing import Any

from fastapi import Response

SOUND: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole recording.", "content": {"audio/wav": {}}},
    206: {"description": "The bytes asked for.", "content": {"audio/wav": {}}},
}
"""What OpenAPI says of a route that answers with sound."""

_RANGE = re.compile(r"bytes=(?:([0-9]{1,12})-([0-9]{0,12})|-([0-9]{1,12}))", re.ASCII)


def sound_answer(sound: bytes, asked: str) -> Response:
    """Return a WAV file, or the one range of it that the header `Range` asks for.

    What is not one range of its bytes is answered with the whole, as RFC 9110 allows.
    """
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    start, end = _range(asked, len(sound))
    if start > end:
        return Response(sound, media_type="audio/wav", headers=headers)
    part = headers | {"Content-Range": f"bytes {start}-{end}/{len(sound)}"}
    return Response(sound[start : end + 1], 206, part, media_type="audio/wav")


def _range(asked: str, size: int) -> tuple[int, int]:
    """Return the first and the last byte asked for; the first behind the last for none."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None:
        return 1, 0
    first, last, tail = found.groups()
    start = int(first) if first is not None else max(0, size - int(tail))
    return start, min(int(last) if last else size - 1, size - 1)
