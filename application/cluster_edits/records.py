"""What edits put into the audit: the question, its answers, and rows around each write (RBK-13)."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from application.approvals.values import ShownChanges
from application.cluster_edits.orders import EditOrder, KeptEdit
from application.incidents.repairs.records import said_of
from domain.cluster_edits.bounds import Bound
from domain.clusters.changes import Performed, Performing
from domain.clusters.edits import Difference, EditKind, EditRecord, Looked, Shade
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.guards.guards import GuardResult

ASKED, APPROVED, DENIED = "edit.asked", "edit.approved", "edit.denied"
INTENDED, BLOCKED = "edit.intended", "edit.blocked"
PERFORMED, REFUSED, CONFLICT = "edit.performed", "edit.refused", "edit.conflict"
OVERTAKEN = "edit.overtaken"

MOST_CHANGES = 8_000
"""Bytes of differences that a row keeps; a row has at most 32 KiB, and the digest covers all."""

LONGEST_CHANGE = 480
LONGEST_SIDE = 120
"""Characters of a value; of a longer one both ends are kept, for a tag is at an image's end."""

LONGEST_REASON = 300

_ACTION_OF = {
    Performing.DONE: PERFORMED,
    Performing.ALREADY: PERFORMED,
    Performing.REFUSED: REFUSED,
    Performing.CONFLICT: CONFLICT,
    Performing.GONE: CONFLICT,
}


def asked(edit_id: str, kept: KeptEdit, *, at: datetime) -> AuditEntry:
    """Return the row that an approver reads: who wants what, where, and why."""
    requested = kept.requested
    data = {**kept.facts, "via": requested.via}
    reason = requested.reason[:LONGEST_REASON]
    return AuditEntry(
        id=f"{edit_id}/asked",
        at=at,
        actor=requested.by,
        action=ASKED,
        subject=edit_id,
        reason=reason,
        data=data,
    )


def overtaken(record: EditRecord, *, at: datetime) -> AuditEntry:
    """Return the row of a question that is void: what it is about has changed meanwhile."""
    data = {"digest": record.digest, "cluster": record.cluster}
    return AuditEntry(
        id=f"{record.id}/{OVERTAKEN}",
        at=at,
        actor=record.by,
        action=OVERTAKEN,
        subject=record.id,
        reason=record.reason,
        data=data,
    )


def answered(
    record: EditRecord, *, by: str, via: str, approved: bool, reason: str, at: datetime
) -> AuditEntry:
    """Return the row of an approver's answer; each person answers an edit once."""
    action = APPROVED if approved else DENIED
    data = {"digest": record.digest, "via": via, "cluster": record.cluster}
    return AuditEntry(
        id=f"{record.id}/{action}/{by}",
        at=at,
        actor=by,
        action=action,
        subject=record.id,
        reason=reason,
        data=data,
    )


def intended(
    order: EditOrder, index: int, guards: Sequence[GuardResult], checkpoint: str, *, at: datetime
) -> AuditEntry:
    """Return the row that is kept before a write."""
    looked = order.looked[index - 1]
    data = {
        **facts_of(order),
        "target": str(looked.ref),
        "key": order.key(index),
        "index": index,
        "guards": said_of(guards),
        "checkpoint": checkpoint,
        "approved_by": order.approved_by,
        "seen": [each.seen for each in order.looked],
        "content": [each.content for each in order.looked],
        "after": _after(order, looked),
    }
    return _entry(
        order, f"{order.key(index)}/intended", INTENDED, order.requested.reason, at=at, data=data
    )


def settled(order: EditOrder, index: int, performed: Performed, *, at: datetime) -> AuditEntry:
    """Return the row that is kept after a write, or after the cluster's no."""
    action = _ACTION_OF[performed.outcome]
    looked, key = order.looked[index - 1], order.key(index)
    data = {
        "target": str(looked.ref),
        "key": key,
        "index": index,
        "cluster": order.requested.cluster,
        "performed": asdict(performed),
    }
    reason = f"{order.requested.kind}: {performed.outcome}. {performed.detail}".strip()
    return _entry(order, f"{key}/{action}", action, reason, at=at, data=data)


def blocked(
    order: EditOrder,
    index: int,
    guards: Sequence[GuardResult],
    bound: Bound | None,
    *,
    at: datetime,
) -> AuditEntry:
    """Return the row that says which guards, and which bound of a scale, stood in the way."""
    looked = order.looked[index - 1]
    stopped = [each for each in guards if each.outcome != "passed"]
    names = [f"{each.guard}" for each in stopped]
    data = {"target": str(looked.ref), "index": index, "guards": said_of(guards)}
    if bound is not None:
        names.append(f"{bound.why.reason}")
        why = {
            "reason": f"{bound.why.reason}",
            "detail": bound.why.detail.recorded if bound.why.detail else None,
        }
        data["bound"] = {**why, "wanted": bound.wanted}
    reason, name = "; ".join(names), "-".join(names)[:120]
    # One in an hour: who asks without end must not push the other rows out of what is read.
    row = f"{order.key(index)}/blocked/{name}/{at:%Y%m%dT%H}"
    return _entry(
        order, row, BLOCKED, reason, at=at, data={**data, "cluster": order.requested.cluster}
    )


def facts_of(order: EditOrder) -> dict[str, Any]:
    """Return what each row that describes an edit says; contents are fingerprints."""
    changes, left_out = _changes(order, change_kept)
    return {
        "kind": order.requested.kind.value,
        "cluster": order.requested.cluster,
        "digest": order.digest,
        "policy": order.policy.digest,
        "targets": [str(each.ref) for each in order.looked],
        "changes": changes,
        "changes_left_out": left_out,
    }


def shown_of(order: EditOrder) -> ShownChanges:
    """Return what whoever may say yes sees: contents of ConfigMaps as they are, no secret."""
    changes, left_out = _changes(order, change_shown)
    return ShownChanges(tuple(changes), left_out)


def _changes(order: EditOrder, said: Callable[[Difference], str]) -> tuple[list[str], int]:
    """Return as many differences as a row keeps, and how many it leaves out."""
    changes = [
        f"{looked.ref} {said(each)}" for looked in order.looked for each in looked.differences
    ]
    kept = list(_fitting(_cut(each) for each in changes))
    return kept, len(changes) - len(kept)


def _after(order: EditOrder, looked: Looked) -> dict[str, str]:
    """Return what a change of keys leaves behind, so that putting it back can tell it is ours."""
    if order.requested.kind not in (EditKind.SET_CONFIG, EditKind.PUT_CONFIG_BACK):
        return {}
    return {each.path: each.after.kept if each.after else "" for each in looked.differences}


def _fitting(changes: Iterable[str]) -> Iterator[str]:
    left = MOST_CHANGES
    for each in changes:
        left -= len(json.dumps(each))
        if left < 0:
            return
        yield each


def change_kept(difference: Difference) -> str:
    """Return a difference as the audit keeps it: contents as fingerprints."""
    return _written(difference, lambda shade: shade.kept)


def change_shown(difference: Difference) -> str:
    """Return a difference as people see it who may ask for it or say yes to it."""
    return _written(difference, lambda shade: shade.shown)


def _written(difference: Difference, side: Callable[[Shade], str]) -> str:
    before, after = (
        "–" if each is None else _bounded(side(each))
        for each in (difference.before, difference.after)
    )
    return f"{difference.path}: {before} → {after}"


def _bounded(value: str) -> str:
    if len(value) <= LONGEST_SIDE:
        return value
    return f"{value[: LONGEST_SIDE // 3]}…{value[-LONGEST_SIDE // 2 :]}"


def _cut(change: str) -> str:
    return change if len(change) <= LONGEST_CHANGE else f"{change[:LONGEST_CHANGE]}…"


def _entry(
    order: EditOrder, row: str, action: str, reason: str, *, at: datetime, data: dict[str, Any]
) -> AuditEntry:
    requested = order.requested
    facts = {**data, "via": requested.via}
    return AuditEntry(
        id=row,
        at=at,
        actor=requested.by,
        action=action,
        subject=order.id,
        reason=reason[:LONGEST_REASON],
        data=facts,
    )
