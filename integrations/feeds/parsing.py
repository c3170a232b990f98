"""What a child of `integrations.isolation` does with a source: it finds the feed in it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from domain.schedules.feeds import Feed, FeedEntry
from integrations.feeds.json_feeds import read_json
from integrations.feeds.link_pages import feed_address, read_links
from integrations.feeds.texts import is_too_deep
from integrations.feeds.xml_feeds import read_xml


def answer(
    question: dict[str, Any],
    briefly: Callable[[], AbstractContextManager[None]],  # noqa: ARG001 - nothing here is an owner's own expression
) -> dict[str, Any]:
    """Return the source's `feed`, or the `address` of the feed that a page names, or nothing."""
    found = parsed(question["text"], url=question["url"], media_type=question["media_type"])
    if isinstance(found, Feed):
        return {"feed": _written(found)}
    return {"address": found} if found else {}


def parsed(text: str, *, url: str, media_type: str) -> Feed | str | None:
    """Return the feed, or the address of the feed that a page names, or None."""
    start = text[:500].lstrip("\ufeff \t\r\n").lower()
    if "json" in media_type or start.startswith("{"):
        return read_json(text, url=url)
    if not _is_html(media_type, start):
        feed = read_xml(text, url=url)
        if feed is not None:
            return feed
    if is_too_deep(text, xml=False):
        return None
    tree = LexborHTMLParser(text)
    return feed_address(tree, url=url) or read_links(tree, url=url)


def read_back(given: Mapping[str, Any]) -> Feed:
    """Return the feed that `answer` has written."""
    return Feed(given["url"], given["title"], tuple(_entry(each) for each in given["entries"]))


def _is_html(media_type: str, start: str) -> bool:
    """Say whether it is a page; what it says of itself counts more than its type."""
    if start.startswith(("<rss", "<feed", "<rdf:rdf")) or "<rss" in start or "<feed" in start:
        return False
    return "html" in media_type or start.startswith(("<!doctype html", "<html"))


def _written(feed: Feed) -> dict[str, Any]:
    written = asdict(feed)
    for entry in written["entries"]:
        at = entry["published_at"]
        entry["published_at"] = at.isoformat() if at else None
    return written


def _entry(given: Mapping[str, Any]) -> FeedEntry:
    at = given["published_at"]
    moment = datetime.fromisoformat(at) if at else None
    return FeedEntry(**{**given, "published_at": moment, "tags": tuple(given["tags"])})
