"""The wire format: completions, chunks, errors."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from starlette.responses import JSONResponse, Response

from sandbox.llm.words import Answer, usage

PIECE_CHARS = 24
"""Characters per streamed chunk: small enough that an answer takes several."""


def completion(request: dict[str, Any], said: Answer, *, number: int, at: float) -> Response:
    """Return a whole answer."""
    message: dict[str, Any] = {
        "role": "assistant",
        "content": said.content,
        "refusal": said.refusal,
    }
    if said.tool_calls:
        message["tool_calls"] = said.tool_calls
    if said.thought is not None:
        message["reasoning_content"] = said.thought
    choice = {"index": 0, "message": message, "finish_reason": said.finish_reason, "logprobs": None}
    head = _head("chat.completion", request, number, at)
    return JSONResponse({**head, "choices": [choice], "usage": usage(request, said)})


async def chunks(
    request: dict[str, Any], said: Answer, *, number: int, at: float
) -> AsyncIterator[bytes]:
    """Yield an answer as server-sent events, with token counts when they were asked for."""
    head = _head("chat.completion.chunk", request, number, at)
    yield _event(_chunk(head, {"role": "assistant", "content": None if said.tool_calls else ""}))
    for start in range(0, len(said.thought or ""), PIECE_CHARS):
        thought = (said.thought or "")[start : start + PIECE_CHARS]
        yield _event(_chunk(head, {"content": None, "reasoning_content": thought}))
    content = said.content or ""
    for start in range(0, len(content), PIECE_CHARS):
        yield _event(_chunk(head, {"content": content[start : start + PIECE_CHARS]}))
    if said.refusal:
        yield _event(_chunk(head, {"refusal": said.refusal}))
    for place, call in enumerate(said.tool_calls):
        for piece in _pieces_of_call(place, call):
            yield _event(_chunk(head, {"tool_calls": [piece]}))
    yield _event(_chunk(head, {}, said.finish_reason))
    options = request.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage"):
        yield _event({**head, "choices": [], "usage": usage(request, said)})
    yield b"data: [DONE]\n\n"


def _pieces_of_call(place: int, call: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a call as vendors stream it: its id and name first, then its arguments bit by bit."""
    function = call["function"]
    yield {"index": place, **call, "function": {"name": function["name"], "arguments": ""}}
    arguments = function["arguments"]
    for start in range(0, len(arguments), PIECE_CHARS):
        piece = arguments[start : start + PIECE_CHARS]
        yield {"index": place, "function": {"arguments": piece}}


def error(
    status: int,
    message: str,
    code: str,
    *,
    retry_after: int = 0,
    shape: Callable[[int, dict[str, Any]], Any] = lambda _status, error: {"error": error},
) -> Response:
    """Return an error in the shape clients read, or in a vendor's own."""
    kind = "invalid_request_error" if status < 429 else "server_error"
    body = shape(status, {"message": message, "type": kind, "param": None, "code": code})
    headers = {"retry-after": str(retry_after)} if retry_after else {}
    return JSONResponse(body, status_code=status, headers=headers)


def _head(kind: str, request: dict[str, Any], number: int, at: float) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-sandbox-{number}",
        "object": kind,
        "created": int(at),
        "model": request["model"],
        "system_fingerprint": "sandbox",
    }


def _chunk(
    head: dict[str, Any], delta: dict[str, Any], finish_reason: str | None = None
) -> dict[str, Any]:
    return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}


def _event(body: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()
