"""The queue of approvals: what waits, and what became of what was asked (RBK-17)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from application.approvals.values import EditValues
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Approvals
from application.ports.people import People
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.outcomes import QuestionsShown, Run, RunOutcome
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.audit.runs import RUNNING, run_of, subject_of
from domain.people.access import Actor, Permission, require

MOST_LISTED = 50
"""Questions of one answer; each may hold a patch of 4,000 characters."""

MOST_WAITING = 200

MOST_ROWS = 500
"""Rows of the audit that are read for one answer: ten for each question of it."""


@dataclass(frozen=True)
class Question:
    """A question with what came of it.

    Attributes:
        run: None unless it was approved, and where too much is recorded to tell.
        names: what the people in it are called, by id.
    """

    approval: Approval
    run: Run | None
    names: Mapping[str, str]


@dataclass(frozen=True)
class QuestionPage:
    """Questions; pass `next_before` as `before` to go on, empty at the end."""

    questions: tuple[Question, ...]
    next_before: str


@dataclass(frozen=True)
class ApprovalQueue:
    """Lists questions for those who may read incidents; answers go elsewhere."""

    questions: Approvals
    audit: Audit
    people: People
    values: EditValues

    async def list(
        self,
        *,
        by: Actor,
        which: QuestionsShown = QuestionsShown.PENDING,
        before: str = "",
        limit: int = 20,
    ) -> QuestionPage:
        """Return questions: those that wait oldest first and all at once, others newest first.

        Args:
            by: who asks.
            which: what is shown.
            before: the `next_before` of the page before.
            limit: how many at most; of those that wait there are at most 200.
        """
        require(by, Permission.READ_INCIDENTS)
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        if before and not before.startswith(("a_", "e_")):
            raise InvalidRequest("before", message("rule.cursor"))
        if which is QuestionsShown.PENDING:
            waiting = await self.questions.pending(limit=MOST_WAITING)
            seen = [await self.values.seen(by, each) for each in waiting]
            return QuestionPage(await self._told(seen), "")
        found = await self.questions.page(which, before=before, limit=limit + 1)
        page = [await self.values.seen(by, each) for each in found[:limit]]
        goes_on = page[-1].id if len(found) > limit else ""
        return QuestionPage(await self._told(page), goes_on)

    async def get(self, *, by: Actor, approval_id: str) -> Question:
        """Return one question, answered or not; an edit that waits, with the values it changes.

        Raises:
            NotFound: there never was one.
        """
        require(by, Permission.READ_INCIDENTS)
        found = await self.questions.get(approval_id)
        if found is None:
            raise NotFound("approval", approval_id)
        return await self.told(await self.values.seen(by, found))

    async def told(self, approval: Approval) -> Question:
        """Return a question, as somebody answered it a moment ago, with what came of it."""
        (told,) = await self._told((approval,))
        return told

    async def _told(self, found: Sequence[Approval]) -> tuple[Question, ...]:
        people = {one for each in found for one in (each.requested_by, each.answered_by)} - {""}
        names = await self.people.names(people) if people else {}
        runs = await self._runs([each for each in found if each.state is ApprovalState.APPROVED])
        return tuple(Question(each, runs.get(each.id), names) for each in found)

    async def _runs(self, approved: Sequence[Approval]) -> Mapping[str, Run | None]:
        if not approved:
            return {}
        subjects = {subject_of(each) for each in approved}
        rows = await self.audit.about_each(subjects, RUNNING, limit=MOST_ROWS)
        by_subject: dict[str, list[AuditEntry]] = defaultdict(list)
        for row in reversed(rows):
            by_subject[row.entry.subject].append(row.entry)
        runs = {each.id: run_of(each, by_subject[subject_of(each)]) for each in approved}
        if len(rows) < MOST_ROWS:
            return runs
        # What seems missing may have been cut off.
        return {id_: None if run == Run(RunOutcome.UNKNOWN) else run for id_, run in runs.items()}
