"""Access tokens of an identity provider."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.common.errors import Unavailable
from domain.people.access import Scope
from integrations.oauth import OAuthProvider, ProviderAccess
from tests.fakes.oauth import FakeProvider

OURS = "https://zhiban.example.com/mcp"
MAIL = "mei@example.com"


class Watch:
    """A clock that is put forward by hand."""

    def __init__(self):
        self.at = datetime.now(UTC)

    def now(self):
        return self.at


@pytest.fixture
def outside():
    return FakeProvider()


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
async def provider(outside, watch):
    access = ProviderAccess(issuer=outside.issuer, audiences=(OURS,))
    found = OAuthProvider(access, watch, transport=httpx.ASGITransport(outside.app()))
    yield found
    await found.close()


async def test_a_token_says_whose_it_is_and_what_it_may(provider, outside):
    """MCP-3: with scopes of ours, of which those of others say nothing."""
    token = outside.token(OURS, email=MAIL, scope="openid zhiban:operate zhiban:root")

    found = await provider.read(token)

    assert (found.login, found.client, found.scopes) == (MAIL, "claude", {Scope.OPERATE})


@pytest.mark.parametrize(
    "claims",
    [{}, {"scope": "openid email"}, {"scope": 7}, {"scp": ["openid"]}, {"scope": "zhiban:"}],
)
async def test_a_token_without_a_scope_of_ours_may_only_read(provider, outside, claims):
    """MCP-3, SEC-3."""
    found = await provider.read(outside.token(OURS, email=MAIL, **claims))

    assert found.scopes == {Scope.READ}


PAST = datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://other.example.com"},
        {"aud": None},
        {"iss": "https://id.example.com"},
        {"iss": None},
        {"exp": PAST},
        {"exp": None},
        {"nbf": datetime.now(UTC) + timedelta(hours=1)},
        {"email": None},
        {"email": ""},
        {"email": ["mei@example.com"]},
        {"email_verified": False},
    ],
)
async def test_what_is_not_made_for_us_opens_nothing(provider, outside, claims):
    """MCP-3, SEC-3."""
    assert await provider.read(outside.token(OURS, **{"email": MAIL} | claims)) is None


def encoded(header):
    return base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


def unsigned(outside):
    """Say by itself that it needs no signature."""
    whole = outside.token(OURS, email=MAIL)
    _, body, _ = whole.split(".")
    return f"{encoded({'alg': 'none', 'kid': 'k1'})}.{body}."


def signed_with_what_is_public(outside):
    """Use the public key as if it were a secret that both sides know."""
    public = outside.key.public_key()
    known = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _, body, _ = outside.token(OURS, email=MAIL).split(".")
    signed = f"{encoded({'alg': 'HS256', 'kid': 'k1'})}.{body}"
    mark = hmac.new(known, signed.encode(), "sha256").digest()
    return f"{signed}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def changed(outside):
    """Change what is said after it was signed."""
    head, body, mark = outside.token(OURS, email=MAIL).split(".")
    other = outside.token(OURS, email="bo@example.com").split(".")[1]
    assert other != body
    return f"{head}.{other}.{mark}"


def of_another(_):
    """Be signed by somebody else with the same name of a key."""
    return FakeProvider().token(OURS, email=MAIL)


@pytest.mark.parametrize("forged", [unsigned, signed_with_what_is_public, changed, of_another])
async def test_forged_tokens_open_nothing(provider, outside, forged):
    """MCP-3, SEC-3."""
    assert await provider.read(outside.token(OURS, email=MAIL)) is not None
    assert await provider.read(forged(outside)) is None


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "zb_1", "\ud800.x.y", "x" * 20_000])
async def test_what_is_no_token_asks_nobody(provider, outside, token):
    """SEC-3."""
    assert await provider.read(token) is None
    assert outside.asked == []


async def test_keys_are_read_once_and_new_ones_found(provider, outside, watch):
    """MCP-3: made-up names of keys cost the provider one look in half a minute."""
    for _ in range(3):
        assert await provider.read(outside.token(OURS, email=MAIL))
    assert len(outside.asked) == 2
    for name in range(50):
        assert await provider.read(outside.token(OURS, email=MAIL, kid=f"x{name}")) is None
    assert len(outside.asked) == 2

    outside.rotate()
    watch.at += timedelta(seconds=31)

    assert await provider.read(outside.token(OURS, email=MAIL))
    assert len(outside.asked) == 4


async def test_without_the_provider_kept_keys_hold_and_nothing_else_does(provider, outside, watch):
    """REL-2."""
    outside.status = 503
    with pytest.raises(Unavailable, match=r"oauth\.unavailable"):
        await provider.read(outside.token(OURS, email=MAIL))

    outside.status = 200
    watch.at += timedelta(seconds=31)
    assert await provider.read(outside.token(OURS, email=MAIL))

    outside.status = 503
    watch.at += timedelta(hours=2)
    kept = outside.token(OURS, email=MAIL, exp=watch.at + timedelta(hours=1))
    assert await provider.read(kept)


@pytest.mark.parametrize("other", [{"issuer": "https://id.example.com"}, {"jwks_uri": 7}])
async def test_metadata_of_another_issuer_is_not_believed(provider, outside, other):
    """MCP-3, SEC-3."""
    outside.other = other
    with pytest.raises(Unavailable):
        await provider.read(outside.token(OURS, email=MAIL))
