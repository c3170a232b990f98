"""The mails that arrived, and what can be read in them."""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from typing import Any

MOST_KEPT = 500
"""Mails remembered; the oldest go first, so a stand-in left running does not grow."""


@dataclass(frozen=True)
class File:
    """An attachment."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived.

    Attributes:
        number: 1 for the first.
        at: Unix seconds of arrival.
        sender: address of the envelope.
        recipients: addresses of the envelope.
        raw: headers and body as sent.
        tls: whether the connection was encrypted.
        user: who had signed in, empty when nobody.
    """

    number: int
    at: float
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    tls: bool = False
    user: str = ""

    @cached_property
    def _message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def when(self) -> str:
        """Return the time of arrival for a reader."""
        return datetime.fromtimestamp(self.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

    @property
    def subject(self) -> str:
        """Return the decoded subject."""
        return self.header("subject")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Return all headers in order, decoded."""
        return [(name, str(value)) for name, value in self._message.items()]

    @property
    def text(self) -> str:
        """Return the plain text part, empty when there is none."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """Return the HTML part, empty when there is none."""
        return self._body("html")

    @property
    def files(self) -> list[File]:
        """Return the attachments in order."""
        return [
            File(
                part.get_filename() or "unnamed",
                part.get_content_type(),
                bytes(part.get_payload(decode=True) or b""),
            )
            for part in self._message.iter_attachments()
        ]

    def header(self, name: str) -> str:
        """Return a decoded header, empty when the mail has none of that name."""
        value = self._message.get(name)
        return "" if value is None else str(value)

    def as_line(self) -> dict[str, Any]:
        """Return what a list of mails shows."""
        return {
            "id": self.number,
            "at": self.at,
            "from": self.sender,
            "to": list(self.recipients),
            "subject": self.subject,
            "message_id": self.header("message-id"),
            "tls": self.tls,
            "user": self.user,
        }

    def as_json(self) -> dict[str, Any]:
        """Return all that can be read in the mail; attachments without their content."""
        files = [
            {"name": one.name, "media_type": one.media_type, "bytes": len(one.content)}
            for one in self.files
        ]
        parts = {"headers": self.headers, "text": self.text, "html": self.html}
        return {**self.as_line(), **parts, "attachments": files}

    def _body(self, kind: str) -> str:
        part = self._message.get_body(preferencelist=(kind,))
        if part is None:
            return ""
        payload = bytes(part.get_payload(decode=True) or b"")
        try:
            return payload.decode(part.get_content_charset("utf-8"), errors="replace")
        except LookupError:  # a character set nobody has heard of
            return payload.decode("utf-8", errors="replace")


class Box:
    """The mails, oldest first."""

    def __init__(self) -> None:
        self._mails: deque[Mail] = deque(maxlen=MOST_KEPT)
        self._count = 0

    def next_number(self) -> int:
        """Return the number for the next mail."""
        self._count += 1
        return self._count

    def add(self, mail: Mail) -> None:
        """Keep a mail."""
        self._mails.append(mail)

    def mails(self, *, after: int = 0) -> list[Mail]:
        """Return the mails whose number is above `after`."""
        return [mail for mail in self._mails if mail.number > after]

    def mail(self, number: int) -> Mail | None:
        """Return one mail."""
        return next((mail for mail in self._mails if mail.number == number), None)

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self._mails.clear()
