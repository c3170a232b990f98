"""A suggestion as a change of the policy, so that it can be tried on what was (ANL-3)."""

import re
from dataclasses import dataclass, replace

from domain.alerts.alerts import FaultClass
from domain.analytics.suggestions import Advice
from domain.clusters.repairs import ActionKind, Mode
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.incidents.policy.policies import ModeRule, PlaceRule, Policy

LONGER = 2.0
"""How much longer a target is watched when fixes come back."""

LONGEST_ID = 600
"""Characters of a suggestion's id; names of a cluster have at most 253."""

_SERVICE = re.compile(r"[a-z0-9.-]{1,253}/[a-z0-9.-]{1,253}")

TRYABLE = frozenset({Advice.TRY_FIRST, Advice.PASS_OVER, Advice.ASK_NO_MORE, Advice.WATCH_LONGER})
"""Advice that is a change of the policy; the others are about people."""


@dataclass(frozen=True)
class PolicyChange:
    """What a suggestion would change.

    Attributes:
        action: None where it is about all.
        fault: None as above.
        service: `namespace/name`, where it is about one service only; else empty.
    """

    advice: Advice
    action: ActionKind | None = None
    fault: FaultClass | None = None
    service: str = ""


def change_named(id_: str) -> PolicyChange:
    """Return the change that a suggestion's id names.

    Raises:
        InvalidRequest: it is no id of a suggestion that can be tried.
    """
    advice, action, fault, service = (*id_.split(":", 3), "", "", "")[:4]
    try:
        found = PolicyChange(
            Advice(advice),
            ActionKind(action) if action else None,
            FaultClass(fault) if fault else None,
            service,
        )
    except ValueError:
        raise _unknown() from None
    needs = found.advice is not Advice.WATCH_LONGER
    complete = found.action is not None and found.fault is not None
    if found.advice not in TRYABLE or needs is not complete:
        raise _unknown()
    if service and (advice != Advice.TRY_FIRST or _SERVICE.fullmatch(service) is None):
        raise _unknown()
    return found


def changed(policy: Policy, change: PolicyChange) -> Policy:
    """Return a policy with one change, all else as it was."""
    action, fault = change.action, change.fault
    if action is None or fault is None:
        return replace(policy, verify=replace(policy.verify, dwell=LONGER * policy.verify.dwell))
    match change.advice:
        case Advice.PASS_OVER:
            before = policy.cannot_help.get(fault, ())
            passed = (*(each for each in before if each is not action), action)
            return replace(policy, cannot_help={**policy.cannot_help, fault: passed})
        case Advice.ASK_NO_MORE:
            rule = ModeRule(Mode.AUTO, actions=(action,))
            return replace(policy, modes=(rule, *policy.modes))
        case _ if change.service:
            namespace, _, name = change.service.partition("/")
            place = PlaceRule(
                namespace=namespace, workload=name, ladder=_first(action, policy.ladder)
            )
            return replace(policy, places=(place, *policy.places))
    return replace(policy, begin_at={**policy.begin_at, fault: action})


def lines_of(policy: Policy, change: PolicyChange) -> str:
    """Return the lines of a policy file that say the change, as TOML."""
    action, fault = change.action, change.fault
    if action is None or fault is None:
        return f"[verify]\ndwell_seconds = {LONGER * policy.verify.dwell:.0f}"
    match change.advice:
        case Advice.PASS_OVER:
            passed = _listed(changed(policy, change).cannot_help[fault])
            return f"[ladder.cannot_help]\n{fault} = {passed}"
        case Advice.ASK_NO_MORE:
            return f'[[modes]]\nactions = ["{action}"]\nmode = "auto"'
        case _ if change.service:
            namespace, _, name = change.service.partition("/")
            order = _listed(_first(action, policy.ladder))
            return f'[[places]]\nnamespace = "{namespace}"\nworkload = "{name}"\norder = {order}'
    return f'[ladder.begin_at]\n{fault} = "{action}"'


def _first(action: ActionKind, ladder: tuple[ActionKind, ...]) -> tuple[ActionKind, ...]:
    return (action, *(each for each in ladder if each is not action))


def _listed(actions: tuple[ActionKind, ...]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in actions) + "]"


def _unknown() -> InvalidRequest:
    example = Called("try_first:scale_out:out_of_memory")
    return InvalidRequest("suggestion", message("suggestion.unknown", example=example))
