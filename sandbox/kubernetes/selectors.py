"""Label and field selectors, as text in a query and as objects in a spec."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sandbox.kubernetes.failures import Refusal

Labels: TypeAlias = Mapping[str, str]
Matcher: TypeAlias = Callable[[Labels], bool]

_KEY = r"[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?"
_VALUE = r"([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?"
_EQUALS = re.compile(rf"^\s*(?P<key>{_KEY})\s*(?P<op>==|=|!=)\s*(?P<value>{_VALUE})\s*$")
_IN = re.compile(rf"^\s*(?P<key>{_KEY})\s+(?P<op>in|notin)\s+\((?P<values>[^()]*)\)\s*$")
_EXISTS = re.compile(rf"^\s*(?P<not>!?)\s*(?P<key>{_KEY})\s*$")
_COMMAS_OUTSIDE = re.compile(r",(?![^()]*\))")


def label_matcher(text: str) -> Matcher:
    """Return what tells whether labels fit a selector of a query.

    Raises:
        Refusal: 400, the text is no selector.
    """
    if not text.strip():
        return lambda _labels: True
    parts = [_requirement(part) for part in _COMMAS_OUTSIDE.split(text)]
    return lambda labels: all(part(labels) for part in parts)


def spec_matcher(selector: Mapping[str, Any] | None) -> Matcher:
    """Return what tells whether labels fit a selector object; none fit an absent one."""
    if selector is None:
        return lambda _labels: False
    wanted = selector.get("matchLabels") or {}
    parts = [_equals(key, value) for key, value in wanted.items()]
    parts += [
        _expression(one["key"], one["operator"], one.get("values") or [])
        for one in selector.get("matchExpressions") or []
    ]
    return lambda labels: all(part(labels) for part in parts)


def as_text(selector: Mapping[str, Any] | None) -> str:
    """Return a selector object as a query has it."""
    selector = selector or {}
    texts = [f"{key}={value}" for key, value in sorted((selector.get("matchLabels") or {}).items())]
    for one in selector.get("matchExpressions") or []:
        values = ",".join(sorted(one.get("values") or []))
        forms = {
            "In": f"{one['key']} in ({values})",
            "NotIn": f"{one['key']} notin ({values})",
            "Exists": one["key"],
            "DoesNotExist": f"!{one['key']}",
        }
        texts.append(forms[one["operator"]])
    return ",".join(texts)


def field_matcher(text: str, *, known: frozenset[str]) -> Callable[[Mapping[str, Any]], bool]:
    """Return what tells whether an object fits a field selector.

    Args:
        text: such as `metadata.name=web,status.phase!=Running`.
        known: the fields of that kind that can be selected by.

    Raises:
        Refusal: 400, no selector or not a field of it.
    """
    parts: list[tuple[str, bool, str]] = []
    for part in filter(None, text.split(",")):
        match = re.match(r"^([A-Za-z.]+)(!=|==|=)(.*)$", part.strip())
        if match is None:
            raise Refusal(400, f"invalid selector: '{part}'; can't understand '{part}'")
        if match[1] not in known:
            raise Refusal(400, f'field label not supported: "{match[1]}"')
        parts.append((match[1], match[2] != "!=", match[3]))
    return lambda item: all((field_of(item, path) == value) is same for path, same, value in parts)


def field_of(item: Mapping[str, Any], path: str) -> str:
    """Return the field of an object as text; empty if it is not there."""
    value: Any = item
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _requirement(text: str) -> Matcher:
    if match := _EQUALS.match(text):
        same = _equals(match["key"], match["value"])
        return same if match["op"] != "!=" else lambda labels: not same(labels)
    if match := _IN.match(text):
        values = [value.strip() for value in match["values"].split(",")]
        return _expression(match["key"], "In" if match["op"] == "in" else "NotIn", values)
    if match := _EXISTS.match(text):
        return _expression(match["key"], "DoesNotExist" if match["not"] else "Exists", [])
    raise Refusal(400, f"unable to parse requirement: '{text}' is not a label selector")


def _equals(key: str, value: str) -> Matcher:
    return lambda labels: labels.get(key) == value


def _expression(key: str, operator: str, values: list[str]) -> Matcher:
    match operator:
        case "In":
            return lambda labels: labels.get(key) in values
        case "NotIn":
            return lambda labels: labels.get(key) not in values
        case "Exists":
            return lambda labels: key in labels
        case _:
            return lambda labels: key not in labels
