"""What a question about an edit asks of the world; its workflow puts that in order (RBK-8, RBK-17).

The edit itself is kept sealed: a history and a row of the queue hold its id, its digest and
fingerprints of what may be secret.
"""

from dataclasses import dataclass

from application.cluster_edits.answers import kept_as
from application.cluster_edits.history import read_trail, record_of
from application.cluster_edits.notices import EditNotices
from application.cluster_edits.orders import EditOrder, KeptEdit
from application.cluster_edits.records import answered, asked, overtaken
from application.cluster_edits.requests import EditRequests
from application.common.wording import message_for
from application.ports.incidents.incidents import Approvals, Checkpoints
from domain.cluster_edits.told import outcome_of
from domain.clusters.edits import EditOutcome, EditRecord, print_of
from domain.common.errors import Conflict, NotFound, PermanentError
from domain.common.messages import Called, Foreign, Message, Names, message
from domain.incidents.approvals.approvals import Approval, ApprovalState, Recheck

MOST_NAMED = 5
"""Objects that a stale answer names."""


@dataclass(frozen=True)
class EditApprovals:
    """Asks about an edit, checks it again, has it done, and tells who asked for it."""

    requests: EditRequests
    checkpoints: Checkpoints
    questions: Approvals
    notices: EditNotices

    async def ask(self, question: Approval) -> Approval:
        """Keep the question and tell whose turn it is; return it with who was asked.

        It is kept before anybody is told: only who is named there gets a link that opens.
        """
        kept, taken = await self._kept(question.id), self.requests
        policy = await taken.policies.current()
        await taken.audit.append(asked(question.id, kept, at=question.asked_at))
        await self.questions.keep(question)  # listed, whatever becomes of the messages
        record = await self._record(question)
        at = question.asked_at
        people = await self.notices.turn(record, policy, hop=question.hop, at=at)
        told = question.asking(tuple(each.id for each in people))
        await self.questions.keep(told)
        await self.notices.ask(record, people, at=at)
        return told

    async def recheck(self, question: Approval) -> Recheck:
        """Look again: is it the edit that was shown, and could it be done now?

        Raises:
            Unavailable: nobody knows; the question stays open.
        """
        kept = await self._kept(question.id)
        order, standing = await self.requests.now(kept.requested)
        if order.digest != question.digest:
            return Recheck(changed=_changed(kept, order))
        if standing.outcome.goes_on:
            return Recheck()
        stopped = outcome_of(standing.outcome, by=standing.by, why=standing.why)
        return Recheck(stopped=stopped)

    async def settle(self, question: Approval) -> None:
        """Keep how the question ended; first in the audit, where guards of the write read it."""
        record, at = await self._record(question), question.answered_at or question.expires_at
        audit = self.requests.audit
        if question.state is ApprovalState.SUPERSEDED:
            await audit.append(overtaken(record, at=at))
        elif question.answered_by:
            row = answered(
                record,
                by=question.answered_by,
                via=question.answered_via,
                approved=question.state is ApprovalState.APPROVED,
                reason=question.reason,
                at=at,
            )
            await audit.append(row)
        await self.questions.keep(question)

    async def carry_out(self, question: Approval) -> Message:
        """Do exactly what was approved, or nothing; return what became of it.

        Every guard is evaluated right before each write. Asked again it goes on where it was.

        Raises:
            TemporaryError: it is not finished; ask again.
        """
        kept = await self._kept(question.id)
        try:
            edit = await self.requests.take(kept.requested, question.id.removeprefix("e_"))
        except Conflict as error:
            return outcome_of(EditOutcome.CONFLICT, why=message_for(error))
        except PermanentError as error:
            return outcome_of(EditOutcome.REFUSED, why=message_for(error))
        return edit.will

    async def tell(self, question: Approval, became: Message | None) -> None:
        """Tell who asked for the edit how it ended; who said no themselves knows it.

        Args:
            question: as it ended.
            became: what became of the edit once it was approved, or why the question is void.
        """
        if question.answered_by == question.requested_by and became is None:
            return
        record = await self._record(question)
        await self.notices.answer(record, became or _end_of(question), at=self.requests.clock.now())

    async def _kept(self, edit_id: str) -> KeptEdit:
        written = await self.checkpoints.get(kept_as(edit_id))
        if written is None:
            raise NotFound("edit", edit_id)
        return KeptEdit.read(written)

    async def _record(self, question: Approval) -> EditRecord:
        trail = await read_trail(self.requests.audit, question.id)
        record = record_of(question.id, trail, self.requests.clock.now())
        if record is None:
            raise NotFound("edit", question.id)
        return record


def _changed(kept: KeptEdit, order: EditOrder) -> Message:
    """Return what is another since the question was asked."""
    if order.policy.digest != kept.facts["policy"]:
        return message("edit.policy_changed")
    others = [
        Called(str(each.ref))
        for each in order.looked
        if kept.prints.get(str(each.ref)) != print_of(each)
    ]
    names = Names(tuple(others[:MOST_NAMED])) if others else None
    return message("edit.objects_changed", objects=names)


def _end_of(question: Approval) -> Message:
    if question.state is ApprovalState.TIMED_OUT:
        return message("edit.expired")
    why = Foreign(question.reason) if question.reason else None
    return message("approval.denied_by", person=Called(question.answered_by), why=why)
