"""Which part of a page counts (WEB-2)."""

import re
import warnings
from dataclasses import dataclass

from domain.common.config_fields import Fields

MOST_SELECTORS = 20
"""Of one kind; a page that needs more is better watched by several tasks."""

LONGEST_SELECTOR = 500
"""Characters; browsers' "copy selector" gives up to about 300 on deeply nested pages."""

LONGEST_PATTERN = 200
"""Characters of a regular expression."""


@dataclass(frozen=True)
class Selection:
    """Which part of a page counts, in the order in which it is applied.

    Attributes:
        remove: CSS selectors of what is taken out first.
        css: selectors of what stays; several are joined in the page's order.
        xpath: expressions of what stays.
        json_path: JMESPath over a JSON page.
        main_text: only the article, without menus and footers.
        ignore_lines: regular expressions; lines in which one is found are dropped.
        regex: what stays of the text: group 1 of each match, else the match.
        sort_lines: put the lines in order, for pages that shuffle them.
        unique_lines: keep each line once.
    """

    remove: tuple[str, ...] = ()
    css: tuple[str, ...] = ()
    xpath: tuple[str, ...] = ()
    json_path: str = ""
    main_text: bool = False
    ignore_lines: tuple[str, ...] = ()
    regex: str = ""
    sort_lines: bool = False
    unique_lines: bool = False


def read_selection(fields: Fields | None) -> Selection:
    """Return what the object `selection` of a configuration asks for; the whole page without it.

    `remove`, `css`, `xpath` and `ignore_lines` are lists, or one text; `json_path` and `regex` are
    texts; `main_text`, `sort_lines` and `unique_lines` are true or false, false when not given.

    Raises:
        InvalidRequest: a field breaks a rule; names its whole path.
    """
    if fields is None:
        return Selection()
    selection = Selection(
        remove=_some(fields, "remove", LONGEST_SELECTOR),
        css=_some(fields, "css", LONGEST_SELECTOR),
        xpath=_some(fields, "xpath", LONGEST_SELECTOR),
        json_path=fields.text("json_path", "", longest=LONGEST_SELECTOR),
        main_text=fields.flag("main_text", default=False),
        ignore_lines=_some(fields, "ignore_lines", LONGEST_PATTERN),
        regex=fields.text("regex", "", longest=LONGEST_PATTERN),
        sort_lines=fields.flag("sort_lines", default=False),
        unique_lines=fields.flag("unique_lines", default=False),
    )
    fields.done()
    for index, pattern in enumerate(selection.ignore_lines):
        check_pattern(fields, f"ignore_lines[{index}]", pattern)
    check_pattern(fields, "regex", selection.regex)
    _check_kinds(fields, selection)
    return selection


def check_pattern(fields: Fields, name: str, pattern: str) -> None:
    """Refuse what is no regular expression, or one that could keep a worker busy for ever."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # a `[[` that may mean more one day
            compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        raise fields.refuse(name, "must be a regular expression as Python knows them") from None
    if compiled.groups > 20 or _REPEATED_REPEAT.search(pattern):
        rule = "must not repeat what itself repeats, such as (a+)+; that can take for ever"
        raise fields.refuse(name, rule)


# Matching runs where it can be stopped; this tells the author at once what would be stopped then.
_REPEATED_REPEAT = re.compile(r"[*+}]\??\)(?:[*+]|\{\d*,)")
"""Finds a group that ends with a repetition and is itself repeated without bound: the form in
which exponential time is nearly always written."""


def _some(fields: Fields, name: str, longest: int) -> tuple[str, ...]:
    """Return a list of texts; one text alone is a list of one."""
    if fields.has(name) and isinstance(fields.raw[name], str):
        return (fields.text(name, longest=longest),)
    return fields.texts(name, most=MOST_SELECTORS, longest=longest)


def _check_kinds(fields: Fields, selection: Selection) -> None:
    of_html = selection.css or selection.xpath or selection.remove or selection.main_text
    if selection.json_path and of_html:
        rule = "cannot be combined with css, xpath, remove or main_text, which are for HTML"
        raise fields.refuse("json_path", rule)
    if selection.main_text and (selection.css or selection.xpath):
        raise fields.refuse("main_text", "cannot be combined with css or xpath: choose one")
