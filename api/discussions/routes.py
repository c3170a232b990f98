"""Discussions of agents and people: speak, read, search, mark (BUS-1 … BUS-4)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Asker, ServicesHere
from api.discussions.bodies import (
    AnnotatedOut,
    AnomaliesOut,
    AnomalyOut,
    ClosedOut,
    DiscussionOut,
    DiscussionsOut,
    MessagesFoundOut,
)
from api.discussions.message_bodies import MessageIn, MessageOut, ReplyIn, SaidOut
from api.discussions.store_bodies import CheckOut, StatisticsOut, StoreOut
from api.openapi import problems
from api.readers import Localized
from api.strict import limit_up_to
from application.discussions.discussions import FURTHEST, MOST_FOUND, MOST_LISTED, MOST_READ
from domain.discussions.discussions import DiscussionStatus, Project
from domain.discussions.rules import LONGEST_KEYWORD, LONGEST_THRESHOLD

router = APIRouter(prefix="/api/v1/discussions", tags=["discussions"])
store = APIRouter(prefix="/api/v1/discussion-store", tags=["discussions"])

_ID = "^[A-Za-z0-9_-]{1,80}$"
DiscussionId = Annotated[str, Path(pattern=_ID, description="`disc_…`, as the list gives it.")]
MessageId = Annotated[str, Path(pattern=_ID, description="`msg_…`, as the discussion gives it.")]
UNREADABLE = problems(404, 502)
"""What may come back when one file is asked for: it is not there, or it cannot be read."""


@router.get("", summary="List discussions")
async def list_discussions(
    *,
    services: ServicesHere,
    by: Asker,
    status: Annotated[DiscussionStatus | None, Query(description="Only these.")] = None,
    after: Annotated[str, Query(max_length=200, description="`next_after` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> DiscussionsOut:
    """List discussions, the newest update first, and name files that cannot be read."""
    listed = await services.discussions.list(by=by, status=status or "", limit=limit, after=after)
    return DiscussionsOut.of(listed)


@router.post("", status_code=201, summary="Say something", responses=problems(409, 502))
async def send_message(services: ServicesHere, by: Asker, body: MessageIn) -> SaidOut:
    """Say something in the open discussion of a topic, or open one; nobody is waited for."""
    said = await services.discussions.send(by=by, topic=body.topic, saying=body.saying)
    return SaidOut.of(said)


@router.get("/search", summary="Search messages")
async def search_messages(
    *,
    services: ServicesHere,
    by: Asker,
    keyword: Annotated[
        str, Query(min_length=1, max_length=LONGEST_KEYWORD, description="Words, any language.")
    ],
    discussion_id: Annotated[str, Query(max_length=80, description="Only in this one.")] = "",
    offset: Annotated[int, Query(ge=0, le=FURTHEST, description="Answers to pass over.")] = 0,
    limit: Annotated[int, limit_up_to(MOST_FOUND)] = 20,
) -> MessagesFoundOut:
    """Find messages by content, topic, sender and tags, the best first."""
    found = await services.discussions.search(
        by=by, keyword=keyword, discussion_id=discussion_id, limit=limit, offset=offset
    )
    return MessagesFoundOut.of(found)


@router.get("/statistics", summary="Count what was said")
async def get_stats(services: ServicesHere, by: Asker) -> StatisticsOut:
    """Count discussions, messages and the messages of each sender."""
    return StatisticsOut.model_validate(await services.discussions.statistics(by=by))


@router.get("/projects", summary="List who takes part")
async def list_projects(services: ServicesHere, by: Asker) -> list[Project]:
    """List who takes part, as the store's config.json says."""
    return list(await services.discussions.projects(by=by))


@store.post("", summary="Make the store")
async def init_store(services: ServicesHere, by: Asker) -> StoreOut:
    """Make what is missing of the store and say where it is; overwrites nothing."""
    return StoreOut.model_validate(await services.discussions.init(by=by))


@store.get("/check", summary="Check the store")
async def check_store(services: ServicesHere, by: Asker, reader: Localized) -> CheckOut:
    """Compare the files with the index and with what was written here; changes nothing."""
    return CheckOut.of(await services.discussions.check(by=by), reader)


@store.post("/repair", summary="Repair the store")
async def repair_store(services: ServicesHere, by: Asker, reader: Localized) -> CheckOut:
    """Check the store and mend what can be mended; what cannot be read stays. Admins only."""
    return CheckOut.of(await services.discussions.check(by=by, repair=True), reader)


@router.get("/{discussion_id}", summary="Read a discussion", responses=UNREADABLE)
async def read_discussion(
    *,
    services: ServicesHere,
    by: Asker,
    discussion_id: DiscussionId,
    before: Annotated[
        int | None, Query(ge=0, le=2**31, description="`messages_left_out` of a page.")
    ] = None,
    limit: Annotated[int, limit_up_to(MOST_READ)] = MOST_READ,
) -> DiscussionOut:
    """Return a discussion with its newest messages; older ones on request."""
    page = await services.discussions.read(
        by=by, discussion_id=discussion_id, before=before, limit=limit
    )
    return DiscussionOut.page(page)


@router.get(
    "/{discussion_id}/messages/{message_id}", summary="Read a message", responses=UNREADABLE
)
async def read_message(
    services: ServicesHere, by: Asker, discussion_id: DiscussionId, message_id: MessageId
) -> MessageOut:
    """Return one message."""
    found = await services.discussions.message(
        by=by, discussion_id=discussion_id, message_id=message_id
    )
    return MessageOut.model_validate(found)


@router.post(
    "/{discussion_id}/messages",
    status_code=201,
    summary="Reply in a discussion",
    responses=problems(404, 409, 502),
)
async def reply_message(
    services: ServicesHere, by: Asker, discussion_id: DiscussionId, body: ReplyIn
) -> SaidOut:
    """Say something in an open discussion."""
    said = await services.discussions.reply(by=by, discussion_id=discussion_id, saying=body.saying)
    return SaidOut.of(said)


@router.post("/{discussion_id}/close", summary="Close a discussion", responses=UNREADABLE)
async def close_discussion(
    services: ServicesHere, by: Asker, discussion_id: DiscussionId
) -> ClosedOut:
    """End a discussion; closing it again changes nothing."""
    return ClosedOut.of(await services.discussions.close(by=by, discussion_id=discussion_id))


@router.get("/{discussion_id}/anomalies", summary="Look for anomalies", responses=UNREADABLE)
async def detect_anomalies(
    *,
    services: ServicesHere,
    by: Asker,
    discussion_id: DiscussionId,
    threshold_seconds: Annotated[
        float, Query(gt=0, le=LONGEST_THRESHOLD, description="Two senders closer than this.")
    ] = 2.0,
) -> AnomaliesOut:
    """Say which messages came too fast; changes nothing."""
    discussion, anomalies = await services.discussions.anomalies(
        by=by, discussion_id=discussion_id, threshold_seconds=threshold_seconds
    )
    return AnomaliesOut(
        discussion_id=discussion.id,
        total_messages=len(discussion.messages),
        anomalies=[AnomalyOut.model_validate(each) for each in anomalies],
    )


@router.post("/{discussion_id}/annotate", summary="Mark what is not real", responses=UNREADABLE)
async def annotate_discussion(
    services: ServicesHere, by: Asker, discussion_id: DiscussionId
) -> AnnotatedOut:
    """Mark as inferred what anomalies or the tag auto_reply touch; stable when done again."""
    return AnnotatedOut.of(await services.discussions.annotate(by=by, discussion_id=discussion_id))
