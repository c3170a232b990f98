"""What can be told of arguments before a plugin sees them.

The schema is the plugin's own text: its patterns could run for ever and its references lead
anywhere, so only what is plain is looked at. The rest is the plugin's to check.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

LONGEST_ARGUMENTS = 100_000
"""Characters of JSON; what is longer was not written by a model in one answer."""

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int, float),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}


def broken_rule(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> str:
    """Return what is wrong with arguments, as a sentence; empty when nothing plain is."""
    if len(json.dumps(arguments, ensure_ascii=False)) > LONGEST_ARGUMENTS:
        return f"The arguments are longer than {LONGEST_ARGUMENTS:,} characters."
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in arguments:
            return f"The argument {name[:80]!r} is missing."
    for name, value in arguments.items():
        if name not in known and schema.get("additionalProperties") is False:
            near = get_close_matches(name, known, n=1)
            hint = f" Is {near[0]!r} meant?" if near else ""
            return f"There is no argument {name[:80]!r}.{hint}"
        if not _fits(known.get(name), value):
            return f"The argument {name[:80]!r} must be of the type {known[name]['type']!r}."
    return ""


def _fits(schema: object, value: object) -> bool:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        return True
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _KINDS[kind])
