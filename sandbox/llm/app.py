"""The model as an ASGI application.

`/v1/chat/completions`, `/v1/embeddings` and `/v1/models` with a bearer key; `/_sim/behaviour`,
`/_sim/script`, `/_sim/requests` and `/_sim/reset` to order misbehaviour, to have it say dialogues
by heart, to see what was asked, and to start afresh. Lines of a script that are held wait for
`/_sim/script/go`.
"""

import asyncio
import hmac
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.faults import read_order
from sandbox.llm.behaviours import Behaviour, Order, Temper
from sandbox.llm.broken import Broken
from sandbox.llm.checks import Refused, check_dialogue
from sandbox.llm.dialects import RULES, Dialect
from sandbox.llm.dialogues import NotInScript, Script
from sandbox.llm.embeddings import answered, check_texts
from sandbox.llm.facts import last_user_text, text_of
from sandbox.llm.wire import chunks, completion, error
from sandbox.llm.words import Answer, answer, schema_of, scripted, thought_over, tokens

MODEL = "sandbox-model"
CONTEXT_TOKENS = 128_000
"""The longest question; what common models take."""

MOST_KEPT = 200
"""Requests remembered."""


class LlmSandbox:
    """A model to order.

    Args:
        key: bearer key that opens it; empty opens it to everybody.
        models: names it answers to.
        clock: returns Unix seconds.
        dialect: the vendor whose rules it keeps.
    """

    def __init__(
        self,
        *,
        key: str = "",
        models: tuple[str, ...] = (MODEL,),
        clock: Callable[[], float] = time.time,
        dialect: Dialect = Dialect.OPENAI,
    ) -> None:
        self._key = key
        self._dialect = dialect
        self._rules = RULES[dialect]
        self._models = models
        self._clock = clock
        self._temper = Temper()
        self._count = 0
        self._requests: deque[dict[str, Any]] = deque(maxlen=MOST_KEPT)
        self._script = Script()
        self._missing: deque[str] = deque(maxlen=MOST_KEPT)
        self._held: list[str] = []
        self._go = asyncio.Event()
        self.app = Starlette(
            routes=[
                Route("/v1/chat/completions", self._complete, methods=["POST"]),
                Route("/v1/embeddings", self._embed, methods=["POST"]),
                Route("/v1/models", self._list_models),
                Route("/", self._tell_health),
                Route("/health", self._tell_health),
                Route("/_sim/behaviour", self._tell_behaviour),
                Route("/_sim/behaviour", self._change_behaviour, methods=["POST"]),
                Route("/_sim/script", self._tell_script),
                Route("/_sim/script", self._change_script, methods=["POST"]),
                Route("/_sim/script/go", self._go_on, methods=["POST"]),
                Route("/_sim/requests", self._list_requests),
                Route("/_sim/reset", self._reset, methods=["POST"]),
            ]
        )

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Return the bodies of the completions asked for, oldest first."""
        return list(self._requests)

    def behave(self, order: Order) -> None:
        """Behave otherwise from the next request on."""
        self._temper.change(order)

    @property
    def missing(self) -> list[str]:
        """Return what was asked and is not in the script, oldest first."""
        return list(self._missing)

    @property
    def held(self) -> list[str]:
        """Return what was said to which the model is made to wait with its line."""
        return list(self._held)

    def learn(self, script: Script) -> None:
        """Say these dialogues by heart whenever tools are offered."""
        self._script = script
        self._missing.clear()
        self._go = asyncio.Event()

    def go_on(self) -> None:
        """Say the lines that are held, and hold none of this script any more."""
        self._go.set()

    def reset(self) -> None:
        """Be honest, forget the requests and the script."""
        self._temper.change(Order(Behaviour.HONEST))
        self._requests.clear()
        self.go_on()
        self.learn(Script())

    async def _complete(self, request: Request) -> Response:
        order = self._temper.take()
        refused = self._refused_at_door(request, order)
        if refused is not None:
            return refused
        try:
            body = _parse(await request.body())
        except ValueError as unreadable:
            return error(400, str(unreadable), "invalid_request")
        if body["model"] not in self._models:
            status, words, code = self._rules.unknown_model
            return error(status, words.format(body["model"]), code, shape=self._rules.shape)
        if sum(tokens(text_of(message)) for message in body["messages"]) > CONTEXT_TOKENS:
            return error(400, "The messages are too long.", "context_length_exceeded")
        try:
            check_dialogue(body)
            self._rules.check(body)
        except Refused as problem:
            return error(400, problem.message, problem.code, shape=self._rules.shape)
        self._count += 1
        self._requests.append(body)
        return await self._speak(request, body, order)

    async def _embed(self, request: Request) -> Response:
        order = self._temper.take()
        refused = self._refused_at_door(request, order)
        if refused is not None:
            return refused
        if order.behaviour is Behaviour.SLOW:
            await _wait(request, order.delay_seconds)
        if order.behaviour is Behaviour.BROKEN:
            return Broken()
        if order.behaviour is Behaviour.GARBAGE:
            return HTMLResponse("<html>sandbox fault</html>")
        return self._vectors(await request.body())

    def _vectors(self, raw: bytes) -> Response:
        try:
            body: Any = json.loads(raw)
            name = body["model"]
        except (ValueError, TypeError, KeyError):
            return error(400, "We could not parse the JSON body of your request.", "invalid_json")
        if name not in self._models:
            status, words, code = self._rules.unknown_model
            return error(status, words.format(name), code, shape=self._rules.shape)
        try:
            texts = check_texts(body, self._dialect)
        except Refused as problem:
            return error(400, problem.message, problem.code, shape=self._rules.shape)
        self._requests.append(body)
        return answered(body, texts)

    async def _speak(self, request: Request, body: dict[str, Any], order: Order) -> Response:
        if order.behaviour is Behaviour.SLOW:
            await _wait(request, order.delay_seconds)
        if order.behaviour is Behaviour.BROKEN:
            return Broken()
        if order.behaviour is Behaviour.GARBAGE:
            return HTMLResponse("<html>sandbox fault</html>")
        try:
            said = thought_over(await self._said(request, body, order), body, self._rules)
        except NotInScript as missing:
            self._missing.append(str(missing))
            return error(400, str(missing), "not_in_script")
        now = self._clock()
        if body.get("stream"):
            events = chunks(body, said, number=self._count, at=now)
            return StreamingResponse(events, media_type="text/event-stream")
        return completion(body, said, number=self._count, at=now)

    async def _said(self, request: Request, body: dict[str, Any], order: Order) -> Answer:
        by_heart = self._script.dialogues and order.behaviour in {Behaviour.HONEST, Behaviour.SLOW}
        if not by_heart or not body.get("tools"):
            return answer(body, order.behaviour)
        line = self._script.next_line(body["messages"])
        if line.held and not self._go.is_set():
            said = last_user_text(body["messages"])
            self._held.append(said)
            try:
                await _until(request, self._go)
            finally:
                self._held.remove(said)
        return scripted(body, line)

    def _refused_at_door(self, request: Request, order: Order) -> Response | None:
        given = request.headers.get("authorization", "")
        right = not self._key or hmac.compare_digest(given.encode(), f"Bearer {self._key}".encode())
        if not right or order.behaviour is Behaviour.WRONG_KEY:
            return error(401, "Incorrect API key provided.", "invalid_api_key")
        if order.behaviour is Behaviour.ABSENT:
            asked = order.retry_after_seconds
            return error(503, "The model is not available.", "unavailable", retry_after=asked)
        if order.behaviour is Behaviour.RATE_LIMITED:
            asked = order.retry_after_seconds
            return error(429, "Rate limit reached.", "rate_limit_exceeded", retry_after=asked)
        return None

    async def _list_models(self, request: Request) -> Response:
        refused = self._refused_at_door(request, self._temper.order)
        if refused is not None:
            return refused
        data = [
            {"id": name, "object": "model", "created": 0, "owned_by": "sandbox"}
            for name in self._models
        ]
        return JSONResponse({"object": "list", "data": data})

    async def _tell_health(self, _request: Request) -> Response:
        return JSONResponse(
            {"status": "ok", "sandbox": True, "behaviour": self._temper.order.behaviour}
        )

    async def _tell_behaviour(self, _request: Request) -> Response:
        return JSONResponse({"sandbox": True, **asdict(self._temper.order)})

    async def _change_behaviour(self, request: Request) -> Response:
        try:
            order = read_order(Order, await request.body())
        except ValueError as problem:
            return JSONResponse({"sandbox": True, "error": str(problem)}, status_code=422)
        self.behave(order)
        return JSONResponse({"sandbox": True, **asdict(order)})

    async def _tell_script(self, _request: Request) -> Response:
        told = {"script": asdict(self._script), "missing": self.missing, "held": self.held}
        return JSONResponse({"sandbox": True, **told})

    async def _change_script(self, request: Request) -> Response:
        try:
            script = read_order(Script, await request.body())
        except ValueError as problem:
            return JSONResponse({"sandbox": True, "error": str(problem)}, status_code=422)
        self.learn(script)
        return JSONResponse({"sandbox": True, "dialogues": len(script.dialogues)})

    async def _go_on(self, _request: Request) -> Response:
        self.go_on()
        return JSONResponse({"sandbox": True, "status": "going on"})

    async def _list_requests(self, _request: Request) -> Response:
        return JSONResponse({"sandbox": True, "requests": self.requests})

    async def _reset(self, _request: Request) -> Response:
        self.reset()
        return JSONResponse({"sandbox": True, "status": "reset"})


def _parse(raw: bytes) -> dict[str, Any]:
    """Return a request's body.

    Raises:
        ValueError: it is not what the interface asks for.
    """
    parsed: Any = json.loads(raw)
    body: dict[str, Any] = parsed if isinstance(parsed, dict) else {}
    model, messages = body.get("model"), body.get("messages")
    if not isinstance(model, str):
        raise ValueError("model is required")  # noqa: TRY004 - a bad request, not a bad call
    if not isinstance(messages, list) or not messages:
        raise ValueError("messages must be a list with at least one message")
    if not all(isinstance(message, dict) and "role" in message for message in messages):
        raise ValueError("each message is an object with a role")
    schema_of(body)
    return body


async def _until(request: Request, event: asyncio.Event) -> None:
    """Wait for an event, but not for a caller who has gone."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    waits = {asyncio.create_task(event.wait()), asyncio.create_task(gone())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()


async def _wait(request: Request, seconds: float) -> None:
    """Wait, but not for a caller who has gone."""
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass
