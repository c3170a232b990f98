"""What repairs put into the audit: before and after each write, with ids that make twice once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from application.incidents.repairs.orders import AttemptOrder, ConfigPrint, Snapshot
from domain.clusters.changes import Performed, Performing, Step
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Clauses, Message, bare, message, message_of
from domain.incidents.audit.audit import AuditEntry, AuditRow
from domain.incidents.guards.guards import GuardResult

STORM = "repair.storm"
"""Action of rows that say that a namespace was too unhealthy to begin anything in it."""

INTENDED, BLOCKED = "repair.intended", "repair.blocked"
PERFORMED, RESTORED = "repair.performed", "repair.restored"
REFUSED, CONFLICT = "repair.refused", "repair.conflict"

MOST_RESTARTED = 150
"""Pods whose restarts are kept with an intended write: a row has at most 16 KiB."""

_ACTION_OF = {
    Performing.DONE: PERFORMED,
    Performing.ALREADY: PERFORMED,
    Performing.REFUSED: REFUSED,
    Performing.CONFLICT: CONFLICT,
    Performing.GONE: CONFLICT,
}


@dataclass(frozen=True)
class RepairHistory:
    """What the audit knows of one attempt: what it meant to do, and what it did.

    Attributes:
        rows: by id.
    """

    rows: Mapping[str, AuditEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[AuditRow], key: str) -> "RepairHistory":
        """Return the trail of an attempt among all rows of its incident."""
        mine = {row.entry.id: row.entry for row in rows if row.entry.data.get("attempt") == key}
        return cls(mine)

    def intended(self, step: str) -> AuditEntry | None:
        """Return what was kept before the write of a step; None when it never came so far."""
        return self.rows.get(f"{step}/intended")

    def performed(self, step: str) -> Performed | None:
        """Return the answer to a step that was done; None when none was kept."""
        return self._answer(f"{step}/{PERFORMED}")

    def restored(self, key: str) -> Performed | None:
        """Return the answer to a restore that was done; None when none was kept."""
        return self._answer(f"{key}/{RESTORED}")

    def _answer(self, row: str) -> Performed | None:
        if row not in self.rows:
            return None
        said = dict(self.rows[row].data["performed"])
        return Performed(
            outcome=Performing(said.pop("outcome")), said=message_of(said.pop("said")), **said
        )


def intended(
    order: AttemptOrder,
    step: Step,
    key: str,
    *,
    guards: Sequence[GuardResult],
    before: Snapshot,
    at: datetime,
) -> AuditEntry:
    """Return the row that is kept before a write: who, why, behind which guards, on what."""
    return _entry(
        order,
        step.target,
        f"{key}/intended",
        INTENDED,
        order.plan.why,
        at=at,
        data={
            "step": asdict(step),
            "guards": said_of(guards),
            "before": _baseline(before),
            "confirmed": order.confirmation.by if order.confirmation else "",
            "approved_by": order.approved_by,
            "enabled_by": order.enabled_by,
            "plan": order.plan.digest,
            "policy": order.policy.digest,
        },
    )


def settled(
    order: AttemptOrder, step: Step, key: str, performed: Performed, *, at: datetime
) -> AuditEntry:
    """Return the row that is kept after a write, or after the cluster's no."""
    action = _ACTION_OF[performed.outcome]
    data = {"performed": asdict(performed), "verb": step.verb, "plan": order.plan.digest}
    said = performed.words
    return _entry(order, step.target, f"{key}/{action}", action, said, at=at, data=data)


def blocked(
    order: AttemptOrder, step: Step, key: str, *, guards: Sequence[GuardResult], at: datetime
) -> AuditEntry:
    """Return the row that says which guards stood in the way."""
    stopped = [each for each in guards if each.outcome != "passed"]
    said = message("guard.stopped", guards=Clauses(tuple(each.said for each in stopped)))
    reason = "; ".join(
        f"{each.guard}: {bare(each.detail) if each.detail else each.outcome}" for each in stopped
    )
    data = {"guards": said_of(guards), "verb": step.verb, "plan": order.plan.digest}
    # Whatever stops it again later, for another reason, is worth a row of its own.
    name = "-".join(f"{each.guard}" for each in stopped)[:120]
    return _entry(
        order, step.target, f"{key}/blocked/{name}", BLOCKED, said, at=at, data=data, reason=reason
    )


def restored(
    order: AttemptOrder,
    target: WorkloadRef,
    key: str,
    performed: Performed,
    *,
    why: Message,
    at: datetime,
) -> AuditEntry:
    """Return the row that says that a checkpoint was put back, or why it was not."""
    action = _ACTION_OF[performed.outcome]
    action = RESTORED if action == PERFORMED else action
    data = {"performed": asdict(performed), "verb": "restore", "why": why.recorded}
    said = performed.words or why
    return _entry(order, target, f"{key}/{action}", action, said, at=at, data=data)


def storm(target: WorkloadRef, share: GuardResult, *, at: datetime) -> AuditEntry:
    """Return the row that begins, or prolongs, a namespace's storm; one a minute."""
    place = place_of_storm(target.cluster, target.namespace)
    said, name = share.said, f"storm/{place}/{at:%Y%m%dT%H%M}"
    return AuditEntry(
        id=name,
        at=at,
        actor="zhiban",
        action=STORM,
        subject=place,
        reason=bare(said),
        data={"said": said.recorded},
    )


def place_of_storm(cluster: str, namespace: str) -> str:
    """Return the subject of a namespace's storms."""
    return f"{cluster}/{namespace}"


def said_of(guards: Sequence[GuardResult]) -> list[str]:
    """Return results as the audit keeps them: name, outcome, numbers."""
    return [f"{each} {bare(each.detail)}" if each.detail else str(each) for each in guards]


def footprint_of(entry: AuditEntry, target: WorkloadRef) -> Snapshot:
    """Return a target as it was kept before the write, for an attempt that goes on after it."""
    kept = entry.data["before"]
    progress = kept["progress_at"]
    return Snapshot(
        target=target,
        checkpoint=kept["checkpoint"],
        template=kept["template"],
        replicas=kept["replicas"],
        generation=kept["generation"],
        progress_at=datetime.fromisoformat(progress) if progress else None,
        restarts=dict(kept["restarts"]),
        writers=tuple(kept["writers"]),
        restorable=False,
        configs=tuple(ConfigPrint(**each) for each in kept["configs"]),
    )


def _baseline(before: Snapshot) -> dict[str, Any]:
    worst = sorted(before.restarts.items(), key=lambda each: -each[1])[:MOST_RESTARTED]
    return {
        "checkpoint": before.checkpoint,
        "template": before.template,
        "replicas": before.replicas,
        "generation": before.generation,
        "progress_at": before.progress_at.isoformat() if before.progress_at else "",
        "restarts": dict(worst),
        "writers": list(before.writers),
        "configs": [asdict(each) for each in before.configs],
    }


def _entry(  # noqa: PLR0913 - the parts of a row
    order: AttemptOrder,
    target: WorkloadRef,
    entry_id: str,
    action: str,
    said: Message | None,
    *,
    at: datetime,
    data: dict[str, Any],
    reason: str = "",
) -> AuditEntry:
    whose = f"zhiban/{order.on_behalf_of}" if order.on_behalf_of else "zhiban"
    common = {"target": str(target), "attempt": order.key, "action": order.plan.action}
    told: dict[str, Any] = {"said": said.recorded} if said else {}
    told |= {"approved": order.approved} if order.approved else {}
    shown = reason or (bare(said) if said else "")
    return AuditEntry(
        id=entry_id,
        at=at,
        actor=whose,
        action=action,
        subject=order.incident_id,
        reason=shown[:300],
        data=common | told | data,
    )
