"""RSS 0.9x, 1.0 and 2.0, and Atom, through feedparser."""

import calendar
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped] # it ships no types

from domain.common.quoting import clean
from domain.schedules.feeds import Feed, FeedEntry
from integrations.feeds.texts import entry_of, is_too_deep, web_address

MOST_ENTRIES = 200
"""Entries of one feed that are looked at, in its order."""

_BROKEN = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError)
"""What feedparser was seen to raise, or may, on documents that were damaged on purpose."""

LONGEST_DECLARATION = 500
"""Characters at a document's beginning in which its XML declaration stands, with its end; honest
ones have 40. Endless spaces in one would else be searched in the square of their number."""

_DECLARED = re.compile(r"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""", re.IGNORECASE)


_ROOT = re.compile(r"<\w")
_GAP = re.compile(r"\s{2,}")
"""White space before the root: feedparser looks through it in the square of its length."""


def read_xml(text: str, *, url: str) -> Feed | None:
    """Return the feed in a document; None when it is none.

    Broken XML is read as far as it goes. The parser is given text that is decoded already, as a
    stream, so it neither guesses the charset nor fetches anything.
    """
    if is_too_deep(text, xml=True):
        return None
    text = _without_gaps(text)
    document = _DECLARED.sub(r"\1", text[:LONGEST_DECLARATION]) + text[LONGEST_DECLARATION:]
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        parsed = feedparser.parse(
            io.BytesIO(document.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,  # its markup is never shown: only the text of it is kept
        )
    except _BROKEN:
        return None
    if not parsed.version and not parsed.entries:
        return None
    # As plain dictionaries: theirs answers for missing names with others, and warns of it.
    language = _text(parsed.feed, "language")
    found = (_entry(dict(each), url, language) for each in parsed.entries[:MOST_ENTRIES])
    return Feed(url, clean(_text(parsed.feed, "title")), tuple(each for each in found if each))


def _without_gaps(text: str) -> str:
    """Return the document with single line breaks for all white space before its root."""
    root = _ROOT.search(text)
    start = root.start() if root else len(text)
    return _GAP.sub("\n", text[:start]).lstrip() + text[start:]


def _entry(raw: Mapping[str, Any], base: str, language: str) -> FeedEntry | None:
    tags = [each.get("term") for each in raw.get("tags", ()) if isinstance(each, Mapping)]
    return entry_of(
        title=_text(raw, "title"),
        url=web_address(_text(raw, "link"), base) if _text(raw, "link") else "",
        excerpt=_text(raw, "summary") or _content(raw),
        published_at=_moment(raw),
        tags=tuple(tag for tag in tags if isinstance(tag, str)),
        language=_text(raw, "language") or language,
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""


def _content(raw: Mapping[str, Any]) -> str:
    contents = raw.get("content") or ()
    return _text(contents[0], "value") if contents and isinstance(contents[0], Mapping) else ""


def _moment(raw: Mapping[str, Any]) -> datetime | None:
    """Return when it was published, else changed; feedparser has turned both to UTC."""
    for name in ("published_parsed", "updated_parsed"):
        parsed = raw.get(name)
        if parsed is None:
            continue
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError, TypeError):
            continue
    return None
