"""Feeds of four shapes and a broken one; the same news stands in several of them.

The link of one item differs by a tracking parameter, and its title by spaces and letter case,
from feed to feed, as with real publishers.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

MOST_ITEMS = 200
IN_A_FEED = 20


@dataclass(frozen=True)
class Item:
    """One piece of news."""

    number: int
    title: str
    category: str
    summary: str
    at: datetime

    @property
    def path(self) -> str:
        """Return the path of its page."""
        return f"/news/{self.number}"


@dataclass(frozen=True)
class Feed:
    """A feed as it is served."""

    media_type: str
    content: bytes


class Feeds:
    """The news, and the feeds that are made of them."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._count = 0

    def publish(self, title: str, category: str, summary: str, *, at: datetime) -> Item:
        """Add an item."""
        self._count += 1
        item = Item(self._count, title, category, summary, at)
        self._items = [*self._items[-MOST_ITEMS + 1 :], item]
        return item

    def newest(self, count: int) -> list[Item]:
        """Return items, newest first."""
        return sorted(self._items, key=lambda item: (item.at, item.number), reverse=True)[:count]

    def feed(self, name: str, *, base: str) -> Feed | None:
        """Return a feed by name, or None; `base` begins its links."""
        made = _FEEDS.get(name)
        if made is None:
            return None
        keeps, write = made
        items = [item for item in self.newest(MOST_ITEMS) if keeps(item)][:IN_A_FEED]
        return write(base, items)


def names() -> list[str]:
    """Return the names of all feeds."""
    return sorted(_FEEDS)


def _rss(base: str, items: list[Item]) -> Feed:
    text = "".join(
        f"<item><title>{escape(item.title)}</title>"
        f"<link>{escape(base + item.path)}?utm_source=rss&amp;utm_medium=feed</link>"
        f'<guid isPermaLink="false">sandbox:{item.number}</guid>'
        f"<category>{escape(item.category)}</category>"
        f"<pubDate>{format_datetime(item.at.astimezone(UTC), usegmt=True)}</pubDate>"
        f"<description><![CDATA[<p>{escape(item.summary)}</p>]]></description></item>"
        for item in items
    )
    return _xml(
        "application/rss+xml",
        f'<rss version="2.0"><channel><title>SANDBOX news (RSS)</title><link>{base}</link>'
        f"<description>SANDBOX</description>{text}</channel></rss>",
    )


def _gb2312(base: str, items: list[Item]) -> Feed:
    text = _rss(base, items).content.decode().replace('encoding="utf-8"', 'encoding="gb2312"')
    return Feed("application/xml", text.encode("gb18030"))


def _atom(base: str, items: list[Item]) -> Feed:
    text = "".join(
        f"<entry><title>{escape(item.title)} </title><id>tag:web.sandbox,2026:{item.number}</id>"
        f"<link href={quoteattr(base + item.path)}/>"
        f"<updated>{item.at.astimezone(UTC).isoformat()}</updated>"
        f"<category term={quoteattr(item.category)}/>"
        f'<summary type="text">{escape(item.summary)}</summary></entry>'
        for item in items
    )
    updated = items[0].at.astimezone(UTC).isoformat() if items else "2026-01-01T00:00:00+00:00"
    return _xml(
        "application/atom+xml",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>SANDBOX news (Atom)</title>'
        f"<id>{base}/feeds/atom</id><updated>{updated}</updated>{text}</feed>",
    )


def _rdf(base: str, items: list[Item]) -> Feed:
    places = "".join(f"<rdf:li resource={quoteattr(base + item.path)}/>" for item in items)
    text = "".join(
        f"<item rdf:about={quoteattr(base + item.path)}><title>{escape(item.title.upper())}</title>"
        f"<link>{escape(base + item.path)}#rdf</link>"
        f"<description>{escape(item.summary)}</description>"
        f"<dc:subject>{escape(item.category)}</dc:subject>"
        f"<dc:date>{item.at.astimezone(UTC).isoformat()}</dc:date></item>"
        for item in items
    )
    return _xml(
        "application/rdf+xml",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="{base}/feeds/rdf"><title>SANDBOX news (RDF)</title>'
        f"<link>{base}</link><description>SANDBOX</description>"
        f"<items><rdf:Seq>{places}</rdf:Seq></items></channel>{text}</rdf:RDF>",
    )


def _json(base: str, items: list[Item]) -> Feed:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "SANDBOX news (JSON)",
        "home_page_url": base,
        "feed_url": f"{base}/feeds/json",
        "items": [
            {
                "id": str(item.number),
                "url": base + item.path,
                "title": item.title,
                "content_text": item.summary,
                "date_published": item.at.astimezone(UTC).isoformat(),
                "tags": [item.category],
            }
            for item in items
        ],
    }
    return Feed("application/feed+json", json.dumps(body, ensure_ascii=False).encode())


def _broken(base: str, items: list[Item]) -> Feed:
    """Return what a careless program writes: entities and tags that nobody closes."""
    text = "".join(
        f"<item><title>{item.title} & more<br></title><link>{base}{item.path}</link>"
        f"<description>&nbsp;{item.summary}<b></description>"
        for item in items
    )
    return Feed("text/html", f"<rss><channel><title>SANDBOX broken</title>{base}{text}".encode())


def _xml(media_type: str, text: str) -> Feed:
    return Feed(media_type, f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode())


_Keeps = Callable[[Item], bool]
_Write = Callable[[str, list[Item]], Feed]

_FEEDS: dict[str, tuple[_Keeps, _Write]] = {
    "rss": (lambda item: item.number % 3 != 0, _rss),
    "atom": (lambda item: item.number % 3 != 1, _atom),
    "rdf": (lambda item: item.number % 2 == 0, _rdf),
    "json": (lambda _item: True, _json),
    "gb2312": (lambda item: item.number % 3 == 0, _gb2312),
    "broken": (lambda item: item.number % 2 == 1, _broken),
    "empty": (lambda _item: False, _rss),
}
