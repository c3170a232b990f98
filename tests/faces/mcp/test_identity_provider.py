"""An identity provider that operators chose, beside the tokens that people make here (MCP-3)."""

import secrets
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.server.auth.provider import AuthorizationCode, construct_redirect_uri
from mcp.server.auth.routes import create_auth_routes
from mcp.server.auth.settings import ClientRegistrationOptions
from mcp.shared.auth import OAuthClientMetadata, OAuthToken
from pydantic import AnyHttpUrl
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from bootstrap.system import SystemClock
from domain.people.access import Scope
from integrations.oauth import OAuthProvider, ProviderAccess
from mcp_server.desk import DESK
from mcp_server.http import build_mcp_app
from tests.fakes.face_services import MEI, a_briefing
from tests.fakes.loopback import serve
from tests.fakes.oauth import FakeProvider

pytestmark = pytest.mark.slow

MAIL = "u_mei@example.com"
OURS = "https://zhiban.example.com"
PATIENCE = 25
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "a desk", "version": "1"},
    },
}
ACCEPTED = {"accept": "application/json, text/event-stream", "accept-language": "en"}


def reader(outside, *audiences, transport=None):
    access = ProviderAccess(issuer=outside.issuer, audiences=audiences)
    return OAuthProvider(access, SystemClock(), transport=transport)


@asynccontextmanager
async def asked(world, outside):
    """Yield what asks our server, with no token."""
    given = reader(outside, f"{OURS}/mcp", transport=httpx.ASGITransport(outside.app()))
    app = build_mcp_app(
        world.services,
        sets=(DESK,),
        beside=("push",),
        base_url=OURS,
        allowed_hosts=("zhiban.example.com",),
        issuer=outside.issuer,
        provider=given,
    )
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=OURS, headers=ACCEPTED) as http,
    ):
        yield http
    await given.close()


def named(world, actor):
    """Give an account the mail address that the provider names it by."""
    kept = world.people.kept[actor.person_id]
    world.people.kept[actor.person_id] = replace(kept, mail=MAIL)


def proof(token):
    return {"authorization": f"Bearer {token}"}


async def test_whoever_has_no_token_is_told_where_to_fetch_one(world):
    """MCP-3: RFC 9728, for each address of its own."""
    outside = FakeProvider()
    async with asked(world, outside) as http:
        refused = await http.post("/mcp", json=INITIALIZE)
        known = await http.get("/.well-known/oauth-protected-resource/mcp")
        push = await http.get("/.well-known/oauth-protected-resource/mcp/push")

    place = f"{OURS}/.well-known/oauth-protected-resource/mcp"
    assert refused.status_code == 401
    assert f'resource_metadata="{place}"' in refused.headers["www-authenticate"]
    assert known.json() == {
        "resource": f"{OURS}/mcp",
        "authorization_servers": [outside.issuer],
        "scopes_supported": ["zhiban:read", "zhiban:operate", "zhiban:approve", "zhiban:admin"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Zhiban",
    }
    assert push.json()["resource"] == f"{OURS}/mcp/push"


async def test_both_kinds_of_tokens_open_and_each_with_its_scopes(world):
    """MCP-3, SEC-3: nobody gets more by a provider than their roles and its scopes allow."""
    named(world, MEI)
    outside = FakeProvider()
    own = await world.token(MEI, Scope.READ)
    async with asked(world, outside) as http:
        seen = {}
        for name, token in {
            "own": own,
            "theirs": outside.token(f"{OURS}/mcp", email=MAIL),
            "another's": outside.token("https://other.example.com", email=MAIL),
            "nobody": outside.token(f"{OURS}/mcp", email="who@example.com"),
            "no token": "x.y.z",
        }.items():
            seen[name] = (
                await http.post("/mcp", json=INITIALIZE, headers=proof(token))
            ).status_code
        named(world, MEI)
        world.disable(MEI)
        theirs = outside.token(f"{OURS}/mcp", email=MAIL)
        seen["disabled"] = (
            await http.post("/mcp", json=INITIALIZE, headers=proof(theirs))
        ).status_code

    assert seen == {
        "own": 200,
        "theirs": 200,
        "another's": 401,
        "nobody": 401,
        "no token": 401,
        "disabled": 401,
    }


async def test_a_provider_that_does_not_answer_is_said_to_be_that(world):
    """REL-2: and our own tokens work meanwhile."""
    named(world, MEI)
    outside = FakeProvider(status=503)
    own = await world.token(MEI, Scope.READ)
    theirs = outside.token(f"{OURS}/mcp", email=MAIL)
    async with asked(world, outside) as http:
        unknown = await http.post("/mcp", json=INITIALIZE, headers=proof(theirs))
        known = await http.post("/mcp", json=INITIALIZE, headers=proof(own))

    assert (unknown.status_code, known.status_code) == (503, 200)
    assert unknown.json()["error_description"].startswith("The identity provider does not answer")


class SignInPage:
    """A provider made of the SDK's own routes, at which everybody signs in as Mei."""

    def __init__(self, maker):
        self.maker = maker
        self.clients, self.codes, self.asked = {}, {}, []

    async def get_client(self, client_id):
        return self.clients.get(client_id)

    async def register_client(self, client_info):
        self.clients[client_info.client_id] = client_info

    async def authorize(self, client, params):
        code = AuthorizationCode(
            code=secrets.token_urlsafe(32),
            scopes=params.scopes or [],
            expires_at=time.time() + 60,
            client_id=client.client_id,
            code_challenge=params.code_challenge,
            redirect_uri=params.redirect_uri,
            redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
            resource=params.resource,
        )
        self.codes[code.code] = code
        return construct_redirect_uri(str(params.redirect_uri), code=code.code, state=params.state)

    async def load_authorization_code(self, client, authorization_code):
        return self.codes.get(authorization_code)

    async def exchange_authorization_code(self, client, authorization_code):
        code = self.codes.pop(authorization_code.code)
        self.asked.append((code.resource, tuple(code.scopes)))
        token = self.maker.token(code.resource, email=MAIL, scope=" ".join(code.scopes))
        return OAuthToken(access_token=token, token_type="Bearer", expires_in=3_600)


class Kept:
    """What a client keeps."""

    def __init__(self):
        self.tokens = self.client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client_info):
        self.client = client_info


@asynccontextmanager
async def later(apps, name):
    """Serve an app that can be made only once its address is known."""

    async def app(scope, receive, send):
        await apps[name](scope, receive, send)

    async with serve(app) as base:
        yield base


def sign_in_app(page, base):
    """Return the SDK's routes, with the keys that its metadata does not speak of."""
    options = ClientRegistrationOptions(
        enabled=True, valid_scopes=[f"zhiban:{scope}" for scope in Scope]
    )
    routes = create_auth_routes(page, AnyHttpUrl(base), client_registration_options=options)

    async def openid(_):
        return JSONResponse({"issuer": base, "jwks_uri": f"{base}/keys"})

    async def keys(_):
        return JSONResponse({"keys": [page.maker.public_key()]})

    known = "/.well-known/openid-configuration"
    return Starlette(routes=[Route(known, openid), Route("/keys", keys), *routes])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_the_sdks_client_signs_in_by_itself(world, mode):
    """MCP-3: from the refusal to the metadata, to the provider, and back with a token for us."""
    named(world, MEI)
    await world.briefings.save(a_briefing("u_mei", "2026-11-21"))
    apps, visited = {}, []
    async with later(apps, "theirs") as theirs, later(apps, "ours") as ours:
        page = SignInPage(FakeProvider(issuer=theirs))
        apps["theirs"] = sign_in_app(page, theirs)
        given = reader(page.maker, f"{ours}/mcp")
        apps["ours"] = app = build_mcp_app(
            world.services, base_url=ours, issuer=theirs, provider=given
        )

        async def go(address):
            async with httpx.AsyncClient() as browser:
                visited.append((await browser.get(address)).headers["location"])

        async def come_back():
            given = parse_qs(urlsplit(visited[-1]).query)
            return AuthorizationCodeResult(code=given["code"][0], state=given["state"][0])

        signing_in = OAuthClientProvider(
            f"{ours}/mcp",
            OAuthClientMetadata(
                redirect_uris=["http://127.0.0.1:1/back"], client_name="a desk", scope=None
            ),
            Kept(),
            redirect_handler=go,
            callback_handler=come_back,
        )
        async with (
            app.router.lifespan_context(app),
            httpx2.AsyncClient(auth=signing_in, timeout=PATIENCE) as http,
            Client(streamable_http_client(f"{ours}/mcp", http_client=http), mode=mode) as agent,
        ):
            found = await agent.call_tool("get_briefing", {})
        await given.close()

    assert found.structured_content["briefing_id"] == "u_mei/2026-11-21"
    assert page.asked == [(f"{ours}/mcp", tuple(f"zhiban:{scope}" for scope in Scope))]
