"""What a server, a proxy or a network can do to a request."""

import gzip
import json
from collections.abc import Callable
from typing import Any

from tests.mcp_client.fronts import Asked, Deed


def status(code: int, body: bytes = b"", content_type: str = "text/plain", **headers: str) -> Deed:
    """Answer with a status of HTTP."""

    async def deed(asked: Asked) -> None:
        await asked.answer(code, body, content_type=content_type, **headers)

    return deed


def error(code: int, message: str, http: int = 200, data: Any = None, who: Any = ...) -> Deed:
    """Answer with an error of JSON-RPC, for `who` instead of the one who asked."""

    async def deed(asked: Asked) -> None:
        name = asked.message.get("id") if who is ... else who
        said = {"code": code, "message": message} | ({"data": data} if data else {})
        await asked.answer_json({"jsonrpc": "2.0", "id": name, "error": said}, http)

    return deed


def refusal(message: str, http: int, **error: Any) -> Deed:
    """Refuse with an error that has no `id`, as TypeScript's servers do before they read on."""

    async def deed(asked: Asked) -> None:
        said = {"code": -32000, "message": message} | error
        await asked.answer_json({"jsonrpc": "2.0", "error": said}, http)

    return deed


def result(content: dict[str, Any]) -> Deed:
    """Answer with a result that the real server would not give."""

    async def deed(asked: Asked) -> None:
        await asked.answer_result(content)

    return deed


def result_by(of: Callable[[dict[str, Any]], dict[str, Any]]) -> Deed:
    """Answer with a result made from the request's parameters."""

    async def deed(asked: Asked) -> None:
        await asked.answer_result(of(asked.message.get("params") or {}))

    return deed


async def reset_before(asked: Asked) -> None:
    """Hang up before the request is carried out."""
    asked.reset()


async def reset_after(asked: Asked) -> None:
    """Carry the request out, then hang up without an answer."""
    await asked.front.carry_out(asked)
    asked.reset()


async def half_answer(asked: Asked) -> None:
    """Carry the request out, promise a thousand bytes, send nine, hang up."""
    await asked.front.carry_out(asked)
    await asked.begin(200, {"content-type": "application/json", "content-length": "1000"})
    asked.writer.write(b'{"jsonrpc')
    await asked.writer.drain()
    asked.writer.close()


async def silence(asked: Asked) -> None:
    """Never answer."""
    await asked.until_gone()
    asked.writer.close()


async def half_body_then_silence(asked: Asked) -> None:
    """Begin an answer and never end it."""
    await asked.begin(200, {"content-type": "application/json", "content-length": "1000"})
    asked.writer.write(b'{"jsonrpc')
    await silence(asked)


async def cut_later(asked: Asked) -> None:
    """Begin an answer and end it, by hanging up, when the test says so."""
    await asked.begin(200, {"content-type": "text/plain", "connection": "close"})
    asked.writer.write(b"to the end")
    await asked.writer.drain()
    await asked.front.release.wait()
    asked.writer.close()


async def cut_events(asked: Asked) -> None:
    """Carry the request out, begin a stream of events, hang up in the middle of one."""
    await asked.front.carry_out(asked)
    await asked.begin(200, {"content-type": "text/event-stream", "connection": "close"})
    asked.writer.write(b': hello\r\n\r\nevent: message\r\ndata: {"jsonrpc": "2.0", "id"')
    await asked.writer.drain()
    asked.writer.close()


def huge(size: int) -> Deed:
    """Answer with a text of so many bytes."""
    text = "x" * size
    return result({"content": [{"type": "text", "text": text}], "resultType": "complete"})


def huge_event(size: int) -> Deed:
    """Answer with one event of so many bytes."""

    async def deed(asked: Asked) -> None:
        await asked.begin(200, {"content-type": "text/event-stream", "connection": "close"})
        asked.writer.write(b"data: ")
        for _ in range(size // 65_536):
            asked.writer.write(b"x" * 65_536)
            await asked.writer.drain()
        asked.writer.close()

    return deed


def bomb(size: int, content_type: str = "application/json") -> Deed:
    """Answer with so many bytes, packed into a thousandth."""
    packed = gzip.compress(b" " * size)
    return status(200, packed, content_type, content_encoding="gzip")


def packed_result(content: dict[str, Any]) -> Deed:
    """Answer with a result, packed."""

    async def deed(asked: Asked) -> None:
        body = json.dumps({"jsonrpc": "2.0", "id": asked.message["id"], "result": content})
        await asked.answer(
            200,
            gzip.compress(body.encode()),
            content_type="application/json",
            content_encoding="gzip",
        )

    return deed


def pages(count: int | None = None, per_page: int = 1, circle: bool = False) -> Deed:
    """List tools on so many pages (None: without an end), or in a circle of two."""

    def of(params: dict[str, Any]) -> dict[str, Any]:
        page = int(params.get("cursor") or 0)
        tools = [
            {"name": f"tool_{page}_{number}", "inputSchema": {"type": "object"}}
            for number in range(per_page)
        ]
        following = (page + 1) % 2 if circle else page + 1
        end = count is not None and following >= count
        return {
            "tools": tools,
            "resultType": "complete",
            "ttlMs": 0,
            "cacheScope": "private",
            **({} if end else {"nextCursor": str(following)}),
        }

    return result_by(of)
