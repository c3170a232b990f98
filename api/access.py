"""Who is asking: a bearer token or a session cookie, and nothing else.

What they may do is decided by the services with `domain/people/access.py`. One thing is decided
here, because no service knows of it: whether a cookie was sent by our own page (CSRF). Where a
request comes from proves nothing, because a proxy on this machine speaks for everybody.
"""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import HTTPConnection

from api.options import ApiOptions
from application.services import Services
from domain.common.errors import Forbidden, Unauthenticated
from domain.common.messages import Called, message
from domain.people.access import Actor

CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="An API token, `zb_…`; see /api/v1/tokens."
)
session = APIKeyCookie(
    name="zhiban_session",
    auto_error=False,
    scheme_name="session",
    description="Set by signing in. Writes also need the CSRF header.",
)


def desks_of(conn: HTTPConnection) -> Services:
    """Return the services that the app was built from."""
    services: Services = conn.app.state.services
    return services


def options_of(conn: HTTPConnection) -> ApiOptions:
    """Return what the composition root decided."""
    options: ApiOptions = conn.app.state.options
    return options


# Coroutines, although they wait for nothing: what is not goes through a thread for each request.
async def _services(request: Request) -> Services:
    return desks_of(request)


async def _options(request: Request) -> ApiOptions:
    return options_of(request)


@dataclass(frozen=True)
class Proof:
    """An actor and the cookie that proved them; the cookie is empty for tokens."""

    actor: Actor
    cookie: str = ""


async def prove(conn: HTTPConnection, *, token: str = "") -> Proof | None:
    """Return who asks, or None when nothing is offered; a header wins over a cookie.

    Args:
        conn: the request or socket.
        token: a token that came by another way than the header (sockets of browsers).

    Raises:
        Unauthenticated: a token is offered and it is wrong.
    """
    proof = await _proven(conn, token)
    conn.state.actor = proof.actor if proof else None
    return proof


async def _proven(conn: HTTPConnection, token: str) -> Proof | None:
    proofs = desks_of(conn).proofs
    header = conn.headers.get("authorization")
    if header is not None and not token:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated(message("http.bearer", header=Called("Bearer zb_…")))
    if token:
        actor = await proofs.actor_of_token(token.strip())
        if actor is None:
            raise Unauthenticated(message("http.unknown_token"))
        return Proof(actor)
    cookie = conn.cookies.get(options_of(conn).session_cookie, "")
    owner = await proofs.actor_of_session(cookie) if cookie else None
    return Proof(owner, cookie) if owner else None


async def proof_if_any(
    request: Request,
    _token: Annotated[object, Security(bearer)],
    _cookie: Annotated[object, Security(session)],
) -> Proof | None:
    """Return the proof, if any; a cookie that would write must come from our own page."""
    proof = await prove(request)
    if proof is not None and proof.cookie and request.method not in _SAFE:
        check_written_by_our_page(request, proof.cookie)
    return proof


async def proof_needed(proof: Annotated[Proof | None, Depends(proof_if_any)]) -> Proof:
    """Return the proof, or raise."""
    if proof is None:
        header = Called("Authorization: Bearer zb_…")
        raise Unauthenticated(message("http.sign_in", header=header))
    return proof


async def asker(proof: Annotated[Proof, Depends(proof_needed)]) -> Actor:
    """Return who asks, or raise."""
    return proof.actor


ServicesHere = Annotated[Services, Depends(_services)]
OptionsHere = Annotated[ApiOptions, Depends(_options)]
Asker = Annotated[Actor, Depends(asker)]
ProofIfAny = Annotated[Proof | None, Depends(proof_if_any)]
ProofNeeded = Annotated[Proof, Depends(proof_needed)]


def csrf_token(cookie: str) -> str:
    """Return the value that goes with a session cookie.

    A page of another site can neither read it nor, not knowing the HttpOnly cookie, compute it,
    even when it manages to plant a cookie of its own.
    """
    return sha256(b"zhiban csrf\0" + cookie.encode()).hexdigest()


def csrf_matches(offered: str, cookie: str) -> bool:
    """Say whether a value goes with a session cookie."""
    return compare_digest(offered.encode(), csrf_token(cookie).encode())


def check_written_by_our_page(request: Request, cookie: str) -> None:
    """Return when a request that would write, and whose proof is a cookie, is no forgery.

    Raises:
        Forbidden: another site's page may have sent it.
    """
    check_own_page(request)
    if not csrf_matches(request.headers.get(CSRF_HEADER, ""), cookie):
        raise Forbidden(message("http.csrf", header=Called(CSRF_HEADER)))


def check_own_page(conn: HTTPConnection, *, needed: bool = False) -> None:
    """Return when the request comes from our own page or from no page at all.

    Args:
        conn: the request or socket.
        needed: True when saying no origin is not enough.

    Raises:
        Forbidden: another site's page sent it.
    """
    origin = conn.headers.get("origin")
    crossed = conn.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    own = {conn.headers.get("host", ""), options_of(conn).public_host}
    foreign = urlsplit(origin).netloc not in own if origin is not None else needed
    if crossed or foreign:
        raise Forbidden(message("http.other_site"))
