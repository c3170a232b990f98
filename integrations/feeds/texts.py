"""What all formats need: text without markup, absolute addresses, moments."""

import re
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from domain.common.quoting import clean
from domain.schedules.feeds import LONGEST_EXCERPT, LONGEST_TITLE, FeedEntry

LONGEST_MARKUP = 4_000
"""Characters of one description that are read: ten times an excerpt, and too few to nest deeply."""

DEEPEST = 1_000
"""Elements inside each other. Real pages stay below 100; parsing takes the square of the depth."""

_TAG = re.compile(r"<(/?)([a-z][^\s<>/]*+)([^<>]*+)>", re.IGNORECASE)
"""Possessive: a tag without an end would else be tried in as many ways as it is long, squared."""

_SHALLOW = frozenset(
    {
        *("p", "li", "tr", "td", "th", "dt", "dd", "option", "tbody", "thead", "tfoot", "colgroup"),
        *("br", "img", "hr", "input", "meta", "link", "source", "track", "wbr", "area", "base"),
        *("col", "embed", "param", "path", "circle", "rect", "use", "line", "polygon", "rp", "rt"),
    }
)
"""Elements that need no end, so that their number says nothing about depth."""

MOST_TAGS = 10
LONGEST_URL = 2_000


def is_too_deep(markup: str, *, xml: bool) -> bool:
    """Say whether elements may nest so deeply that parsing them would take minutes.

    Only in XML an element can end itself: HTML takes `<div/>` for a beginning.
    """
    depth = 0
    for end, name, rest in _TAG.findall(markup):
        if name.lower() in _SHALLOW or (xml and rest.endswith("/")):
            continue
        depth = max(0, depth - 1) if end else depth + 1
        if depth > DEEPEST:
            return True
    return False


def text_of(markup: str) -> str:
    """Return what a reader sees of HTML, on one line."""
    markup = markup[:LONGEST_MARKUP]
    if "<" not in markup and "&" not in markup:
        return clean(markup)
    tree = LexborHTMLParser(f"<body>{markup}</body>")
    for gone in tree.css("script, style"):
        gone.decompose()
    return clean(tree.body.text(separator=" ") if tree.body else "")


def web_address(url: str, base: str) -> str:
    """Return the absolute address; empty unless it is http or https and has a host."""
    try:
        joined = urljoin(base, url.strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    fits = parts.scheme in ("http", "https") and parts.hostname and len(joined) <= LONGEST_URL
    return joined if fits and "@" not in parts.netloc and joined.isprintable() else ""


def moment_of(text: str) -> datetime | None:
    """Return the moment that ISO text means, UTC when it does not say; None for anything else."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def entry_of(
    *,
    title: str,
    url: str,
    excerpt: str = "",
    published_at: datetime | None = None,
    tags: tuple[str, ...] = (),
    language: str = "",
) -> FeedEntry | None:
    """Return the entry cut to size; None when it has no title or no address."""
    shown = text_of(title)
    if not shown or not url:
        return None
    return FeedEntry(
        shown[:LONGEST_TITLE],
        url,
        text_of(excerpt)[:LONGEST_EXCERPT],
        published_at,
        tuple(clean(tag)[:40] for tag in tags[:MOST_TAGS]),
        language[:2].lower() if language[:2].isalpha() else "",
    )
