"""Questions as they are shown, in the reader's words: one view for HTTP and the terminal."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.approvals.queue import Question, QuestionPage
from application.common.views import VIEW
from application.common.wording import Localizer
from domain.clusters.clusters import WorkloadKind
from domain.common.messages import named
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.approvals.consequences import became, consequences
from domain.incidents.approvals.outcomes import RunOutcome


@dataclass(frozen=True, kw_only=True)
class ApprovalTargetView:
    """A workload."""

    cluster: str
    namespace: str
    kind: WorkloadKind
    name: str


@dataclass(frozen=True, kw_only=True)
class ApprovalView:
    """A question, and what became of it."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """What to name it by."""
    incident_id: str
    """Empty for an edit."""
    action: str
    """A step of the ladder, or a kind of edit."""
    doing: str
    """The same in words."""
    target: ApprovalTargetView
    """What it is done to."""
    objects: tuple[str, ...]
    """What an edit changes; empty for a repair."""
    about: str
    """What it is done to, by name."""
    plan: str
    """Stands for exactly this plan; send it back."""
    why: str
    """Why it is proposed."""
    preview: str
    """The exact patch."""
    changes: tuple[str, ...]
    """What is another afterwards, with values."""
    consequences: tuple[str, ...]
    """What a yes, a no and no answer lead to; once settled, what became of it."""
    asked_at: datetime
    """When it was asked."""
    expires_at: datetime
    """Until when it waits for an answer."""
    asked: tuple[str, ...]
    """The people who are asked."""
    requested_by: str
    """Empty when Zhiban itself proposes it."""
    requester: str
    """Who that is, by name."""
    state: ApprovalState
    """How it stands."""
    answered_by: str
    """Empty while nobody has answered."""
    answerer: str
    """Who that is, by name."""
    answered_at: datetime | None
    """When it was settled, by an answer or without one."""
    reason: str
    """What whoever answered wrote."""
    outcome: RunOutcome | None
    """What came of a yes, as the audit tells it; null unless it was approved."""
    became: str
    """The whole of it as a sentence."""


@dataclass(frozen=True, kw_only=True)
class ApprovalsView:
    """Questions; pass `next_before` as `before` to go on, empty at the end."""

    approvals: tuple[ApprovalView, ...]
    next_before: str


def approvals_view(page: QuestionPage, reader: Localizer) -> ApprovalsView:
    """Return a page of questions as it is shown."""
    shown = tuple(approval_view(each, reader) for each in page.questions)
    return ApprovalsView(approvals=shown, next_before=page.next_before)


def approval_view(question: Question, reader: Localizer) -> ApprovalView:
    """Return a question as it is shown."""
    asked, run, names = question.approval, question.run, question.names
    target = asked.target
    return ApprovalView(
        id=asked.id,
        incident_id=asked.incident_id,
        action=asked.doing.value,
        doing=reader.text(named(asked.doing)),
        target=ApprovalTargetView(
            cluster=target.cluster,
            namespace=target.namespace,
            kind=target.kind,
            name=target.name,
        ),
        objects=asked.objects,
        about=asked.about,
        plan=asked.digest,
        why=reader.text(asked.why),
        preview=asked.preview,
        changes=tuple(reader.text(each) for each in asked.changes),
        consequences=tuple(reader.text(each) for each in consequences(asked, run, names)),
        asked_at=asked.asked_at,
        expires_at=asked.expires_at,
        asked=asked.asked,
        requested_by=asked.requested_by,
        requester=names.get(asked.requested_by, asked.requested_by),
        state=asked.state,
        answered_by=asked.answered_by,
        answerer=names.get(asked.answered_by, asked.answered_by),
        answered_at=asked.answered_at,
        reason=asked.reason,
        outcome=run.outcome if run else None,
        became=reader.text(became(asked, run, names)),
    )
