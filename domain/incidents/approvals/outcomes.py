"""What a list of questions shows, and what came of those that were approved (RBK-17)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.common.messages import Message
from domain.incidents.approvals.approvals import ApprovalState


class QuestionsShown(StrEnum):
    """Which questions a list shows; the values are wire names."""

    PENDING = "pending"
    DECIDED = "decided"  # whatever the end
    ALL = "all"
    APPROVED = "approved"
    DENIED = "denied"
    TIMED_OUT = "timed_out"
    SUPERSEDED = "superseded"

    @property
    def state(self) -> ApprovalState | None:
        """The one state that is shown; None when there are several."""
        return ApprovalState(self.value) if self.value in set(ApprovalState) else None


class RunOutcome(StrEnum):
    """What came of what was approved, as the audit tells it."""

    WRITTEN = "written"
    PUT_BACK = "put_back"  # written, and the checkpoint was restored after it
    PARTLY = "partly"  # some of it was written before something stopped the rest
    STOPPED = "stopped"  # by a guard; nothing was written
    FAILED = "failed"  # the cluster refused, or the object was another by then; nothing was written
    UNDER_WAY = "under_way"
    UNKNOWN = "unknown"  # nothing is recorded of it, which is no success


@dataclass(frozen=True)
class Run:
    """What came of a question that was approved.

    Attributes:
        at: when that was recorded; None when nothing was.
        why: what stopped it, as it was recorded; None when nothing did.
    """

    outcome: RunOutcome
    at: datetime | None = None
    why: Message | None = None
