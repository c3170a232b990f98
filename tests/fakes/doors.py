"""A door that callbacks are posted to, and that answers as it was told."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Door:
    """Answers with the codes it was given, one each, then with 200; at `/hook`."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.bodies: list[dict] = []
        self.headers: dict[str, str] = {}
        self.app = Starlette(routes=[Route("/hook", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        self.bodies.append(await request.json())
        self.headers = dict(request.headers)
        return Response(status_code=self.codes.pop(0) if self.codes else 200)
