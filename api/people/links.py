"""Links by which people choose a password: a forgotten one, or their first (VOI-6, SEC-3)."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, SecretStr

from api.access import Asker, OptionsHere, ServicesHere, check_own_page
from api.clients import client_of
from api.openapi import problems
from api.options import ApiOptions
from api.pages import PRIVATE, gone_page, page
from api.people.routes import Password, PersonId
from api.readers import stranger
from api.strict import WHOLE, Strict
from application.common.wording import Localizer
from application.people.links import LINK_LIFE, LONGEST_LINK_LIFE, PasswordLink
from domain.common.errors import NotFound
from domain.common.readers import Language, Reader
from domain.people.access import Role
from domain.people.people import SHORTEST_PASSWORD, Newcomer, Person

router = APIRouter(prefix="/api/v1/people", tags=["people"])
uses = APIRouter(prefix="/api/v1/password-links", tags=["people"])
public = APIRouter(tags=["people"])

_HOUR = timedelta(hours=1)
Hours = Annotated[int, Field(ge=1, le=LONGEST_LINK_LIFE // _HOUR), WHOLE]
Token = Annotated[str, Path(max_length=200)]


class PasswordLinkIn(Strict):
    """How long a link to a new password opens."""

    hours: Hours = LINK_LIFE // _HOUR


class InvitationIn(Strict):
    """Who gets an account; they choose their password by the link."""

    id: str = Field(min_length=5, max_length=42, description="`u_` and 3 to 40 of a-z 0-9 _ -")
    name: str = Field(min_length=1, max_length=64)
    mail: str = Field("", max_length=254)
    phone: str = Field("", max_length=16)
    zone: str = Field("Asia/Shanghai", max_length=64)
    language: Language = Language.CHINESE
    roles: list[Role] = Field([Role.VIEWER], min_length=1, max_length=len(Role))
    hours: Hours = LONGEST_LINK_LIFE // _HOUR

    def newcomer(self) -> Newcomer:
        """Return who it is, as the service takes them."""
        return Newcomer(**self.model_dump(exclude={"roles", "hours"}))


class PasswordLinkUse(Strict):
    """The secret at the end of a link, and the password that shall be."""

    token: SecretStr = Field(min_length=1, max_length=200)
    password: Password


class PasswordLinkOut(BaseModel):
    """A new link; `url` holds the secret and is shown this once."""

    person: Person
    expires_at: datetime
    url: str


class PendingLink(BaseModel):
    """A link that has not been used; its secret is kept nowhere."""

    expires_at: datetime | None = Field(description="Until when it opens; null: there is none.")


@router.post("/invitations", status_code=201, summary="Invite a person", responses=problems(409))
async def invite_person(
    services: ServicesHere, options: OptionsHere, by: Asker, body: InvitationIn
) -> PasswordLinkOut:
    """Make an account, and a link by which its person chooses the password."""
    made = await services.password_links.invite(
        by=by,
        newcomer=body.newcomer(),
        roles=frozenset(body.roles),
        life=timedelta(hours=body.hours),
    )
    return _out(made, options)


@router.post(
    "/{person_id}/password-link",
    status_code=201,
    summary="Make a link to a new password",
    responses=problems(404, 409),
)
async def make_password_link(
    services: ServicesHere,
    options: OptionsHere,
    by: Asker,
    person_id: PersonId,
    body: PasswordLinkIn,
) -> PasswordLinkOut:
    """Make a link by which a person chooses a new password, once; an older link ends."""
    made = await services.password_links.make(
        by=by, person_id=person_id, life=timedelta(hours=body.hours)
    )
    return _out(made, options)


@router.get(
    "/{person_id}/password-link", summary="See whether a link is open", responses=problems(404)
)
async def get_password_link(services: ServicesHere, by: Asker, person_id: PersonId) -> PendingLink:
    """Return until when a person's link to a new password opens; never its secret."""
    until = await services.password_links.pending(by=by, person_id=person_id)
    return PendingLink(expires_at=until)


@router.delete(
    "/{person_id}/password-link",
    status_code=204,
    summary="Withdraw a link to a new password",
    responses=problems(404),
)
async def withdraw_password_link(services: ServicesHere, by: Asker, person_id: PersonId) -> None:
    """End a person's link to a new password; their old password goes on."""
    await services.password_links.withdraw(by=by, person_id=person_id)


@uses.post("", status_code=204, summary="Choose a password by link", responses=problems(404, 429))
async def use_password_link(
    services: ServicesHere, request: Request, body: PasswordLinkUse
) -> None:
    """Set the password of the person that a link is for; ends the link and all their sessions."""
    check_own_page(request)
    await services.password_links.use(
        body.token.get_secret_value(),
        body.password.get_secret_value(),
        client=client_of(request),
    )


@public.get(
    "/w/{token}",
    summary="Open a password link",
    response_class=HTMLResponse,
    responses={404: {"description": "No such page.", "content": {"text/html": {}}}},
)
async def open_password_link(
    services: ServicesHere, request: Request, token: Token
) -> HTMLResponse:
    """Ask for a new password; used, expired and unknown links look alike, and reading uses none."""
    try:
        person = await services.password_links.person_of(token)
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    return page(
        "choose_password.html",
        Localizer(services.words, Reader(person.language, person.zone)),
        headers=PRIVATE,
        sandbox=services.sandbox,
        person=person,
        token=token,
        shortest=SHORTEST_PASSWORD,
    )


def link_address(options: ApiOptions, made: PasswordLink) -> str:
    """Return the address that opens a link."""
    return f"{options.public_url}/w/{made.token}"


def _out(made: PasswordLink, options: ApiOptions) -> PasswordLinkOut:
    return PasswordLinkOut(
        person=made.person, expires_at=made.expires_at, url=link_address(options, made)
    )
