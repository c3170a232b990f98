"""Codes beside passwords: set up with an app, asked for at sign-in, taken off (VOI-6, SEC-3)."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, SecretStr

from api.access import Asker, ProofNeeded, ServicesHere
from api.openapi import problems
from api.people.routes import Password, PersonId
from api.readers import reader
from api.strict import Strict
from application.people.views import SecondFactorView
from domain.people.second_factor import LONGEST_CODE

router = APIRouter(prefix="/api/v1/people", tags=["people"])

Code = Annotated[
    SecretStr,
    Field(min_length=1, max_length=LONGEST_CODE, description="Of the app, or for a lost phone."),
]


class EnrolmentIn(Strict):
    """The password of whoever asks, once more."""

    password: Password


class EnrolmentOut(BaseModel):
    """What an authenticator app needs; shown this once."""

    secret: str = Field(description="Base 32, to be typed into the app.")
    address: str = Field(description="`otpauth:`; what the picture holds.")
    svg: str = Field(description="The address as a QR code.")


class CodeIn(Strict):
    """A code that the app shows."""

    code: Code


class PasswordAndCode(Strict):
    """Both proofs of whoever asks."""

    password: Password
    code: Code


class RecoveryCodes(BaseModel):
    """Codes for a lost phone, each of which opens once; shown this once."""

    codes: list[str]


@router.get(
    "/{person_id}/second-factor",
    summary="See whether sign-in asks for a code",
    dependencies=[Depends(reader)],
    responses=problems(404),
)
async def get_second_factor(
    services: ServicesHere, by: Asker, person_id: PersonId
) -> SecondFactorView:
    """Return whether signing in asks for a code; `me` is yourself, others are for admins."""
    whose = by.person_id if person_id == "me" else person_id
    return await services.second_factor.standing(by=by, person_id=whose)


@router.post(
    "/me/second-factor",
    status_code=201,
    summary="Set up codes beside your password",
    responses=problems(409, 429, 503),
)
async def begin_second_factor(services: ServicesHere, by: Asker, body: EnrolmentIn) -> EnrolmentOut:
    """Make the secret for your app; nothing is asked for before a code confirms that it has it."""
    made = await services.second_factor.begin(by=by, password=body.password.get_secret_value())
    return EnrolmentOut(secret=made.secret, address=made.address, svg=made.svg)


@router.post(
    "/me/second-factor/confirmation",
    summary="Confirm your app by a code",
    responses=problems(404, 429),
)
async def confirm_second_factor(
    services: ServicesHere, proof: ProofNeeded, body: CodeIn
) -> RecoveryCodes:
    """Let signing in ask for a code from now on; returns ten codes for a lost phone.

    Your other sessions end: the password alone opened them.
    """
    codes = await services.second_factor.confirm(
        by=proof.actor, code=body.code.get_secret_value(), cookie=proof.cookie
    )
    return RecoveryCodes(codes=list(codes))


@router.post(
    "/me/second-factor/recovery-codes",
    summary="Make new codes for a lost phone",
    responses=problems(404, 429),
)
async def renew_recovery_codes(
    services: ServicesHere, by: Asker, body: PasswordAndCode
) -> RecoveryCodes:
    """Make ten codes; those that there were open nothing any more."""
    codes = await services.second_factor.renew_codes(
        by=by, password=body.password.get_secret_value(), code=body.code.get_secret_value()
    )
    return RecoveryCodes(codes=list(codes))


@router.post(
    "/me/second-factor/removal",
    status_code=204,
    summary="Take off your codes",
    responses=problems(404, 429),
)
async def disable_second_factor(services: ServicesHere, by: Asker, body: PasswordAndCode) -> None:
    """Let signing in ask for your password alone."""
    await services.second_factor.disable(
        by=by, password=body.password.get_secret_value(), code=body.code.get_secret_value()
    )


@router.delete(
    "/{person_id}/second-factor",
    status_code=204,
    summary="Take codes off somebody",
    responses=problems(404),
)
async def remove_second_factor(services: ServicesHere, by: Asker, person_id: PersonId) -> None:
    """Let somebody who lost their phone sign in by password; they are told. Never your own."""
    await services.second_factor.remove(by=by, person_id=person_id)
