"""Who may answer a question about a repair, and when it is too late (RBK-8)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from domain.approvals import Approval, ApprovalState
from domain.errors import Conflict, Forbidden
from domain.people import Person


@dataclass(frozen=True)
class LinkedQuestion:
    """A question as somebody sees it who opened their link."""

    approval: Approval
    person: Person


def digest_of_token(token: str) -> str:
    """Return the SHA-256 by which a link is kept (hex)."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_repeated(approval: Approval, *, approved: bool, by: str) -> bool:
    """Say whether the same person has given the same answer already."""
    wanted = ApprovalState.APPROVED if approved else ApprovalState.DENIED
    return approval.state is wanted and approval.answered_by == by


def check_answer(
    approval: Approval, *, approved: bool, by: str, digest: str, now: datetime
) -> None:
    """Return when this answer may be given.

    Args:
        approval: the question as it is now.
        approved: yes or no.
        by: who answers, as proven.
        digest: of the plan that they saw; empty when they did not say.
        now: the moment.

    Raises:
        Conflict: it was answered, superseded, has expired, or is about another plan by now.
        Forbidden: it is their own request, and policy asks for somebody else's yes.
    """
    if approval.state is not ApprovalState.PENDING:
        who = f" by {approval.answered_by}" if approval.answered_by else ""
        raise Conflict(f"This question is {approval.state}{who} already; nothing was changed.")
    if now >= approval.expires_at:
        raise Conflict("This question has expired, so it is not done; look at the incident again.")
    if digest and not compare_digest(digest.encode(), approval.digest.encode()):
        raise Conflict("The plan is another one than you saw; read the question again.")
    if approved and approval.requested_by == by and not approval.own_request:
        raise Forbidden("You asked for this repair, so policy wants somebody else to approve it.")
