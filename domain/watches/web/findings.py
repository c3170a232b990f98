"""Tells the news about a page; what the page says is quoted as data (SEC-4)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from domain.common.messages import Called, Foreign, Link, Message, Names, message
from domain.common.notifications import Bullets, Excerpt, Notification, Part
from domain.common.quoting import clean, shorten
from domain.events.events import EventType
from domain.tasks.tasks import Finding
from domain.watches.web.changes import News, unchanged_since
from domain.watches.web.diff_texts import MOST_CHARACTERS, MOST_LINES, bounded_lines
from domain.watches.web.diffs import LineKind, PageDiff
from domain.watches.web.keywords import excerpt
from domain.watches.web.monitors import Trigger, WebMonitorConfig
from domain.watches.web.numbers import Operator
from domain.watches.web_memory import WebMemory

SHOWN_NAME = 40
SHOWN_PAGE = 60
"""Columns of a task's name and of an address in a title; both together fit one SMS."""

SHOWN_KEYWORDS = 5
SHOWN_KEYWORD = 30

MOST_NAMED = 20
"""Keywords in an event's data; with the longest of them and an address, about 8 KiB."""

FIRST_LINES = 10
"""Lines of a page shown at its first sight."""

LONGEST_LINE = 120
"""Columns of one of them."""


class Verdict(StrEnum):
    """What a model says about a change (WEB-4)."""

    MATTERS = "matters"
    DOES_NOT_MATTER = "does_not_matter"
    UNKNOWN = "unknown"  # no model, no budget, no usable answer: told all the same


_JUDGED = {
    Verdict.MATTERS: "web.important",
    Verdict.DOES_NOT_MATTER: "web.unimportant",
    Verdict.UNKNOWN: "web.unjudged",
}

_TYPES = {
    None: EventType.WEB_SEEN,
    Trigger.CHANGE: EventType.WEB_CHANGED,
    Trigger.KEYWORD_APPEARS: EventType.WEB_KEYWORD_APPEARED,
    Trigger.KEYWORD_DISAPPEARS: EventType.WEB_KEYWORD_DISAPPEARED,
    Trigger.NUMBER_CROSSES: EventType.WEB_NUMBER_CROSSED,
    Trigger.UNCHANGED: EventType.WEB_UNCHANGED,
}


_RULES = {
    Operator.OVER: "metric.above",
    Operator.AT_LEAST: "metric.at_least",
    Operator.UNDER: "metric.below",
    Operator.AT_MOST: "metric.at_most",
}
_LINES = {
    LineKind.ADDED: "web.lines_added",
    LineKind.REMOVED: "web.lines_removed",
    LineKind.CHANGED: "web.lines_changed",
    LineKind.MOVED_HERE: "web.lines_moved",
}


@dataclass(frozen=True, kw_only=True)
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
        verdict: what a model said of the change; None when nobody asked for one.
        screenshot: number of the kept picture, None without.
    """

    name: str
    url: str
    config: WebMonitorConfig
    memory: WebMemory
    before: WebMemory
    at: datetime
    text: str = ""
    diff: PageDiff | None = None
    verdict: Verdict | None = None
    screenshot: int | None = None

    @property
    def called(self) -> Foreign | Message:
        """Return the task's name, with the page when it watches several."""
        name = Foreign(shorten(clean(self.name), SHOWN_NAME))
        if len(self.config.urls) == 1:
            return name
        return message("web.name", name=name, page=linked(self.url))


def finding(story: Story, news: News) -> Finding:
    """Return a piece of news."""
    title, parts, data = _TELLERS[news.trigger](story, news)
    page = message("web.page", page=linked(story.url))
    facts: dict[str, Any] = {"url": story.url, **data}
    if story.screenshot is not None:
        facts["screenshot"] = story.screenshot
    silent = news.trigger is Trigger.CHANGE and story.verdict is Verdict.DOES_NOT_MATTER
    told = Notification(title, (page, *parts))
    return Finding(_TYPES[news.trigger].value, told, facts, notify=not silent)


def shown_page(url: str) -> str:
    """Return an address as people read it: short, and without its scheme and query."""
    parts = urlsplit(url)
    return shorten(clean(f"{parts.netloc}{parts.path.rstrip('/')}"), SHOWN_PAGE)


def linked(url: str) -> Link:
    """Return an address that the task's owner gave."""
    return Link(url, shown_page(url))


_Told = tuple[Message, tuple[Part, ...], dict[str, Any]]


def _seen(story: Story, _news: News) -> _Told:
    lines = [line for line in map(clean, story.text.splitlines()) if line][:FIRST_LINES]
    data: dict[str, Any] = {"keywords": list(story.memory.keywords[:MOST_NAMED])}
    if story.memory.number is not None:
        data["number"] = story.memory.number
    shown = Excerpt(tuple(shorten(line, LONGEST_LINE) for line in lines))
    return message("web.seen", name=story.called), (shown,) if lines else (), data


def _changed(story: Story, _news: News) -> _Told:
    diff, intent = story.diff, Foreign(story.config.change.intent)
    note = () if story.verdict is None else (message(_JUDGED[story.verdict], intent=intent),)
    data: dict[str, Any] = {} if story.verdict is None else {"verdict": story.verdict.value}
    if story.verdict is Verdict.DOES_NOT_MATTER:
        data["matters"] = False
    if diff is None:
        title = message("web.changed", name=story.called, what=linked(story.url))
        return title, (message("web.incomparable"), *note), data
    counts = {kind: diff.count(kind) for kind in _LINES}
    lines = tuple(message(_LINES[kind], n=count) for kind, count in counts.items() if count)
    what = Names(lines) if lines else message("web.blank_lines")
    data |= {_COUNTED[kind]: count for kind, count in counts.items()}
    data["percent"] = round(diff.percent, 2)
    shown = bounded_lines(diff, most_lines=MOST_LINES, most_characters=MOST_CHARACTERS)
    title = message("web.changed", name=story.called, what=what)
    return title, (*note, Excerpt(tuple(shown))), data


_COUNTED = {
    LineKind.ADDED: "added",
    LineKind.REMOVED: "removed",
    LineKind.CHANGED: "changed",
    LineKind.MOVED_HERE: "moved",
}


def _appeared(story: Story, news: News) -> _Told:
    matching, words = story.config.matching, news.keywords[:SHOWN_KEYWORDS]
    found = (excerpt(story.text, word, matching) for word in words)
    places = tuple(message("web.place", text=Foreign(each)) for each in found if each)
    title = message("web.appeared", name=story.called, keywords=_named(words))
    return title, (Bullets(places),) if places else (), _keywords(news)


def _disappeared(story: Story, news: News) -> _Told:
    words = _named(news.keywords[:SHOWN_KEYWORDS])
    return message("web.disappeared", name=story.called, keywords=words), (), _keywords(news)


def _named(keywords: tuple[str, ...]) -> Names:
    return Names(tuple(Called(shorten(clean(word), SHOWN_KEYWORD)) for word in keywords))


def _keywords(news: News) -> dict[str, Any]:
    return {"keywords": list(news.keywords[:MOST_NAMED])}


def _crossed(story: Story, _news: News) -> _Told:
    rule, number = story.config.number, story.memory.number
    if rule is None or number is None:
        raise ValueError("a number cannot cross without a number and a rule for it")
    over = message(_RULES[rule.operator], threshold=number_of(rule.threshold))
    title = message("web.crossed", name=story.called, value=number_of(number), rule=over)
    data = {
        "number": number,
        "before": story.before.number,
        "operator": rule.operator.value,
        "threshold": rule.threshold,
    }
    return title, (), data


def number_of(value: float) -> Decimal | Called:
    """Return a number of a page with the decimals that people read."""
    if abs(value) >= 1e15:
        return Called(f"{value:.6g}")
    return Decimal(int(value)) if value == int(value) else Decimal(f"{value:.6f}").normalize()


def _unchanged(story: Story, _news: News) -> _Told:
    lasted, since = unchanged_since(story.memory, at=story.at), story.memory.changed_at
    hours = round(lasted.total_seconds() / 3_600, 2)
    data = {"hours": hours, "since": since.isoformat() if since else ""}
    return message("web.unchanged", name=story.called, lasted=lasted), (), data


_TELLERS = {
    None: _seen,
    Trigger.CHANGE: _changed,
    Trigger.KEYWORD_APPEARS: _appeared,
    Trigger.KEYWORD_DISAPPEARS: _disappeared,
    Trigger.NUMBER_CROSSES: _crossed,
    Trigger.UNCHANGED: _unchanged,
}
