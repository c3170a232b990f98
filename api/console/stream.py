"""What changed, told to an open page: names of kinds, never contents (EVT-2, CON-2).

A page that hears that incidents changed fetches its region again, with the rights and the words of
whoever looks at it. So nothing is drawn in two ways, and nothing is told to who may not read it.
"""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Query
from fastapi.responses import StreamingResponse

from api.console.routes import Pages
from api.console.visits import Here
from api.live import Stream, follow, start_after, streams_of
from api.strict import Cursor
from application.ports.events import EventFilter
from domain.people.access import Permission

pages = Pages()

MOST_REPLAYED = 500
"""Events told one by one to a page that comes back; after more it fetches itself anew."""

_KINDS = {
    "alert": "incident",
    "rollback": "incident",
    "web": "task",
    "threshold": "task",
    "schedule": "task",
    "digest": "task",
    "token": "person",
    "share": "briefing",
}
"""By the second word of an event's type, the kind that pages know it as."""


def kind_of(event_type: str) -> str:
    """Return which kind of page an event changes; one of the middle words of its type."""
    parts = event_type.split(".")
    if len(parts) < 3 or parts[0] != "zhiban":
        return "other"
    return _KINDS.get(parts[1], parts[1])


async def _place(
    visit: Here,
    after: Annotated[Cursor, Query()] = 0,
    last_event_id: Annotated[str, Header(pattern="^[0-9]{0,18}$")] = "",
) -> AsyncIterator[tuple[Stream, bool]]:
    """Take a place for one stream, and say whether too much happened to tell it one by one."""
    which = EventFilter()
    with streams_of(visit.request).taken(visit.by.person_id):
        place = int(last_event_id) if last_event_id else after
        newest = await start_after(visit.request, visit.by, which)
        missed = newest - place > MOST_REPLAYED
        stream = follow(visit.request, visit.proof, which, after=newest if missed else place)
        yield stream, missed


@pages.get("/stream", needs=Permission.READ_EVENTS)
async def follow_changes(
    found: Annotated[tuple[Stream, bool], Depends(_place)],
) -> StreamingResponse:
    """Tell as Server-Sent Events which kinds of things change, as they do."""
    stream, missed = found
    return StreamingResponse(
        _told(stream, missed=missed),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _told(stream: Stream, *, missed: bool) -> AsyncIterator[str]:
    yield ": following\n\n"
    if missed:
        yield "event: resync\ndata: {}\n\n"
    async for event in stream:
        if event is None:
            # With a name, so that the page can tell a quiet stream from a dead one.
            yield "event: alive\ndata: {}\n\n"
        else:
            about = json.dumps({"type": event.type, "subject": event.subject})
            yield f"id: {event.sequence}\nevent: live-{kind_of(event.type)}\ndata: {about}\n\n"
