"""Puts recorded messages into words for a reader: notifications, events and refusals."""

from dataclasses import dataclass, replace
from datetime import date

from application.common.languages import known_language
from application.ports.rendering import Form, Renderer
from domain.common.errors import ZhibanError
from domain.common.messages import Foreign, Message, message
from domain.common.notifications import Bullets, Excerpt, Notification, Part, notification_of
from domain.common.quoting import inert, shorten
from domain.common.readers import Language, Reader
from domain.events.events import Event

NOBODY = Reader(Language.ENGLISH, "UTC")
"""Reads for an operator who is nobody in the database, and for a token that may not even look at
its owner's settings: what it may do does not hang on how the answer is worded."""

LONGEST_LINE = 120
"""Columns of a line of an excerpt."""


@dataclass(frozen=True)
class Localizer:
    """A renderer for one reader."""

    words: Renderer
    reader: Reader

    @property
    def language(self) -> Language:
        """Their language."""
        return self.reader.language

    @property
    def zone(self) -> str:
        """Of their wall clock."""
        return self.reader.zone

    def text(self, said: Message | None, form: Form = Form.PLAIN) -> str:
        """Return a message in their words; empty for none."""
        return self.words.text(said, self.reader, form=form) if said is not None else ""

    def label(self, head: str) -> str:
        """Return the heading of what follows it on the same line, such as `State:`."""
        said = self.text(message("value.labelled", label=message(head)))
        return said[:1].upper() + said[1:]

    def of(self, language: Language | None) -> "Localizer":
        """Return the same in another language, on the same wall clock; None: their own.

        Raises:
            InvalidRequest: it is not installed.
        """
        chosen = known_language(language, self.words)
        return replace(self, reader=Reader(chosen or self.language, self.zone))


@dataclass(frozen=True)
class Worded:
    """A notification in words.

    Attributes:
        title: one line of plain text.
        text: Markdown; the title, where there is no body.
    """

    title: str
    text: str


def worded(
    told: Notification, words: Renderer, reader: Reader, *, today: date | None = None
) -> Worded:
    """Return a notification in the reader's language, with times of their zone."""
    title = " ".join(words.text(told.title, reader, today=today).split())
    parts = (_part(each, words, reader, today) for each in told.body)
    return Worded(title, "\n\n".join(part for part in parts if part) or title)


@dataclass(frozen=True)
class ShownPart:
    """A part of a notification for a page; one of the three is filled.

    Attributes:
        text: a paragraph.
        items: of a list.
        lines: of others, such as of a log.
    """

    text: str = ""
    items: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def shown_parts(event: Event, words: Renderer, reader: Reader) -> list[ShownPart]:
    """Return what an event tells, part by part, as plain text in the reader's language."""
    told = notification_of(event.data.get("notification"))
    if told is None:
        return [ShownPart(text=str(event.data.get("text", "")))]
    return [_shown(part, words, reader) for part in told.body]


def worded_event(
    event: Event, words: Renderer, reader: Reader, *, today: date | None = None
) -> Event:
    """Return an event whose `data.title` and `data.text` are for this reader.

    An event without a notification is returned as it is: its words are somebody's own.
    """
    told = notification_of(event.data.get("notification"))
    if told is None:
        return event
    said = worded(told, words, reader, today=today)
    return replace(event, data={**event.data, "title": said.title, "text": said.text})


def worded_for_all(event: Event, words: Renderer, zone: str) -> Event:
    """Return an event for programs: `data.words` has every installed language.

    The first one is its own.
    """
    told = notification_of(event.data.get("notification"))
    if told is None:
        return event
    said = {
        str(each.language): vars(worded(told, words, Reader(each.language, zone)))
        for each in words.languages
    }
    own = next(iter(said.values()))
    return replace(event, data={**event.data, **own, "words": said})


def refusal(error: ZhibanError, words: Renderer, reader: Reader) -> str:
    """Return the sentence of an error; one without a message of ours is somebody's own words."""
    return words.text(error.explanation, reader) if error.explanation is not None else str(error)


def message_for(error: ZhibanError) -> Message:
    """Return an error as a message, to be recorded or to stand within another one."""
    return error.explanation or message("error.foreign", text=Foreign(str(error)))


def sentences(*said: str) -> str:
    """Return sentences one after another; a blank stands between them where the script has it."""
    whole = ""
    for each in filter(None, said):
        ended = each if each.endswith((".", "。", "?", "？", "!", "！")) else f"{each}."
        whole += f"{'' if not whole or whole.endswith('。') else ' '}{ended}"
    return whole


def _part(part: Part, words: Renderer, reader: Reader, today: date | None) -> str:
    def markdown(said: Message) -> str:
        return words.text(said, reader, form=Form.MARKDOWN, today=today)

    match part:
        case Message():
            return markdown(part)
        case Bullets(items):
            return "\n".join(f"- {markdown(each)}" for each in items)
        case Excerpt(lines):
            shown = map(_line, lines)
            return "\n".join(("```", *shown, "```")) if lines else ""


def _shown(part: Part, words: Renderer, reader: Reader) -> ShownPart:
    match part:
        case Message():
            return ShownPart(text=words.text(part, reader))
        case Bullets(items):
            return ShownPart(items=tuple(words.text(each, reader) for each in items))
        case Excerpt(lines):
            return ShownPart(lines=tuple(map(_line, lines)))


def _line(line: str) -> str:
    """Return a line without its tricks; what it is indented by stays."""
    words = line.lstrip(" ")
    indent = " " * min(len(line) - len(words), LONGEST_LINE // 2)
    return f"{indent}{inert(shorten(words, LONGEST_LINE - len(indent)))}"
