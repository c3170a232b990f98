"""The page behind a link of one person: a question or an incident, and buttons (RBK-8, ALR-10).

Opening it changes nothing, because chat programs and mail scanners open every link to show a
preview. Answering is a form of our own page. Nobody is asked who they are: the link was sent to one
person and opens once, and what they may do is looked at anew when they answer.
"""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from api.access import ServicesHere
from api.openapi import problems
from api.pages import PRIVATE, check_own_form, gone_page, page
from api.readers import stranger
from application.approvals.answers import LinkedQuestion
from application.common.wording import Localizer
from application.incidents.page_links import PagedIncident
from application.incidents.story.words import note_said
from application.incidents.timeline import attempt_lines
from application.services import Services
from domain.common.errors import NotFound
from domain.common.messages import Called, message, named
from domain.common.readers import Reader
from domain.common.time_words import in_zone
from domain.incidents.approvals.approvals import ApprovalState
from domain.incidents.approvals.consequences import consequences
from domain.incidents.events import what_of
from domain.incidents.explaining import doing_of
from domain.people.access import Actor

router = APIRouter(tags=["approvals"])

MOST_NOTES = 10
"""Newest notes on the page; it is read on a phone."""

Token = Annotated[str, Path(max_length=200)]
GONE: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such page.", "content": {"text/html": {}}}
}
_ANSWERED = GONE | problems(403, 504)


@router.get("/a/{token}", summary="Open a question", response_class=HTMLResponse, responses=GONE)
async def open_approval(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Show the question or incident behind a link, for a day after its end what became of it.

    Links that lead nowhere any more look like unknown ones.
    """
    with suppress(NotFound):
        return await _shown(services, await services.incidents.question_behind(token), token)
    with suppress(NotFound):
        return _paged(services, await services.incidents.page_behind(token), token)
    with suppress(NotFound):
        return await _shown(services, await services.incidents.outcome_behind(token), "")
    return gone_page(Localizer(services.words, stranger(request)))


@router.post(
    "/a/{token}/approve",
    summary="Approve by link",
    response_class=HTMLResponse,
    responses=_ANSWERED,
)
async def approve_by_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Approve the plan behind a link, which opens no more after it."""
    return await _answered(services, request, token, approved=True)


@router.post(
    "/a/{token}/deny", summary="Deny by link", response_class=HTMLResponse, responses=_ANSWERED
)
async def deny_by_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Deny the plan behind a link, which opens no more after it."""
    return await _answered(services, request, token, approved=False)


@router.post(
    "/a/{token}/acknowledge",
    summary="Take an incident over by link",
    response_class=HTMLResponse,
    responses=_ANSWERED,
)
async def acknowledge_by_link(
    services: ServicesHere, request: Request, token: Token
) -> HTMLResponse:
    """Take the incident behind a link over; a second time shows who has it."""
    check_own_form(request)
    try:
        seen = await services.incidents.acknowledge_by_link(token)
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    return _paged(services, seen, token)


async def _answered(
    services: Services, request: Request, token: str, *, approved: bool
) -> HTMLResponse:
    check_own_form(request)
    try:
        seen = await services.incidents.answer_by_link(token, approved=approved)
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    return await _shown(services, seen, "", just_answered=True)


def _paged(services: Services, seen: PagedIncident, token: str) -> HTMLResponse:
    person, incident = seen.person, seen.incident
    reader = Localizer(services.words, Reader(person.language, person.zone))
    taken = None
    if incident.acknowledged_by and incident.acknowledged_at:
        by, at = Called(incident.acknowledged_by), incident.acknowledged_at
        taken = message("page.acknowledged", by=by, at=at)
    return page(
        "incident.html",
        reader,
        headers=PRIVATE,
        sandbox=services.sandbox,
        incident=incident,
        what=reader.text(what_of(incident)),
        doing=reader.text(doing_of(incident)),
        tried=attempt_lines(incident, reader),
        notes=[
            f"{in_zone(each.at, reader.zone)} {reader.text(note_said(each))}"
            for each in seen.notes[-MOST_NOTES:]
        ],
        taken=reader.text(taken),
        person=person,
        token=token if taken is None and incident.closed_at is None else "",
    )


async def _shown(
    services: Services, seen: LinkedQuestion, token: str, *, just_answered: bool = False
) -> HTMLResponse:
    person, approval = seen.person, seen.approval
    reader = Localizer(services.words, Reader(person.language, person.zone))
    waits = approval.state is ApprovalState.PENDING
    by = Actor(person.id, person.roles, via="link")
    approval = await services.approvals.values.seen(by, approval)
    became = await services.approvals.told(approval)
    # What was approved this moment is on its way: that nothing is recorded yet says nothing.
    run = None if just_answered else became.run
    said = consequences(approval, run, became.names)
    return page(
        "approval.html",
        reader,
        headers=PRIVATE,
        sandbox=services.sandbox,
        approval=approval,
        requester=became.names.get(approval.requested_by, approval.requested_by),
        action=reader.text(named(approval.doing)),
        why=reader.text(approval.why),
        preview=approval.preview,
        changes=[reader.text(each) for each in approval.changes],
        consequences=[reader.text(each) for each in said],
        person=person,
        token=token if waits else "",
        may_approve=approval.own_request or approval.requested_by != person.id,
    )
