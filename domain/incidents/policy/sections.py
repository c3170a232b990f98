"""Reading the sections of a policy's file: tables that are there once, or not at all.

What a section does not say is as it is built in; a section that is not there is built in as a
whole.
"""

from typing import Any

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind
from domain.common.config_fields import Fields
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.incidents.guards.guards import GuardLimits
from domain.incidents.guards.verdicts import MOST_SAMPLES, VerifyRules
from domain.incidents.policy.fields import (
    AFTERCARE,
    APPROVAL,
    BUDGET,
    BUILT_IN,
    FLAP,
    LADDER,
    LIMITS,
    SCALING,
    VERIFY,
    NumberField,
    minutes,
    numbers,
    people,
    weekdays,
    word,
    words,
)
from domain.incidents.policy.policies import WORKING_HOURS, ApprovalRules, FlapRules, HoursRule


def limits_in(fields: Fields | None, usual: GuardLimits) -> GuardLimits:
    """Return the limits of guards; what is not given is as usual."""
    return GuardLimits(**_numbers(fields, LIMITS, usual))


def verify_in(fields: Fields | None, usual: VerifyRules) -> VerifyRules:
    """Return how attempts are judged; what is not given is as usual."""
    rules = VerifyRules(**_numbers(fields, VERIFY, usual))
    if fields is not None and not rules.every <= rules.dwell <= rules.deadline:
        raise fields.refuse(
            "dwell_seconds",
            message(
                "rule.between_fields",
                least=Called("every_seconds"),
                most=Called("deadline_seconds"),
            ),
        )
    if fields is not None and rules.dwell > rules.every * (MOST_SAMPLES - 1):
        rule = message("policy.dwell_times", count=MOST_SAMPLES, other=Called("every_seconds"))
        raise fields.refuse("dwell_seconds", rule)
    return rules


def flapping_in(top: Fields) -> FlapRules:
    """Return what counts as coming and going."""
    return FlapRules(**_section(top, "flapping", FLAP, BUILT_IN.flap))


def approval_in(top: Fields) -> ApprovalRules:
    """Return who is asked for a yes, in which order."""
    fields = top.group("approval")
    if fields is None:
        return BUILT_IN.approval
    hops = fields.list("hops", lambda each: each, most=10)
    groups = tuple(
        people(Fields({f"hops[{index}]": hop}, fields.path), f"hops[{index}]", least=1)
        for index, hop in enumerate(hops)
    )
    own = fields.flag("own_request", default=False)
    found = ApprovalRules(groups, own_request=own, **numbers(fields, APPROVAL, BUILT_IN.approval))
    fields.done()
    return found


def working_hours_in(top: Fields) -> HoursRule:
    """Return when people are at work."""
    fields = top.group("working_hours")
    if fields is None:
        return WORKING_HOURS
    found = HoursRule(**hours_in(fields))
    fields.done()
    return found


def hours_in(fields: Fields) -> dict[str, Any]:
    """Return the days and the minutes of a day that an `HoursRule` is made of."""
    start, end = minutes(fields, "start", 0), minutes(fields, "end", 24 * 60)
    if start in (end, 24 * 60):
        raise fields.refuse("end", message("policy.end_not_start"))
    return {"weekdays": weekdays(fields), "start": start, "end": end}


def ladder_in(top: Fields) -> dict[str, Any]:
    """Return what the policy says of its ladder, by the names of `Policy`."""
    fields = top.group("ladder")
    if fields is None:
        return {}
    found = numbers(fields, LADDER, BUILT_IN)
    found["ladder"] = order_in(fields) if fields.has("order") else BUILT_IN.ladder
    helpless = _by_fault(fields, "cannot_help")
    found["cannot_help"] = {
        fault: words(helpless, fault, ActionKind) for fault in _faults(helpless)
    }
    first = _by_fault(fields, "begin_at")
    found["begin_at"] = {
        fault: word(first, fault, first.raw[fault], ActionKind) for fault in _faults(first)
    }
    fields.done()
    return found


def order_in(fields: Fields) -> tuple[ActionKind, ...]:
    """Return the rungs in the order in which they are tried; the last is always a person."""
    order = words(fields, "order", ActionKind)
    if ActionKind.CALL_PERSON in order[:-1]:
        raise fields.refuse("order", message("policy.order_ends"))
    return (*(each for each in order if each.rung < 6), ActionKind.CALL_PERSON)


def scaling_in(top: Fields) -> dict[str, Any]:
    """Return the bounds of scale-outs, by the names of `Policy`."""
    return _section(top, "scaling", SCALING, BUILT_IN)


def budget_in(top: Fields) -> dict[str, Any]:
    """Return how many repairs may write at a time, by the names of `Policy`."""
    found = _section(top, "budget", BUDGET, BUILT_IN)
    if found["most_in_namespace"] > found["most_in_cluster"]:
        raise InvalidRequest(
            "policy.budget.in_namespace", message("rule.at_most_field", other=Called("in_cluster"))
        )
    return found


def aftercare_in(top: Fields) -> dict[str, Any]:
    """Return what follows a fix or a call, by the names of `Policy`."""
    fields = top.group("aftercare")
    found = numbers(fields, AFTERCARE, BUILT_IN)
    if fields is not None:
        found["restore"] = fields.flag("restore", default=BUILT_IN.restore)
        fields.done()
    return found


def _by_fault(fields: Fields, name: str) -> Fields:
    return fields.group(name) or Fields({}, f"{fields.path}.{name}")


def _faults(fields: Fields) -> list[FaultClass]:
    return [word(fields, str(name)[:60], name, FaultClass) for name in fields.raw]


def _section(
    top: Fields, name: str, table: tuple[NumberField, ...], defaults: object
) -> dict[str, Any]:
    """Return a section that is made of numbers only."""
    return _numbers(top.group(name), table, defaults)


def _numbers(
    fields: Fields | None, table: tuple[NumberField, ...], defaults: object
) -> dict[str, Any]:
    found = numbers(fields, table, defaults)
    if fields is not None:
        fields.done()
    return found
