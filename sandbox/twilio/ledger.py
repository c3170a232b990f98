"""The text messages that were taken, and how far each has come."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from sandbox.twilio.errors import FATES
from sandbox.twilio.segments import segments

MOST_KEPT = 2000
"""Messages remembered; the oldest go first."""

SENT_AFTER = 1.0
ARRIVED_AFTER = 3.0
"""Seconds after which a message has left and has arrived (or not)."""

API = "2010-04-01"


@dataclass(frozen=True)
class Text:
    """One message; `at` is in Unix seconds, `sender` is empty when a service chose it."""

    sid: str
    account: str
    to: str
    sender: str
    service: str
    body: str
    at: float

    @property
    def error(self) -> int:
        """Return why it will not arrive; 0 when it will."""
        code = int(self.to[-5:]) if self.to[-5:].isdigit() else 0
        return code if code in FATES else 0

    def status(self, now: float) -> str:
        """Return how far it has come."""
        if now < self.at + SENT_AFTER:
            return "accepted" if self.service else "queued"
        if now < self.at + ARRIVED_AFTER:
            return "sent"
        return "undelivered" if self.error else "delivered"

    def as_resource(self, now: float) -> dict[str, Any]:
        """Return the message as the API writes it."""
        status = self.status(now)
        failed = self.error if status == "undelivered" else 0
        sent = now >= self.at + SENT_AFTER
        uri = f"/{API}/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "account_sid": self.account,
            "api_version": API,
            "body": self.body,
            "date_created": _date(self.at),
            "date_sent": _date(self.at + SENT_AFTER) if sent else None,
            "date_updated": _date(min(now, self.at + ARRIVED_AFTER)),
            "direction": "outbound-api",
            "error_code": failed or None,
            "error_message": FATES[failed] if failed else None,
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "num_media": "0",
            # A messaging service counts only once it has chosen a sender.
            "num_segments": "0" if self.service and not sent else str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Ledger:
    """Messages by their SID, oldest first."""

    def __init__(self) -> None:
        self._texts: deque[Text] = deque(maxlen=MOST_KEPT)

    def add(self, text: Text) -> None:
        """Append a message."""
        self._texts.append(text)

    def find(self, sid: str) -> Text | None:
        """Return a message, or None."""
        return next((text for text in self._texts if text.sid == sid), None)

    def all(self) -> list[Text]:
        """Return every message, oldest first."""
        return list(self._texts)

    def clear(self) -> None:
        """Forget everything."""
        self._texts.clear()


def _date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC))
