"""Questions about edits, as people ask and answer them; a workflow keeps them (RBK-8, RBK-17)."""

from dataclasses import dataclass, replace
from datetime import datetime

from application.approvals.answers import Answers
from application.approvals.values import EditValues, may_see
from application.cluster_edits.facts import place_for
from application.cluster_edits.history import EditHistory, read_trail, record_of
from application.cluster_edits.orders import EditOrder, KeptEdit
from application.cluster_edits.records import ASKED, LONGEST_REASON, answered, facts_of, shown_of
from application.ports.clock import Clock
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import ApprovalClient, Approvals, Checkpoints, Policies
from application.ports.people import People
from domain.cluster_edits.told import where_of
from domain.clusters.edits import EDIT_LASTS, EDITED_AS, EditRecord, EditState
from domain.common.errors import Conflict, Forbidden, NotFound
from domain.common.messages import Called, Foreign, message
from domain.incidents.approvals.approvals import Approval
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100
"""Edits in the list of those that wait; nobody reads more, and the older ones were told of."""


def kept_as(edit_id: str) -> str:
    """Return the id under which an edit is kept, sealed, while it waits."""
    return f"edit/{edit_id}/asked"


@dataclass(frozen=True)
class EditAnswers:
    """Asks about edits that were confirmed, and takes answers to them."""

    audit: Audit
    checkpoints: Checkpoints
    policies: Policies
    questions: Approvals
    asking: ApprovalClient
    people: People
    clock: Clock

    async def waiting(self, *, by: Actor) -> list[EditRecord]:
        """Return the edits that wait for somebody's yes, the newest first."""
        require(by, Permission.READ_INCIDENTS)
        found = list[EditRecord]()
        for each in await self.questions.waiting_edits(limit=MOST_LISTED):
            record = await self._record(each.id)
            if record is not None and record.state is EditState.ASKED:
                found.append(await self._seen(by, record))
        return found

    async def ask(self, order: EditOrder) -> None:
        """Keep the edit, and begin to ask; asked again it is the same question."""
        now = self.clock.now()
        kept = KeptEdit.of(order, facts_of(order))
        await self.checkpoints.keep(kept_as(order.id), kept.written, at=now)
        await self._values.keep(order.id, shown_of(order), at=now)
        await self.asking.begin(_question(order, kept, at=now), order.policy.approval)

    async def get(self, *, by: Actor, edit_id: str) -> EditRecord:
        """Return an edit as the audit tells it; `NotFound` when nobody asked for it in earnest."""
        require(by, Permission.READ_INCIDENTS)
        return await self._seen(by, self._told(edit_id, await read_trail(self.audit, edit_id)))

    async def answer(
        self, *, by: Actor, edit_id: str, digest: str, approved: bool, reason: str = ""
    ) -> EditRecord:
        """Say yes to exactly the edit of this digest, or no to it; who asked may only say no.

        A yes has it done. A no counts after a yes, too, as long as nothing was begun.

        Raises:
            NotFound: no such edit.
            Forbidden: it is their own.
            Conflict: the digest is another's, what it is about has changed, or the edit was
                answered, begun or is too old.
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
        await self._give(by, record, reason.strip()[:LONGEST_REASON], approved=approved)
        return await self.get(by=by, edit_id=edit_id)

    async def _give(self, by: Actor, record: EditRecord, reason: str, *, approved: bool) -> None:
        asked = await self.questions.get(record.id)
        if asked is not None and asked.is_open:
            person = await self.people.get(by.person_id)
            if person is None:
                raise Forbidden(message("edit.no_person"))
            answers = Answers(self.questions, self.asking, self.people, self.clock)
            said = {"reason": reason, "digest": record.digest, "via": by.via}
            await answers.give(asked, approved=approved, by=person, **said)
        elif approved:
            raise Conflict(message("edit.not_waiting", state=record.state))
        else:  # a yes is taken back: nobody asks any more, and the guards of the write read this
            row = answered(
                record,
                by=by.person_id,
                via=by.via,
                approved=False,
                reason=reason,
                at=self.clock.now(),
            )
            await self.audit.append(row)

    async def _seen(self, by: Actor, record: EditRecord) -> EditRecord:
        """Return an edit that waits with its values, for those who asked or may say yes.

        What the audit keeps for ever has fingerprints in their place; so has what is settled.
        """
        if record.state is not EditState.ASKED or not may_see(by, record.by):
            return record
        shown = await self._values.of(record.id)
        return record if shown is None else replace(record, **vars(shown))

    @property
    def _values(self) -> EditValues:
        return EditValues(self.checkpoints)

    async def _record(self, edit_id: str) -> EditRecord | None:
        return record_of(edit_id, await read_trail(self.audit, edit_id), self.clock.now())

    def _told(self, edit_id: str, trail: EditHistory) -> EditRecord:
        found = record_of(edit_id, trail, self.clock.now())
        if found is None:
            raise NotFound("edit", edit_id)
        return found


def _question(order: EditOrder, kept: KeptEdit, *, at: datetime) -> Approval:
    requested, facts = order.requested, kept.facts
    by, cluster = Called(requested.by), where_of(requested.kind, requested.cluster)
    return Approval(
        id=order.id,
        incident_id="",
        action=EDITED_AS,
        target=place_for(order.looked[0].ref),
        digest=order.digest,
        why=message("edit.wants", by=by, cluster=cluster, reason=Foreign(requested.reason)),
        preview="\n".join(facts["changes"]),
        asked_at=at,
        expires_at=at + EDIT_LASTS,
        requested_by=requested.by,
        own_request=order.policy.approval.own_request,
        edit=requested.kind,
        objects=tuple(facts["targets"]),
    )


def _may_be_denied(trail: EditHistory, record: EditRecord) -> bool:
    waits = bool(trail.only(ASKED)) and trail.began() is None
    return waits and record.state not in (
        EditState.DENIED,
        EditState.LAPSED,
        EditState.OVERTAKEN,
    )
