"""Puts the news about a page into words; what the page says is quoted as data (SEC-4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from domain.common.quoting import clean, inert, plain, shorten
from domain.common.readers import Language
from domain.events.events import EventType
from domain.tasks.tasks import Finding
from domain.watches.web.changes import News, unchanged_since
from domain.watches.web.diff_texts import fenced
from domain.watches.web.diffs import LineKind, PageDiff
from domain.watches.web.keywords import excerpt
from domain.watches.web.monitors import Trigger, WebMonitorConfig
from domain.watches.web.numbers import written
from domain.watches.web.words import Counts, WebWords, web_words
from domain.watches.web_memory import WebMemory

SHOWN_NAME = 40
SHOWN_PAGE = 60
"""Columns of a task's name and of an address in a title; both together fit one SMS."""

SHOWN_KEYWORDS = 5

MOST_NAMED = 20
"""Keywords in an event's data; with the longest of them and an address, about 8 KiB."""

FIRST_LINES = 10
"""Lines of a page shown at its first sight."""

_TYPES = {
    None: EventType.WEB_SEEN,
    Trigger.CHANGE: EventType.WEB_CHANGED,
    Trigger.KEYWORD_APPEARS: EventType.WEB_KEYWORD_APPEARED,
    Trigger.KEYWORD_DISAPPEARS: EventType.WEB_KEYWORD_DISAPPEARED,
    Trigger.NUMBER_CROSSES: EventType.WEB_NUMBER_CROSSED,
    Trigger.UNCHANGED: EventType.WEB_UNCHANGED,
}


@dataclass(frozen=True)
class Story:
    """All that is known about a page's news.

    Attributes:
        name: of the task.
        url: as configured.
        config: the monitor's.
        memory: as it is after the news.
        before: the page's memory before, for how long it had been as it was.
        text: the filtered text, empty when the page was not read because nothing changed.
        diff: from the baseline; None when the text is the same, or the baseline is lost.
        unimportant: a model said that the change does not matter to the intent.
        screenshot: number of the kept picture, None without.
    """

    name: str
    language: Language
    url: str
    config: WebMonitorConfig
    memory: WebMemory
    before: WebMemory
    at: datetime
    text: str = ""
    diff: PageDiff | None = None
    unimportant: bool = False
    screenshot: int | None = None

    @property
    def words(self) -> WebWords:
        """Return the vocabulary of the story's language."""
        return web_words(self.language)

    @property
    def called(self) -> str:
        """Return the task's name, fit for a title, with the page when it watches several."""
        name = plain(self.name, most=SHOWN_NAME)
        return name if len(self.config.urls) == 1 else f"{name} · {shown_page(self.url)}"


def finding(story: Story, news: News) -> Finding:
    """Return a piece of news in words."""
    told = {
        None: _seen,
        Trigger.CHANGE: _changed,
        Trigger.KEYWORD_APPEARS: _appeared,
        Trigger.KEYWORD_DISAPPEARS: _disappeared,
        Trigger.NUMBER_CROSSES: _crossed,
        Trigger.UNCHANGED: _unchanged,
    }
    title, parts, data = told[news.trigger](story, news)
    page = story.words.page(linked(story.url))
    facts: dict[str, Any] = {"url": story.url, **data}
    if story.screenshot is not None:
        facts["screenshot"] = story.screenshot
    silent = news.trigger is Trigger.CHANGE and story.unimportant
    return Finding(
        _TYPES[news.trigger].value,
        title,
        "\n\n".join(part for part in (page, *parts) if part),
        facts,
        notify=not silent,
    )


def shown_page(url: str) -> str:
    """Return an address as people read it: short, and without its scheme and query."""
    parts = urlsplit(url)
    return shorten(clean(f"{parts.netloc}{parts.path.rstrip('/')}"), SHOWN_PAGE)


def linked(url: str) -> str:
    """Return a Markdown link to an address that the task's owner gave."""
    for char, code in _ENDING_LINKS.items():
        url = url.replace(char, code)
    return f"[{inert_page(url)}]({url})"


def inert_page(url: str) -> str:
    """Return an address as the text of a link."""
    return shown_page(url).translate(_NO_MARKUP)


_ENDING_LINKS = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", '"': "%22", "`": "%60", "*": "%2A"}
_NO_MARKUP = str.maketrans(dict.fromkeys("[]`*<>_~@", " "))

_Told = tuple[str, tuple[str, ...], dict[str, Any]]


def _seen(story: Story, _news: News) -> _Told:
    lines = [line for line in story.text.splitlines() if line.strip()][:FIRST_LINES]
    block = "\n".join(("```", *(inert(shorten(clean(line), 120)) for line in lines), "```"))
    data: dict[str, Any] = {"keywords": list(story.memory.keywords[:MOST_NAMED])}
    if story.memory.number is not None:
        data["number"] = story.memory.number
    return story.words.seen(story.called), (block,) if lines else (), data


def _changed(story: Story, _news: News) -> _Told:
    words, diff = story.words, story.diff
    note = words.unimportant(plain(story.config.change.intent)) if story.unimportant else ""
    data: dict[str, Any] = {"matters": False} if story.unimportant else {}
    if diff is None:
        title = words.changed(story.called, shown_page(story.url))
        return title, (words.incomparable(), note), data
    counts = Counts(
        added=diff.count(LineKind.ADDED),
        removed=diff.count(LineKind.REMOVED),
        changed=diff.count(LineKind.CHANGED),
        moved=diff.count(LineKind.MOVED_HERE),
    )
    summary = words.counts(counts)
    data |= {**vars(counts), "percent": round(diff.percent, 2), "summary": summary}
    return words.changed(story.called, summary), (note, fenced(diff)), data


def _appeared(story: Story, news: News) -> _Told:
    matching = story.config.matching
    shown = list(news.keywords[:SHOWN_KEYWORDS])
    places = (f"> {inert(excerpt(story.text, word, matching))}" for word in shown)
    title = story.words.appeared(story.called, _quotable(shown))
    return title, tuple(places), {"keywords": list(news.keywords[:MOST_NAMED])}


def _disappeared(story: Story, news: News) -> _Told:
    shown = _quotable(list(news.keywords[:SHOWN_KEYWORDS]))
    title = story.words.disappeared(story.called, shown)
    return title, (), {"keywords": list(news.keywords[:MOST_NAMED])}


def _quotable(keywords: list[str]) -> list[str]:
    return [plain(word, most=30) for word in keywords]


def _crossed(story: Story, _news: News) -> _Told:
    rule, number = story.config.number, story.memory.number
    if rule is None or number is None:
        raise ValueError("a number cannot cross without a number and a rule for it")
    title = story.words.crossed(
        story.called, written(number), rule.operator.value, written(rule.threshold)
    )
    data = {
        "number": number,
        "before": story.before.number,
        "operator": rule.operator.value,
        "threshold": rule.threshold,
    }
    return title, (), data


def _unchanged(story: Story, _news: News) -> _Told:
    hours = unchanged_since(story.memory, at=story.at).total_seconds() / 3_600
    since = story.memory.changed_at
    data = {"hours": round(hours, 2), "since": since.isoformat() if since else ""}
    return story.words.unchanged(story.called, written(round(hours, 1))), (), data
