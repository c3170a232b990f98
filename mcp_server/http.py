"""The MCP face over HTTP: streamable HTTP at /mcp, bearer tokens, both protocol eras."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from mcp.server.auth.routes import create_protected_resource_routes
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.tools import Tool
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from application.ports.people import IdentityProvider
from application.services import Services
from domain.people.access import SCOPE_PREFIX, Scope
from mcp_server.failures import SayUnavailable
from mcp_server.header_values import TrimHeaders
from mcp_server.identity import BearerIdentity, PeoplesTokens
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import TOGETHER, everything

PATH = "/mcp"

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

LARGEST_BODY = 256 * 1024
"""Bytes of one request; the longest sound call, a query of 12 KiB with its cursor, has 20 KiB."""

LARGEST_MESSAGE = 16 * 1024 * 1024
"""Bytes of one request where messages are sent. One of 100,000 characters has at most 1.2 MB; more
is let in so that whoever sends ten megabytes is told the bound, and not only that it failed."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """What is served at one address.

    Attributes:
        path: of the address.
        sets: names from `SERVED` or of single tools.
    """

    path: str
    sets: Sequence[str]


def endpoints_of(sets: Sequence[str], beside: Sequence[str] = ()) -> tuple[Endpoint, ...]:
    """Return `/mcp` with these sets, and `/mcp/<set>` for each of those beside it."""
    others = (Endpoint(path=f"{PATH}/{name}", sets=(name,)) for name in beside)
    return (Endpoint(path=PATH, sets=sets), *others)


def build_mcp_app(  # noqa: PLR0913 - each is one setting of a deployment, given by name
    services: Services,
    *,
    sets: Sequence[str] = TOGETHER,
    beside: Sequence[str] = (),
    keeps: Callable[[Tool], bool] = everything,
    result_schemas: bool = True,
    base_url: str = "http://127.0.0.1",
    issuer: str = "",
    provider: IdentityProvider | None = None,
    allowed_hosts: Sequence[str] = (),
    allowed_origins: Sequence[str] = (),
    stateless: bool = False,
    version: str = "",
) -> Starlette:
    """Return the ASGI app: `/mcp` for clients with a token, `/health` for everybody.

    Answers are streamed (SSE), because progress does not travel in plain JSON answers.

    Args:
        services: what the tools ask.
        sets: which sets of tools are served at `/mcp`.
        beside: names from `SERVED`; each is served at `/mcp/<name>`, too.
        keeps: which of the tools are served; see `build_mcp_server`.
        result_schemas: see `build_mcp_server`.
        base_url: where clients reach us, without a path; named as the issuer of our own tokens.
        issuer: of the identity provider; clients are told to fetch their tokens there.
        provider: reads its tokens; None: ours alone are accepted.
        allowed_hosts: `Host` names beside loopback, with any port; others are refused (421), so
            that a page in a browser cannot reach us under a name of its own.
        allowed_origins: `Origin` values of browser pages that may call us; none by default.
        stateless: True keeps no sessions for clients of the older protocol era, as several
            replicas without sticky routing need; the newer era never has any.
        version: ours, shown to clients.
    """

    def app_at(endpoint: Endpoint) -> Starlette:
        server = build_mcp_server(
            services,
            identity=BearerIdentity(),
            sets=endpoint.sets,
            keeps=keeps,
            result_schemas=result_schemas,
            token_verifier=PeoplesTokens(services.proofs, provider),
            auth=_auth(base_url, endpoint, issuer),
            version=version,
            sessions=not stateless,
        )
        return server.streamable_http_app(
            streamable_http_path=endpoint.path,
            stateless_http=stateless,
            max_request_body_size=LARGEST_MESSAGE if "signing" in endpoint.sets else LARGEST_BODY,
            transport_security=_security(allowed_hosts, allowed_origins),
        )

    async def health(_: Request) -> JSONResponse:
        return JSONResponse(
            {"status": "ok", "part": "mcp", "version": version, "sandbox": services.sandbox}
        )

    endpoints = endpoints_of(sets, beside)
    app, *others = map(app_at, endpoints)
    _join(app, others)
    if issuer:
        # Before those of the SDK, which name no scopes.
        app.router.routes[:0] = [
            route for each in endpoints for route in _metadata(base_url, each, issuer)
        ]
    app.router.routes.append(Route("/health", health))
    app.add_middleware(SayUnavailable, words=services.words)
    app.add_middleware(TrimHeaders)
    return app


def resource_of(base_url: str, path: str) -> str:
    """Return what a token for this address is made for (`aud`, RFC 8707)."""
    return f"{base_url.rstrip('/')}{path}"


def _auth(base_url: str, endpoint: Endpoint, issuer: str) -> AuthSettings:
    """Return how bearer tokens are asked for.

    Without a provider our tokens are made in Zhiban: metadata would send clients to look for an
    OAuth server that is not there. With one, its reader holds tokens to their audience.
    """
    if not issuer:
        return AuthSettings(issuer_url=AnyHttpUrl(base_url), resource_server_url=None)
    return AuthSettings(
        issuer_url=AnyHttpUrl(issuer),
        resource_server_url=AnyHttpUrl(resource_of(base_url, endpoint.path)),
        validate_token_resource=False,
    )


def _metadata(base_url: str, endpoint: Endpoint, issuer: str) -> list[Route]:
    """Return where clients read which provider to ask, and for which scopes (RFC 9728)."""
    return create_protected_resource_routes(
        resource_url=AnyHttpUrl(resource_of(base_url, endpoint.path)),
        authorization_servers=[AnyHttpUrl(issuer)],
        scopes_supported=[f"{SCOPE_PREFIX}{scope}" for scope in Scope],
        resource_name="Zhiban",
    )


def _join(app: Starlette, others: Sequence[Starlette]) -> None:
    """Serve the routes of the others, too: all have the same middleware, and sessions of their own.

    Mounted apps would neither be started nor stopped with the one around them.
    """
    apps = (app, *others)
    lifespans = [each.router.lifespan_context for each in apps]

    @asynccontextmanager
    async def together(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for each, lifespan in zip(apps, lifespans, strict=True):
                await running.enter_async_context(lifespan(each))
            yield

    for each in others:
        app.router.routes.extend(each.routes)
    app.router.lifespan_context = together


def _security(hosts: Sequence[str], origins: Sequence[str]) -> TransportSecuritySettings:
    names = (*LOOPBACK, *hosts)
    return TransportSecuritySettings(
        allowed_hosts=[each for name in names for each in (name, f"{name}:*")],
        allowed_origins=[*(f"http://{name}:*" for name in LOOPBACK), *origins],
    )
