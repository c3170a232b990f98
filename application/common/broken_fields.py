"""What is wrong with the shape of a request, as pydantic finds it, in our words.

The library's own sentences are English and change with its releases. What was sent is never
repeated: it may be a password.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from domain.common.errors import BrokenRule, InvalidRequest
from domain.common.messages import Alternatives, Argument, Called, Message, Names, message

_CHOICE = re.compile(r"'([^']*)'")
_START_OF_ID = re.compile(r"\^([a-z]+_)(?:$|[\[(])")

_FIXED: Mapping[str, Message] = {
    kind: message(id_)
    for id_, kinds in {
        "rule.missing": "missing missing_argument",
        "rule.unknown": "extra_forbidden unexpected_keyword_argument",
        "rule.json": "json_invalid",
        "rule.text": "string_type string_unicode",
        "rule.whole_number": "int_type int_parsing int_from_float",
        "rule.number": "float_type float_parsing decimal_type decimal_parsing finite_number",
        "rule.truth": "bool_type bool_parsing",
        "rule.list": "list_type tuple_type set_type frozen_set_type iterable_type",
        "rule.object": "dict_type mapping_type model_type model_attributes_type dataclass_type",
        "rule.web_address": "url_type url_parsing url_syntax_violation url_scheme url_too_long",
        "rule.small_integers": "int_parsing_size",
    }.items()
    for kind in kinds.split()
}
_BY_EXAMPLE: Mapping[str, Message] = {
    "datetime": message("rule.moment", example=Called("2026-11-21T06:30:00+08:00")),
    "timezone": message("rule.moment", example=Called("2026-11-21T06:30:00+08:00")),
    "date": message("rule.day", example=Called("2026-11-21")),
    "time": message("rule.wall_time", example=Called("06:00")),
}
"""By the first word of what the library calls an error."""

_BOUNDED: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "greater_than_equal": lambda of: message("rule.at_least", least=_number(of["ge"])),
    "less_than_equal": lambda of: message("rule.at_most", most=_number(of["le"])),
    "greater_than": lambda of: message("rule.more_than", bound=_number(of["gt"])),
    "less_than": lambda of: message("rule.less_than", bound=_number(of["lt"])),
    "string_too_short": lambda of: message("rule.least_characters", least=int(of["min_length"])),
    "string_too_long": lambda of: message("rule.most_characters", most=int(of["max_length"])),
    "too_short": lambda of: message("rule.least_items", least=int(of["min_length"])),
    "too_long": lambda of: message("rule.most_items", most=int(of["max_length"])),
    "string_pattern_mismatch": lambda of: _of_pattern(str(of["pattern"])),
    "literal_error": lambda of: message("rule.one_of", choices=_choices(of["expected"])),
    "enum": lambda of: message("rule.one_of", choices=_choices(of["expected"])),
}


LONGEST_FIELD = 100
"""Characters of a field's name that is repeated to whoever wrote it."""


def broken_field(
    error: Mapping[str, Any],
    *,
    known: Sequence[str] = (),
    within: str = "",
    listed: bool = False,
) -> InvalidRequest:
    """Return which field breaks which rule.

    Args:
        error: one of `ValidationError.errors()`.
        known: fields that there are; one of them may be meant by one that is not.
        within: what the fields are parts of.
        listed: whether one that is not known is answered with those that are.
    """
    name = ".".join(str(part) for part in error["loc"])[:LONGEST_FIELD]
    own = error.get("ctx", {}).get("error")
    if isinstance(own, BrokenRule) and own.field:
        name = own.field
    field = ".".join(filter(None, (within, name))) or "body"
    if error["type"] == "extra_forbidden" and known:
        return InvalidRequest(field, _unknown(name, known, listed=listed))
    return InvalidRequest(field, _broken_rule(error))


def _unknown(name: str, known: Sequence[str], *, listed: bool) -> Message:
    if near := get_close_matches(name, known, n=1):
        return message("rule.unknown_near", near=Called(near[0]))
    if listed:
        return message("rule.unknown_among", known=Names(tuple(map(Called, known))))
    return message("rule.unknown")


def _broken_rule(error: Mapping[str, Any]) -> Message:
    kind, context = error["type"], error.get("ctx", {})
    own = context.get("error")
    if isinstance(own, BrokenRule):
        return own.rule
    if kind in _BOUNDED:
        return _BOUNDED[kind](context)
    return _FIXED.get(kind) or _BY_EXAMPLE.get(kind.partition("_")[0]) or message("rule.malformed")


def _number(bound: object) -> Argument:
    if isinstance(bound, int):
        return bound
    return Decimal(str(bound)) if isinstance(bound, float) else Called(str(bound))


def _of_pattern(pattern: str) -> Message:
    if start := _START_OF_ID.match(pattern):
        return message("rule.id_start", start=Called(start[1]))
    return message("rule.pattern", pattern=Called(pattern))


def _choices(expected: str) -> Alternatives:
    return Alternatives(tuple(Called(each) for each in _CHOICE.findall(expected)))
