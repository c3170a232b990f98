"""What happened, as CloudEvents 1.0, page by page and live (EVT-1, EVT-2)."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field

from api.access import Asker, ProofNeeded, ServicesHere
from api.bodies import CloudEvent
from api.live import Stream, follow, start_after, streams_of
from api.openapi import problems
from api.strict import Cursor, Moment, limit_up_to
from application.events.events import MOST_EVENTS
from application.ports.events import EventFilter
from application.services import Services
from domain.people.access import Actor

router = APIRouter(tags=["events"])

TYPE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*(\.\*)?$"
EventTypeName = Annotated[str, Field(min_length=1, max_length=128, pattern=TYPE_PATTERN)]


class EventPageOut(BaseModel):
    """Events in order; pass `next_after` as `after` to go on."""

    events: list[CloudEvent]
    next_after: int


class FeedbackIn(BaseModel):
    """What somebody says about an event: any JSON object of at most 64 KiB."""

    model_config = ConfigDict(extra="allow", frozen=True)

    event_id: str | None = Field(None, max_length=200, description="The event it is about.")


Types = Annotated[
    list[EventTypeName],
    Query(alias="type", max_length=20, description="Only these; zhiban.web.* is a family."),
]
Subject = Annotated[str | None, Query(max_length=200, description="Only about this.")]
SubjectPrefix = Annotated[
    str | None, Query(max_length=200, description="Only about what begins so.")
]
AboutTask = Annotated[
    str | None, Query(max_length=200, description="Only about this task and its messages.")
]


@dataclass(frozen=True, kw_only=True)
class EventSlice:
    """Which part of the record, whatever the types."""

    subject: Subject = None
    since: Annotated[Moment | None, Query(description="Not before this moment.")] = None
    until: Annotated[Moment | None, Query(description="Before this moment.")] = None
    after: Annotated[Cursor, Query(description="`next_after` of the page before.")] = 0
    limit: Annotated[int, limit_up_to(MOST_EVENTS)] = 50
    subject_prefix: SubjectPrefix = None
    task: AboutTask = None


Slice = Annotated[EventSlice, Depends()]


@router.get("/events", summary="List events")
async def list_events(
    services: ServicesHere,
    by: Asker,
    slice_: Slice,
    types: Types = [],  # noqa: B006 - FastAPI copies defaults; None would show as nullable
) -> EventPageOut:
    """List events that you may see, oldest first, from a place in the global order."""
    return await _page(services, by, slice_, types)


def live_filter(
    subject: Subject = None,
    subject_prefix: SubjectPrefix = None,
    task: AboutTask = None,
    types: Types = [],  # noqa: B006 - FastAPI copies defaults; None would show as nullable
) -> EventFilter:
    """Return what a follower asks for."""
    return EventFilter(
        types=tuple(types), subject=subject, subject_prefix=subject_prefix, task=task
    )


WhichLive = Annotated[EventFilter, Depends(live_filter)]


async def _place(
    request: Request,
    proof: ProofNeeded,
    which: WhichLive,
    after: Annotated[Cursor | None, Query(description="Where to go on; now when left out.")] = None,
    last_event_id: Annotated[
        str, Header(pattern="^[0-9]{0,18}$", description="Set by browsers; beats `after`.")
    ] = "",
) -> AsyncIterator[Stream]:
    """Take a place for one stream and give it back when the answer has ended.

    Here and not in the route, so that what is wrong is told before the first byte.
    """
    with streams_of(request).taken(proof.actor.person_id):
        place = int(last_event_id) if last_event_id else after
        if place is None:
            place = await start_after(request, proof.actor, which)
        yield follow(request, proof, which, after=place)


@router.get(
    "/events/stream",
    summary="Follow events (SSE)",
    response_class=EventSourceResponse,
    responses=problems(429),
)
async def stream_events(
    stream: Annotated[Stream, Depends(_place)],
) -> AsyncIterator[ServerSentEvent]:
    """Send events as Server-Sent Events as they come; the id of each is where to go on.

    Ends after a while; a browser comes back by itself and misses nothing.
    """
    yield ServerSentEvent(comment="following", retry=1000)
    async for event in stream:
        if event is None:
            yield ServerSentEvent(comment="alive")
        else:
            body = CloudEvent.of(event).model_dump_json(exclude_none=True)
            yield ServerSentEvent(raw_data=body, id=str(event.sequence))


@router.get("/events/{type}", summary="List events of a type")
async def list_events_of_type(
    services: ServicesHere,
    by: Asker,
    type_: Annotated[EventTypeName, Path(alias="type")],
    slice_: Slice,
) -> EventPageOut:
    """List events of one type that you may see, oldest first."""
    return await _page(services, by, slice_, (type_,))


async def _page(
    services: Services, by: Actor, slice_: EventSlice, types: Iterable[str]
) -> EventPageOut:
    which = EventFilter(
        types=tuple(types),
        subject=slice_.subject,
        since=slice_.since,
        until=slice_.until,
        subject_prefix=slice_.subject_prefix,
        task=slice_.task,
    )
    page = await services.events.page(by=by, which=which, after=slice_.after, limit=slice_.limit)
    return EventPageOut(
        events=[CloudEvent.of(each) for each in page.events], next_after=page.next_after
    )


@router.post(
    "/process_background_feedback",
    summary="Give feedback",
    responses=problems(413, 429),
)
async def process_background_feedback(
    services: ServicesHere,
    by: Asker,
    body: FeedbackIn,
    key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            max_length=64,
            pattern=r"^[\x21-\x7e]*$",
            description="Your own key; the same key keeps the first.",
        ),
    ] = "",
) -> CloudEvent:
    """Keep what an outside program or a person says about an event, as an event of its own."""
    data = json.loads(body.model_dump_json(exclude_none=True))
    return CloudEvent.of(await services.events.give_feedback(by=by, data=data, key=key))
