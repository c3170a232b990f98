"""Reading JSON objects of the API: what is absent or of another kind reads as empty."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

MARK = "zhiban.io/"
"""Prefix of every label and annotation that we write."""

ACTION = f"{MARK}action"
"""Annotation with the key of our newest action on an object."""

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for a time that the cluster did not say."""


def inside(found: object, *path: str | int) -> Any:  # noqa: ANN401 - JSON of any form
    """Return what lies at a path, None when the path ends before."""
    for step in path:
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def text(found: object, *path: str | int) -> str:
    """Return a string, empty when there is none."""
    value = inside(found, *path)
    return value if isinstance(value, str) else ""


def number(found: object, *path: str | int, default: int = 0) -> int:
    """Return a whole number, `default` when there is none."""
    value = inside(found, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def mapping(found: object, *path: str | int) -> Json:
    """Return an object, empty when there is none."""
    value = inside(found, *path)
    return value if isinstance(value, dict) else {}


def texts(found: object, *path: str | int) -> dict[str, str]:
    """Return the string values of an object, e.g. its labels."""
    values = mapping(found, *path)
    return {key: value for key, value in values.items() if isinstance(value, str)}


def each(found: object, *path: str | int) -> Iterator[Json]:
    """Yield the objects of a list."""
    values = inside(found, *path)
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, dict))


def moment(found: object, *path: str | int) -> datetime | None:
    """Return an RFC 3339 time, None when there is none."""
    try:
        read = datetime.fromisoformat(text(found, *path))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def controller_of(found: Json) -> Json:
    """Return the owner reference of the controller, empty when nothing controls the object."""
    owners = each(found, "metadata", "ownerReferences")
    return next((owner for owner in owners if owner.get("controller") is True), {})


def condition(found: Json, kind: str) -> Json:
    """Return a condition of the status by its type, empty when it is not there."""
    conditions = each(found, "status", "conditions")
    return next((one for one in conditions if text(one, "type") == kind), {})


def action_key(found: Json) -> str:
    """Return the key of our newest action on the object, empty when we never acted."""
    return text(found, "metadata", "annotations", ACTION)
