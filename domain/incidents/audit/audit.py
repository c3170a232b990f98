"""The audit: every write and every decision about writes, in one hash chain (RBK-13)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One row before it is chained.

    Attributes:
        id: idempotency key; the same id is kept once.
        actor: person id, or `zhiban` with the person on whose behalf, `zhiban/u_mei`.
        action: e.g. `repair.intended`, `repair.performed`, `repair.blocked`, `alert.not_confirmed`,
            `approval.answered`, `control.kill_switch`.
        subject: what it is about: an incident id, a workload, a control.
        reason: what a person said; of our own rows, `data.said` as logs show it.
        data: JSON facts: guard results, before, after, verdict; at most 32 KiB; never a secret.
            `said` is a message of ours (`domain/common/messages.py`) that explains the row.
            `target`, written as a `WorkloadRef` writes itself, says which workload it is about.
    """

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AuditRow:
    """A row as it is kept.

    Attributes:
        sequence: from 1, without gaps.
        previous: hash of the row before it; 64 zeros for the first.
        hash: SHA-256 over the previous hash and this row's canonical JSON, hexadecimal.
    """

    sequence: int
    entry: AuditEntry
    previous: str
    hash: str


@dataclass(frozen=True)
class AuditHead:
    """The end of the chain as somebody noted it: the row of this number had this hash.

    A chain that is cut off, or made anew from some row on, is sound in itself; only what was noted
    elsewhere shows it.

    Attributes:
        noted: by whom: `kept` beside the rows, `event:<id>` in an event, `file` in an export.
    """

    sequence: int
    hash: str
    noted: str = "kept"


WRITES = frozenset({"repair.performed", "repair.restored", "edit.performed"})
"""Actions of entries that tell of a write on a target."""
