"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import json
from collections.abc import Mapping
from typing import Any

from domain.common.quoting import clean
from domain.schedules.feeds import Feed, FeedEntry
from integrations.feeds.texts import entry_of, moment_of, web_address
from integrations.feeds.xml_feeds import MOST_ENTRIES


def read_json(text: str, *, url: str) -> Feed | None:
    """Return the feed in a JSON document; None when it is none."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(raw, Mapping) or not isinstance(raw.get("items"), list):
        return None
    language = _text(raw, "language")
    items = (each for each in raw["items"][:MOST_ENTRIES] if isinstance(each, Mapping))
    found = (_entry(each, url, language) for each in items)
    return Feed(url, clean(_text(raw, "title")), tuple(each for each in found if each))


def _entry(raw: Mapping[str, Any], base: str, language: str) -> FeedEntry | None:
    body = _text(raw, "summary") or _text(raw, "content_text") or _text(raw, "content_html")
    link = _text(raw, "url") or _text(raw, "external_url")
    tags = raw.get("tags")
    return entry_of(
        title=_text(raw, "title") or body[:80],
        url=web_address(link, base) if link else "",
        excerpt=body,
        published_at=moment_of(_text(raw, "date_published") or _text(raw, "date_modified")),
        tags=tuple(t for t in tags if isinstance(t, str)) if isinstance(tags, list) else (),
        language=_text(raw, "language") or language,
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
