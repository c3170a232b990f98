"""An answer whose connection breaks in the middle."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Broken(Response):
    """Promises a body and returns before it is complete, so the server closes the socket."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the beginning of an answer, and no more."""
        del scope, receive
        headers = [(b"content-type", b"application/json"), (b"content-length", b"999")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id": "chatc', "more_body": True})
