"""Static files under an address that changes with their content, so browsers may keep them."""

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent.parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
_SHRINKS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


@cache
def version_of_assets() -> str:
    """Return what tells these files from those of any other release."""
    digest = sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def asset(name: str) -> str:
    """Return the address of a static file; another content has another address."""
    return f"/static/v-{version_of_assets()}/{name}"


@cache
def _shrunk(name: str) -> bytes:
    return gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)


class Assets(StaticFiles):
    """Serves static files, for a year where their address names their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; scripts, styles and drawings compressed for whoever takes that."""
        mark = f"v-{version_of_assets()}/"
        name = path.removeprefix(mark)
        response = await super().get_response(name, scope)
        kind = _SHRINKS.get(Path(name).suffix)
        accepts = Headers(scope=scope).get("accept-encoding", "")
        if kind and response.status_code == 200 and "gzip" in accepts:
            response = Response(
                _shrunk(name), media_type=kind, headers={"Content-Encoding": "gzip"}
            )
        if path != name:
            response.headers["Cache-Control"] = _FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        return response
