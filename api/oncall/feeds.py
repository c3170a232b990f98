"""Calendars that programs read by a secret address: made, listed, revoked, read (ALR-10)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.access import Asker, OptionsHere, ServicesHere
from api.oncall.bodies import FeedIn
from api.oncall.routes import ICALENDAR, ScheduleName
from api.openapi import problems
from api.pages import PRIVATE, gone_page
from api.readers import Localized, stranger
from application.common.wording import Localizer
from application.oncall.feed_views import FeedMadeView, FeedView, feed_path, feed_view
from domain.common.errors import NotFound

router = APIRouter(prefix="/api/v1/oncall", tags=["oncall"])
public = APIRouter(tags=["oncall"])

FeedId = Annotated[str, Path(max_length=64)]


@router.post(
    "/schedules/{name}/feeds",
    status_code=201,
    summary="Make a calendar address",
    responses=problems(404, 409),
)
async def create_oncall_feed(
    services: ServicesHere,
    options: OptionsHere,
    by: Asker,
    reader: Localized,
    name: ScheduleName,
    body: FeedIn,
) -> FeedMadeView:
    """Make an address at which a calendar program reads shifts; it is shown this once."""
    made = await services.oncall_feeds.create(by=by, name=name, only_own=body.only_own)
    url = f"{options.public_url}{feed_path(made.token)}"
    return FeedMadeView(feed=feed_view(made.feed, reader), url=url)


@router.get("/feeds", summary="List calendar addresses")
async def list_oncall_feeds(
    services: ServicesHere,
    by: Asker,
    reader: Localized,
    person_id: Annotated[
        str, Query(max_length=64, description="Yours when left out; another's for admins.")
    ] = "",
) -> list[FeedView]:
    """Return a person's addresses, newest first, those revoked within 30 days, too."""
    found = await services.oncall_feeds.list(by=by, person_id=person_id)
    return [feed_view(each, reader) for each in found]


@router.delete("/feeds/{feed_id}", summary="Revoke a calendar address", responses=problems(404))
async def revoke_oncall_feed(
    services: ServicesHere, by: Asker, reader: Localized, feed_id: FeedId
) -> FeedView:
    """Close an address at once; calendar programs are answered as if it never was."""
    return feed_view(await services.oncall_feeds.revoke(by=by, feed_id=feed_id), reader)


@public.get(
    "/c/{token}.ics",
    summary="Read a calendar",
    response_class=Response,
    responses={
        200: {"description": "iCalendar.", "content": {ICALENDAR: {"schema": {"type": "string"}}}},
        404: {"description": "No such page.", "content": {"text/html": {}}},
    },
)
async def read_oncall_feed(
    services: ServicesHere, request: Request, token: Annotated[str, Path(max_length=200)]
) -> Response:
    """Return the shifts behind an address; revoked and unknown ones look alike."""
    try:
        found = await services.oncall_feeds.open(token)
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    named = {"Content-Disposition": f'inline; filename="{found.schedule}.ics"'}
    return Response(found.text, media_type=ICALENDAR, headers=PRIVATE | named)
