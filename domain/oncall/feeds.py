"""Addresses at which calendar programs read shifts: they cannot sign in (ALR-10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_FEEDS = 20
"""Of one person that open."""

REVOKED_KEPT = timedelta(days=30)
"""How long one that was revoked is listed; then it is forgotten."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One address of one person, which opens one schedule until it is revoked.

    Attributes:
        id: `f_` and 26 characters; the secret of the address is no part of it.
        person_id: who made it, in whose language it is written and with whose rights it opens.
        only_own: whether only that person's shifts are in it.
        read_at: when a program last read it, to the hour; None: none has.
    """

    id: str
    schedule: str
    person_id: str
    only_own: bool
    created_at: datetime
    read_at: datetime | None = None
    revoked_at: datetime | None = None
