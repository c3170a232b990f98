"""News digests: what to read, and when (SCH-2); their configuration."""

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from domain.common.config_fields import Fields
from domain.deliveries.deliveries import ChannelAddress
from domain.deliveries.notifications import read_notification
from domain.schedules.timetable_fields import read_clock, read_weekdays, read_zone
from domain.schedules.timetables import EVERY_WEEKDAY, Timetable

MOST_FEEDS = 20
MOST_CATEGORIES = 12
MOST_KEYWORDS = 20
LONGEST_URL = 2_000
"""Characters; longer ones are refused by many servers."""

MOST_ITEMS = 40
DEFAULT_ITEMS = 12
MOST_PER_SOURCE = 40
DEFAULT_PER_SOURCE = 10
MOST_HOURS = 14 * 24
DEFAULT_HOURS = 36
"""Hours back: a day, and half a day for feeds that lag behind."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Category:
    """A heading that stories are put under, and the words that lead there (its name is one)."""

    name: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewsPlan:
    """What one digest is made from.

    Attributes:
        urls: feeds, or pages whose links are taken.
        categories: in the order in which they are told.
        most_items: stories of one digest.
        per_source: stories of one source.
        hours: how far back a dated story may lie.
        languages: two-letter tags to keep; empty keeps all. Stories that do not say are kept.
        title: empty leaves it to the task's name.
        tell_empty: whether a digest without anything new is told all the same.
    """

    urls: tuple[str, ...]
    categories: tuple[Category, ...] = ()
    most_items: int = DEFAULT_ITEMS
    per_source: int = DEFAULT_PER_SOURCE
    hours: int = DEFAULT_HOURS
    languages: tuple[str, ...] = ()
    title: str = ""
    tell_empty: bool = True


@dataclass(frozen=True)
class NewsDigestConfig:
    """A news digest as it was accepted; `zone` empty means the task's, `weekdays` 0 is Sunday."""

    plan: NewsPlan
    hour: int
    minute: int = 0
    zone: str = ""
    weekdays: tuple[int, ...] = EVERY_WEEKDAY
    jitter: timedelta = timedelta()
    catch_up: timedelta = timedelta(hours=6)
    addresses: tuple[ChannelAddress, ...] = ()

    def timetable(self, zone: str) -> Timetable:
        """Return when it is made; `zone` is the task's."""
        return Timetable(self.zone or zone, (self.minute,), (self.hour,), weekdays=self.weekdays)


LONGEST_CATCH_UP = 23 * 60
DEFAULT_CATCH_UP = 6 * 60
"""Minutes: yesterday's paper is still read at noon, but not the next morning beside today's."""


def read_news_digest(raw: object) -> NewsDigestConfig:
    """Return the configuration of a news digest.

    Raises:
        InvalidRequest: a field breaks a rule; names its whole path and the rule.
    """
    fields = Fields.of(raw)
    hour, minute = read_clock(fields)
    config = NewsDigestConfig(
        plan=read_news_plan(fields),
        hour=hour,
        minute=minute,
        zone=read_zone(fields),
        weekdays=read_weekdays(fields),
        jitter=timedelta(seconds=fields.whole("jitter_seconds", 0, least=0, most=3_600)),
        catch_up=timedelta(
            minutes=fields.whole(
                "catch_up_minutes", DEFAULT_CATCH_UP, least=1, most=LONGEST_CATCH_UP
            )
        ),
        addresses=read_notification(fields),
    )
    fields.done()
    return config


def read_news_plan(fields: Fields) -> NewsPlan:
    """Return what to read; the fields that say when and whom are another reader's."""
    urls = fields.texts("news_urls", least=1, most=MOST_FEEDS, longest=LONGEST_URL)
    for index, url in enumerate(urls):
        if not _is_web_address(url):
            rule = "must be an http or https address without a user name"
            raise fields.refuse(f"news_urls[{index}]", rule)
    languages = fields.texts("languages", most=10, longest=3)
    for index, tag in enumerate(languages):
        if not _LANGUAGE.fullmatch(tag):
            raise fields.refuse(f"languages[{index}]", "must be a language tag such as zh or en")
    return NewsPlan(
        urls,
        _categories(fields),
        fields.whole("most_items", DEFAULT_ITEMS, least=1, most=MOST_ITEMS),
        fields.whole("per_source", DEFAULT_PER_SOURCE, least=1, most=MOST_PER_SOURCE),
        fields.whole("hours", DEFAULT_HOURS, least=1, most=MOST_HOURS),
        languages,
        fields.text("title", "", longest=80, shortest=0),
        fields.flag("tell_empty", default=True),
    )


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and not re.search(r"[\s\x00-\x1f\x7f]", url)
            and parts.port != 0
        )
    except ValueError:
        return False


def _categories(fields: Fields) -> tuple[Category, ...]:
    """Return the headings: names, or objects with `name` and `keywords`."""
    if not fields.has("categories"):
        return ()
    places = iter(range(MOST_CATEGORIES))
    found = fields.list(
        "categories", lambda item: _category(fields, item, next(places)), most=MOST_CATEGORIES
    )
    names = [each.name.casefold() for each in found]
    if len(set(names)) != len(names):
        raise fields.refuse("categories", "must not name a category twice")
    return found


def _category(fields: Fields, item: object, place: int) -> Category:
    path = f"{fields.path}.categories[{place}]"
    if isinstance(item, str):
        return Category(Fields({"name": item}, path).text("name", longest=40))
    inner = Fields.of(item, path)
    category = Category(
        inner.text("name", longest=40), inner.texts("keywords", most=MOST_KEYWORDS, longest=40)
    )
    inner.done()
    return category
