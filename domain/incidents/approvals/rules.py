"""Approvals: what a yes is bound to, who may give it, who is asked next (RBK-8)."""

import json
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from domain.clusters.repairs import Mode, Plan
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.policy.policies import ApprovalRules
from domain.people.access import Permission, permissions_of
from domain.people.people import Person


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


class Right(StrEnum):
    """Whether an answer counts."""

    MAY = "may"
    NO_RIGHT = "no_right"  # disabled, or their roles do not cover approving
    OWN_REQUEST = "own_request"
    EXPIRED = "expired"
    OTHER_PLAN = "other_plan"  # the answer is about another digest
    REPEATED = "repeated"  # they said the very same before: a no-op
    SETTLED = "settled"  # it has a final state already


def right_to_answer(
    approval: Approval, person: Person, *, approved: bool, digest: str, now: datetime
) -> Right:
    """Say whether a person's answer counts; who they are comes from authentication alone.

    Args:
        approval: the question as it is.
        person: who answers.
        approved: what they say. Denying one's own request is always possible.
        digest: what they saw; empty when their face does not carry it.
        now: by the workflow's clock.
    """
    if person.disabled or Permission.APPROVE_REPAIRS not in permissions_of(person.roles):
        return Right.NO_RIGHT
    if approval.state is not ApprovalState.PENDING:
        said = ApprovalState.APPROVED if approved else ApprovalState.DENIED
        same = approval.state is said and approval.answered_by == person.id
        return Right.REPEATED if same else Right.SETTLED
    if now >= approval.expires_at:
        return Right.EXPIRED
    if digest and digest != approval.digest:
        return Right.OTHER_PLAN
    if approved and person.id == approval.requested_by and not approval.own_request:
        return Right.OWN_REQUEST
    return Right.MAY


def people_at(rules: ApprovalRules, on_call: tuple[str, ...], hop: int) -> tuple[str, ...]:
    """Return whom to ask at a hop, from 0; empty when nobody is left, which means "not done"."""
    hops = rules.hops or ((on_call,) if on_call else ())
    return hops[hop] if 0 <= hop < len(hops) else ()
