"""The JSON Schema of policy files, for editors and for machines that write them.

It says what fields there are and how each must look by itself; what must hold between fields is
said by the readers alone (`policy_files.py` calls them), and so is every mistake in words.
"""

from enum import StrEnum
from typing import Any

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, Mode
from domain.incidents.policy.fields import (
    AFTERCARE,
    APPROVAL,
    BUDGET,
    FLAP,
    LADDER,
    LIMITS,
    LONGEST_NAME,
    MOST_RULES,
    PATTERNS,
    SCALING,
    VERIFY,
    WEEKDAYS,
    NumberField,
)
from domain.incidents.policy.policies import Importance

_PATTERN = {
    "type": "string",
    "maxLength": 253,
    "description": "A pattern with * and ?; left out or empty it matches all.",
}
_TIME = {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
_PERSON = {"type": "string", "pattern": "^u_[a-z0-9][a-z0-9_-]{2,39}$"}


def policy_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12) of what a policy file holds once it is parsed."""
    sections = {
        "limits": _section(LIMITS),
        "verify": _section(VERIFY),
        "flapping": _section(FLAP),
        "scaling": _section(SCALING),
        "budget": _section(BUDGET),
        "aftercare": _section(AFTERCARE, restore={"type": "boolean"}),
        "approval": _section(APPROVAL, hops=_list(_people(1), 10), own_request={"type": "boolean"}),
        "ladder": _section(
            LADDER,
            order=_list(_words(ActionKind), len(ActionKind)),
            cannot_help=_by_fault(_list(_words(ActionKind), len(ActionKind))),
            begin_at=_by_fault(_words(ActionKind)),
        ),
        "working_hours": _table(_hours()),
    }
    top = {
        "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
        "zone": {"type": "string", "description": "IANA time zone of all local times here."},
        "on_behalf_of": _PERSON,
        "on_call": _people(1),
        "mode": _words(Mode),
        "modes": _list(_table(_mode_rule(), "mode"), MOST_RULES),
        "hours": _list(_table(_hours_rule()), MOST_RULES),
        "places": _list(_table(_place_rule()), MOST_RULES),
        "services": _list(_table(_service_rule(), "name"), MOST_RULES),
        "inhibitions": _list(_table(_inhibition_rule()), MOST_RULES),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Policy of Zhiban: what it may do where",
        **_table(top | sections, "name", "on_call"),
    }


def _section(numbers: tuple[NumberField, ...], **more: dict[str, Any]) -> dict[str, Any]:
    return _table({each.name: _number(each) for each in numbers} | more)


def _number(each: NumberField) -> dict[str, Any]:
    kind = "integer" if each.whole else "number"
    return {
        "type": kind,
        "minimum": each.least,
        "maximum": each.most,
        "description": each.meaning,
    }


def _table(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return found | ({"required": list(required)} if required else {})


def _list(items: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most}


def _words(kinds: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [each.value for each in kinds]}


def _people(least: int) -> dict[str, Any]:
    return {"type": "array", "items": _PERSON, "minItems": least, "maxItems": 20}


def _by_fault(value: dict[str, Any]) -> dict[str, Any]:
    return _table({fault.value: value for fault in FaultClass})


def _hours() -> dict[str, Any]:
    return {
        "weekdays": _list({"enum": list(WEEKDAYS)}, 7),
        "start": _TIME,
        "end": _TIME,
    }


def _mode_rule() -> dict[str, Any]:
    return {
        "mode": _words(Mode),
        **dict.fromkeys(PATTERNS, _PATTERN),
        "actions": _list(_words(ActionKind), len(ActionKind) * 2),
        "least_score": {"type": "integer", "minimum": 0, "maximum": 100},
    }


def _place_rule() -> dict[str, Any]:
    return {
        **dict.fromkeys(PATTERNS, _PATTERN),
        "order": _list(_words(ActionKind), len(ActionKind) * 2),
        "limits": _section(LIMITS),
        "verify": _section(VERIFY),
    }


def _hours_rule() -> dict[str, Any]:
    actions = _list(_words(ActionKind), len(ActionKind) * 2)
    return {"namespace": _PATTERN, "actions": actions, **_hours()}


def _service_rule() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 0}
    return {
        "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
        **dict.fromkeys(PATTERNS, _PATTERN),
        "importance": _words(Importance),
        "users": count,
        "dependents": count,
        "on_call": _people(0),
    }


def _inhibition_rule() -> dict[str, Any]:
    names = ("parent_namespace", "parent_workload", "child_namespace", "child_workload")
    return {
        **dict.fromkeys(names, _PATTERN),
        "parent_faults": _list(_words(FaultClass), len(FaultClass) * 2),
        "same": _list({"enum": ["cluster", "namespace"]}, 2),
    }
