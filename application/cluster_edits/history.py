"""What the audit knows of an edit: who asked, who said what, how far it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from application.cluster_edits.records import (
    APPROVED,
    ASKED,
    BLOCKED,
    CONFLICT,
    DENIED,
    INTENDED,
    OVERTAKEN,
    PERFORMED,
    REFUSED,
)
from application.ports.incidents.audit import Audit
from domain.clusters.changes import Performed, Performing
from domain.clusters.edits import EDIT_LASTS, EditKind, EditRecord, EditState
from domain.common.messages import message_of
from domain.incidents.audit.audit import AuditEntry, AuditRow

MOST_ROWS = 500
"""Rows about one edit: a few for each of its objects and tries."""


@dataclass(frozen=True)
class EditHistory:
    """What the audit knows of an edit.

    Attributes:
        rows: by id.
    """

    rows: Mapping[str, AuditEntry] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[AuditRow]) -> "EditHistory":
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
        ours = message_of(said.pop("said", None))
        return Performed(outcome=Performing(said.pop("outcome")), **said, said=ours)

    def approved_by(self, digest: str, now: datetime) -> str:
        """Return who approved exactly this, lately; empty when nobody did, or somebody said no."""
        approvals = [
            each
            for each in self.only(APPROVED)
            if each.data.get("digest") == digest and now - each.at <= EDIT_LASTS
        ]
        return approvals[-1].actor if approvals and not self.only(DENIED) else ""

    def is_lapsed(self, now: datetime) -> bool:
        """Say whether it was asked for too long ago to be answered any more."""
        first = min((each.at for each in self.rows.values()), default=now)
        return now - first > EDIT_LASTS

    def is_over(self, objects: int, now: datetime) -> bool:
        """Say whether it ended: the same, asked for again, is another edit."""
        done = len(self.only(PERFORMED)) >= objects
        return done or bool(self.only(OVERTAKEN)) or self.is_lapsed(now)

    def began(self) -> AuditEntry | None:
        """Return the first intention of the edit: from then on it goes on and is not re-thought."""
        return next(iter(self.only(INTENDED)), None)


async def read_trail(audit: Audit, identifier: str) -> EditHistory:
    """Return what the audit knows of an edit at this moment."""
    return EditHistory.of(await audit.about(identifier, limit=MOST_ROWS))


def record_of(identifier: str, trail: EditHistory, now: datetime) -> EditRecord | None:
    """Return an edit as its rows tell it; None when nobody ever asked for it."""
    first = next(iter([*trail.only(ASKED), *trail.only(INTENDED)]), None)
    if first is None:
        return None
    approvals = trail.only(APPROVED)
    return EditRecord(
        id=identifier,
        kind=EditKind(first.data["kind"]),
        cluster=first.data["cluster"],
        state=_state(trail, len(first.data["targets"]), now),
        by=first.actor,
        reason=first.reason,
        digest=first.data["digest"],
        targets=tuple(first.data["targets"]),
        changes=tuple(first.data["changes"]),
        more=first.data.get("changes_left_out", 0),
        approved_by=approvals[-1].actor if approvals else "",
    )


def _state(trail: EditHistory, objects: int, now: datetime) -> EditState:
    if len(trail.only(PERFORMED)) >= objects:
        return EditState.DONE
    if trail.began() is None and trail.is_lapsed(now) and not trail.only(DENIED):
        return EditState.LAPSED
    for action in (OVERTAKEN, DENIED, CONFLICT, REFUSED, BLOCKED, INTENDED, APPROVED):
        if trail.only(action):
            return EditState(action.removeprefix("edit."))
    return EditState.ASKED
