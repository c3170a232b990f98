"""What an answer is made of, and its parsers (WEB-2)."""

import json
import re
from enum import StrEnum

import lxml.etree
import lxml.html

from application.ports.watches.web import Page

Element = lxml.etree._Element  # noqa: SLF001 - lxml publishes the type of its elements only so

_HTML_START = re.compile(
    r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML_START = re.compile(r"\s*<(\?xml|rss|feed|rdf:RDF)\b")
_STARTS_WITHIN = 4096


class Make(StrEnum):
    """How a page is written."""

    HTML = "html"
    XML = "xml"
    JSON = "json"
    PLAIN = "plain"


def make_of(page: Page) -> Make:
    """Return how a page is written; many servers give a wrong type, so its beginning counts too."""
    start = page.text[:_STARTS_WITHIN]
    if page.media_type.endswith("json"):
        return Make.JSON
    if page.media_type in ("text/html", "application/xhtml+xml") or _HTML_START.match(start):
        return Make.XML if _XML_START.match(start) and not _looks_html(start) else Make.HTML
    if page.media_type.endswith("xml") or _XML_START.match(start):
        return Make.XML
    return Make.PLAIN


def parse_html(text: str) -> Element | None:
    """Return the root of a page or of a piece of one, None when there is nothing in it."""
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:
        return None


def parse_xml(text: str) -> Element | None:
    """Return the root of a document; entities stay unresolved and nothing is loaded.

    Elements of its default namespace lose it, so that `//entry` finds what it seems to find.
    """
    parser = lxml.etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    root = lxml.etree.fromstring(text.lstrip().encode("utf-8", "replace"), parser=parser)
    if root is None:
        return None
    default = root.nsmap.get(None)
    for element in root.iter(f"{{{default}}}*") if default else ():
        element.tag = lxml.etree.QName(element).localname
    return root


def parse_json(text: str) -> object:
    """Return what a JSON text says; raises ValueError."""
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _looks_html(start: str) -> bool:
    return re.search(r"<(!doctype\s+html|html)\b", start, re.IGNORECASE) is not None
