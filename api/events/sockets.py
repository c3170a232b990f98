"""Live events over WebSocket (EVT-2)."""

import asyncio
from contextlib import aclosing
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, WebSocket

from api.access import Proof, check_own_page, prove
from api.bodies import CloudEvent
from api.events.routes import WhichLive
from api.live import Stream, follow, offered_token, start_after, streams_of
from domain.common.errors import Unauthenticated
from domain.common.messages import message

router = APIRouter()
log = structlog.get_logger(__name__)

SUBPROTOCOL = "zhiban.events.v1"

GOING_AWAY = 1001
TRY_AGAIN_LATER = 1013
"""Close codes of RFC 6455 7.4.1 and the IANA registry."""


@router.websocket("/events/live")
async def live_events(
    websocket: WebSocket,
    which: WhichLive,
    after: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
) -> None:
    """Send events as JSON text messages as they come; what is received is not read."""
    proof = await _prove(websocket)
    with streams_of(websocket).taken(proof.actor.person_id):
        if after is None:
            after = await start_after(websocket, proof.actor, which)
        stream = follow(websocket, proof, which, after=after)
        offered = websocket.scope.get("subprotocols", [])
        await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
        await _pour(websocket, stream)


async def _prove(websocket: WebSocket) -> Proof:
    """Cookies come with any page's socket, so they need our origin; tokens speak for themselves."""
    proof = await prove(websocket, token=offered_token(websocket))
    if proof is None:
        raise Unauthenticated(message("http.socket_unauthenticated"))
    if proof.cookie:
        check_own_page(websocket, needed=True)
    return proof


async def _pour(websocket: WebSocket, stream: Stream) -> None:
    """Send until the stream ends or the other side goes."""
    sending = asyncio.create_task(_send_all(websocket, stream))
    leaving = asyncio.create_task(_until_gone(websocket))
    try:
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        is_here = not leaving.done()
    finally:
        sending.cancel()
        leaving.cancel()
        sent, _ = await asyncio.gather(sending, leaving, return_exceptions=True)
    if isinstance(sent, Exception):
        log.warning("http.socket_failed", error=type(sent).__name__)
    if is_here:
        await websocket.close(TRY_AGAIN_LATER if isinstance(sent, Exception) else GOING_AWAY)


async def _send_all(websocket: WebSocket, stream: Stream) -> None:
    async with aclosing(stream):
        async for event in stream:
            if event is not None:  # the server itself pings quiet sockets
                body = CloudEvent.of(event).model_dump_json(exclude_none=True)
                await websocket.send_text(body)


async def _until_gone(websocket: WebSocket) -> None:
    message = await websocket.receive()
    while message["type"] != "websocket.disconnect":
        message = await websocket.receive()
