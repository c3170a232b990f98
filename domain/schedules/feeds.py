"""Stories of feeds: which are the same, which are new, and where they belong (SCH-2).

Everything here is decided by rules, so that the same feeds always give the same digest. What feeds
say is data from strangers: it is compared and cut, and quoted by whoever shows it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from domain.common.folding import folded
from domain.schedules.digests import Category, NewsPlan

LONGEST_TITLE = 200
LONGEST_EXCERPT = 400
"""Characters that are kept of an entry; a digest shows less of both."""

SAME_TITLE = 0.6
"""Jaccard similarity from which two titles tell the same story. Agencies' rewordings of one
headline lie at 0.6 to 0.9, different stories about one company below 0.4."""

AHEAD = timedelta(hours=26)
"""A story dated later than this has a wrong date; time zones left out explain up to 26 hours."""

_TRACKING = re.compile(
    r"(utm_.*|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|spm|_hsenc|_hsmi|mkt_tok|ref_src"
    r"|share_token|share_source|wt\.mc_id|ncid|cmpid)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class FeedEntry:
    """One entry as its feed has it, cut to size.

    Attributes:
        url: absolute, http or https.
        published_at: None when the feed does not say, or says something unreadable.
        tags: the feed's own categories.
        language: two letters; empty when unknown.
    """

    title: str
    url: str
    excerpt: str = ""
    published_at: datetime | None = None
    tags: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Feed:
    """What a source said; `entries` are in its order."""

    url: str
    title: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Story:
    """Something to tell.

    Attributes:
        id: within one digest: `s1`, `s2`, …
        source: the title of the feed.
        category: a configured name; empty for the rest.
        also: titles of further feeds with the same story.
    """

    id: str
    title: str
    url: str
    source: str
    excerpt: str = ""
    published_at: datetime | None = None
    category: str = ""
    also: tuple[str, ...] = ()


def canonical_url(url: str) -> str:
    """Return the address without what only tracks its readers; scheme and `www.` do not count."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    path = parts.path.rstrip("/")
    return urlunsplit(("https", host + port, path, urlencode(sorted(kept)), ""))


def untracked(url: str) -> str:
    """Return the address as it was given, without what only tracks its readers."""
    parts = urlsplit(url)
    kept = [
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


@dataclass(frozen=True)
class NewsTopics:
    """What common headings are called, and by which words their stories are known.

    Attributes:
        names: by topic, what people call it in any language.
        words: by topic, what its stories speak of in any language.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def words_of(self, name: str) -> tuple[str, ...]:
        """Return the words of a heading; none for one that is nobody's but its owner's."""
        called = folded(name).casefold()
        for topic, names in self.names.items():
            if called in (topic, *names):
                return (*names, *self.words.get(topic, ()))
        return ()

    def explained(self, categories: Sequence[Category]) -> tuple[Category, ...]:
        """Return the categories with what is known of them; an owner's own keywords decide."""
        return tuple(
            each if each.keywords else replace(each, keywords=self.words_of(each.name))
            for each in categories
        )


def marks_of(story: Story | FeedEntry) -> tuple[str, str]:
    """Return what a story is remembered by: short digests of its address and of its title."""
    title = " ".join(_words(story.title))
    return (_digest("u", canonical_url(story.url)), _digest("t", title))


def _digest(kind: str, text: str) -> str:
    return kind + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text).casefold())


def shingles(title: str) -> frozenset[str]:
    """Return the words of a title, and pairs of characters where a language splits no words."""
    found: set[str] = set()
    for word in _words(title):
        if _CJK.search(word):
            found.update(word[place : place + 2] for place in range(max(1, len(word) - 1)))
        else:
            found.add(word)
    return frozenset(found)


def tell_the_same(one: str, other: str) -> bool:
    """Say whether two titles are about one story: nearly the same words, and the same numbers."""
    first, second = shingles(one), shingles(other)
    if not first or not second:
        return False
    if _numbers(one) != _numbers(other):
        return False
    return len(first & second) / len(first | second) >= SAME_TITLE


def _numbers(title: str) -> set[str]:
    return set(re.findall(r"\d+", folded(title)))


def chosen(
    feeds: Sequence[Feed], plan: NewsPlan, *, told: Collection[str], now: datetime
) -> list[Story]:
    """Return the stories of a digest, in the order in which they are told.

    Args:
        feeds: what the sources said.
        plan: what is wanted.
        told: marks of the stories of earlier digests; those are left out.
        now: when the digest is made.
    """
    stories: list[Story] = []
    for place, (feed, entry) in _in_turn(feeds, plan, set(told), now):
        known = _find(stories, entry)
        if known is not None:
            _also(stories, known, feed.title)
        elif len(stories) < plan.most_items:
            stories.append(_story(entry, feed, plan.categories, place))
    return _numbered(_ordered(stories, plan.categories))


def _in_turn(
    feeds: Sequence[Feed], plan: NewsPlan, told: set[str], now: datetime
) -> Iterable[tuple[int, tuple[Feed, FeedEntry]]]:
    """Yield the first story of each feed, then the second of each: no source crowds others out."""
    rows = [
        (feed, [each for each in _newest_first(feed) if _is_wanted(each, plan, told, now)])
        for feed in feeds
    ]
    for rank in range(plan.per_source):
        for feed, entries in rows:
            if rank < len(entries):
                yield rank, (feed, entries[rank])


def _newest_first(feed: Feed) -> list[FeedEntry]:
    """Return dated entries first; a feed's own order decides among the others."""
    return sorted(
        feed.entries,
        key=lambda each: -each.published_at.timestamp() if each.published_at else 0.0,
    )


def _is_wanted(entry: FeedEntry, plan: NewsPlan, told: set[str], now: datetime) -> bool:
    if not told.isdisjoint(marks_of(entry)):
        return False
    if plan.languages and entry.language and entry.language not in plan.languages:
        return False
    if entry.published_at is None:
        return True
    return now - timedelta(hours=plan.hours) <= entry.published_at <= now + AHEAD


def _find(stories: list[Story], entry: FeedEntry) -> int | None:
    url = canonical_url(entry.url)
    for place, story in enumerate(stories):
        if canonical_url(story.url) == url or tell_the_same(story.title, entry.title):
            return place
    return None


def _also(stories: list[Story], place: int, source: str) -> None:
    story = stories[place]
    if source != story.source and source not in story.also:
        stories[place] = replace(story, also=(*story.also, source))


def _story(entry: FeedEntry, feed: Feed, categories: Sequence[Category], place: int) -> Story:
    return Story(
        id=f"r{place}",
        title=entry.title,
        url=untracked(entry.url),
        source=feed.title,
        excerpt=entry.excerpt,
        published_at=entry.published_at,
        category=category_of(entry, categories),
    )


def category_of(entry: FeedEntry, categories: Sequence[Category]) -> str:
    """Return the category that fits best: the feed's own tags, then the title, then the excerpt.

    The first category that is named wins among those that fit equally well.
    """
    tags = tuple(tag.casefold() for tag in entry.tags)
    for text in (None, entry.title, entry.excerpt):
        for category in categories:
            for word in (category.name, *category.keywords):
                if word.casefold() in tags if text is None else _mentions(text, word):
                    return category.name
    return ""


def _mentions(text: str, word: str) -> bool:
    text, word = (folded(each).casefold() for each in (text, word))
    if _CJK.search(word):
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def _ordered(stories: list[Story], categories: Sequence[Category]) -> list[Story]:
    places = {category.name: place for place, category in enumerate(categories)}
    return sorted(
        stories,
        key=lambda story: (
            places.get(story.category, len(places)),
            -story.published_at.timestamp() if story.published_at else 0.0,
        ),
    )


def _numbered(stories: list[Story]) -> list[Story]:
    return [replace(story, id=f"s{place}") for place, story in enumerate(stories, 1)]
