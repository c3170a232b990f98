"""What happened, as CloudEvents 1.0 (EVT-1). Kept for ever, in one global order."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventType(StrEnum):
    """Every type we raise; reverse-DNS-like, past tense, never renamed once released."""

    BRIEFING_PREPARED = "zhiban.briefing.prepared"
    BRIEFING_GIVEN = "zhiban.briefing.given"
    BRIEFING_PUSHED = "zhiban.briefing.pushed"
    BRIEFING_MISSED = "zhiban.briefing.missed"
    BRIEFING_PAUSED = "zhiban.briefing.paused"
    BRIEFING_RESUMED = "zhiban.briefing.resumed"
    BRIEFING_CONFIGURED = "zhiban.briefing.configured"
    DELIVERY_SETTLED = "zhiban.delivery.settled"
    PERSON_REGISTERED = "zhiban.person.registered"
    PERSON_SIGNED_IN = "zhiban.person.signed_in"
    PERSON_CHANGED = "zhiban.person.changed"
    TOKEN_ISSUED = "zhiban.token.issued"  # noqa: S105 - an event type, not a secret
    TOKEN_REVOKED = "zhiban.token.revoked"  # noqa: S105 - an event type, not a secret
    SHARE_CREATED = "zhiban.share.created"
    SHARE_REVOKED = "zhiban.share.revoked"
    FEEDBACK_GIVEN = "zhiban.feedback.given"


@dataclass(frozen=True)
class Event:
    """One happening.

    Attributes:
        id: idempotency key; appending the same id twice keeps the first.
        type: an `EventType` value, or a foreign type that came as feedback.
        source: URI-reference of who says so, e.g. `/briefings/u_mei`.
        subject: what it is about, e.g. `u_mei/2026-11-21`.
        time: when it happened, in UTC.
        owner: the person it concerns; None when it concerns everybody.
        data: JSON object, at most 64 KiB when written out; never a secret.
        sequence: global position, given by the store when it is appended.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    owner: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    sequence: int | None = None
