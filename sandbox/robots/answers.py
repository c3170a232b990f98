"""HTTP answers, the broken ones included."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

LONGEST_HANG_SECONDS = 120.0
"""A forgotten caller frees its connection after this long."""


class CutOff(Response):
    """Promises a body and breaks the connection before it is complete.

    An ASGI server closes the socket of an application that returns in the middle of its answer,
    which is what a caller sees of a provider that dies after it took the message.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the beginning of an answer, and no more."""
        del scope, receive
        headers = [(b"content-type", b"application/json"), (b"content-length", b"64")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"errc', "more_body": True})


async def hang(request: Request) -> Response:
    """Say nothing until the caller has gone."""
    try:
        async with asyncio.timeout(LONGEST_HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
    return JSONResponse({"sandbox": True, "error": "nobody was waiting"}, status_code=503)
