"""One queue of questions, their answers, and links that lead to them (RBK-8, RBK-17)."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from application.ports.clock import Clock, Ids
from application.ports.incidents.incidents import ApprovalClient, Approvals
from application.ports.people import People
from domain.common.errors import Conflict, Forbidden, NotFound
from domain.common.messages import message
from domain.incidents.approvals.approvals import Answer, Approval, ApprovalState
from domain.people.access import Permission, permissions_of
from domain.people.people import Person

MOST_QUESTIONS = 200

SHOWN_AFTER_END = timedelta(hours=24)
"""How long after its end a question's link still shows what became of it."""


@dataclass(frozen=True)
class LinkedQuestion:
    """A question as somebody sees it who opened their link."""

    approval: Approval
    person: Person


def digest_of_token(token: str) -> str:
    """Return the SHA-256 by which a link is kept (hex)."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class ApprovalLinks:
    """Makes the links that messages carry to people who are asked.

    Whoever opens a link answers as the person it was made for. So it belongs into what only they
    read, such as their mail or their phone, and never into a group's chat.
    """

    questions: Approvals
    ids: Ids

    async def make(self, approval_id: str, person_id: str) -> str:
        """Return the token of a fresh link, which opens until the question expires.

        Returns:
            Empty when nobody waits for that answer any more, or the person was not asked.
        """
        approval = await self.questions.get(approval_id)
        if approval is None or approval.state is not ApprovalState.PENDING:
            return ""
        if person_id not in approval.asked:
            return ""
        return await self.lead_to(approval.id, person_id, until=approval.expires_at)

    async def lead_to(self, subject: str, person_id: str, *, until: datetime) -> str:
        """Return the token of a fresh link that leads one person to a question or an incident."""
        token = self.ids.new() + self.ids.new()
        await self.questions.add_link(digest_of_token(token), subject, person_id, until=until)
        return token


def no_page() -> NotFound:
    """Return what is said of every link that does not open: all of them look alike."""
    return NotFound("page", "approval link")


@dataclass(frozen=True)
class Answers:
    """Takes answers to questions, however people come to give them."""

    questions: Approvals
    asking: ApprovalClient
    people: People
    clock: Clock

    async def question(self, approval_id: str) -> Approval:
        """Return a question, or raise `NotFound`."""
        approval = await self.questions.get(approval_id)
        if approval is None:
            raise NotFound("approval", approval_id)
        return approval

    async def waiting(self) -> tuple[Approval, ...]:
        """Return what waits for somebody's yes or no, repairs and edits alike, oldest first."""
        return tuple(await self.questions.pending(limit=MOST_QUESTIONS))

    async def give(
        self,
        approval: Approval,
        *,
        approved: bool,
        by: Person,
        reason: str,
        digest: str,
        via: str = "",
    ) -> Approval:
        """Approve or deny a repair or an edit; the same answer twice is once.

        Args:
            approval: the question as it is.
            approved: what they say. Denying one's own request is always possible.
            by: who answers; who they are comes from authentication alone.
            reason: for the record.
            digest: what they saw; empty when their face does not carry it.
            via: the proof of who they are.

        Raises:
            Conflict: it is not open, about another plan, or its target has changed.
            Forbidden: they may not approve, or it is their own request.
        """
        if by.disabled or Permission.APPROVE_REPAIRS not in permissions_of(by.roles):
            raise Forbidden(message("approval.no_right"))
        if approval.was_answered(by.id, approved=approved):
            return approval
        said = Answer(approval.id, digest, by.id, reason, via)
        approval.check(said, approved=approved, now=self.clock.now())
        said = replace(said, digest=approval.digest)
        return await self.asking.answer(approval, said, approved=approved)

    async def question_behind(self, token: str) -> LinkedQuestion:
        """Return the question behind somebody's link, using nothing up, or raise `NotFound`."""
        found = await self.questions.peek_link(digest_of_token(token), now=self.clock.now())
        return await self._linked(found)

    async def outcome_behind(self, token: str) -> LinkedQuestion:
        """Return a question that was settled lately, behind a link that answers no more.

        Raises:
            NotFound: there is none, it waits still, or was settled over a day ago.
        """
        seen = await self._linked(await self.questions.spent_link(digest_of_token(token)))
        asked = seen.approval
        settled = asked.answered_at or asked.expires_at
        if asked.is_open or self.clock.now() - settled > SHOWN_AFTER_END:
            raise no_page()
        return seen

    async def _linked(self, found: tuple[str, str] | None) -> LinkedQuestion:
        approval = await self.questions.get(found[0]) if found else None
        person = await self.people.get(found[1]) if found else None
        if approval is None or person is None or person.disabled:
            raise no_page()
        if Permission.APPROVE_REPAIRS not in permissions_of(person.roles):
            raise no_page()
        return LinkedQuestion(approval, person)

    async def answer_by_link(self, token: str, *, approved: bool) -> LinkedQuestion:
        """Answer for the person whose link it is, and use the link up."""
        seen = await self.question_behind(token)
        with suppress(Conflict):  # the page shows what became of the question meanwhile
            await self.give(seen.approval, approved=approved, by=seen.person, reason="", digest="")
        used = await self.questions.use_link(digest_of_token(token), now=self.clock.now())
        if used is None:
            raise no_page()
        return LinkedQuestion(await self.question(seen.approval.id), seen.person)
