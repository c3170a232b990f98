"""Calendars that people subscribe to as they are shown, the same at every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW
from application.common.wording import Localizer
from domain.common.messages import Called, message
from domain.oncall.feeds import Subscription


@dataclass(frozen=True, kw_only=True)
class FeedView:
    """An address at which a calendar program reads a schedule; its secret is kept nowhere."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """What to revoke it by."""
    schedule: str
    """What it opens."""
    person_id: str
    """Whose it is."""
    only_own: bool
    """Whether only that person's shifts are in it."""
    created_at: datetime
    """When it was made."""
    read_at: datetime | None
    """When a program last read it, to the hour; null: none has."""
    revoked_at: datetime | None
    """Since when it opens no more; null: it opens."""
    said: str
    """All of it as a sentence."""


@dataclass(frozen=True, kw_only=True)
class FeedMadeView:
    """A new address; `url` holds its secret and is shown this once."""

    __pydantic_config__: ClassVar = VIEW

    feed: FeedView
    """What it is."""
    url: str
    """What a calendar program is given."""


def feed_view(feed: Subscription, reader: Localizer) -> FeedView:
    """Return a calendar as it is shown."""
    said = message(
        "oncall.feed",
        schedule=Called(feed.schedule),
        own=feed.only_own,
        at=feed.created_at,
        read=feed.read_at,
        revoked=feed.revoked_at,
    )
    return FeedView(**vars(feed), said=reader.text(said))


def feed_path(token: str) -> str:
    """Return the path of an address, which follows where people reach this installation."""
    return f"/c/{token}.ics"
