"""Whether what a task chooses can be parsed; light enough to ask when a task is created (WEB-2)."""

from domain.watches.web.selections import Selection
from integrations.web.patterns import check_pattern
from integrations.web.selectors import check_css, check_json_path, check_xpath


def check_selection(how: Selection, where: str) -> None:
    """Raise `InvalidRequest` for a selector that cannot be parsed.

    Args:
        how: what a task asks for.
        where: the path of its fields, e.g. `config.select`; the error names `config.select.css[0]`.
    """
    for name, check, texts in (
        ("remove", check_css, how.remove),
        ("css", check_css, how.css),
        ("xpath", check_xpath, how.xpath),
        ("ignore_lines", check_pattern, how.ignore_lines),
    ):
        for number, text in enumerate(texts):
            check(text, f"{where}.{name}[{number}]")
    if how.json_path:
        check_json_path(how.json_path, f"{where}.json_path")
    if how.regex:
        check_pattern(how.regex, f"{where}.regex")
