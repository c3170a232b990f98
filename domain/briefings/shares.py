"""Share links to a briefing (PSH-6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_LIFE = timedelta(days=7)
SHORTEST_LIFE = timedelta(minutes=1)
LONGEST_LIFE = timedelta(days=90)
DEFAULT_VIEWS = 50
MOST_VIEWS = 10_000

LISTENING = timedelta(hours=2)
"""How long whoever opened the page may listen: its last view must not be half a view."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A link; the token itself is shown once and only its SHA-256 is kept.

    Attributes:
        id: public part, for listing and revoking.
        briefing_id: `<person id>/<local date>`.
        viewed_at: when it was opened last.
    """

    id: str
    briefing_id: str
    owner: str
    created_at: datetime
    expires_at: datetime
    most_views: int = DEFAULT_VIEWS
    views: int = 0
    revoked_at: datetime | None = None
    viewed_at: datetime | None = None


class ShareVerdict(StrEnum):
    """Whether a link opens; a visitor is told only open or not."""

    OPEN = "open"
    EXPIRED = "expired"
    USED_UP = "used_up"
    REVOKED = "revoked"


def judge(share: Share, *, now: datetime) -> ShareVerdict:
    """Say whether the link opens for one more view at `now`."""
    if share.revoked_at is not None:
        return ShareVerdict.REVOKED
    if now >= share.expires_at:
        return ShareVerdict.EXPIRED
    if share.views >= share.most_views:
        return ShareVerdict.USED_UP
    return ShareVerdict.OPEN


def may_listen(share: Share, *, now: datetime) -> bool:
    """Say whether the sound of the page plays: the page was just opened, and the link is not over.

    Listening is no view of its own, because a player asks for one sound many times.
    """
    if judge(share, now=now) in (ShareVerdict.EXPIRED, ShareVerdict.REVOKED):
        return False
    return share.viewed_at is not None and now - share.viewed_at <= LISTENING
