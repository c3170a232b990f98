"""Addresses that behave badly: slow, huge, cut off, mislabelled, redirecting to where none should.

| path | what it does |
|---|---|
| /slow?seconds=5&pieces=10 | trickles its body |
| /late?seconds=5 | waits before the first byte |
| /huge?megabytes=100, /bomb?megabytes=200 | streams; the second as gzip of zeros |
| /packed/{coding} | gzip, deflate, raw-deflate, twice (gzip in gzip), lying (gzip it is not) |
| /charset/{name} | see `CHARSETS` |
| /redirect/{name}, /redirect/chain/{n}, /redirect/to?url=&status= | see `REDIRECTS` |
| /error/{status}?retry_after= | an HTTP error |
| /empty, /truncated, /picture, /app | nothing; half; no text; a page made by a script |
"""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sandbox.web.frame import HTML, framed

MOST_SECONDS = 120.0
MOST_MEGABYTES = 2_000
MEGABYTE = 1024 * 1024

_WORDS = "价格上涨，请注意查看。繁體字與简体字都在这里。"

CHARSETS = {
    "gb18030-as-utf8": ("gb18030", "text/html; charset=utf-8", ""),
    "gbk": ("gbk", "text/html; charset=gbk", ""),
    "meta": ("gb18030", "text/html", "gb2312"),
    "undeclared": ("gb18030", "text/html", ""),
    "bom": ("utf-8-sig", "text/html; charset=gb2312", ""),
    "utf16": ("utf-16", "text/html", ""),
    "big5": ("big5", "text/html; charset=big5", ""),
    "nonsense": ("utf-8", "text/html; charset=no-such-charset", "utf-8"),
}
"""By name: how the bytes are written, what the header says, what a meta element says."""

REDIRECTS = {
    "loop": "/redirect/loop",
    "private": "http://10.0.0.1/admin",
    "loopback": "http://127.0.0.1:1/",
    "decimal": "http://2130706433/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "tencent-metadata": "http://metadata.tencentyun.com/latest/meta-data/",
    "ipv6": "http://[::1]/",
    "mapped": "http://[::ffff:10.0.0.1]/",
    "file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:6379/_INFO",
    "script": "javascript:alert(1)",
    "userinfo": "http://example.com@127.0.0.1/",
    "https": "https://127.0.0.1:1/",
    "relative": "../shop/price",
    "nowhere": "",
}
"""By name: what the Location header says; an empty one is not sent."""

_APP = """<div id="root">Loading…</div>
<script>
fetch("/app/data").then((answer) => answer.json()).then((data) => {
  document.getElementById("root").innerHTML =
    '<p id="made">' + data.text + '</p>';
});
</script>
<noscript>This page needs JavaScript. 本页需要 JavaScript。</noscript>"""


def routes() -> list[Route]:
    """Return the routes of all odd addresses."""
    return [
        Route("/slow", _slow),
        Route("/late", _late),
        Route("/huge", _huge),
        Route("/bomb", _bomb),
        Route("/packed/{coding}", _packed),
        Route("/charset/{name}", _charset),
        Route("/redirect/chain/{left:int}", _chain),
        Route("/redirect/to", _redirect_to),
        Route("/redirect/{name}", _redirect),
        Route("/error/{status:int}", _error),
        Route("/empty", _empty),
        Route("/truncated", _Truncated()),
        Route("/picture", _picture),
        Route("/app", _app),
        Route("/app/data", _app_data),
    ]


async def _slow(request: Request) -> Response:
    seconds, pieces = _seconds(request), int(_number(request, "pieces", 10, most=1000)) or 1
    page = framed("Slow", "<p>" + "trickle 慢 " * 50 + "</p>").encode()
    size = len(page) // pieces + 1

    async def trickle() -> AsyncIterator[bytes]:
        for place in range(0, len(page), size):
            yield page[place : place + size]
            await asyncio.sleep(seconds / pieces)

    return StreamingResponse(trickle(), media_type=HTML)


async def _late(request: Request) -> Response:
    await asyncio.sleep(_seconds(request))
    return HTMLResponse(framed("Late", "<p>Here at last. 终于到了。</p>"))


async def _huge(request: Request) -> Response:
    megabytes = int(_number(request, "megabytes", 100, most=MOST_MEGABYTES))
    piece = b"<p>" + b"SANDBOX " * (MEGABYTE // 8 - 1) + b"</p>\n"

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield piece
            await asyncio.sleep(0)

    return StreamingResponse(stream(), media_type=HTML)


async def _bomb(request: Request) -> Response:
    megabytes = int(_number(request, "megabytes", 200, most=MOST_MEGABYTES))
    packer = zlib.compressobj(9, wbits=31)

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            if packed := packer.compress(bytes(MEGABYTE)):
                yield packed
            await asyncio.sleep(0)
        yield packer.flush()

    return StreamingResponse(stream(), media_type=HTML, headers={"content-encoding": "gzip"})


async def _packed(request: Request) -> Response:
    page = framed("Packed", '<p id="text">' + _WORDS + "</p>").encode()
    packed = {
        "gzip": ("gzip", gzip.compress(page)),
        "deflate": ("deflate", zlib.compress(page)),
        "raw-deflate": ("deflate", _raw_deflate(page)),
        "lying": ("gzip", page),
        "twice": ("gzip, gzip", gzip.compress(gzip.compress(page))),
    }.get(request.path_params["coding"])
    if packed is None:
        return _nothing()
    coding, body = packed
    return HTMLResponse(body, headers={"content-encoding": coding, "vary": "accept-encoding"})


def _raw_deflate(page: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(page) + packer.flush()


async def _charset(request: Request) -> Response:
    known = CHARSETS.get(request.path_params["name"])
    if known is None:
        return _nothing()
    written, header, meta = known
    element = f'<meta charset="{meta}">' if meta else ""
    page = (
        f"<!doctype html><html><head>{element}<title>SANDBOX</title></head>"
        f'<body><p class="sandbox">SANDBOX 沙箱</p><p id="text">{_WORDS}</p></body></html>'
    )
    # GBK and Big5 lack some of the characters; a page in them shows a question mark instead.
    return Response(page.encode(written, "replace"), headers={"content-type": header})


async def _chain(request: Request) -> Response:
    left = request.path_params["left"]
    return _go(f"/redirect/chain/{left - 1}" if left > 1 else "/shop/price", 302)


async def _redirect(request: Request) -> Response:
    target = REDIRECTS.get(request.path_params["name"])
    return _nothing() if target is None else _go(target, _status(request))


async def _redirect_to(request: Request) -> Response:
    return _go(request.query_params.get("url", ""), _status(request))


def _go(target: str, status: int) -> Response:
    headers = {"location": target} if target else {}
    return PlainTextResponse("SANDBOX: moved", status_code=status, headers=headers)


async def _error(request: Request) -> Response:
    status = request.path_params["status"]
    if not 400 <= status <= 599:
        return _nothing()
    wait = request.query_params.get("retry_after", "")
    headers = {"retry-after": wait} if wait.isascii() and wait else {}
    page = framed(f"Error {status}", "<p>Ordered by the visitor.</p>")
    return HTMLResponse(page, status_code=status, headers=headers)


async def _empty(_request: Request) -> Response:
    return HTMLResponse("")


async def _picture(_request: Request) -> Response:
    return Response(b"\x89PNG\r\n\x1a\n" + bytes(64), media_type="image/png")


async def _app(_request: Request) -> Response:
    return HTMLResponse(framed("Made by a script", _APP))


async def _app_data(_request: Request) -> Response:
    return JSONResponse({"sandbox": True, "text": "Made in the browser 由浏览器生成"})


class _Truncated:
    """Promises more than it sends; the server closes the connection in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the beginning of a page, and no more."""
        del scope, receive
        headers = [(b"content-type", HTML.encode()), (b"content-length", b"100000")]
        page = framed("Truncated", "<p>half</p>").encode()
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page[:200], "more_body": True})


def _nothing() -> Response:
    return HTMLResponse(framed("Nothing here", "<p>No such page.</p>"), status_code=404)


def _status(request: Request) -> int:
    status = int(_number(request, "status", 302, most=308))
    return status if status in {301, 302, 303, 307, 308} else 302


def _seconds(request: Request) -> float:
    return _number(request, "seconds", 5.0, most=MOST_SECONDS)


def _number(request: Request, name: str, default: float, *, most: float) -> float:
    try:
        given = float(request.query_params.get(name, default))
    except ValueError:
        return default
    return max(0.0, min(given, most))
