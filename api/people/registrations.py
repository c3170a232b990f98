"""People who asked for an account themselves: approved or refused by admins (VOI-6)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.pages import PRIVATE, page
from api.people.routes import PersonId
from api.readers import stranger
from api.strict import Strict
from application.common.wording import Localizer
from application.people.views import RegistrationView
from domain.people.access import Role
from domain.people.people import SHORTEST_PASSWORD, Person
from domain.people.registrations import LONGEST_REASON

router = APIRouter(prefix="/api/v1/registrations", tags=["people"])
public = APIRouter(tags=["people"])


class RegistrationsOut(BaseModel):
    """Who waits for an account, whoever asked first at the head."""

    registrations: list[RegistrationView]


class ApprovalOfPerson(Strict):
    """What somebody who waits is trusted with."""

    roles: list[Role] = Field([Role.VIEWER], min_length=1, max_length=len(Role))


class RefusalOfPerson(Strict):
    """Why somebody who waits gets no account."""

    reason: str = Field("", max_length=LONGEST_REASON, description="They are told.")


@router.get("", summary="List who waits for an account")
async def list_registrations(services: ServicesHere, by: Asker) -> RegistrationsOut:
    """List who registered by themselves and waits, at most 100."""
    return RegistrationsOut(registrations=list(await services.registrations.list(by=by)))


@router.post(
    "/{person_id}/approval", summary="Approve a registration", responses=problems(404, 409)
)
async def approve_registration(
    services: ServicesHere, by: Asker, person_id: PersonId, body: ApprovalOfPerson
) -> Person:
    """Give somebody who waits their account; they are told."""
    return await services.registrations.approve(
        by=by, person_id=person_id, roles=frozenset(body.roles)
    )


@router.post("/{person_id}/refusal", summary="Refuse a registration", responses=problems(404))
async def refuse_registration(
    services: ServicesHere, by: Asker, person_id: PersonId, body: RefusalOfPerson
) -> RegistrationView:
    """Refuse somebody who waits; they are told, by mail where they gave an address."""
    return await services.registrations.refuse(by=by, person_id=person_id, reason=body.reason)


@public.get(
    "/register",
    summary="Ask for an account",
    response_class=HTMLResponse,
    responses={404: {"description": "Registration is closed.", "content": {"text/html": {}}}},
)
async def open_registration_page(services: ServicesHere, request: Request) -> HTMLResponse:
    """Ask a stranger who they are; the form is sent to `POST /api/v1/people`."""
    policy = services.registrations.policy
    return page(
        "register.html",
        Localizer(services.words, stranger(request)),
        status=200 if policy.is_open else 404,
        headers=PRIVATE,
        sandbox=services.sandbox,
        policy=policy,
        shortest=SHORTEST_PASSWORD,
    )
