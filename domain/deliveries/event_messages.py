"""What an event says to people: its own title and text, in the forms that channels want."""

import re
from dataclasses import replace

from domain.common.readers import Language
from domain.deliveries.deliveries import Message
from domain.events.events import Event

_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,}).*$", re.MULTILINE)
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\((\S+?)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")


LINK_LINES = 2
"""Lines that a link takes where only its label is shown."""


def plain_of(markdown: str) -> str:
    """Return our own Markdown as plain text; links show where they lead."""
    text = _FENCE.sub("", markdown)
    text = _HEADING.sub("", text)
    text = _LINK.sub(r"\1 (\2)", text)
    text = _CODE.sub(r"\1", _STRONG.sub(r"\1", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def message_of(event: Event, *, key: str, language: Language, sandbox: bool) -> Message:
    """Return the message that tells people of an event; `data.title` and `data.text` are its words.

    An event that carries a notification has been put into words for its reader before
    (`application/common/wording.py`). Of any other, `data.words` counts where it has the reader's
    language. An event without a title of its own is named by its type.
    """
    words = None if "notification" in event.data else event.data.get("words")
    own = words.get(language) if isinstance(words, dict) else None
    said = own if isinstance(own, dict) else event.data
    title = str(said.get("title") or event.type)
    text = str(said.get("text") or "")
    return Message(
        key=key,
        title=title,
        markdown=text or title,
        text=_headed(title, plain_of(text)),
        sandbox=sandbox,
    )


def _headed(title: str, text: str) -> str:
    """Return plain text that begins with what happened, as a reader sees no other headline."""
    said = text.partition("\n")[0].split() == title.split()
    return text if said else "\n\n".join(part for part in (title, text) if part)


def with_link(message: Message, link: str, label: str, colon: str) -> Message:
    """Return the message with an address at which its reader answers, under a label."""
    return replace(
        message,
        markdown=f"{message.markdown}\n\n[{label}]({link})",
        text=f"{message.text}\n\n{label}{colon}{link}",
    )


def with_note(message: Message, note: str) -> Message:
    """Return the message with a paragraph below what it says."""
    return replace(
        message, markdown=f"{message.markdown}\n\n{note}", text=f"{message.text}\n\n{note}"
    )
