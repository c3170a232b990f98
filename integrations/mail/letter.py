"""A message as a mail: text, HTML beside it, files; nothing in it can become another header."""

import hashlib
import html
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from domain.deliveries.chat_posts import label_of, link_of, mark_of, subject_of
from domain.deliveries.deliveries import Attachment, Message
from domain.deliveries.message_parts import sendable

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f.:]+\]")
_BODY_TAG = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"(?P<main>[a-z]+)/(?P<sub>[a-z0-9.+-]+)", re.IGNORECASE)


class _WholeSubjects(EmailPolicy):
    """Encodes a subject as one: the library loses blanks between two encoded words of it."""

    def fold(self, name: str, value: str) -> str:
        """Return the header as it leaves, in lines of at most 76 characters."""
        if name.lower() != "subject" or value.isascii():
            folded: str = super().fold(name, value)
            return folded
        encoded = Header(value, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


_POLICY = _WholeSubjects(linesep="\r\n")
_BANNER = "background:#fc0;padding:8px;font-weight:bold"


def mail_address(text: str) -> str | None:
    """Return a plain mail address in ASCII, or None when the text is not one.

    A domain in other letters is written in its ASCII form; a name before the @ must be ASCII,
    because few servers take another.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return None
    fits = _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    return f"{local}@{domain}" if fits else None


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of a delivery: the same key has the same one, so a repeat is seen."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"<{digest[:40]}@{sender.rpartition('@')[2]}>"


def letter(
    message: Message, *, name: str, sender: str, recipient: str, at: datetime
) -> EmailMessage:
    """Return the mail.

    Args:
        message: what to say.
        name: the sender's name, empty when only the address is shown.
        sender: an address as `mail_address` returns it.
        recipient: an address as `mail_address` returns it.
        at: time of the Date header.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _header_address(sender, name)
    mail["To"] = _header_address(recipient)
    mail["Subject"] = subject_of(message)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message.key, sender)
    # Keeps holiday notices and other robots from answering (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(message), cte="base64")
    if message.html:
        mail.add_alternative(_html(message), subtype="html", cte="base64")
    for file in message.attachments:
        _attach(mail, file)
    return mail


def _header_address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(" ".join(sendable(name).split()), local, domain)


def _text(message: Message) -> str:
    link = link_of(message)
    parts = [
        f"{mark_of(message).strip()}\n\n" if message.sandbox else "",
        sendable(message.text),
        f"\n\n{label_of(message)}: {link}\n" if link else "\n",
    ]
    return "".join(parts)


def _html(message: Message) -> str:
    """Return the HTML with a banner and the link inside its body."""
    page = message.html.encode("utf-8", "replace").decode()
    mark, label, link = map(html.escape, (mark_of(message), label_of(message), link_of(message)))
    banner = f'<p style="{_BANNER}">{mark}</p>' if message.sandbox else ""
    footer = f'<p><a href="{link}">{label}</a></p>' if link else ""
    start = _BODY_TAG.search(page)
    begin = start.end() if start else 0
    end = page.lower().rfind("</body")
    end = len(page) if end < begin else end
    return f"{page[:begin]}{banner}{page[begin:end]}{footer}{page[end:]}"


def _attach(mail: EmailMessage, file: Attachment) -> None:
    kind = _MEDIA_TYPE.fullmatch(file.media_type)
    main, sub = (kind["main"].lower(), kind["sub"].lower()) if kind else ("", "")
    if main in {"", "message", "multipart"}:  # these would need a structure of their own
        main, sub = "application", "octet-stream"
    name = " ".join(sendable(file.name).split()) or "unnamed"
    mail.add_attachment(file.content, maintype=main, subtype=sub, filename=name)
