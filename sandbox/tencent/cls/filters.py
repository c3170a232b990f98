"""`Filters`, `Offset` and `Limit`, as the list actions of the log service share them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sandbox.tencent.errors import ApiError, invalid_parameter

MAX_FILTERS = 10
MAX_PAGE = 100
DEFAULT_PAGE = 20

Filter: TypeAlias = Callable[[Any, str], bool]


def filtered(
    items: Iterable[Any],
    params: Mapping[str, Any],
    known: Mapping[str, Filter],
    *,
    max_values: int,
) -> list[Any]:
    """Return the items that pass every filter; a filter passes when one of its values does.

    `known` maps keys to tests of item and value; a key ending in `:` covers all that begin so, and
    its test gets `rest=value`.

    Raises:
        ApiError: there are too many filters or values, or a key is unknown.
    """
    filters = params.get("Filters", [])
    if len(filters) > MAX_FILTERS:
        raise invalid_parameter("Filters", f"at most {MAX_FILTERS} are taken.")
    chosen = list(items)
    for each in filters:
        key, values = each.get("Key", ""), each.get("Values", [])
        if len(values) > max_values:
            raise invalid_parameter("Filters", f"at most {max_values} values are taken.")
        test, prefix = _test(key, known)
        chosen = [item for item in chosen if any(test(item, prefix + value) for value in values)]
    return chosen


def page_of(items: Sequence[Any], params: Mapping[str, Any]) -> Sequence[Any]:
    """Return the page that `Offset` and `Limit` ask for.

    Raises:
        ApiError: one of them is out of range.
    """
    offset, limit = params.get("Offset", 0), params.get("Limit", DEFAULT_PAGE)
    if offset < 0:
        raise invalid_parameter("Offset", "it must not be negative.")
    if not 1 <= limit <= MAX_PAGE:
        raise invalid_parameter("Limit", f"it must be between 1 and {MAX_PAGE}.")
    return items[offset : offset + limit]


def _test(key: str, known: Mapping[str, Filter]) -> tuple[Filter, str]:
    if key in known:
        return known[key], ""
    prefix, colon, rest = key.partition(":")
    if colon and prefix + colon in known:
        return known[prefix + colon], f"{rest}="
    raise ApiError("InvalidFilter", f"The filter `{key}` is not known.")
