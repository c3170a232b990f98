"""A news digest from what was gathered to what is told (SCH-2)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from domain.common.messages import Message
from domain.common.quoting import clean, shorten
from domain.schedules.feeds import Story

LONGEST_ITEM = 140
"""Columns of the sentence about a story: 70 Chinese characters."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One digest as it is kept.

    Attributes:
        id: `<task id>/<local date>`: one of each date, whoever asks for how many.
        markdown: with links.
        told: marks of its stories, so that later digests leave them out.
    """

    id: str
    task_id: str
    owner: str
    made_at: datetime
    title: str
    markdown: str
    told: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The same without markup and addresses, for the ear and for text messages."""
        return plain_text(self.markdown)


@dataclass(frozen=True)
class Gathered:
    """What was read.

    Attributes:
        stories: in the order of telling, with ids.
        problems: why each source failed that did.
        sources: how many were asked.
    """

    stories: tuple[Story, ...]
    problems: tuple[Message, ...] = ()
    sources: int = 0


@dataclass(frozen=True)
class Wording:
    """The sentences about the stories.

    Attributes:
        items: sentence by story id; stories without one are told by their title.
        by_model: whether a model wrote any of them.
        dropped: how many sentences of the model did not hold.
        tokens: (prompt, completion) that were spent.
    """

    items: Mapping[str, str]
    by_model: bool = False
    dropped: int = 0
    tokens: tuple[int, int] = (0, 0)


def digest_id(task_id: str, day: str) -> str:
    """Return the id of a task's digest of a local date (ISO)."""
    return f"{task_id}/{day}"


def digest_event_id(task_id: str, day: str) -> str:
    """Return the id of the event that publishes it: once per date, and so once per recipient."""
    return f"digest/{task_id}/{day}"


def excerpts(stories: Iterable[Story]) -> dict[str, str]:
    """Return what the sources themselves say, cut; empty where they only repeat the title."""
    found = {}
    for story in stories:
        text = shorten(clean(story.excerpt), LONGEST_ITEM)
        if text and not text.startswith(clean(story.title)[:40]):
            found[story.id] = text
    return found


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LINK_OR_MARKUP = re.compile(r"https?:|www\.|[\[\]<>`|]|!\(", re.IGNORECASE)


def holds(text: str, story: Story) -> bool:
    """Say whether a model's sentence may be told of a story.

    It says something, carries no link or markup, and every number in it is the story's own.
    """
    if not text.strip() or len(text) > 4 * LONGEST_ITEM or _LINK_OR_MARKUP.search(text):
        return False
    known = set(_NUMBER.findall(f"{story.title} {story.excerpt}"))
    return set(_NUMBER.findall(text)) <= known


def safe_link(url: str) -> str:
    """Return the address so that no Markdown ends early in it; empty unless http or https."""
    try:
        parts = urlsplit(url)
        allowed = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    # Percent signs stay: what is escaped already would otherwise be escaped twice.
    return quote(url, safe=":/?#@!$&*+,;=%~-._") if allowed and "@" not in parts.netloc else ""


_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def plain_text(markdown: str) -> str:
    """Return our own Markdown without its marks and addresses."""
    lines = (_MARKDOWN_LINK.sub(r"\1", line) for line in markdown.splitlines())
    return "\n".join(line.removeprefix("- ").strip("*_ ") for line in lines)
