"""Signing in and out by cookie, and what the proof in hand may be used for."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from api.access import OptionsHere, ProofNeeded, ServicesHere, check_own_page, csrf_token
from api.clients import client_of
from api.openapi import problems
from api.options import ApiOptions
from api.strict import Strict
from application.people.proofs import SESSION_LIFE, SignIn
from domain.common.errors import Conflict
from domain.common.messages import message
from domain.people.access import Role, Scope
from domain.people.people import LONGEST_PASSWORD, Person
from domain.people.second_factor import LONGEST_CODE

router = APIRouter(prefix="/api/v1/sessions", tags=["sessions"])


class SignInBody(Strict):
    """Who, the password, and a code where two-step sign-in is on."""

    login: str = Field(min_length=1, max_length=254, description="Person id or mail address.")
    password: Annotated[SecretStr, Field(min_length=1, max_length=LONGEST_PASSWORD)]
    code: Annotated[
        SecretStr,
        Field(
            max_length=LONGEST_CODE,
            description="Of the authenticator app, or a recovery code; once it is asked for.",
        ),
    ] = SecretStr("")


class SignedIn(BaseModel):
    """A session; the cookie itself travels in Set-Cookie only."""

    person: Person
    expires_at: datetime
    csrf_token: str = Field(description="Send it as X-CSRF-Token with every write.")


class ProofOut(BaseModel):
    """Whose rights are used, and how they were proven."""

    person_id: str
    roles: list[Role]
    scopes: list[Scope] | None = Field(description="Null for a session, which is not narrowed.")
    via: str


@router.post("", status_code=201, summary="Sign in", responses=problems(401, 403, 429))
async def sign_in(
    services: ServicesHere,
    options: OptionsHere,
    request: Request,
    response: Response,
    body: SignInBody,
) -> SignedIn:
    """Prove who you are by a password; sets the session cookie and the CSRF cookie.

    Where two-step sign-in is on, the right password alone is answered with 401 and the problem
    `second-factor-needed`: send the same again with `code`.
    """
    check_own_page(request)
    made = await services.proofs.sign_in(
        body.login,
        body.password.get_secret_value(),
        client=client_of(request),
        code=body.code.get_secret_value(),
    )
    _set_cookies(response, options, made)
    return SignedIn(
        person=made.person, expires_at=made.expires_at, csrf_token=csrf_token(made.cookie)
    )


@router.get("/current", summary="See your proof")
async def get_session(proof: ProofNeeded) -> ProofOut:
    """Return whose rights this request uses and how they are narrowed."""
    by = proof.actor
    scopes = None if by.scopes is None else sorted(by.scopes)
    return ProofOut(person_id=by.person_id, roles=sorted(by.roles), scopes=scopes, via=by.via)


@router.delete("/current", status_code=204, summary="Sign out", responses=problems(409))
async def sign_out(
    services: ServicesHere, options: OptionsHere, proof: ProofNeeded, response: Response
) -> None:
    """End the session of the cookie that came with this request."""
    if not proof.cookie:
        raise Conflict(message("sign_in.token_no_session"))
    await services.proofs.sign_out(proof.cookie)
    forget_cookies(response, options)


def forget_cookies(response: Response, options: ApiOptions) -> None:
    """Take from the browser what proves a sign-in."""
    for name in (options.session_cookie, options.csrf_cookie):
        response.delete_cookie(name, path="/", secure=options.secure_cookies, samesite="lax")


def _set_cookies(response: Response, options: ApiOptions, made: SignIn) -> None:
    """Lax, so that a link from a mail opens signed in while foreign forms do not write."""
    for name, text, is_hidden in (
        (options.session_cookie, made.cookie, True),
        (options.csrf_cookie, csrf_token(made.cookie), False),
    ):
        response.set_cookie(
            name,
            text,
            max_age=int(SESSION_LIFE.total_seconds()),
            path="/",
            secure=options.secure_cookies,
            httponly=is_hidden,
            samesite="lax",
        )
