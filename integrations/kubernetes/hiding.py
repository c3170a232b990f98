"""Patches as people may see them: what was sent, without values that may be secret."""

import json
from typing import Any

from integrations.kubernetes.objects import MARK
from integrations.kubernetes.templates import RESTARTED_AT

MOST_SHOWN = 4_000
"""Length of `Performed.patch`."""

HIDDEN = "…"

_CONTENT = {"data", "binaryData", "stringData"}
_WORDS = {"args", "command"}
"""Command lines carry passwords more often than they should."""

_PLAIN = (MARK, RESTARTED_AT, "deployment.kubernetes.io/")
"""Annotations whose values say nothing that is secret; `last-applied-configuration` says all."""


def shown(sent: object) -> str:
    """Return a patch as JSON text, with the values of variables, contents and commands hidden."""
    parts = [_shown_part(part) for part in sent] if isinstance(sent, list) else _hidden(sent, "")
    return json.dumps(parts, ensure_ascii=False)[:MOST_SHOWN]


def _shown_part(part: Any) -> Any:  # noqa: ANN401 - JSON of any form
    """Return one part of a patch; an operation's path says what its value is."""
    if not isinstance(part, dict) or "path" not in part or "value" not in part:
        return _hidden(part, "")
    names = ["", *(step.replace("~1", "/").replace("~0", "~") for step in part["path"].split("/"))]
    around, last = names[-2:]
    return {**part, "value": _hidden({last: part["value"]}, around)[last]}


def _hidden(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON of any form
    if isinstance(value, list):
        return [HIDDEN] if name in _WORDS else [_hidden(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    if name in _CONTENT:
        return {key: None if inner is None else HIDDEN for key, inner in value.items()}
    if name == "annotations":
        return {key: inner if key.startswith(_PLAIN) else HIDDEN for key, inner in value.items()}
    variable = "name" in value and "value" in value
    return {
        key: HIDDEN if variable and key == "value" else _hidden(inner, key)
        for key, inner in value.items()
    }
