"""What follows from each answer to a question, said before it is given (RBK-17)."""

from collections.abc import Mapping

from domain.common.messages import Called, Clauses, Foreign, Message, message
from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.outcomes import Run

_NOBODY: Mapping[str, str] = {}


def consequences(
    asked: Approval, run: Run | None = None, names: Mapping[str, str] = _NOBODY
) -> tuple[Message, ...]:
    """Return what a yes, a no and no answer lead to; once it is settled, what became of it."""
    if not asked.is_open:
        return (became(asked, run, names),)
    requester = _called(asked.requested_by, names)
    edit = asked.edit is not None
    return (
        message("consequence.approved", edit=edit),
        message("consequence.denied", edit=edit, person=requester),
        message("consequence.expired", edit=edit, at=asked.expires_at, person=requester),
    )


def became(asked: Approval, run: Run | None = None, names: Mapping[str, str] = _NOBODY) -> Message:
    """Return what became of a question that is settled.

    Args:
        asked: the question.
        run: what came of it after a yes; None: nobody looked.
        names: what people are called, by id; whoever is missing is called by their id.
    """
    person = _called(asked.answered_by, names)
    match asked.state:
        case ApprovalState.APPROVED:
            if run is None:
                return message("became.approved", person=person)
            return message("became.ran", person=person, outcome=run.outcome, at=run.at, why=run.why)
        case ApprovalState.DENIED:
            why = Foreign(asked.reason) if asked.reason else None
            return message("became.denied", person=person, why=why)
        case ApprovalState.TIMED_OUT:
            return message("became.expired")
        case ApprovalState.SUPERSEDED:
            return message("became.superseded", why=asked.void)
        case ApprovalState.PENDING:
            return message("became.waits", at=asked.expires_at)


def _called(person_id: str, names: Mapping[str, str]) -> Called | None:
    return Called(names.get(person_id, person_id)) if person_id else None


def difference_of(asked: Approval) -> Message | None:
    """Return what is another afterwards, in one line; None for an edit, whose preview says it."""
    return message("approval.changes", changes=Clauses(asked.changes)) if asked.changes else None
