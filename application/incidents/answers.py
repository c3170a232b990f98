"""Answers to questions about repairs, and links that lead to them (RBK-8)."""

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from application.ports.clock import Clock, Ids
from application.ports.incidents.incidents import ApprovalClient, Approvals
from application.ports.people import People
from domain.common.errors import Conflict, Forbidden, NotFound, PermanentError
from domain.common.readers import Language
from domain.incidents.approvals.approvals import Answer, Approval, ApprovalState
from domain.incidents.approvals.rules import Right, right_to_answer
from domain.incidents.words.words import ENDS
from domain.people.access import Permission, permissions_of
from domain.people.people import Person


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
        token = self.ids.new() + self.ids.new()
        digest = digest_of_token(token)
        await self.questions.add_link(digest, approval.id, person_id, until=approval.expires_at)
        return token


def no_page() -> NotFound:
    """Return what is said of every link that does not open: all of them look alike."""
    return NotFound("page", "approval link")


def refusal_of(right: Right, approval: Approval) -> PermanentError | None:
    """Return why an answer does not count; None when it does, or was given before."""
    match right:
        case Right.MAY | Right.REPEATED:
            return None
        case Right.NO_RIGHT:
            return Forbidden("Your roles do not cover approving; ask an admin for the role.")
        case Right.OWN_REQUEST:
            return Forbidden(
                "You asked for this repair, so policy wants somebody else to approve it."
            )
        case Right.EXPIRED:
            return Conflict("This question has expired, so it is not done; look at the incident.")
        case Right.OTHER_PLAN:
            return Conflict("The plan is another one than you saw; read the question again.")
        case Right.SETTLED:
            who = f" by {approval.answered_by}" if approval.answered_by else ""
            state = ENDS[Language.ENGLISH].get(approval.state, approval.state)
            return Conflict(f"This is answered already ({state}{who}); nothing was changed.")


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

    async def give(
        self, approval: Approval, *, approved: bool, by: Person, reason: str, digest: str
    ) -> Approval:
        """Approve or deny; the same answer twice is once."""
        right = right_to_answer(
            approval, by, approved=approved, digest=digest, now=self.clock.now()
        )
        refusal = refusal_of(right, approval)
        if refusal is not None:
            raise refusal
        if right is Right.REPEATED:
            return approval
        said = Answer(approval.id, approval.digest, by.id, reason)
        return await self.asking.answer(approval, said, approved=approved)

    async def question_behind(self, token: str) -> LinkedQuestion:
        """Return the question behind somebody's link, using nothing up, or raise `NotFound`."""
        found = await self.questions.peek_link(digest_of_token(token), now=self.clock.now())
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
