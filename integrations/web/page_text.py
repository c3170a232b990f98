"""Pages as lines of text: what a person would read, without what programs need (WEB-2)."""

import json
import re
from collections.abc import Iterable, Iterator

import lxml.etree

from integrations.web.documents import Element, parse_html

_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object"}
    | {"canvas", "audio", "video", "datalist"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd"}
    | {"details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li"}
    | {"main", "menu", "nav", "ol", "option", "p", "pre", "search", "section", "select", "summary"}
    | {"table", "tbody", "textarea", "tfoot", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_KEEPS_LINES = frozenset({"pre", "textarea"})
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&(#\d+|#x[0-9a-fA-F]+|\w+);")
_SPACES = re.compile(r"(?:(?!(?<=\d)[\u00a0\u2007\u2009\u202f]\d{3}(?!\d))[\s\u00a0\u200b])+")
"""All but what groups the digits of one number: another kind of space than between two numbers."""

_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s*\t\s*(?=\d)")
"""The edge of two cells that hold numbers; side by side they would look like one."""


def tidy(text: str) -> str:
    """Return text with single spaces, and without empty lines; a tab parts numbers of two cells."""
    lines = (_tidy_line(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def html_text(root: Element) -> str:
    """Return the text of an element: a line for each block, none for what is not shown."""
    return tidy("".join(_pieces(root)))


def markup_text(markup: str) -> str:
    """Return the text of a piece of HTML."""
    root = parse_html(markup)
    return "" if root is None else html_text(root)


def xml_text(root: Element) -> str:
    """Return a line `name: text` for each element that says something; for feeds and data."""
    return tidy("\n".join(_xml_lines(root)))


def json_text(value: object) -> str:
    """Return a JSON value as text: a word as it is, words one per line, else with sorted keys."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(_is_scalar(each) for each in value):
        return "\n".join(_scalar(each) for each in value)
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def _tidy_line(line: str) -> str:
    return "\t".join(_SPACES.sub(" ", part).strip() for part in _BETWEEN_NUMBERS.split(line))


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def _scalar(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _pieces(root: Element) -> Iterator[str]:
    keeping = 0
    walk = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = element.tag if event in ("start", "end") else ""
        edge = "\n" if name in _BLOCKS else "\t" if name in _CELLS else ""
        keeping += (name in _KEEPS_LINES) * (1 if event == "start" else -1)
        if event == "start":
            yield edge
            if name in _UNSEEN:
                walk.skip_subtree()
            else:
                yield _inline(element.text, keeping)
        else:
            yield edge
            yield _between_links(element)
            yield _inline(element.tail if element is not root else None, keeping)


def _between_links(element: Element) -> str:
    """Return what stands between two links side by side, which browsers show apart by style."""
    after = element.getnext() if element.tag == "a" and not element.tail else None
    return " " if after is not None and after.tag == "a" else ""


def _inline(text: str | None, keeping: int) -> str:
    return text or "" if keeping else _SPACES.sub(" ", text or "")


def _xml_lines(root: Element) -> Iterator[str]:
    for element in root.iter(lxml.etree.Element):
        name = lxml.etree.QName(element).localname
        said = (element.text or "").strip() or element.get("href", "")
        if not said:
            continue
        if _MARKUP.search(said):
            said = markup_text(said)
        first, *more = said.splitlines() or [""]
        yield f"{name}: {first}"
        yield from _indented(more)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
