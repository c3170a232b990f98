"""Pages about questions that wait for a yes or no: repairs and edits alike (RBK-8, RBK-17)."""

from typing import Annotated

from fastapi import Path, Request, Response

from api.bodies import ReasonIn
from api.console.forms import Form
from api.console.lists import Filter, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.incidents.drawings import question_shown
from api.incidents.repair_bodies import ApproveIn
from api.incidents.repairs import ApprovalId
from application.approvals.queue import MOST_LISTED
from application.approvals.views import approvals_view
from domain.common.messages import Message, message
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.approvals.consequences import became
from domain.incidents.approvals.outcomes import QuestionsShown
from domain.people.access import Permission

pages = Pages("/approvals")

LIVE = "approval incident cluster"
_KIND = {
    ApprovalState.PENDING: "wait",
    ApprovalState.APPROVED: "good",
    ApprovalState.DENIED: "bad",
    ApprovalState.TIMED_OUT: "warn",
    ApprovalState.SUPERSEDED: "off",
}

_FILTERS = (
    Filter(
        "state",
        message("console.which"),
        choices_of(QuestionsShown),
        default=QuestionsShown.PENDING,
    ),
)

Verdict = Annotated[str, Path(pattern="^(approve|deny)$")]


@pages.get(needs=Permission.READ_INCIDENTS)
async def approvals_page(visit: Here, request: Request) -> Response:
    """List what waits, the one that expires first on top; or what was decided, newest first."""
    state = read_list(request, visit.told, _FILTERS)
    which = QuestionsShown(state["state"] or QuestionsShown.PENDING)
    after = state.after if state.after.startswith(("a_", "e_")) else ""
    page = await visit.services.approvals.list(
        by=visit.by, which=which, before=after, limit=MOST_LISTED
    )
    if which is QuestionsShown.PENDING:
        questions = sorted(
            (each.approval for each in page.questions), key=lambda each: each.expires_at
        )
        return await visit.page(
            "approvals/list.html",
            section="approvals",
            live=LIVE,
            state=state,
            questions=questions,
            why={each.id: visit.text(each.why) for each in questions},
            shown={each.id: question_shown(each, visit.told) for each in questions},
        )
    return await visit.page(
        "approvals/decided.html",
        section="approvals",
        live=LIVE,
        state=state,
        questions=approvals_view(page, visit.told).approvals,
        kind_of=_KIND,
        next=page.next_before,
    )


@pages.get("/{approval_id}", needs=Permission.READ_INCIDENTS)
async def approval_page(visit: Here, approval_id: ApprovalId) -> Response:
    """Show exactly what would be written, why, who asked, and what became of it."""
    told = await visit.services.approvals.get(by=visit.by, approval_id=approval_id)
    found = told.approval
    return await visit.page(
        "approvals/one.html",
        section="approvals",
        live=LIVE,
        question=found,
        names=told.names,
        why=visit.text(found.why),
        shown=question_shown(found, visit.told, told.run, told.names),
        kind=_KIND[found.state],
    )


@pages.get("/{approval_id}/{answer}", needs=Permission.APPROVE_REPAIRS)
async def ask_to_answer(visit: Here, approval_id: ApprovalId, answer: Verdict) -> Response:
    """Show the plan once more before it is answered."""
    return await _asked(visit, approval_id, answer, Form())


@pages.post("/{approval_id}/{answer}", needs=Permission.APPROVE_REPAIRS)
async def answer_by_page(visit: Here, approval_id: ApprovalId, answer: Verdict) -> Response:
    """Say yes or no to exactly the plan that was shown."""
    approved = answer == "approve"

    async def act(body: ApproveIn | ReasonIn) -> Message:
        incidents = visit.services.incidents
        answered = await incidents.answer(
            by=visit.by,
            approval_id=approval_id,
            approved=approved,
            reason=body.reason,
            digest=body.plan if isinstance(body, ApproveIn) else "",
        )
        return became(answered)

    async def show(form: Form) -> Response:
        return await _asked(visit, approval_id, answer, form)

    return await visit.submit(
        ApproveIn if approved else ReasonIn,
        act,
        show=show,
        to=f"{ROOT}/approvals/{approval_id}",
        values=lambda form: _without_plan(form, approved=approved),
    )


def _without_plan(form: Form, *, approved: bool) -> dict[str, str]:
    """Return what was filled in; a no is to whatever the plan is by now."""
    return {name: text for name, text in form.filled().items() if approved or name != "plan"}


async def _asked(visit: Visit, approval_id: str, answer: str, form: Form) -> Response:
    told = await visit.services.approvals.get(by=visit.by, approval_id=approval_id)
    found = told.approval
    return await visit.page(
        "approvals/ask.html",
        section="approvals",
        status=form.status,
        question=found,
        why=visit.text(found.why),
        shown=question_shown(found, visit.told),
        form=form,
        approved=answer == "approve",
        action=visit.request.url.path,
        back=f"{ROOT}/approvals/{approval_id}",
    )
