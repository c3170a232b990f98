"""A text that somebody sends to people and addresses (MCP-1)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import Localized
from api.strict import Strict
from application.deliveries.announcements import LONGEST_KEY
from application.deliveries.views import AnnouncementView, announcement_view
from domain.deliveries.announcements import (
    LONGEST_RECIPIENT,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_RECIPIENTS,
    Writing,
)
from domain.deliveries.deliveries import ChannelKind

router = APIRouter(prefix="/api/v1/announcements", tags=["deliveries"])

MOST_TRANSLATIONS = 8


class WritingIn(Strict):
    """What is said, in one language."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)

    @property
    def writing(self) -> Writing:
        """The same as the service takes it."""
        return Writing(self.title, self.text)


class AnnouncementIn(WritingIn):
    """A text, and whom it is for."""

    to: list[Annotated[str, Field(min_length=1, max_length=LONGEST_RECIPIENT)]] = Field(
        min_length=1,
        max_length=MOST_RECIPIENTS,
        description="Ids of people, mail addresses, numbers, `wecom:<robot> @user` and its like.",
    )
    translations: dict[str, WritingIn] = Field(
        {},
        max_length=MOST_TRANSLATIONS,
        description="By language, for people who read it; all others get `title` and `text`.",
    )
    channel: ChannelKind | None = Field(
        None, description="How to reach people; null: where they read what is theirs."
    )
    key: str = Field(
        "",
        max_length=LONGEST_KEY,
        description="Your own key: the same one sends once, and tells what became of each.",
    )

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [
                {
                    "to": ["u_mei", "wecom:team"],
                    "title": "Release tonight",
                    "text": "shop 42 goes out at 22:00.",
                    "key": "release-42",
                }
            ]
        }
    }


@router.post("", summary="Send a text", responses=problems(403, 404, 409, 429))
async def send_announcement(
    services: ServicesHere, by: Asker, words: Localized, body: AnnouncementIn
) -> AnnouncementView:
    """Send a text to people and addresses, and say what became of each within 10 s."""
    sent = await services.announcements.send(
        by=by,
        to=body.to,
        writing=body.writing,
        translations={tag: each.writing for tag, each in body.translations.items()},
        channel=body.channel,
        key=body.key,
    )
    return announcement_view(sent, words.text)
