"""What a child of `integrations.isolation` does with a metric's answer: it finds the number in it.

The document is a stranger's, and the path is anybody's who has an account.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError, JMESPathTypeError

from domain.common.foreign_values import wrong_argument
from integrations.metrics.answers import parsed_json

MOST_FOUND = 10_000
"""Items of a list or object that are given on; a watch looks at a thousand series."""


def answer(
    question: dict[str, Any], briefly: Callable[[], AbstractContextManager[None]]
) -> dict[str, Any]:
    """Return what the path finds as `found`; else `not_json`, or `bad_path` with the reason."""
    try:
        document = parsed_json(question["text"])
    except (ValueError, RecursionError):
        return {"not_json": True}
    try:
        with briefly():
            return {"found": _bounded(jmespath.search(question["path"], document))}
    except JMESPathTypeError as error:
        return {"bad_path": wrong_argument(error.function_name, error.expected_types)}
    except JMESPathError as error:
        return {"bad_path": " ".join(str(error).split())}
    except (ValueError, RecursionError):
        return {"bad_path": ""}


def _bounded(found: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return as much of what was found as anybody looks at: values are numbers, or say what not."""
    if isinstance(found, dict):
        return {str(name): _shallow(found[name]) for name in list(found)[:MOST_FOUND]}
    if isinstance(found, list):
        return [_shallow(each) for each in found[:MOST_FOUND]]
    return found[:MOST_FOUND] if isinstance(found, str) else found


def _shallow(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict | list):
        return type(value)()
    return value[:MOST_FOUND] if isinstance(value, str) else value
