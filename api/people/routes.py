"""People: accounts, what they may do, who they are (VOI-6)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field, SecretStr

from api.access import Asker, ProofIfAny, ServicesHere
from api.clients import client_of
from api.openapi import PROOF_OPTIONAL, problems
from api.readers import reader
from api.strict import Strict, Truth, limit_up_to
from application.people.names import LONGEST_NAME, MOST_NAMES
from application.people.people import MOST_LISTED
from application.people.views import NameView, RegistrationView
from domain.common.readers import Language
from domain.people.access import Role
from domain.people.people import (
    LONGEST_PASSWORD,
    Newcomer,
    Person,
    PersonChanges,
)

router = APIRouter(prefix="/api/v1/people", tags=["people"])

PersonId = Annotated[str, Path(min_length=1, max_length=64)]
Password = Annotated[SecretStr, Field(min_length=1, max_length=LONGEST_PASSWORD)]


class NewcomerIn(Strict):
    """Somebody who wants an account."""

    id: str = Field(min_length=5, max_length=42, description="`u_` and 3 to 40 of a-z 0-9 _ -")
    name: str = Field(min_length=1, max_length=64)
    password: Password
    mail: str = Field("", max_length=254)
    phone: str = Field("", max_length=16)
    zone: str = Field("Asia/Shanghai", max_length=64)
    language: Language = Language.CHINESE

    def asked(self) -> Newcomer:
        """Return it as the service takes it."""
        given = self.model_dump(exclude={"password"})
        return Newcomer(password=self.password.get_secret_value(), **given)


class PersonPatch(Strict):
    """What to change; what is left out, or null, stays."""

    name: str | None = Field(None, min_length=1, max_length=64)
    mail: str | None = Field(None, max_length=254)
    phone: str | None = Field(None, max_length=16)
    zone: str | None = Field(None, max_length=64)
    language: Language | None = None
    robot_name: str | None = Field(None, min_length=1, max_length=16)
    wake_words: list[Annotated[str, Field(min_length=1, max_length=16)]] | None = Field(
        None, max_length=5
    )
    voiceprint_id: str | None = Field(None, max_length=128, description="Admins only.")
    rollback_permission: Truth | None = Field(None, description="Admins only.")

    def changes(self) -> PersonChanges:
        """Return them as the service takes them."""
        words = None if self.wake_words is None else tuple(self.wake_words)
        return PersonChanges(**self.model_dump(exclude={"wake_words"}), wake_words=words)


class NamesOut(BaseModel):
    """Names for a robot, each with what else would be taken for it."""

    names: list[NameView]


class PasswordIn(Strict):
    """The password that is, and the one that shall be."""

    old: Password
    new: Password


class RolesIn(Strict):
    """What somebody is trusted with, as a whole."""

    roles: list[Role] = Field(min_length=1, max_length=len(Role))


class DisabledIn(Strict):
    """Whether every sign-in and token of somebody is refused."""

    disabled: Truth


@router.post(
    "",
    status_code=201,
    summary="Register",
    responses={
        **problems(409, 429),
        202: {"model": RegistrationView, "description": "An admin decides."},
    },
    openapi_extra=PROOF_OPTIONAL,
)
async def register(
    services: ServicesHere,
    request: Request,
    response: Response,
    proof: ProofIfAny,
    body: NewcomerIn,
) -> Person | RegistrationView:
    """Make an account for a viewer: admins for anybody, strangers only while that is open.

    Where an admin has to approve strangers first, the answer is 202, and who waits.
    """
    made = await services.registrations.register(
        by=proof.actor if proof else None, newcomer=body.asked(), client=client_of(request)
    )
    if isinstance(made, RegistrationView):
        response.status_code = 202
    return made


@router.get("", summary="List people", dependencies=[Depends(reader)])
async def list_people(
    services: ServicesHere,
    by: Asker,
    after: Annotated[str, Query(max_length=64, description="Only ids after this one.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> list[Person]:
    """List people by id; admins only."""
    return await services.people.list(by=by, after=after, limit=limit)


@router.get("/me", summary="Read yourself", dependencies=[Depends(reader)], responses=problems(404))
async def get_me(services: ServicesHere, by: Asker) -> Person:
    """Return what is kept of you."""
    return await services.people.me(by=by)


@router.patch("/me", summary="Change yourself", responses=problems(404, 409))
async def update_me(services: ServicesHere, by: Asker, body: PersonPatch) -> Person:
    """Change what is kept of you."""
    return await services.people.update(by=by, person_id=by.person_id, changes=body.changes())


@router.put(
    "/me/password", status_code=204, summary="Change your password", responses=problems(429)
)
async def change_password(services: ServicesHere, by: Asker, body: PasswordIn) -> None:
    """Replace your password and end all your sessions, this one too."""
    await services.proofs.change_password(
        by=by, old=body.old.get_secret_value(), new=body.new.get_secret_value()
    )


@router.get(
    "/{person_id}", summary="Read a person", dependencies=[Depends(reader)], responses=problems(404)
)
async def get_person(services: ServicesHere, by: Asker, person_id: PersonId) -> Person:
    """Return what is kept of a person; others exist for admins only."""
    return await services.people.get(by=by, person_id=person_id)


@router.patch("/{person_id}", summary="Change a person", responses=problems(404, 409))
async def update_person(
    services: ServicesHere, by: Asker, person_id: PersonId, body: PersonPatch
) -> Person:
    """Change what is kept of a person."""
    return await services.people.update(by=by, person_id=person_id, changes=body.changes())


@router.get(
    "/{person_id}/names",
    summary="Try names for a robot",
    dependencies=[Depends(reader)],
    responses=problems(404),
)
async def preview_names(
    services: ServicesHere,
    by: Asker,
    person_id: PersonId,
    name: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]] | None,
        Query(max_length=MOST_NAMES, description="As it would be said; left out: those there are."),
    ] = None,
) -> NamesOut:
    """Tell how names sound, what would also match them, and why one cannot be taken.

    `me` stands for yourself. Nothing is changed: `PATCH /api/v1/people/me` takes names.
    """
    whose = by.person_id if person_id == "me" else person_id
    found = await services.names.preview(by=by, person_id=whose, names=name or ())
    return NamesOut(names=list(found))


@router.put("/{person_id}/roles", summary="Set roles", responses=problems(404, 409))
async def set_roles(
    services: ServicesHere, by: Asker, person_id: PersonId, body: RolesIn
) -> Person:
    """Say what a person is trusted with; the last admin stays one."""
    return await services.people.set_roles(by=by, person_id=person_id, roles=frozenset(body.roles))


@router.put("/{person_id}/disabled", summary="Disable or enable", responses=problems(404, 409))
async def set_disabled(
    services: ServicesHere, by: Asker, person_id: PersonId, body: DisabledIn
) -> Person:
    """Refuse or allow everything to a person; the last admin stays enabled."""
    return await services.people.set_disabled(by=by, person_id=person_id, disabled=body.disabled)
