"""The `Feeds` port over the page fetcher: guarded, bounded, polite like every page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from application.ports.feeds import FeedFailed
from application.ports.isolation import Isolation, ParsingFailed, Spoiled
from application.ports.watches.web import FetchFailed, FetchProblem, Page, PageFetcher, PageRequest
from domain.common.messages import Called, message
from domain.schedules.feeds import Feed
from domain.watches.web.problems import why_unread
from integrations.feeds.parsing import read_back

PARSING = "integrations.feeds.parsing"

MOST_BYTES = 3_000_000
"""Of one feed, unpacked; the largest honest ones that were looked at have 1 MB."""

_LASTING = {FetchProblem.REFUSED_ADDRESS, FetchProblem.BAD_URL, FetchProblem.TYPE}
_SPOILED = {
    Spoiled.EXPRESSION: "feed.too_slow",
    Spoiled.TIME: "feed.too_slow",
    Spoiled.BROKEN: "feed.unreadable",
    Spoiled.TURN: "feed.waiting",
}
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True)
class WebFeeds:
    """Reads whatever a source is: a feed, or a page that names one, or a page with links."""

    fetcher: PageFetcher
    isolation: Isolation

    async def read(self, url: str, *, owner: str) -> Feed:
        """Return what the source says, or raise `FeedFailed`."""
        found = await self._parsed(await self._fetch(url), owner)
        if "address" in found:
            found = await self._parsed(await self._fetch(str(found["address"])), owner)
        if "feed" in found:
            feed = read_back(found["feed"])
            return Feed(feed.url, feed.title or _host(url), feed.entries)
        raise FeedFailed(message("feed.empty", source=Called(_host(url))), lasting=True)

    async def _fetch(self, url: str) -> Page:
        request = PageRequest(url=url, headers={"Accept": _ACCEPT}, most_bytes=MOST_BYTES)
        try:
            return await self.fetcher.fetch(request)
        except FetchFailed as failed:
            why = why_unread(failed.problem.value, failed.status)
            said = message("feed.unread", source=Called(_host(url)), why=why)
            raise FeedFailed(said, lasting=_is_lasting(failed)) from failed

    async def _parsed(self, page: Page, owner: str) -> dict[str, Any]:
        question = {"text": _decoded(page), "url": page.url, "media_type": page.media_type}
        try:
            return await self.isolation.ask(PARSING, question, owner=owner)
        except ParsingFailed as failed:
            lasting = failed.why is not Spoiled.TURN
            said = message(_SPOILED[failed.why], source=Called(_host(page.url)))
            raise FeedFailed(said, lasting=lasting) from None


def _is_lasting(failed: FetchFailed) -> bool:
    gone = 400 <= failed.status < 500 and failed.status not in (408, 425, 429)
    return failed.problem in _LASTING or gone


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
