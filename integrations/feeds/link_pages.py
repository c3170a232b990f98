"""Plain pages without a feed: their article links are the stories."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from domain.common.quoting import clean, width
from domain.schedules.feeds import Feed, FeedEntry
from integrations.feeds.texts import entry_of, moment_of, web_address

MOST_LINKS = 60
SHORTEST_TITLE = 12
"""Columns of a link's text from which it is taken for a headline: six Chinese characters."""

_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
)
_AROUND = "nav, footer, aside, form, script, style, noscript, [role=navigation]"
_HEADLINES = "article a[href], h1 a[href], h2 a[href], h3 a[href], h4 a[href]"


def feed_address(tree: LexborHTMLParser, *, url: str) -> str:
    """Return the address of the feed that a page names; empty when it names none."""
    for link in tree.css("link[rel~=alternate][href]"):
        if (link.attributes.get("type") or "").lower() in _FEED_TYPES:
            found = web_address(link.attributes.get("href") or "", url)
            if found and found != url:
                return found
    return ""


def read_links(tree: LexborHTMLParser, *, url: str) -> Feed | None:
    """Return the page's article links, headlines first; None when there are none."""
    base = tree.css_first("base[href]")
    root = web_address(base.attributes.get("href") or "", url) if base else ""
    title = tree.css_first("title")
    language = (tree.root.attributes.get("lang") or "") if tree.root else ""
    for gone in tree.css(_AROUND):
        gone.decompose()
    found: dict[str, FeedEntry] = {}
    for link in _links(tree):
        href = link.attributes.get("href") or ""
        address = web_address(href, root or url).partition("#")[0]
        # Before its time is looked for: that walks through the whole article of each link.
        if address in found or address in ("", url, root):
            continue
        entry = _entry(link, address, language)
        if entry is not None:
            found[address] = entry
        if len(found) == MOST_LINKS:
            break
    if not found:
        return None
    return Feed(url, clean(title.text()) if title else "", tuple(found.values()))


def _links(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Yield links in headlines; every link when the page has too few of those."""
    headlines = tree.css(_HEADLINES)
    yield from headlines if len(headlines) >= 3 else tree.css("a[href]")


def _entry(link: LexborNode, address: str, language: str) -> FeedEntry | None:
    text = clean(link.text(separator=" "))
    if width(text) < SHORTEST_TITLE:
        return None
    return entry_of(
        title=text, url=address, published_at=moment_of(_time_beside(link)), language=language
    )


def _time_beside(link: LexborNode) -> str:
    """Return the `datetime` of the article that the link stands in."""
    node = link.parent
    while node is not None and node.tag not in ("body", "main"):
        if node.tag in ("article", "li", "tr"):
            time = node.css_first("time[datetime]")
            return (time.attributes.get("datetime") or "") if time else ""
        node = node.parent
    return ""
