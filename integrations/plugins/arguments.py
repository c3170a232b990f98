"""What can be told of arguments before a plugin sees them.

The schema is the plugin's own text: its patterns could run for ever and its references lead
anywhere, so only what is plain is looked at. The rest is the plugin's to check.
"""

import json
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from domain.common.messages import Called, Foreign, Message, message

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


def broken_rule(
    schema: Mapping[str, Any], arguments: Mapping[str, Any], hide: Callable[[str], str] = str
) -> Message | None:
    """Return what is wrong with arguments; None when nothing plain is."""
    if len(json.dumps(arguments, ensure_ascii=False)) > LONGEST_ARGUMENTS:
        return message("plugin_call.too_long", most=LONGEST_ARGUMENTS)
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    required = schema.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and name not in arguments:
            return message("plugin_call.missing", name=_shown(name, hide))
    for name, value in arguments.items():
        if name not in known and schema.get("additionalProperties") is False:
            near = get_close_matches(name, known, n=1)
            meant = _shown(near[0], hide) if near else None
            return message("plugin_call.unknown", name=_shown(name, hide), near=meant)
        if not _fits(known.get(name), value):
            kind = Called(known[name]["type"])
            return message("plugin_call.wrong_type", name=_shown(name, hide), kind=kind)
    return None


def _shown(name: str, hide: Callable[[str], str]) -> Foreign:
    return Foreign(hide(name[:80]))


def _fits(schema: object, value: object) -> bool:
    kind = schema.get("type") if isinstance(schema, dict) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        return True
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _KINDS[kind])
