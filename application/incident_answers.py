"""Answers to questions about repairs, and links that lead to them (RBK-8)."""

from dataclasses import dataclass
from hashlib import sha256

from domain.approval_rules import Right
from domain.approvals import Approval
from domain.errors import Conflict, Forbidden, NotFound, PermanentError
from domain.people import Person


@dataclass(frozen=True)
class LinkedQuestion:
    """A question as somebody sees it who opened their link."""

    approval: Approval
    person: Person


def digest_of_token(token: str) -> str:
    """Return the SHA-256 by which a link is kept (hex)."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


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
            return Conflict(f"This question is {approval.state}{who} already; nothing was changed.")
