"""The audit: where it is kept, and how it is looked through."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.clusters.clusters import ObjectRef, WorkloadRef
from domain.incidents.audit.audit import AuditEntry, AuditHead, AuditRow
from domain.incidents.audit.decisions import AuditAction, AuditDecision


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which rows of the audit; every field narrows.

    Attributes:
        actor: a person's id, with what was done on their behalf; `zhiban`: what nobody asked for.
        target: an object, as a `WorkloadRef` writes itself, or the beginning of it up to a `/`.
        since: not before.
        until: before.
    """

    actor: str = ""
    subject: str = ""
    target: str = ""
    action: AuditAction | None = None
    decision: AuditDecision | None = None
    since: datetime | None = None
    until: datetime | None = None


class Audit(Protocol):
    """The append-only, hash-chained record (RBK-13)."""

    async def append(self, entry: AuditEntry) -> AuditRow:
        """Chain and keep it; an id already kept returns the kept row."""

    async def rows(self, *, after: int, limit: int) -> list[AuditRow]:
        """Return rows with sequence > `after`, in order."""

    async def about(self, subject: str, *, limit: int) -> list[AuditRow]:
        """Return the newest rows about a subject, newest first."""

    async def about_each(
        self, subjects: Collection[str], actions: Collection[AuditAction], *, limit: int
    ) -> list[AuditRow]:
        """Return the newest rows of these actions about any of the subjects, newest first."""

    async def page(self, which: AuditFilter, *, before: int, limit: int) -> list[AuditRow]:
        """Return up to `limit` rows with sequence < `before`, newest first; 0: from the end."""

    async def writes_on(
        self, target: WorkloadRef | ObjectRef, *, since: datetime
    ) -> list[AuditRow]:
        """Return the writes on a target, of repairs and of people's edits, newest first.

        They are found by `data["target"]`, which is the target as a reference writes itself.
        """

    async def heads(self, *, limit: int) -> list[AuditHead]:
        """Return where the chain ends: as kept beside the rows, then as events told, newest first.

        Empty before the first row.
        """
