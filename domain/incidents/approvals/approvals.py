"""Approvals: somebody's yes or no to exactly one plan (RBK-8)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind
from domain.common.messages import Message


class ApprovalState(StrEnum):
    """What became of a question; all but the first are final."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    TIMED_OUT = "timed_out"  # nobody answered at any hop: not done
    SUPERSEDED = "superseded"  # the target, the plan or the policy changed meanwhile


@dataclass(frozen=True)
class Approval:
    """One question.

    Attributes:
        id: `a_` and 26 lower-case letters and digits.
        digest: over action, target, parameters, resource version and policy; see `bound_to`.
        preview: the exact patch as the server would take it, for people.
        asked: people asked so far; `hop` the group that is asked now, from 0.
        requested_by: person who asked for the repair; empty when nobody did.
    """

    id: str
    incident_id: str
    workflow_id: str
    action: ActionKind
    target: WorkloadRef
    digest: str
    why: Message | None
    preview: str
    asked_at: datetime
    expires_at: datetime
    asked: tuple[str, ...] = ()
    hop: int = 0
    requested_by: str = ""
    own_request: bool = False
    state: ApprovalState = ApprovalState.PENDING
    answered_by: str = ""
    answered_at: datetime | None = None
    reason: str = ""

    @property
    def approved_by(self) -> str:
        """Who said yes; empty as long as, and when, nobody did."""
        return self.answered_by if self.state is ApprovalState.APPROVED else ""
