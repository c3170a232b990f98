"""Reading the rules of a policy's file: the entries of its lists, each of which covers something.

What a rule covers is said by patterns of names, so a field that is left out covers everything.
"""

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import ActionKind, Mode
from domain.common.config_fields import Fields
from domain.common.messages import message, one_of
from domain.incidents.policy.fields import LONGEST_NAME, PATTERNS, people, word, words
from domain.incidents.policy.policies import (
    HoursRule,
    Importance,
    InhibitionRule,
    ModeRule,
    PlaceRule,
    Policy,
    ServiceRule,
)
from domain.incidents.policy.sections import hours_in, limits_in, order_in, verify_in


def mode_rule(fields: Fields) -> ModeRule:
    """Return how far to go with some actions on some targets."""
    return ModeRule(
        mode_in(fields),
        **_patterns(fields),
        actions=_actions(fields),
        least_score=fields.whole("least_score", 0, least=0, most=100),
    )


def mode_in(fields: Fields, default: Mode | None = None) -> Mode:
    """Return how far to go; without `default` it must be given."""
    if not fields.has("mode") and default is not None:
        return default
    return word(fields, "mode", fields.raw.get("mode"), Mode)


def place_rule(policy: Policy, fields: Fields) -> PlaceRule:
    """Return what differs in some places; what is not given is as in the rest of the policy."""
    limits, verify = fields.group("limits"), fields.group("verify")
    found = PlaceRule(
        **_patterns(fields),
        ladder=order_in(fields) if fields.has("order") else (),
        limits=limits_in(limits, policy.limits) if limits is not None else None,
        verify=verify_in(verify, policy.verify) if verify is not None else None,
    )
    if found.limits is None and found.verify is None and not found.ladder:
        raise fields.refuse("limits", message("policy.nothing_differs"))
    return found


def hours_rule(fields: Fields) -> HoursRule:
    """Return when some actions may be done in a namespace."""
    namespace = fields.text("namespace", "", longest=253)
    return HoursRule(namespace, _actions(fields), **hours_in(fields))


def service_rule(fields: Fields) -> ServiceRule:
    """Return what depends on a service, and who is on call for it."""
    return ServiceRule(
        name=fields.text("name", longest=LONGEST_NAME),
        **_patterns(fields),
        importance=(
            word(fields, "importance", fields.raw["importance"], Importance)
            if fields.has("importance")
            else None
        ),
        users=_count(fields, "users"),
        dependents=_count(fields, "dependents"),
        on_call=people(fields, "on_call"),
    )


def inhibition_rule(fields: Fields) -> InhibitionRule:
    """Return which incidents wait while another one is open."""
    names = ("parent_namespace", "parent_workload", "child_namespace", "child_workload")
    same = fields.texts("same", most=2) if fields.has("same") else ("cluster",)
    for index, part in enumerate(same):
        if part not in ("cluster", "namespace"):
            raise fields.refuse(f"same[{index}]", one_of(("cluster", "namespace")))
    faults = words(fields, "parent_faults", FaultClass)
    patterns = _patterns(fields, names)
    if not (patterns["parent_workload"] or patterns["parent_namespace"] or faults):
        raise fields.refuse("parent_workload", message("policy.parent_missing"))
    return InhibitionRule(**patterns, parent_faults=faults, same=same)


def _patterns(fields: Fields, names: tuple[str, ...] = PATTERNS) -> dict[str, str]:
    return {name: fields.text(name, "", longest=253) for name in names}


def _actions(fields: Fields) -> tuple[ActionKind, ...]:
    return words(fields, "actions", ActionKind)


def _count(fields: Fields, name: str) -> int | None:
    return fields.whole(name, least=0, most=10**10) if fields.has(name) else None
