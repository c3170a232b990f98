"""Approvals: somebody's yes or no to exactly one plan, or to one edit (RBK-8, RBK-17)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.clusters.clusters import WorkloadRef
from domain.clusters.edits import EditKind
from domain.clusters.repairs import ActionKind
from domain.common.errors import Conflict, Forbidden
from domain.common.messages import Called, Message, message

APPROVAL = "approval/"
"""Begins the id of a question's workflow; the question's own follows."""

LONGEST_REASON = 300


class ApprovalState(StrEnum):
    """What became of a question; all but the first are final."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    TIMED_OUT = "timed_out"  # nobody answered at any hop: not done
    SUPERSEDED = "superseded"  # the target, the plan or the policy changed meanwhile


@dataclass(frozen=True)
class Answer:
    """Somebody's yes or no; add fields, with defaults, at the end.

    Attributes:
        digest: of the plan that they saw.
        by: as proven by who asks us; never what was written in a message.
        via: the proof of who they are.
    """

    approval_id: str
    digest: str
    by: str
    reason: str = ""
    via: str = ""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """One question; its methods are all that can become of it.

    Attributes:
        id: `a_` and 26 lower-case letters and digits; of an edit, the edit's.
        incident_id: whose repair it is about; empty for an edit.
        digest: over action, target, parameters, resource version and policy; see `bound_to`.
        preview: the exact patch as the server would take it, for people.
        asked: people asked so far; `hop` the group that is asked now, from 0.
        requested_by: person who asked for the repair or edit; empty when nobody did.
        edit: kind of the edit; None: it is about a repair. `objects` are what it changes.
        changes: what is another after a repair, with values; an edit's stand in its preview.
        void: what made it void; None when it is not, or nobody wanted it any more.
    """

    id: str
    incident_id: str
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
    edit: EditKind | None = None
    objects: tuple[str, ...] = ()
    answered_via: str = ""
    changes: tuple[Message, ...] = ()
    void: Message | None = None

    @property
    def workflow_id(self) -> str:
        """Which workflow asks it and takes the answer."""
        return f"{APPROVAL}{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state is ApprovalState.PENDING

    @property
    def approved_by(self) -> str:
        """Who said yes; empty as long as, and when, nobody did."""
        return self.answered_by if self.state is ApprovalState.APPROVED else ""

    @property
    def doing(self) -> ActionKind | EditKind:
        """What is asked for."""
        return self.edit or self.action

    @property
    def about(self) -> str:
        """What it is done to, by name."""
        return ", ".join(self.objects) or str(self.target)

    def was_answered(self, by: str, *, approved: bool) -> bool:
        """Say whether somebody said the very same before."""
        state = ApprovalState.APPROVED if approved else ApprovalState.DENIED
        return self.state is state and self.answered_by == by

    def asking(self, people: tuple[str, ...]) -> "Approval":
        """Return it with more people who were asked; each once."""
        return replace(self, asked=tuple(dict.fromkeys((*self.asked, *people))))

    def at_next_hop(self) -> "Approval":
        """Return it with the next group's turn."""
        return replace(self, hop=self.hop + 1)

    def answered(self, said: Answer, *, approved: bool, at: datetime) -> "Approval":
        """Return it with somebody's answer."""
        return replace(
            self,
            state=ApprovalState.APPROVED if approved else ApprovalState.DENIED,
            answered_by=said.by,
            answered_at=at,
            reason=said.reason[:LONGEST_REASON],
            answered_via=said.via,
        )

    def expired(self, at: datetime) -> "Approval":
        """Return it after nobody answered at any hop."""
        return replace(self, state=ApprovalState.TIMED_OUT, answered_at=at)

    def overtaken(self, at: datetime, why: Message | None = None) -> "Approval":
        """Return it void: it is not wanted any more, or its target is another by now."""
        return replace(self, state=ApprovalState.SUPERSEDED, answered_at=at, void=why)

    def check(self, said: Answer, *, approved: bool, now: datetime) -> None:
        """Raise unless the answer counts at this moment.

        Raises:
            Conflict: it is not open, or about another plan; says which.
            Forbidden: it is their own request.
        """
        if self.id != said.approval_id:
            raise Conflict(message("approval.not_open"))
        if not self.is_open:
            by = Called(self.answered_by) if self.answered_by else None
            raise Conflict(message("approval.settled", answer=self.state, by=by))
        if now >= self.expires_at:
            raise Conflict(message("approval.expired"))
        if said.digest and said.digest != self.digest:
            raise Conflict(message("approval.other_plan"))
        if approved and self.requested_by == said.by and not self.own_request:
            raise Forbidden(message("approval.own_request"))


@dataclass(frozen=True)
class Recheck:
    """Whether a yes can be done now.

    Attributes:
        changed: what is another since it was asked; the question is void then.
        stopped: what forbids it now; the question stays open.
    """

    changed: Message | None = None
    stopped: Message | None = None
