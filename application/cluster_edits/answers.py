"""Answers of a second person to edits: read from the audit, kept in the audit (RBK-8)."""

from dataclasses import dataclass

from application.cluster_edits.history import EditHistory, read_trail, record_of
from application.cluster_edits.notices import EditNotices
from application.cluster_edits.orders import EditOrder
from application.cluster_edits.records import ASKED, LONGEST_REASON, answered, asked
from application.ports.clock import Clock
from application.ports.incidents.incidents import Audit, Policies
from domain.clusters.edits import EDIT_LASTS, EditRecord, EditState
from domain.common.errors import Conflict, Forbidden, NotFound
from domain.common.messages import message
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100
"""Edits in the list of those that wait; nobody reads more, and the older ones were told of."""


@dataclass(frozen=True)
class EditAnswers:
    """Tells of edits that were asked for in earnest, and takes answers to them."""

    audit: Audit
    policies: Policies
    clock: Clock
    notices: EditNotices

    async def waiting(self, *, by: Actor) -> list[EditRecord]:
        """Return the edits that wait for somebody's yes, the newest first."""
        require(by, Permission.READ_INCIDENTS)
        now, found = self.clock.now(), list[EditRecord]()
        async for event in self.notices.newest(now - EDIT_LASTS):
            record = record_of(event.subject, await read_trail(self.audit, event.subject), now)
            if record is not None and record.state is EditState.ASKED:
                found.append(record)
            if len(found) == MOST_LISTED:
                break
        return found

    async def ask(self, order: EditOrder) -> None:
        """Keep the question, and tell those who may answer it."""
        now = self.clock.now()
        await self.audit.append(asked(order, at=now))
        record = self._told(order.id, await read_trail(self.audit, order.id))
        if record.state is EditState.ASKED:
            await self.notices.tell(record, order.policy, at=now)

    async def get(self, *, by: Actor, edit_id: str) -> EditRecord:
        """Return an edit as the audit tells it; `NotFound` when nobody asked for it in earnest."""
        require(by, Permission.READ_INCIDENTS)
        return self._told(edit_id, await read_trail(self.audit, edit_id))

    async def answer(
        self, *, by: Actor, edit_id: str, digest: str, approved: bool, reason: str = ""
    ) -> EditRecord:
        """Say yes to exactly the edit of this digest, or no to it; who asked may only say no.

        A no counts after a yes, too, as long as nothing was begun.

        Raises:
            NotFound: no such edit.
            Forbidden: it is their own.
            Conflict: the digest is another's, or the edit was answered, begun or is too old.
        """
        require(by, Permission.APPROVE_REPAIRS)
        require(by, Permission.READ_INCIDENTS)
        trail = await read_trail(self.audit, edit_id)
        record = self._told(edit_id, trail)
        policy = await self.policies.current()
        if approved and record.by == by.person_id and not policy.approval.own_request:
            raise Forbidden(message("edit.own_request"))
        if (approved or digest) and digest != record.digest:
            raise Conflict(message("edit.other_edit"))
        if not (record.state is EditState.ASKED if approved else _may_be_denied(trail, record)):
            raise Conflict(message("edit.not_waiting", state=record.state))
        said = reason.strip()[:LONGEST_REASON]
        await self.audit.append(
            answered(
                record,
                by=by.person_id,
                via=by.via,
                approved=approved,
                reason=said,
                at=self.clock.now(),
            )
        )
        return await self.get(by=by, edit_id=edit_id)

    def _told(self, edit_id: str, trail: EditHistory) -> EditRecord:
        found = record_of(edit_id, trail, self.clock.now())
        if found is None:
            raise NotFound("edit", edit_id)
        return found


def _may_be_denied(trail: EditHistory, record: EditRecord) -> bool:
    waits = bool(trail.only(ASKED)) and trail.began() is None
    return waits and record.state not in (EditState.DENIED, EditState.LAPSED)
