"""What an edit that waits changes, with its values, for those who may see them (RBK-17).

The audit and the question itself keep fingerprints for ever; values are kept sealed beside them
and shown only while the edit waits. Contents of Secrets are not among them.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from application.ports.incidents.incidents import Checkpoints
from domain.incidents.approvals.approvals import Approval
from domain.people.access import Access, Actor, Permission, decide


@dataclass(frozen=True)
class ShownChanges:
    """Differences with their values.

    Attributes:
        changes: `object path: before → after`, one line each.
        more: how many more there are than were kept.
    """

    changes: tuple[str, ...]
    more: int = 0

    @property
    def preview(self) -> str:
        """All of them as one text; the last line says how many are left out."""
        return "\n".join((*self.changes, *((f"… +{self.more}",) if self.more else ())))


@dataclass(frozen=True)
class EditValues:
    """Keeps what edits change, and shows it to whoever asked for one or may say yes to it."""

    checkpoints: Checkpoints

    async def keep(self, edit_id: str, shown: ShownChanges, *, at: datetime) -> None:
        """Keep what an edit changes, sealed; keeping it twice keeps the first."""
        written = json.dumps({"changes": shown.changes, "more": shown.more})
        await self.checkpoints.keep(_kept_as(edit_id), written, at=at)

    async def of(self, edit_id: str) -> ShownChanges | None:
        """Return what an edit changes; None: it was asked before values were kept."""
        written = await self.checkpoints.get(_kept_as(edit_id))
        if written is None:
            return None
        shown = json.loads(written)
        return ShownChanges(tuple(shown["changes"]), shown["more"])

    async def seen(self, by: Actor, question: Approval) -> Approval:
        """Return a question as somebody sees it: about an edit that waits, with its values."""
        if not question.edit or not question.is_open or not may_see(by, question.requested_by):
            return question
        shown = await self.of(question.id)
        return question if shown is None else replace(question, preview=shown.preview)


def may_see(by: Actor, requested_by: str) -> bool:
    """Say whether somebody sees an edit's values: who asked for it, and who may say yes."""
    return by.person_id == requested_by or decide(by, Permission.APPROVE_REPAIRS) is Access.ALLOWED


def _kept_as(edit_id: str) -> str:
    return f"edit/{edit_id}/shown"
