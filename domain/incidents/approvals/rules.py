"""Approvals: what a yes is bound to, and who is asked next (RBK-8)."""

import json
from dataclasses import asdict
from enum import StrEnum
from hashlib import sha256

from domain.clusters.repairs import Mode, Plan
from domain.common.messages import Clauses, Message, message
from domain.incidents.policy.policies import ApprovalRules


def bound_to(plan: Plan, policy_digest: str) -> str:
    """Return what an approval is bound to, hexadecimal.

    SHA-256 over action, every step with its target and parameters, the target's resource version
    when it was planned, and the policy. A change of any of them is another plan.
    """
    said = [plan.action, [asdict(step) for step in plan.steps], plan.seen, policy_digest]
    written = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()


def needs_approval(mode: Mode) -> bool:
    """Say whether somebody has to approve first."""
    return mode is not Mode.AUTO


class Standing(StrEnum):
    """What a question is worth once its target was read again."""

    HOLDS = "holds"
    NOTHING_LEFT = "nothing_left"  # there is nothing to do any more
    OTHER_PLAN = "other_plan"  # the target, or what would be done, is another by now


def standing_of(asked: Plan, fresh: Plan | None) -> Standing:
    """Compare the plan that was asked about with one made now, for the same time.

    Resource versions are left out here: a status that changes is no change of the plan. What the
    steps say is what counts, and with them the generation that they were made for.
    """
    if fresh is None:
        return Standing.NOTHING_LEFT
    return Standing.HOLDS if fresh.digest == asked.digest else Standing.OTHER_PLAN


def moved_since(asked: Plan, fresh: Plan | None) -> Message:
    """Return what is another than when it was asked; what it is now, with the difference."""
    if fresh is None:
        what = message("moved.nothing_left")
    elif fresh.action is not asked.action:
        what = message("moved.other_action", old=asked.action, new=fresh.action)
    elif _generation(fresh) != _generation(asked):
        what = message("moved.edited", old=_generation(asked), new=_generation(fresh))
    else:
        what = message("moved.other_values")
    changes = Clauses(fresh.changes) if fresh is not None and fresh.changes else None
    return message("approval.target_changed", what=what, changes=changes)


def _generation(planned: Plan) -> int:
    return planned.steps[0].generation


def people_at(rules: ApprovalRules, on_call: tuple[str, ...], hop: int) -> tuple[str, ...]:
    """Return whom to ask at a hop, from 0; empty when nobody is left, which means "not done"."""
    hops = rules.hops or ((on_call,) if on_call else ())
    return hops[hop] if 0 <= hop < len(hops) else ()
