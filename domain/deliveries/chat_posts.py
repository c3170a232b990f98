"""What a message becomes in a chat group, before any channel's dialect (PSH-1, PSH-3)."""

import re
from dataclasses import dataclass

from domain.deliveries.deliveries import ChannelAddress, Message
from domain.deliveries.message_parts import Fit, Split, Weigh, numbered, sendable, shorten, split

MOST_TITLE_BYTES = 100
MOST_SUBJECT_BYTES = 240
"""Bytes of UTF-8 of a title with its sandbox mark; every channel shows that many."""

MOST_NUMBER_BYTES = len(" (999/999)")
MOST_MENTIONS = 20
"""People called by one message; more is what `all` is for."""

SANDBOX_MARK = "[SANDBOX]"
"""Of a message that says none in its reader's language."""

_MENTION = re.compile(r"[\w.@+-]{1,64}", re.ASCII)
_LINK = re.compile(r"https?://[^\s()<>\[\]\"'\\]{1,1000}")
_EVERYBODY = {"all", "@all"}
_MOBILE = re.compile(r"\+?\d{11,15}")


@dataclass(frozen=True)
class Mentions:
    """Whom to call, by the way a channel can call them."""

    users: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    everybody: bool = False

    @property
    def any(self) -> bool:
        """Tell whether there is anybody to call."""
        return bool(self.users or self.mobiles or self.everybody)


def mentions_of(address: ChannelAddress) -> Mentions:
    """Return whom to call; what could be markup instead of an id is left out."""
    wanted = list(dict.fromkeys(address.mentions))
    named = [one for one in wanted if _MENTION.fullmatch(one) and one not in _EVERYBODY]
    named = named[:MOST_MENTIONS]
    return Mentions(
        tuple(one for one in named if not _MOBILE.fullmatch(one)),
        tuple(one for one in named if _MOBILE.fullmatch(one)),
        everybody=any(one in _EVERYBODY for one in wanted),
    )


def mark_of(message: Message) -> str:
    """Return what stands before everything of the sandbox; empty for what is real."""
    return f"{message.mark or SANDBOX_MARK} " if message.sandbox else ""


def label_of(message: Message) -> str:
    """Return the words on the link."""
    return message.link_label or message.link


def title_of(message: Message) -> str:
    """Return the title on one line, marked when it comes from the sandbox."""
    return shorten(
        mark_of(message) + " ".join(sendable(message.title).split()), limit=MOST_TITLE_BYTES
    )


def subject_of(message: Message) -> str:
    """Return a mail's subject on one line, marked when it comes from the sandbox."""
    if not message.subject:
        return title_of(message)
    subject = mark_of(message) + " ".join(sendable(message.subject).split())
    return shorten(subject, limit=MOST_SUBJECT_BYTES)


def body_of(message: Message) -> str:
    """Return the words without a first heading that only repeats the title."""
    body = sendable(message.markdown or message.text).strip("\n")
    first, _, rest = body.partition("\n")
    same = first.lstrip("#").split() == sendable(message.title).split()
    return rest.lstrip("\n") if first.startswith("#") and same else body


def link_of(message: Message) -> str:
    """Return the share link, or nothing when it is too long or could break out of Markdown."""
    return message.link if _LINK.fullmatch(message.link) else ""


def split_body(body: str, *, limit: int, weigh: Weigh, most_parts: int, link: str) -> Split:
    """Return the body in parts; without a link to offer instead, any number of parts is fine."""
    done = split(body, limit=limit, weigh=weigh, most_parts=most_parts)
    return Split(Fit.NUMBERED, done.parts) if done.fit is Fit.TOO_MANY and not link else done


def titles(title: str, count: int) -> list[str]:
    """Return the title of each part."""
    return [numbered(title, place, count) for place in range(1, count + 1)]
