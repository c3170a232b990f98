"""CSS, XPath and JMESPath: what of a document stays (WEB-2)."""

import math
from collections.abc import Iterable

import jmespath
import lxml.etree
from jmespath.exceptions import JMESPathError, JMESPathTypeError
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from application.ports.watches.web import SelectionEmpty
from domain.common.errors import InvalidRequest
from domain.common.messages import Alternatives, Called, Foreign, Message, message
from integrations.web.documents import Element
from integrations.web.json_growth import MOST_GROWTH, growth_of

Chosen = list[Element | str]

LONGEST_SELECTOR = 500
"""Characters; copied selectors of deep pages are about half of that."""


def check_css(selector: str, field: str) -> None:
    """Raise `InvalidRequest` when a CSS selector cannot be parsed."""
    _check_length(selector, field)
    try:
        LexborHTMLParser("<p></p>").css(selector)
    except (SelectolaxError, ValueError):
        rule = message("rule.not_css", text=Foreign(selector[:80]))
        raise InvalidRequest(field, rule) from None


def check_xpath(expression: str, field: str) -> None:
    """Raise `InvalidRequest` when an XPath expression cannot be parsed or calls the unknown."""
    _check_length(expression, field)
    try:
        lxml.etree.XPath(expression)(lxml.etree.Element("html"))
    except (lxml.etree.XPathError, ValueError) as error:
        if "namespace prefix" not in str(error):  # that is the document's to declare
            text, why = Foreign(expression[:80]), Foreign(str(error))
            rule = message("rule.not_xpath", text=text, why=why)
            raise InvalidRequest(field, rule) from None


def check_json_path(expression: str, field: str, *, most_growth: int = MOST_GROWTH) -> None:
    """Raise `InvalidRequest` when a JMESPath expression cannot be parsed, or makes too much."""
    _check_length(expression, field)
    try:
        compiled = jmespath.compile(expression)
        if growth_of(compiled.parsed) > most_growth:
            raise InvalidRequest(field, message("rule.grows", most=most_growth))
        compiled.search({})
    except JMESPathTypeError:
        return  # `{}` may be the wrong argument of a function
    except JMESPathError:
        rule = message("rule.not_jmespath", text=Foreign(expression[:80]))
        raise InvalidRequest(field, rule) from None


def cut_css(html: str, remove: Iterable[str], keep: tuple[str, ...]) -> str:
    """Return the HTML that stays: without `remove`, and only `keep` when that is given.

    Raises:
        SelectionEmpty: none of `keep` is there.
    """
    tree = LexborHTMLParser(html)
    for selector in remove:
        for node in _outermost(tree.css(selector)):
            node.decompose()
    if not keep:
        return tree.html or ""
    # One question for all gives them in the page's order.
    kept = [node.html or "" for node in _outermost(tree.css(", ".join(keep)))]
    if not kept:
        raise SelectionEmpty(_no_match("css", keep))
    return "<html><body><div>" + "</div><div>".join(kept) + "</div></body></html>"


def choose_xpath(root: Element, expressions: tuple[str, ...]) -> Chosen:
    """Return what the expressions find, in their order.

    Raises:
        SelectionEmpty: they find nothing.
        InvalidRequest: one uses a prefix that the document does not declare.
    """
    spaces = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    chosen: Chosen = []
    for expression in expressions:
        try:
            found = root.xpath(expression, namespaces=spaces or None)
        except lxml.etree.XPathError as error:
            rule = message("rule.not_for_page", why=Foreign(str(error)))
            raise InvalidRequest("selection.xpath", rule) from None
        chosen.extend(_results(found))
    if not any(isinstance(each, lxml.etree._Element) or each.strip() for each in chosen):  # noqa: SLF001 - as in documents
        raise SelectionEmpty(_no_match("xpath", expressions))
    return chosen


def choose_json(value: object, expression: str) -> object:
    """Return what a JMESPath expression finds.

    Raises:
        SelectionEmpty: nothing, or only emptiness.
        InvalidRequest: a function of it does not take what is there.
    """
    try:
        found: object = jmespath.search(expression, value)
    except JMESPathTypeError as error:
        expected = Alternatives(tuple(map(Called, error.expected_types)))
        function = Called(f"{error.function_name}()")
        rule = message("rule.argument_for_page", function=function, expected=expected)
        raise InvalidRequest("selection.json_path", rule) from None
    except JMESPathError as error:
        first = str(error).splitlines()[0]
        rule = message("rule.not_for_page", why=Foreign(first))
        raise InvalidRequest("selection.json_path", rule) from None
    if found is None or found in ([], {}, ""):
        raise SelectionEmpty(_no_match("json_path", [expression]))
    return found


def _results(found: object) -> Chosen:
    if isinstance(found, list):
        elements = {id(each) for each in found if not isinstance(each, str | tuple)}
        return [
            str(each) if isinstance(each, str) else each
            for each in found
            if isinstance(each, str) or not any(id(up) in elements for up in each.iterancestors())
        ]
    if isinstance(found, bool):
        return [str(found).lower()]
    if isinstance(found, float):
        return [_number(found)]
    return [str(found)]


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else repr(value)


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not _inside(node, chosen)]


def _inside(node: LexborNode, chosen: set[int]) -> bool:
    up = node.parent
    while up is not None:
        if up.mem_id in chosen:
            return True
        up = up.parent
    return False


def _check_length(text: str, field: str) -> None:
    if not 1 <= len(text) <= LONGEST_SELECTOR:
        raise InvalidRequest(field, message("rule.characters", least=1, most=LONGEST_SELECTOR))


def _no_match(how: str, expressions: Iterable[str]) -> Message:
    named = tuple(Foreign(each[:80]) for each in expressions)
    return message("selection.no_match", how=Called(how), expressions=Alternatives(named))
