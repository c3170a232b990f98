"""The article of a page: title, main text, links, date (WEB-2)."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import trafilatura
from trafilatura.settings import Document

from application.ports.watches.web import Article, Page
from integrations.web.documents import Element, parse_html
from integrations.web.page_text import html_text, tidy

MOST_HTML = 1_500_000
"""Characters in which an article is looked for, in 2 s; the time grows with the square of them."""

MOST_LINKS = 200
LONGEST_TITLE = 300
LONGEST_LINK = 2_000
"""Characters of an address; longer ones are not links but data."""

_AROUND = frozenset({"nav", "header", "footer", "aside"})
"""Where links lead around the site and not on from the text."""


def article_of(page: Page) -> Article:
    """Return the article of an HTML page; a page without one counts as a whole."""
    root = parse_html(page.text)
    if root is None:
        return Article(title="", text="")
    document = _document(page)
    text = tidy((document.text if document else "") or "")
    return Article(
        title=_title(root, document),
        text=text or html_text(root),
        links=tuple(_links(root, page.url)),
        published=(document.date if document else "") or "",
        language=((document.language if document else "") or root.get("lang") or "")[:35],
    )


def _document(page: Page) -> Document | None:
    if len(page.text) > MOST_HTML:
        return None
    found = trafilatura.bare_extraction(
        page.text, url=page.url, include_comments=False, with_metadata=True
    )
    return found if isinstance(found, Document) else None


def _title(root: Element, document: Document | None) -> str:
    own = root.findtext(".//title") or ""
    return " ".join(((document.title if document else "") or own).split())[:LONGEST_TITLE]


def _links(root: Element, url: str) -> Iterator[tuple[str, str]]:
    base = root.find(".//base[@href]")
    home = _absolute(url, base.get("href", "")) if base is not None else url
    seen: set[str] = set()
    for anchor in root.iter("a"):
        address = urldefrag(_absolute(home or url, anchor.get("href", ""))).url
        text = " ".join(html_text(anchor).split())[:LONGEST_TITLE]
        if not address or not text or address in seen or _is_around(anchor):
            continue
        seen.add(address)
        yield text, address
        if len(seen) == MOST_LINKS:
            return


def _absolute(base: str, href: str) -> str:
    try:
        address = urljoin(base, href.strip())
    except ValueError:
        return ""
    web = address.startswith(("http://", "https://")) and address.isprintable()
    return address if web and len(address) <= LONGEST_LINK else ""


def _is_around(anchor: Element) -> bool:
    return any(up.tag in _AROUND for up in anchor.iterancestors())
