"""Share links to a briefing (PSH-6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_LIFE = timedelta(days=7)
SHORTEST_LIFE = timedelta(minutes=1)
LONGEST_LIFE = timedelta(days=90)
DEFAULT_VIEWS = 50
MOST_VIEWS = 10_000


@dataclass(frozen=True, kw_only=True)
class Share:
    """A link; the token itself is shown once and only its SHA-256 is kept.

    Attributes:
        id: public part, for listing and revoking.
        briefing_id: `<person id>/<local date>`.
    """

    id: str
    briefing_id: str
    owner: str
    created_at: datetime
    expires_at: datetime
    most_views: int = DEFAULT_VIEWS
    views: int = 0
    revoked_at: datetime | None = None


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
