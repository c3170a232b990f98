"""A news digest from what was gathered to what is told (SCH-2)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import quote, urlsplit

from domain.common.quoting import inert, shorten
from domain.common.readers import Language
from domain.schedules.feeds import Story
from domain.tasks.tasks import LONGEST_TEXT

LONGEST_ITEM = 140
"""Columns of the sentence about a story: 70 Chinese characters."""

LONGEST_HEADING = 120
"""Columns of a title as it is shown."""

MOST_PROBLEMS = 5
"""Sources that are named as failed; the rest is counted."""


@dataclass(frozen=True)
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
        problems: one sentence for each source that failed.
        sources: how many were asked.
    """

    stories: tuple[Story, ...]
    problems: tuple[str, ...] = ()
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
        text = inert(shorten(inert(story.excerpt), LONGEST_ITEM))
        if text and not text.startswith(inert(story.title)[:40]):
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


def markdown_of(gathered: Gathered, wording: Wording, language: Language) -> str:
    """Return the digest's body: a heading for each category, a line with a link for each story."""
    words = _WORDS[language]
    blocks = [words["nothing"]] if not gathered.stories else []
    for category, stories in groupby(gathered.stories, key=lambda story: story.category):
        heading = inert(category) if category else words["other"]
        if any(story.category for story in gathered.stories):
            blocks.append(f"**{heading}**")
        blocks += [_line(story, wording.items.get(story.id, ""), words) for story in stories]
    blocks += _notes(gathered, wording, words)
    return _fitting(blocks, words["more"])


def _line(story: Story, text: str, words: Mapping[str, str]) -> str:
    title = shorten(inert(story.title), LONGEST_HEADING)
    link = safe_link(story.url)
    shown = f"[{title}]({link})" if link else title
    also = f"{words['also']}{inert(', '.join(story.also[:3]))}" if story.also else ""
    source = f"{words['open']}{shorten(inert(story.source), 40)}{also}{words['close']}"
    return f"- {shown}{source}" + (f"{words['colon']}{text}" if text else "")


def _notes(gathered: Gathered, wording: Wording, words: Mapping[str, str]) -> list[str]:
    notes = []
    if gathered.stories and not wording.by_model:
        notes.append(words["rules"])
    if wording.dropped:
        notes.append(words["dropped"].format(count=wording.dropped))
    if gathered.problems:
        named = words["join"].join(inert(each) for each in gathered.problems[:MOST_PROBLEMS])
        count = len(gathered.problems)
        notes.append(words["problems"].format(count=count, all=gathered.sources, named=named))
    return [f"_{note}_" for note in notes]


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


_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def plain_text(markdown: str) -> str:
    """Return our own Markdown without its marks and addresses."""
    lines = (_MARKDOWN_LINK.sub(r"\1", line) for line in markdown.splitlines())
    return "\n".join(line.removeprefix("- ").strip("*_ ") for line in lines)


def title_of(name: str, day: str, language: Language) -> str:
    """Return a digest's title: what the owner calls it, and the date."""
    return f"{inert(name) or _WORDS[language]['title']} · {day}"


_WORDS: dict[Language, dict[str, str]] = {
    Language.CHINESE: {
        "title": "新闻摘要",
        "other": "其他",
        "nothing": "没有新的内容。",
        "open": "（",
        "close": "）",
        "also": "，另见 ",
        "colon": "：",
        "join": "；",
        "rules": "没有用语言模型改写，以下文字摘自各来源。",
        "dropped": "语言模型有 {count} 句没有依据，未采用。",
        "problems": "{all} 个来源中有 {count} 个没有读到：{named}",
        "more": "……（其余略去）",
    },
    Language.ENGLISH: {
        "title": "News digest",
        "other": "Other",
        "nothing": "Nothing new.",
        "open": " (",
        "close": ")",
        "also": ", also ",
        "colon": ": ",
        "join": "; ",
        "rules": "Not reworded by a language model: the texts are the sources' own.",
        "dropped": "{count} of the model's sentences had no ground and were left out.",
        "problems": "{count} of {all} sources could not be read: {named}",
        "more": "… (the rest is left out)",
    },
}
