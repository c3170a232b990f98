"""A news digest as a document: Markdown in its readers' language (SCH-2).

The sentences about the stories are a model's or the sources' own and in one language, so a digest
is written once, and kept as it was told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from application.ports.rendering import Form, Renderer
from domain.common.messages import (
    Argument,
    Called,
    Clauses,
    Link,
    Message,
    Names,
    Prose,
    message,
)
from domain.common.quoting import clean, defanged, shorten
from domain.common.readers import Reader
from domain.schedules.feeds import Story
from domain.schedules.news import Gathered, Wording, safe_link
from domain.tasks.tasks import LONGEST_TEXT

LONGEST_HEADING = 120
"""Columns of a title as it is shown."""

MOST_PROBLEMS = 5
"""Sources that are named as failed; the rest is counted."""


@dataclass(frozen=True)
class DigestTexts:
    """Writes digests.

    Attributes:
        words: the catalogues.
        reader: whose language it is.
    """

    words: Renderer
    reader: Reader

    def title(self, name: str, day: date) -> str:
        """Return a digest's title: what the owner calls it, and the date."""
        called = Called(name) if name else None
        return self.words.text(message("digest.title", name=called, day=day), self.reader)

    def markdown(self, gathered: Gathered, wording: Wording) -> str:
        """Return its body: a heading for each category, a line with a link for each story."""
        return _fitting([*self._lines(gathered, wording)], self._said(message("digest.rest")))

    def _lines(self, gathered: Gathered, wording: Wording) -> Iterator[str]:
        if not gathered.stories:
            yield self._said(message("digest.nothing"))
        headed = any(story.category for story in gathered.stories)
        for category, stories in groupby(gathered.stories, key=lambda story: story.category):
            if headed:
                yield f"**{self._said(_heading(category))}**"
            for story in stories:
                yield f"- {self._said(_line(story, wording.items.get(story.id, '')))}"
        for note in _notes(gathered, wording):
            yield f"_{self._said(note)}_"

    def _said(self, said: Message) -> str:
        return self.words.text(said, self.reader, form=Form.MARKDOWN)


def _heading(category: str) -> Message:
    if not category:
        return message("digest.other")
    return message("value.plain", value=Called(category))


def _line(story: Story, text: str) -> Message:
    title = defanged(shorten(clean(story.title), LONGEST_HEADING))
    link = safe_link(story.url)
    shown: Argument = Link(link, title) if link else Called(title)
    also = Names(tuple(map(Called, story.also[:3]))) if story.also else None
    return message(
        "digest.story",
        story=shown,
        source=Called(shorten(clean(story.source), 40)),
        also=also,
        text=Prose(text) if text else None,
    )


def _notes(gathered: Gathered, wording: Wording) -> Iterator[Message]:
    if gathered.stories and not wording.by_model:
        yield message("digest.not_reworded")
    if wording.dropped:
        yield message("digest.dropped", count=wording.dropped)
    if gathered.problems:
        yield message(
            "digest.unread",
            count=len(gathered.problems),
            all=gathered.sources,
            named=Clauses(gathered.problems[:MOST_PROBLEMS]),
        )


def _fitting(blocks: Sequence[str], more: str) -> str:
    """Join what fits into an event's text; a line is told whole or not at all."""
    kept: list[str] = []
    room = LONGEST_TEXT - len(more) - 2
    for block in blocks:
        room -= len(block) + 1
        if room < 0:
            kept.append(more)
            break
        kept.append(block)
    return "\n".join(kept)
