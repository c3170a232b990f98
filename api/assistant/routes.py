"""The assistant: say something, see what it does, agree or not, stop it (MCC-4).

A turn goes on whether or not anybody listens. So a stream that broke is taken up again where it
was, and a request that waited too short a time is asked again with what it was given.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from api.access import Asker, ProofNeeded, ServicesHere, desks_of
from api.assistant.bodies import (
    ID,
    ConversationOut,
    ConversationsOut,
    SayingIn,
    StepOut,
    StepsOut,
    TurnOut,
    WordIn,
)
from api.assistant.streams import STREAMED, settled, steps_of, streamed, told, wants_stream
from api.live import streams_of
from api.openapi import Responses, problems
from api.strict import Cursor, limit_up_to
from application.assistant.conversations import LONGEST_KEY, MOST_LISTED, MOST_READ
from application.ports.assistant.conversations import Begun
from application.services import Services
from domain.people.access import Actor

router = APIRouter(prefix="/api/v1/assistant", tags=["assistant"])

LONGEST_WAIT = 60
"""Seconds; what many proxies allow an answer."""

_OVER: Responses = {200: {"model": TurnOut, "description": "It is over.", "content": STREAMED}}
_FOLLOWED: Responses = {
    200: {"content": STREAMED},
    204: {"description": "Nothing more will come."},
}

ConversationId = Annotated[str, Path(pattern=ID, description="`c_…`, as it was begun.")]
Wait = Annotated[
    int,
    Query(
        ge=0,
        le=LONGEST_WAIT,
        description="Seconds to wait for the answer, or a question; of JSON answers.",
    ),
]
LastEventId = Annotated[
    str, Header(pattern="^[0-9]{0,18}$", description="Set by browsers; beats `after`.")
]


async def _place(
    request: Request, proof: ProofNeeded, wait_seconds: Wait = 0
) -> AsyncIterator[None]:
    """Take a place for an answer that takes long, and give it back when it has ended."""
    if not (wait_seconds or wants_stream(request)):
        yield
        return
    with streams_of(request).taken(proof.actor.person_id):
        yield


async def _stream_place(request: Request, proof: ProofNeeded) -> AsyncIterator[None]:
    """Take a place for one stream, and give it back when it has ended."""
    with streams_of(request).taken(proof.actor.person_id):
        yield


@router.post(
    "",
    status_code=202,
    summary="Say something",
    response_model=TurnOut,
    response_description="It goes on; read on with `next_after`.",
    responses=_OVER | problems(404, 409, 429),
    dependencies=[Depends(_place)],
)
async def ask_assistant(
    *,
    request: Request,
    response: Response,
    proof: ProofNeeded,
    body: SayingIn,
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            max_length=LONGEST_KEY,
            pattern=r"^[\x21-\x7e]*$",
            description="Your own key; the same key begins one turn only.",
        ),
    ] = "",
    wait_seconds: Wait = 0,
) -> TurnOut | Response:
    """Say something to the assistant.

    With `Accept: text/event-stream` the steps are sent as they come, the answer last; the id of
    each is where to go on, at `/stream`. Otherwise you are answered at once, or when the turn is
    over, asks you something, or `wait_seconds` have passed. It goes on if you leave.
    """
    begun = await desks_of(request).conversations.say(
        by=proof.actor, text=body.text, conversation=body.conversation_id, key=key
    )
    if wants_stream(request):
        return streamed(told(request, proof, begun))
    if wait_seconds:
        await settled(request, proof, begun, timedelta(seconds=wait_seconds))
    turn = await _so_far(desks_of(request), proof.actor, begun)
    response.status_code = 200 if turn.state.is_over else 202
    return turn


@router.get("", summary="List conversations")
async def list_conversations(
    services: ServicesHere,
    by: Asker,
    before: Annotated[
        str, Query(pattern=f"^$|{ID}", description="`next_before` of the page before.")
    ] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> ConversationsOut:
    """List your conversations, the newest change first."""
    found = await services.conversations.list(by=by, before=before, limit=limit)
    return ConversationsOut.of(found, limit)


@router.get("/{conversation_id}", summary="Read a conversation", responses=problems(404))
async def get_conversation(
    *,
    services: ServicesHere,
    by: Asker,
    conversation_id: ConversationId,
    after: Annotated[Cursor, Query(description="`next_after` of the page before.")] = 0,
    limit: Annotated[int, limit_up_to(MOST_READ)] = 100,
) -> StepsOut:
    """Return a conversation and its steps after a place, oldest first."""
    # The steps first: so the state is never older than what is shown.
    steps = await services.conversations.steps(
        by=by, conversation_id=conversation_id, after=after, limit=limit
    )
    now = await services.conversations.get(by=by, conversation_id=conversation_id)
    return StepsOut(
        **ConversationOut.model_validate(now).model_dump(),
        steps=[StepOut.model_validate(each) for each in steps],
        next_after=steps[-1].number if steps else after,
    )


@router.get(
    "/{conversation_id}/stream",
    summary="Follow a conversation (SSE)",
    response_class=Response,
    responses=_FOLLOWED | problems(404, 429),
    dependencies=[Depends(_stream_place)],
)
async def follow_conversation(
    *,
    request: Request,
    proof: ProofNeeded,
    conversation_id: ConversationId,
    after: Annotated[Cursor, Query(description="Number of the last step you have.")] = 0,
    last_event_id: LastEventId = "",
) -> Response:
    """Send the steps after a place as they come, until the newest turn is over.

    Nothing to come is answered 204, at which browsers stop asking.
    """
    place = int(last_event_id) if last_event_id else after
    service = desks_of(request).conversations
    now = await service.get(by=proof.actor, conversation_id=conversation_id)
    if now.state.is_over and not await service.steps(
        by=proof.actor, conversation_id=conversation_id, after=place, limit=1
    ):
        return Response(status_code=204)
    return streamed(steps_of(request, proof, conversation_id, place))


@router.post(
    "/{conversation_id}/answer",
    status_code=204,
    summary="Answer a question",
    responses=problems(404, 409),
)
async def answer_question(
    services: ServicesHere, by: Asker, conversation_id: ConversationId, body: WordIn
) -> None:
    """Agree to exactly what the open question describes, or do not; once."""
    await services.conversations.answer(
        by=by, conversation_id=conversation_id, digest=body.question_id, agreed=body.agreed
    )


@router.post("/{conversation_id}/stop", summary="Stop a turn", responses=problems(404))
async def stop_turn(
    services: ServicesHere, by: Asker, conversation_id: ConversationId
) -> ConversationOut:
    """End the running turn; what has begun to change something is finished first."""
    now = await services.conversations.stop(by=by, conversation_id=conversation_id)
    return ConversationOut.model_validate(now)


@router.delete(
    "/{conversation_id}",
    status_code=204,
    summary="Delete a conversation",
    responses=problems(404, 409),
)
async def delete_conversation(
    services: ServicesHere, by: Asker, conversation_id: ConversationId
) -> None:
    """Stop it, and remove all its words for good."""
    await services.conversations.delete(by=by, conversation_id=conversation_id)


async def _so_far(services: Services, by: Actor, begun: Begun) -> TurnOut:
    name = begun.turn.conversation
    steps = await services.conversations.steps(
        by=by, conversation_id=name, after=begun.first - 1, limit=MOST_READ
    )
    now = await services.conversations.get(by=by, conversation_id=name)
    return TurnOut.so_far(begun, now, steps)
