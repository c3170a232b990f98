"""What follows from each answer to a question, said before it is given (RBK-17)."""

from domain.common.messages import Called, Clauses, Message, message
from domain.incidents.approvals.approvals import Approval, ApprovalState


def consequences(asked: Approval) -> tuple[Message, ...]:
    """Return what a yes, a no and no answer lead to; once it is settled, what became of it."""
    if not asked.is_open:
        return (became(asked),)
    requester = Called(asked.requested_by) if asked.requested_by else None
    edit = asked.edit is not None
    return (
        message("consequence.approved", edit=edit),
        message("consequence.denied", edit=edit, person=requester),
        message("consequence.expired", edit=edit, at=asked.expires_at, person=requester),
    )


def became(asked: Approval) -> Message:
    """Return what became of a question that is settled."""
    person = Called(asked.answered_by) if asked.answered_by else None
    match asked.state:
        case ApprovalState.APPROVED:
            return message("became.approved", person=person)
        case ApprovalState.DENIED:
            return message("became.denied", person=person)
        case ApprovalState.TIMED_OUT:
            return message("became.expired")
        case ApprovalState.SUPERSEDED:
            return message("became.superseded", why=asked.void)
        case ApprovalState.PENDING:
            return message("became.waits", at=asked.expires_at)


def difference_of(asked: Approval) -> Message | None:
    """Return what is another afterwards, in one line; None for an edit, whose preview says it."""
    return message("approval.changes", changes=Clauses(asked.changes)) if asked.changes else None
