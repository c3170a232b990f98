"""Spaces around the values of headers, which are no part of them (RFC 9110, section 5.5)."""

from starlette.types import ASGIApp, Receive, Scope, Send

SPACES = b" \t"


class TrimHeaders:
    """Takes spaces away that the parser beneath us leaves at the ends of values.

    The protocol compares headers with what the body says, and would refuse a sound request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its values as they are meant."""
        if scope["type"] == "http":
            headers = [(name, value.strip(SPACES)) for name, value in scope["headers"]]
            scope = {**scope, "headers": headers}
        await self.app(scope, receive, send)
