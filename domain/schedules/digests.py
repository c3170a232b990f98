"""News digests: what to read, and when (SCH-2); their configuration."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Flag, Listed, Text, Whole
from domain.common.messages import Alternatives, Called, Message, Names, message
from domain.common.shapes import Group
from domain.schedules.configs import CalendarConfig
from domain.schedules.timetables import Timetable

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

LONGEST_CATCH_UP = 23 * 60
DEFAULT_CATCH_UP = 6 * 60
"""Minutes: yesterday's paper is still read at noon, but not the next morning beside today's."""


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


def _wrong_feed(url: str) -> Message | None:
    return None if _is_web_address(url) else message("rule.feed_address")


def _wrong_language(tag: str) -> Message | None:
    example = Alternatives((Called("zh"), Called("en")))
    return None if _LANGUAGE.fullmatch(tag) else message("rule.language_tag", example=example)


def _category(item: object) -> object:
    """Return a name alone as the object that it is short for."""
    return {"name": item} if isinstance(item, str) else item


def _named_once(categories: "tuple[Category, ...]") -> "tuple[Category, ...]":
    names = [each.name.casefold() for each in categories]
    if len(set(names)) != len(names):
        raise BrokenRule(message("rule.named_once"))
    return categories


@dataclass(frozen=True)
class Category(Group):
    """A heading that stories are put under."""

    name: Annotated[str, Text(40), Field(description="The heading; leads there by itself, too.")]
    keywords: Annotated[
        tuple[Annotated[str, Text(40)], ...],
        Listed(MOST_KEYWORDS, once=True),
        Field(description="Words that lead there."),
    ] = ()


Feeds: TypeAlias = Annotated[
    tuple[Annotated[str, Text(LONGEST_URL, fits=_wrong_feed)], ...],
    Listed(MOST_FEEDS, 1, once=True),
    Field(description="1 to 20 feeds, or pages whose links are taken."),
]
Categories: TypeAlias = Annotated[
    tuple[
        Annotated[
            Category,
            BeforeValidator(_category, json_schema_input_type=Category | Annotated[str, Text(40)]),
        ],
        ...,
    ],
    Listed(MOST_CATEGORIES),
    AfterValidator(_named_once),
    Field(description="Headings in the order in which they are told; names or objects."),
]
Items: TypeAlias = Annotated[
    int, Whole(1, MOST_ITEMS), Field(description="Stories of one digest; default 12.")
]
PerSource: TypeAlias = Annotated[
    int, Whole(1, MOST_PER_SOURCE), Field(description="Stories of one source; default 10.")
]
HoursBack: TypeAlias = Annotated[
    int, Whole(1, MOST_HOURS), Field(description="How far back a story may lie; default 36.")
]
Languages: TypeAlias = Annotated[
    tuple[Annotated[str, Text(3, fits=_wrong_language)], ...],
    Listed(10, once=True),
    Field(description="Tags to keep, such as zh; all when left out."),
]
Title: TypeAlias = Annotated[
    str, Text(80, 0), Field(description="Of the digest; the task's name when left out.")
]
TellsEmpty: TypeAlias = Annotated[
    Flag, Field(description="Tell a digest without anything new, too; default true.")
]


@dataclass(frozen=True)
class NewsPlan(Group):
    """What one digest is made from."""

    urls: Annotated[Feeds, Field(alias="news_urls")]
    categories: Categories = ()
    most_items: Items = DEFAULT_ITEMS
    per_source: PerSource = DEFAULT_PER_SOURCE
    hours: HoursBack = DEFAULT_HOURS
    languages: Languages = ()
    title: Title = ""
    tell_empty: TellsEmpty = True
    type: Literal["news_digest"] = "news_digest"


class NewsDigestConfig(CalendarConfig):
    """Collects news once a day."""

    news_urls: Feeds
    categories: Categories = ()
    most_items: Items = DEFAULT_ITEMS
    per_source: PerSource = DEFAULT_PER_SOURCE
    hours: HoursBack = DEFAULT_HOURS
    languages: Languages = ()
    title: Title = ""
    tell_empty: TellsEmpty = True
    hour: Annotated[int, Whole(0, 23)] = Field(description="Of the day.")
    catch_up_minutes: Annotated[int, Whole(1, LONGEST_CATCH_UP)] = Field(
        DEFAULT_CATCH_UP, description="How late a missed digest is still made; default 360."
    )

    @property
    def plan(self) -> NewsPlan:
        """What it is made from."""
        return NewsPlan(
            self.news_urls,
            self.categories,
            self.most_items,
            self.per_source,
            self.hours,
            self.languages,
            self.title,
            self.tell_empty,
        )

    @property
    def words(self) -> str | Message:
        """The names of the sources' hosts."""
        hosts = dict.fromkeys(urlsplit(url).hostname or "" for url in self.news_urls)
        return message("task.name_news", hosts=Names(tuple(Called(each) for each in hosts if each)))

    def timetable(self, zone: str) -> Timetable:
        """Return when it is made; `zone` is the task's."""
        return Timetable(
            zone=self.zone or zone,
            minutes=(self.minute,),
            hours=(self.hour,),
            weekdays=self.weekdays,
        )
