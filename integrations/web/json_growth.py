"""How much more than its document a JMESPath expression can make.

`[@,@][]` doubles what it is given, and eight such characters more double it again: 400 of them fill
any memory, also when there is nothing but `{}` to choose from. So an expression is measured before
anything is asked of it.
"""

from math import prod
from typing import Any

MOST_GROWTH = 1_000
"""Times; an honest choice of ten fields of ten fields counts 400."""

MOST_METRIC_GROWTH = 50
"""Times, where one number is looked for, or one of each series."""

_GATHERING = frozenset({"multi_select_list", "multi_select_dict"})


def growth_of(node: object) -> int:
    """Return a bound of how many times an expression can hold its document in its answer.

    Args:
        node: of the tree that `jmespath.compile` gives as `parsed`.
    """
    if not isinstance(node, dict):
        return 1  # a bound of a slice
    if node["type"] == "literal":
        return max(1, _items(node["value"]))
    parts = [growth_of(child) for child in node["children"]]
    # Twice: a separator, or a mark before each quote, may come with each part.
    return 2 * sum(parts) if node["type"] in _GATHERING else prod(parts)


def _items(value: Any) -> int:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict | list):
        return 1
    inner = value.values() if isinstance(value, dict) else value
    return sum(_items(each) for each in inner)
