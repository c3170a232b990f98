"""Makes text of pages, in this process (WEB-2)."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import lxml.etree
import trafilatura

from application.ports.watches.web import Article, Page, SelectionEmpty
from domain.common.messages import Called, Foreign, message
from domain.watches.web.selections import Selection
from integrations.web.article import MOST_HTML, article_of
from integrations.web.checks import check_selection
from integrations.web.documents import Make, make_of, parse_html, parse_json, parse_xml
from integrations.web.page_text import html_text, json_text, tidy, xml_text
from integrations.web.patterns import keep_lines, matches
from integrations.web.selectors import (
    Chosen,
    choose_json,
    choose_xpath,
    cut_css,
)

Briefly = Callable[[], AbstractContextManager[None]]


class WebPageReader:
    """Reads pages with selectolax, lxml, jmespath and trafilatura.

    Whatever others wrote is parsed here, and may take as long as they like; `isolation` puts this
    into a process of its own.

    Args:
        briefly: bounds the time of a block, in which an expression of the task is evaluated.
    """

    def __init__(self, briefly: Briefly = nullcontext) -> None:
        self._briefly = briefly

    def select(self, page: Page, how: Selection) -> str:
        """Return the chosen text; see `PageReader.select`."""
        check_selection(how, "selection")
        text = tidy(self._document_text(page, how))
        if not text:
            raise SelectionEmpty(message("selection.no_text"))
        return self._chosen_lines(text, how)

    def article(self, page: Page) -> Article:
        """Return the main text of a page; see `PageReader.article`."""
        if make_of(page) is Make.HTML:
            return article_of(page)
        return Article(title="", text=self.select(page, Selection()))

    def _document_text(self, page: Page, how: Selection) -> str:
        make = make_of(page)
        if how.json_path or make is Make.JSON:
            return self._json_document(page, how)
        if make is Make.XML:
            return self._xml_document(page, how)
        if make is Make.HTML:
            return self._html_document(page, how)
        _refuse_markup(how, "plain text")
        return page.text

    def _json_document(self, page: Page, how: Selection) -> str:
        _refuse_markup(how, "JSON")
        try:
            value = parse_json(page.text)
        except ValueError:
            if how.json_path:
                raise SelectionEmpty(
                    message("selection.no_json", how=Called("json_path"))
                ) from None
            return page.text
        if how.json_path:
            with self._briefly():
                value = choose_json(value, how.json_path)
        return json_text(value)

    def _xml_document(self, page: Page, how: Selection) -> str:
        if how.remove or how.css or how.main_text:
            raise SelectionEmpty(message("selection.feed"))
        root = parse_xml(page.text)
        if root is None:
            return page.text
        if not how.xpath:
            return xml_text(root)
        with self._briefly():
            chosen = choose_xpath(root, how.xpath)
        return "\n".join(each if isinstance(each, str) else xml_text(each) for each in chosen)

    def _html_document(self, page: Page, how: Selection) -> str:
        html = page.text
        if how.remove or how.css:
            with self._briefly():
                html = cut_css(html, how.remove, how.css)
        root = parse_html(html)
        if root is None:
            return ""
        if how.xpath:
            with self._briefly():
                chosen = choose_xpath(root, how.xpath)
            if not how.main_text:
                return "\n".join(
                    each if isinstance(each, str) else html_text(each) for each in chosen
                )
            html = _as_html(chosen)
        return _main_text(html, page.url) if how.main_text else html_text(root)

    def _chosen_lines(self, text: str, how: Selection) -> str:
        if how.ignore_lines:
            with self._briefly():
                text = keep_lines(text, how.ignore_lines)
            if not text:
                raise SelectionEmpty(message("selection.all_ignored", how=Called("ignore_lines")))
        if how.regex:
            with self._briefly():
                text = tidy("\n".join(matches(text, how.regex)))
            if not text:
                raise SelectionEmpty(message("selection.regex", pattern=Foreign(how.regex[:80])))
        lines = text.splitlines()
        if how.sort_lines:
            lines.sort()
        if how.unique_lines:
            lines = list(dict.fromkeys(lines))
        return "\n".join(lines)


def _main_text(html: str, url: str) -> str:
    if len(html) > MOST_HTML:
        raise SelectionEmpty(message("selection.too_large", how=Called("main_text")))
    text = trafilatura.extract(html, url=url, include_comments=False)
    if not text:
        raise SelectionEmpty(message("selection.no_article", how=Called("main_text")))
    return text


def _as_html(chosen: Chosen) -> str:
    parts = (
        f"<p>{each}</p>"
        if isinstance(each, str)
        else lxml.etree.tostring(each, encoding="unicode", method="html")
        for each in chosen
    )
    return f"<html><body>{''.join(parts)}</body></html>"


def _refuse_markup(how: Selection, what: str) -> None:
    for name in ("css", "xpath", "main_text"):
        if getattr(how, name):
            why = message("selection.no_elements", how=Called(name), is_json=what == "JSON")
            raise SelectionEmpty(why)
