"""A turn as it happens: its steps sent as they come, or waited for (MCC-4).

Who listens changes nothing about it; the number of a step says where to go on after a break.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from api.access import Proof, desks_of
from api.assistant.bodies import BegunOut, SpeakingOut, StepOut
from api.live import paced
from application.assistant.conversations import Speaking
from application.ports.assistant.conversations import Begun
from domain.assistant.conversations import Step, StepKind, TurnState

SSE = "text/event-stream"
_SSE_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
STREAMED: dict[str, Any] = {
    SSE: {
        "itemSchema": {
            "type": "object",
            "properties": {
                "data": {"type": "string"},
                "event": {"type": "string"},
                "id": {"type": "string"},
                "retry": {"type": "integer", "minimum": 0},
            },
        }
    }
}
"""What the framework says of streams that it makes itself (OpenAPI 3.2)."""


def wants_stream(request: Request) -> bool:
    """Say whether the asker wants to see steps as they come."""
    accepted = request.headers.get("accept", "").split(",")
    return SSE in {each.partition(";")[0].strip().lower() for each in accepted}


async def settled(request: Request, proof: Proof, begun: Begun, within: timedelta) -> None:
    """Return when the turn is over, asks something, or has taken so long."""
    service, name = desks_of(request).conversations, begun.turn.conversation
    source = service.follow(by=proof.actor, conversation_id=name, after=begun.first - 1)
    async with aclosing(paced(request, proof, source, within=within)) as coming:
        async for each in coming:
            if _is(each, StepKind.END, begun.turn.number):
                return
            if _is(each, StepKind.QUESTION, begun.turn.number):
                now = await service.get(by=proof.actor, conversation_id=name)
                if now.state is TurnState.ASKING:
                    return


def streamed(source: AsyncIterator[bytes]) -> Response:
    """Return the answer that sends events as they come."""
    return EventSourceResponse(source, headers=_SSE_HEADERS)


async def told(request: Request, proof: Proof, begun: Begun) -> AsyncIterator[bytes]:
    """Yield that the turn has begun, then its steps."""
    turn, name = begun.turn.number, begun.turn.conversation
    yield format_sse_event(event="begun", data_str=BegunOut.of(begun).model_dump_json())
    async with aclosing(steps_of(request, proof, name, begun.first - 1, until=turn)) as coming:
        async for each in coming:
            yield each


async def steps_of(
    request: Request, proof: Proof, name: str, after: int, *, until: int = 0
) -> AsyncGenerator[bytes, None]:
    """Yield steps as they come, up to the end of turn `until`; 0: of the newest one."""
    yield format_sse_event(comment="following", retry=1000)
    source = desks_of(request).conversations.follow(
        by=proof.actor, conversation_id=name, after=after
    )
    async with aclosing(paced(request, proof, source)) as coming:
        async for each in coming:
            yield _event(each)
            if _is(each, StepKind.END, until):
                return


def _is(each: Step | Speaking | None, kind: StepKind, turn: int) -> bool:
    return isinstance(each, Step) and each.kind is kind and each.turn == turn


def _event(each: Step | Speaking | None) -> bytes:
    if each is None:
        return format_sse_event(comment="alive")
    if isinstance(each, Speaking):
        body = SpeakingOut.model_validate(each).model_dump_json()
        return format_sse_event(event="speaking", data_str=body)
    body = StepOut.model_validate(each).model_dump_json()
    return format_sse_event(event="step", data_str=body, id=str(each.number))
