"""What became of messages to people (PSH-7)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import Localized
from api.strict import Moment, limit_up_to
from application.deliveries.deliveries import LONGEST_KEY, MOST_LISTED
from application.deliveries.views import (
    DeliveryHistoryView,
    DeliveryView,
    delivery_view,
    history_view,
)
from domain.deliveries.deliveries import ChannelKind, DeliveryState

LONGEST_TASK_ID = 64

Key = Annotated[
    str, Path(max_length=LONGEST_KEY, description="`key` of the message, slashes included.")
]


class Resend(BaseModel):
    """A message to send once more."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(min_length=1, max_length=LONGEST_KEY)]
    """`key` of the message."""

    may_repeat: bool = False
    """True sends an uncertain one, too, which then may arrive twice."""


class Trial(BaseModel):
    """Whom to send a message that says only that it is a test."""

    model_config = ConfigDict(extra="forbid")

    task_id: Annotated[str, Field(max_length=LONGEST_TASK_ID)] = ""
    """Those whom this task tells; empty: where the asker reads what is theirs."""


router = APIRouter(prefix="/api/v1/deliveries", tags=["deliveries"])
trials = APIRouter(prefix="/api/v1/test-messages", tags=["deliveries"])


@router.get("", summary="List deliveries", responses=problems(404))
async def list_deliveries(  # noqa: PLR0913 - one query parameter each
    *,
    services: ServicesHere,
    by: Asker,
    words: Localized,
    person_id: Annotated[str | None, Query(max_length=64)] = None,
    before: Annotated[Moment | None, Query(description="Only those before this moment.")] = None,
    channel: Annotated[ChannelKind | None, Query(description="Only by this channel.")] = None,
    state: Annotated[DeliveryState | None, Query(description="Only those in this state.")] = None,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> list[DeliveryView]:
    """Return how far each message to a person has come, with its last answer and its next try."""
    found = await services.deliveries.list(
        by=by,
        person_id=person_id,
        before=before,
        channel=channel,
        states=(state,) if state else (),
        limit=limit,
    )
    return [delivery_view(each, words.text) for each in found]


@router.post("", status_code=202, summary="Send again", responses=problems(403, 404, 409))
async def resend_delivery(
    services: ServicesHere, by: Asker, words: Localized, asked: Resend
) -> DeliveryView:
    """Send once more what did not arrive; the list shows what becomes of it."""
    sent = await services.deliveries.resend(by=by, key=asked.key, may_repeat=asked.may_repeat)
    return delivery_view(sent, words.text)


@trials.post("", summary="Send a test message", responses=problems(403, 404, 429))
async def send_test_message(
    services: ServicesHere, by: Asker, words: Localized, asked: Trial
) -> list[DeliveryView]:
    """Send one to each address, and say what became of it within 15 s."""
    sent = await services.trial_messages.send(by=by, task_id=asked.task_id)
    return [delivery_view(each, words.text) for each in sent]


@router.get("/{key:path}", summary="Show a delivery", responses=problems(404))
async def get_delivery(
    services: ServicesHere, by: Asker, words: Localized, key: Key
) -> DeliveryHistoryView:
    """Return how far a message has come, with each step of its way."""
    return history_view(await services.deliveries.show(by=by, key=key), words.text)
