"""Which part of a page counts (WEB-2)."""

import re
import warnings
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import Field

from domain.common.errors import BrokenRule
from domain.common.field_rules import Flag, Listed, Text
from domain.common.messages import Alternatives, Called, Message, message
from domain.common.shapes import Group

MOST_SELECTORS = 20
"""Of one kind; a page that needs more is better watched by several tasks."""

LONGEST_SELECTOR = 500
"""Characters; browsers' "copy selector" gives up to about 300 on deeply nested pages."""

LONGEST_PATTERN = 200
"""Characters of a regular expression."""


_REPEATED_REPEAT = re.compile(r"[*+}]\??\)(?:[*+]|\{\d*,)")
"""Finds a group that ends with a repetition and is itself repeated without bound: the form in
which exponential time is nearly always written."""


def wrong_pattern(pattern: str) -> Message | None:
    """Return the rule that a regular expression breaks, or one that could take for ever.

    Matching runs where it can be stopped; this tells the author at once what would be stopped then.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # a `[[` that may mean more one day
            compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return message("rule.regular_expression")
    if compiled.groups > 20 or _REPEATED_REPEAT.search(pattern):
        return message("rule.repeated_repeat", example=Called("(a+)+"))
    return None


Pattern: TypeAlias = Annotated[str, Text(LONGEST_PATTERN, fits=wrong_pattern)]
Selector: TypeAlias = Annotated[str, Text(LONGEST_SELECTOR)]
Some = Listed(MOST_SELECTORS, once=True, alone=str)


@dataclass(frozen=True)
class Selection(Group):
    """Which part of a page counts, in the order in which it is applied."""

    remove: Annotated[
        tuple[Selector, ...],
        Some,
        Field(description="CSS selectors of what is taken out first."),
    ] = ()
    css: Annotated[
        tuple[Selector, ...],
        Some,
        Field(description="CSS selectors of what stays; several are joined in the page's order."),
    ] = ()
    xpath: Annotated[
        tuple[Selector, ...], Some, Field(description="XPath expressions of what stays.")
    ] = ()
    json_path: Annotated[Selector, Field(description="JMESPath, for a JSON page.")] = ""
    main_text: Annotated[
        Flag, Field(description="Only the article, without menus and footers.")
    ] = False
    ignore_lines: Annotated[
        tuple[Pattern, ...],
        Some,
        Field(description="Regular expressions; lines in which one is found are dropped."),
    ] = ()
    regex: Annotated[
        Pattern,
        Field(description="What stays of the text: group 1 of each match, else the match."),
    ] = ""
    sort_lines: Annotated[
        Flag, Field(description="Put the lines in order, for pages that shuffle them.")
    ] = False
    unique_lines: Annotated[Flag, Field(description="Keep each line once.")] = False

    def check(self) -> None:
        """Refuse what is for two kinds of pages, or two ways of one."""
        of_html = self.css or self.xpath or self.remove or self.main_text
        if self.json_path and of_html:
            others = _either("css", "xpath", "remove", "main_text")
            raise BrokenRule(message("rule.html_only", others=others), "json_path")
        if self.main_text and (self.css or self.xpath):
            raise BrokenRule(message("rule.not_with", other=_either("css", "xpath")), "main_text")


def _either(*names: str) -> Alternatives:
    return Alternatives(tuple(map(Called, names)))
