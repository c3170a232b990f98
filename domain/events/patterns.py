"""Which types of events somebody means: `zhiban.web.changed`, `zhiban.web.*` or `*`."""

import re

from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message

EVERY = "*"

_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}(\.\*)?|\*")


def check_pattern(pattern: str, *, field: str) -> str:
    """Return the pattern, or raise `InvalidRequest` that names the field."""
    if not _PATTERN.fullmatch(pattern):
        raise InvalidRequest(
            field,
            message(
                "event.pattern",
                type=Called("zhiban.web.changed"),
                family=Called("zhiban.web.*"),
                all=Called("*"),
            ),
        )
    return pattern


def prefix_of(pattern: str) -> str | None:
    """Return what a type must begin with, or None when the pattern is one type itself."""
    return pattern[:-1] if pattern == EVERY or pattern.endswith(".*") else None


def means(pattern: str, type_: str) -> bool:
    """Say whether a type of event is meant."""
    prefix = prefix_of(pattern)
    return type_ == pattern if prefix is None else type_.startswith(prefix)
