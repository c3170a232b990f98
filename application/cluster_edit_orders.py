"""An edit on its way from the wish to the write, and the rows that it leaves in the audit."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.audit import AuditEntry, AuditRow
from domain.changes import Performed, Performing
from domain.cluster_edits import (
    Difference,
    EditKind,
    EditRecord,
    Looked,
    ObjectEdit,
    Shade,
    edit_id,
    key_of_edit,
)
from domain.guards import GuardResult
from domain.policies import Policy

ASKED, APPROVED, DENIED = "edit.asked", "edit.approved", "edit.denied"
INTENDED, BLOCKED = "edit.intended", "edit.blocked"
PERFORMED, REFUSED, CONFLICT = "edit.performed", "edit.refused", "edit.conflict"

MOST_ROWS = 500
"""Rows about one edit: a few for each of its objects and tries."""

MOST_CHANGES = 8_000
"""Bytes of differences that a row keeps; a row has at most 32 KiB, and the digest covers all."""

LONGEST_CHANGE = 480
LONGEST_SIDE = 120
"""Characters of a value; of a longer one both ends are kept, for a tag is at an image's end."""

LONGEST_REASON = 300

EDIT_LASTS = timedelta(hours=24)
"""From its first row on an edit can be answered and gone on with; then it has to be asked anew."""

_ACTION_OF = {
    Performing.DONE: PERFORMED,
    Performing.ALREADY: PERFORMED,
    Performing.REFUSED: REFUSED,
    Performing.CONFLICT: CONFLICT,
    Performing.GONE: CONFLICT,
}


@dataclass(frozen=True)
class EditWish:
    """What somebody asks for.

    Attributes:
        by: person id; via: the proof of who they are.
        parts: the edit, object by object.
    """

    kind: EditKind
    cluster: str
    parts: tuple[ObjectEdit, ...]
    by: str
    via: str
    reason: str


@dataclass(frozen=True)
class EditOrder:
    """An edit that was shown, and is the same still.

    Attributes:
        looked: what the server said of each part.
        digest: of everything that the person has seen.
        approved_by: who approved just this; empty when nobody did.
    """

    wish: EditWish
    looked: tuple[Looked, ...]
    policy: Policy
    digest: str
    approved_by: str = ""

    @property
    def id(self) -> str:
        """The edit's id, of which its confirmation is a part."""
        return edit_id(self.digest)

    def key(self, index: int) -> str:
        """Return the key of the object at `index`, from 1."""
        return key_of_edit(self.id, index)

    def wrote(self, entry: AuditEntry) -> bool:
        """Say whether a row of the audit is of this edit."""
        return entry.subject == self.id


@dataclass(frozen=True)
class EditTrail:
    """What the audit knows of an edit.

    Attributes:
        rows: by id.
    """

    rows: Mapping[str, AuditEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[AuditRow]) -> "EditTrail":
        """Return the trail among the rows about an edit."""
        return cls({row.entry.id: row.entry for row in rows})

    def only(self, action: str) -> list[AuditEntry]:
        """Return the rows of one kind, the oldest first."""
        found = [each for each in self.rows.values() if each.action == action]
        return sorted(found, key=lambda each: each.at)

    def intended(self, key: str) -> AuditEntry | None:
        """Return what was kept before the write of an object."""
        return self.rows.get(f"{key}/intended")

    def performed(self, key: str) -> Performed | None:
        """Return the answer to an object's write that was made; None when none was kept."""
        kept = self.rows.get(f"{key}/{PERFORMED}")
        if kept is None:
            return None
        said = dict(kept.data["performed"])
        return Performed(Performing(said.pop("outcome")), **said)

    def is_lapsed(self, now: datetime) -> bool:
        """Say whether it was asked for too long ago to be answered any more."""
        first = min((each.at for each in self.rows.values()), default=now)
        return now - first > EDIT_LASTS

    def is_over(self, objects: int, now: datetime) -> bool:
        """Say whether it ended: the same, asked for again, is another edit."""
        return len(self.only(PERFORMED)) >= objects or self.is_lapsed(now)

    def began(self) -> AuditEntry | None:
        """Return the first intention of the edit: from then on it goes on and is not re-thought."""
        return next(iter(self.only(INTENDED)), None)


def asked(order: EditOrder, *, at: datetime) -> AuditEntry:
    """Return the row that an approver reads: who wants what, where, and why."""
    return _entry(order, f"{order.id}/asked", ASKED, order.wish.reason, at=at, data=_facts(order))


def answered(
    record: EditRecord, *, by: str, via: str, approved: bool, reason: str, at: datetime
) -> AuditEntry:
    """Return the row of an approver's answer; each person answers an edit once."""
    action = APPROVED if approved else DENIED
    data = {"digest": record.digest, "via": via, "cluster": record.cluster}
    return AuditEntry(f"{record.id}/{action}/{by}", at, by, action, record.id, reason, data)


def intended(
    order: EditOrder, index: int, guards: Sequence[GuardResult], checkpoint: str, *, at: datetime
) -> AuditEntry:
    """Return the row that is kept before a write."""
    looked = order.looked[index - 1]
    data = {
        **_facts(order),
        "target": str(looked.ref),
        "key": order.key(index),
        "index": index,
        "guards": _said(guards),
        "checkpoint": checkpoint,
        "approved_by": order.approved_by,
        "seen": [each.seen for each in order.looked],
        "content": [each.content for each in order.looked],
        "after": _after(order, looked),
    }
    return _entry(
        order, f"{order.key(index)}/intended", INTENDED, order.wish.reason, at=at, data=data
    )


def settled(order: EditOrder, index: int, performed: Performed, *, at: datetime) -> AuditEntry:
    """Return the row that is kept after a write, or after the cluster's no."""
    action = _ACTION_OF[performed.outcome]
    looked, key = order.looked[index - 1], order.key(index)
    data = {
        "target": str(looked.ref),
        "key": key,
        "index": index,
        "cluster": order.wish.cluster,
        "performed": asdict(performed),
    }
    reason = f"{order.wish.kind}: {performed.outcome}. {performed.detail}".strip()
    return _entry(order, f"{key}/{action}", action, reason, at=at, data=data)


def blocked(
    order: EditOrder, index: int, guards: Sequence[GuardResult], *, at: datetime
) -> AuditEntry:
    """Return the row that says which guards stood in the way."""
    looked = order.looked[index - 1]
    stopped = [each for each in guards if each.outcome != "passed"]
    reason = "; ".join(f"{each.guard}: {each.detail or each.outcome}" for each in stopped)
    name = "-".join(f"{each.guard}" for each in stopped)[:120]
    data = {"target": str(looked.ref), "index": index, "guards": _said(guards)}
    # One in an hour: who asks without end must not push the other rows out of what is read.
    row = f"{order.key(index)}/blocked/{name}/{at:%Y%m%dT%H}"
    return _entry(order, row, BLOCKED, reason, at=at, data={**data, "cluster": order.wish.cluster})


def record_of(identifier: str, trail: EditTrail, now: datetime) -> EditRecord | None:
    """Return an edit as its rows tell it; None when nobody ever asked for it."""
    first = next(iter([*trail.only(ASKED), *trail.only(INTENDED)]), None)
    if first is None:
        return None
    approvals, left_out = trail.only(APPROVED), first.data.get("changes_left_out", 0)
    more = (f"… and {left_out} more, not listed",) if left_out else ()
    return EditRecord(
        identifier,
        first.data["kind"],
        first.data["cluster"],
        _state(trail, len(first.data["targets"]), now),
        first.actor,
        first.reason,
        first.data["digest"],
        tuple(first.data["targets"]),
        (*first.data["changes"], *more),
        approvals[-1].actor if approvals else "",
    )


def _state(trail: EditTrail, objects: int, now: datetime) -> str:
    if len(trail.only(PERFORMED)) >= objects:
        return "done"
    if trail.began() is None and trail.is_lapsed(now) and not trail.only(DENIED):
        return "lapsed"
    for action in (DENIED, CONFLICT, REFUSED, BLOCKED, INTENDED, APPROVED):
        if trail.only(action):
            return action.removeprefix("edit.")
    return "asked"


def _facts(order: EditOrder) -> dict[str, Any]:
    changes = [
        f"{looked.ref} {change_kept(each)}"
        for looked in order.looked
        for each in looked.differences
    ]
    kept = list(_fitting(_cut(each) for each in changes))
    return {
        "kind": order.wish.kind.value,
        "cluster": order.wish.cluster,
        "digest": order.digest,
        "policy": order.policy.digest,
        "targets": [str(each.ref) for each in order.looked],
        "changes": kept,
        "changes_left_out": len(changes) - len(kept),
    }


def _after(order: EditOrder, looked: Looked) -> dict[str, str]:
    """Return what a change of keys leaves behind, so that putting it back can tell it is ours."""
    if order.wish.kind not in (EditKind.SET_CONFIG, EditKind.PUT_CONFIG_BACK):
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
    sides = (_kept(difference.before), _kept(difference.after))
    return f"{difference.path}: {sides[0]} → {sides[1]}"


def _kept(shade: Shade | None) -> str:
    if shade is None:
        return "–"
    if len(shade.kept) <= LONGEST_SIDE:
        return shade.kept
    return f"{shade.kept[: LONGEST_SIDE // 3]}…{shade.kept[-LONGEST_SIDE // 2 :]}"


def _cut(change: str) -> str:
    return change if len(change) <= LONGEST_CHANGE else f"{change[:LONGEST_CHANGE]}…"


def _said(guards: Sequence[GuardResult]) -> list[str]:
    return [f"{each}{f' ({each.detail})' if each.detail else ''}" for each in guards]


def _entry(
    order: EditOrder, row: str, action: str, reason: str, *, at: datetime, data: dict[str, Any]
) -> AuditEntry:
    wish = order.wish
    facts = {**data, "via": wish.via}
    return AuditEntry(row, at, wish.by, action, order.id, reason[:LONGEST_REASON], facts)
