"""The `Feeds` port over the page fetcher: guarded, bounded, polite like every page."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from application.ports.feeds import FeedFailed
from application.ports.web import FetchFailed, FetchProblem, Page, PageFetcher, PageRequest
from domain.feeds import Feed
from integrations.feeds.json_feeds import read_json
from integrations.feeds.link_pages import feed_address, read_links
from integrations.feeds.texts import is_too_deep
from integrations.feeds.xml_feeds import read_xml

MOST_BYTES = 3_000_000
"""Of one feed, unpacked; the largest honest ones that were looked at have 1 MB."""

_LASTING = {FetchProblem.REFUSED_ADDRESS, FetchProblem.BAD_URL, FetchProblem.TYPE}
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True)
class WebFeeds:
    """Reads whatever a source is: a feed, or a page that names one, or a page with links."""

    fetcher: PageFetcher

    async def read(self, url: str) -> Feed:
        """Return what the source says, or raise `FeedFailed`."""
        page = await self._fetch(url)
        found = await asyncio.to_thread(parsed, page)
        if isinstance(found, str):
            page = await self._fetch(found)
            found = await asyncio.to_thread(parsed, page)
        if isinstance(found, Feed):
            return Feed(found.url, found.title or _host(url), found.entries)
        raise FeedFailed(f"{_host(url)} holds neither a feed nor links to articles.", lasting=True)

    async def _fetch(self, url: str) -> Page:
        request = PageRequest(url, headers={"Accept": _ACCEPT}, most_bytes=MOST_BYTES)
        try:
            return await self.fetcher.fetch(request)
        except FetchFailed as failed:
            message = f"{_host(url)} could not be read ({failed.problem.value}"
            message += f" {failed.status})." if failed.status else ")."
            raise FeedFailed(message, lasting=_is_lasting(failed)) from failed


def _is_lasting(failed: FetchFailed) -> bool:
    gone = 400 <= failed.status < 500 and failed.status not in (408, 425, 429)
    return failed.problem in _LASTING or gone


def parsed(page: Page) -> Feed | str | None:
    """Return the feed, or the address of the feed that a page names, or None."""
    text = _decoded(page)
    start = text[:500].lstrip("\ufeff \t\r\n").lower()
    if "json" in page.media_type or start.startswith("{"):
        return read_json(text, url=page.url)
    if not _is_html(page, start):
        feed = read_xml(text, url=page.url)
        if feed is not None:
            return feed
    if is_too_deep(text, xml=False):
        return None
    tree = LexborHTMLParser(text)
    return feed_address(tree, url=page.url) or read_links(tree, url=page.url)


def _is_html(page: Page, start: str) -> bool:
    """Say whether it is a page; what it says of itself counts more than its type."""
    if start.startswith(("<rss", "<feed", "<rdf:rdf")) or "<rss" in start or "<feed" in start:
        return False
    return "html" in page.media_type or start.startswith(("<!doctype html", "<html"))


def _decoded(page: Page) -> str:
    """Return the text; bytes that are valid UTF-8 are UTF-8, whatever a header says.

    Text of another charset that happens to be valid UTF-8 beyond ASCII is too rare to matter, and
    wrong declarations are common.
    """
    try:
        return page.body.decode("utf-8") if page.body else page.text
    except UnicodeDecodeError:
        return page.text


def _host(url: str) -> str:
    return urlsplit(url).hostname or url[:60]
