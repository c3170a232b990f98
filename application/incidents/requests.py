"""Repairs that somebody asks for: what would be done, and what makes doing it the same (RBK-12)."""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from application.incidents.repairs.orders import Proposal, ProposeOrder
from domain.alerts.alerts import Alert, AlertSource, AlertState, FaultClass
from domain.clusters.changes import digest_of
from domain.clusters.clusters import ObjectRef, Workload, WorkloadRef
from domain.clusters.repairs import ActionKind, Mode, Plan
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, Clauses, Message, Names, message, one_of
from domain.incidents.controls import KillSwitch
from domain.incidents.explaining import skipped_because
from domain.incidents.incidents import RepairName, Request
from domain.incidents.policy.policies import Policy
from domain.monitoring.alarms import Severity
from domain.people.people import Person

LONGEST_REASON = 300
LONGEST_KEY = 64
MOST_REPLICAS = 1_000
MOST_NAMED = 20
MOST_SKIPPED = len(ActionKind)
LARGEST_REVISION = 2**31 - 1

_CLUSTER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
"""Names of clusters, and of objects as Kubernetes has them (RFC 1123)."""


_ACTIONS = {
    RepairName.ROLLBACK: ActionKind.ROLLBACK,
    RepairName.RESTART: ActionKind.RESTART,
    RepairName.SCALE: ActionKind.SCALE_OUT,
}


@dataclass(frozen=True, kw_only=True)
class RepairRequest:
    """What somebody asks for, as they said it.

    Attributes:
        action: a `RepairName` value.
        reason: for the record.
        replicas: for scale: how many; 0 for the policy's next step.
        revision: for rollback: to which; 0 for the one before.
        dry_run: say what would be done, do nothing.
        confirm: the token of the dry run; when the plan is another by now, nothing is done.
        key: the caller's own; the same key of the same person is the same request.
    """

    target: WorkloadRef
    action: str
    reason: str
    replicas: int = 0
    revision: int = 0
    dry_run: bool = True
    confirm: str = ""
    key: str = ""


class Proposing(Protocol):
    """Plans repairs without doing them; `Repairs` does."""

    async def propose(self, order: ProposeOrder) -> Proposal:
        """Return what would be tried; a dry run at the cluster, nothing is stored."""
        ...


class Will(StrEnum):
    """What becomes of a request that is meant."""

    AT_ONCE = "at_once"
    AFTER_APPROVAL = "after_approval"
    ONLY_OBSERVED = "only_observed"
    SWITCHED_OFF = "switched_off"
    NOT_PERMITTED = "not_permitted"
    NOTHING = "nothing"

    @property
    def goes_on(self) -> bool:
        """Whether anything is begun."""
        return self in (Will.AT_ONCE, Will.AFTER_APPROVAL)


@dataclass(frozen=True, kw_only=True)
class RequestedRepair:
    """The answer to a request.

    Attributes:
        incident_id, workflow_id: empty for a dry run.
        preview: the exact patch; empty when there is nothing to do.
        confirm: token that stands for exactly this plan; giving it back does the plan or nothing.
        will: what happens, or would happen, as a sentence.
        outcome: the same as a name.
    """

    target: WorkloadRef
    action: RepairName
    dry_run: bool
    outcome: Will
    will: str
    preview: str = ""
    why: str = ""
    undo: str = ""
    confirm: str = ""
    incident_id: str = ""
    workflow_id: str = ""


def outcome_of(proposal: Proposal, switch: KillSwitch, person: Person) -> Will:
    """Return what becomes of a request; the reason that only an admin can change comes first."""
    if switch.engaged:
        return Will.SWITCHED_OFF
    if person.disabled or not person.rollback_permission:
        return Will.NOT_PERMITTED
    if proposal.plan is None:
        return Will.NOTHING
    return {Mode.AUTO: Will.AT_ONCE, Mode.APPROVE: Will.AFTER_APPROVAL}.get(
        proposal.mode, Will.ONLY_OBSERVED
    )


def said_of(will: Will, proposal: Proposal, switch: KillSwitch) -> Message:
    """Return it as a sentence."""
    match will:
        case Will.AT_ONCE:
            return message("request.at_once")
        case Will.AFTER_APPROVAL:
            return message("request.after_approval")
        case Will.ONLY_OBSERVED:
            return message("request.only_observed", mode=proposal.mode)
        case Will.SWITCHED_OFF:
            return message("request.switched_off", person=Called(switch.by) if switch.by else None)
        case Will.NOT_PERMITTED:
            return message("request.not_permitted", permission=Called("rollback_permission"))
        case Will.NOTHING:
            reasons = tuple(skipped_because(each) for each in proposal.skipped)
            skipped = Clauses(reasons[-MOST_SKIPPED:]) if reasons else None
            return message("request.nothing", skipped=skipped)


def check_target(target: WorkloadRef) -> WorkloadRef:
    """Return it, or raise `InvalidRequest` for names that no cluster could have."""
    if not _CLUSTER.fullmatch(target.cluster):
        raise InvalidRequest("cluster", message("rule.cluster_id", example=Called("cls-3f1k2m9q")))
    for field in ("namespace", "name"):
        if not _NAME.fullmatch(getattr(target, field)):
            raise InvalidRequest(
                field, message("rule.kubernetes_name", example=Called("checkout-api"))
            )
    return target


def check_revision(revision: int, workload: Workload) -> None:
    """Refuse a revision that is not kept: going on to the next rung is not what was asked for."""
    kept = [each.number for each in workload.revisions]
    if revision and revision not in kept:
        known = Names(tuple(kept[:MOST_NAMED])) if kept else None
        raise InvalidRequest("revision", message("repair.revision_unknown", known=known))


def as_asked(proposal: Proposal, request: Request) -> Proposal:
    """Return what would be tried, unless it is another action than somebody asked for.

    The ladder passes over an action that cannot be taken. Who asks for a rollback agrees to what
    follows when it does not help, and not to begin with the rollback of a whole application.
    """
    if proposal.plan is None or proposal.plan.action is request.action:
        return proposal
    return replace(proposal, plan=None, preview="")


def check_reason(reason: str) -> str:
    """Return a reason for the record, or raise `InvalidRequest`."""
    trimmed = reason.strip()
    if not trimmed:
        raise InvalidRequest("reason", message("rule.reason_for_audit"))
    if len(trimmed) > LONGEST_REASON or not trimmed.isprintable():
        rule = message("rule.one_line", most=LONGEST_REASON)
        raise InvalidRequest("reason", rule)
    return trimmed


def request_of(requested: RepairRequest, *, by: str, key: str) -> Request:
    """Return the request of a person under a key, or raise `InvalidRequest`."""
    try:
        name = RepairName(requested.action)
    except ValueError:
        raise InvalidRequest("action", one_of(RepairName)) from None
    if requested.replicas and name is not RepairName.SCALE:
        raise InvalidRequest(
            "replicas", message("rule.only_for", what=Called(RepairName.SCALE.value))
        )
    if requested.revision and name is not RepairName.ROLLBACK:
        raise InvalidRequest(
            "revision", message("rule.only_for", what=Called(RepairName.ROLLBACK.value))
        )
    if not 0 <= requested.replicas <= MOST_REPLICAS:
        raise InvalidRequest("replicas", message("repair.replicas_between", most=MOST_REPLICAS))
    if not 0 <= requested.revision <= LARGEST_REVISION:
        raise InvalidRequest("revision", message("repair.revision_number"))
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidRequest("key", message("rule.one_line", most=LONGEST_KEY))
    return Request(
        action=_ACTIONS[name],
        by=by,
        reason=check_reason(requested.reason),
        only=name is not RepairName.ROLLBACK,
        replicas=requested.replicas,
        revision=requested.revision,
        dry_run=requested.dry_run,
        key=key,
    )


def alert_of(target: WorkloadRef, request: Request, *, now: datetime) -> Alert:
    """Return the alert that stands for somebody's request."""
    named = ObjectRef(target.cluster, target.namespace, target.kind, target.name)
    return Alert(
        id=f"request/{request.by}/{request.key}",
        key=request.key,
        source=AlertSource.PERSON,
        state=AlertState.FIRING,
        name=f"{request.action} requested",
        severity=Severity.WARNING,
        fault=FaultClass.REQUESTED,
        object=named,
        started_at=now,
        received_at=now,
        text=request.reason,
    )


def order_of(
    target: WorkloadRef, request: Request, policy: Policy, *, at: datetime
) -> ProposeOrder:
    """Return what to ask for a preview."""
    return ProposeOrder(
        target=target,
        fault=FaultClass.REQUESTED,
        policy=policy,
        score=0,
        at=at,
        key=f"preview-{request.action}",
        request=request,
    )


def confirm_token(by: str, target: WorkloadRef, request: Request, plan: Plan, policy: str) -> str:
    """Return what stands for this person's yes to exactly this plan, 16 hexadecimal characters.

    The moment that a restart writes is left out: it is another one each time it is asked for.
    """
    steps = digest_of(tuple(replace(each, at="") for each in plan.steps))
    parts = [by, str(target), request.action, request.replicas, request.revision]
    return sha256(json.dumps([*parts, steps, plan.seen, policy]).encode()).hexdigest()[:16]
