"""Request headers that a web monitor may send: those that say what is wanted, never who asks."""

import re
from collections.abc import Mapping
from typing import Annotated, TypeAlias

from domain.common.errors import BrokenRule
from domain.common.field_rules import By
from domain.common.messages import Called, Names, message

MOST_HEADERS = 10
LONGEST_VALUE = 300
"""Characters; a browser's User-Agent has about 120."""

_HARMLESS = frozenset(
    {"accept", "accept-language", "cache-control", "dnt", "pragma", "referer", "user-agent"}
)
"""Names without `X-`; everything else is about identity, routing, or the connection itself."""

_SECRET = re.compile(
    r"authorization|cookie|^proxy-|api-?key|token|secret|password|signature|session", re.IGNORECASE
)
_OURS = re.compile(
    r"^x-(forwarded|real-ip|original|rewrite|http-method|amz|aws|goog|ms)", re.IGNORECASE
)
"""What servers and cloud metadata services trust, or what changes the request's meaning."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,49}")


def harmless(given: object) -> dict[str, str]:
    """Return request headers that may be sent, or raise `BrokenRule` at the one that may not."""
    if not isinstance(given, Mapping) or len(given) > MOST_HEADERS:
        raise BrokenRule(message("rule.object_at_most", most=MOST_HEADERS))
    return {_named(each): _valued(each, given[each]) for each in given}


def _named(header: object) -> str:
    if not isinstance(header, str) or not _NAME.fullmatch(header):
        raise BrokenRule(message("rule.header_names"))
    if _SECRET.search(header):
        rule = message("rule.header_secret", instead=Called("credential"))
        raise BrokenRule(rule, header)
    lower = header.lower()
    if lower not in _HARMLESS and (not lower.startswith("x-") or _OURS.search(lower)):
        allowed = Names(tuple(map(Called, ("X-…", *sorted(_HARMLESS)))))
        raise BrokenRule(message("rule.header_allowed", allowed=allowed), header)
    return header


def _valued(header: str, value: object) -> str:
    fits = isinstance(value, str) and 1 <= len(value.strip()) <= LONGEST_VALUE
    if not isinstance(value, str) or not fits or not value.isascii() or not value.isprintable():
        raise BrokenRule(message("rule.ascii_between", least=1, most=LONGEST_VALUE), header)
    return value


HEADERS = {
    "type": "object",
    "maxProperties": MOST_HEADERS,
    "additionalProperties": {"type": "string", "maxLength": LONGEST_VALUE},
}
"""Their schema."""

Headers: TypeAlias = Annotated[Mapping[str, str], By(harmless, HEADERS)]
