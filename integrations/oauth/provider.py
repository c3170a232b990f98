"""The `IdentityProvider` port over an OAuth 2.1 provider whose access tokens are JWTs (RFC 9068).

Its keys are found by its metadata (RFC 8414, or OpenID Connect Discovery) and kept for a while. A
token is never sent anywhere: it is checked here, against signature, issuer, audience and time.
"""

import asyncio
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import structlog

from application.ports.clock import Clock
from application.ports.people import ProvidedIdentity
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.people.access import SCOPE_PREFIX, Scope

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures by a key that only the provider has; none by a secret that both sides know."""

LEEWAY = timedelta(seconds=60)
"""By which two clocks may differ."""

PATIENCE = timedelta(seconds=5)
KEPT = timedelta(hours=1)
"""How long keys are used before they are read again; providers announce new ones days before."""

AGAIN = timedelta(seconds=30)
"""Between two looks for a key that was not there: whoever makes up names of keys costs us one."""

MOST_BYTES = 256 * 1024
"""Of the metadata or the keys; some providers' have 20 kB."""

LONGEST_TOKEN = 16 * 1024

MOST_CLIENT = 32
"""Characters of a program's name that are kept for the record; most are UUIDs without dashes."""

_ODD = re.compile(r"[^A-Za-z0-9._:/]")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class ProviderAccess:
    """Whose tokens are accepted.

    Attributes:
        issuer: exactly as its metadata and tokens write it.
        audiences: what a token must be made for: the addresses of our MCP servers.
        person_claim: which claim names the person, by mail address or id.
    """

    issuer: str
    audiences: tuple[str, ...]
    person_claim: str = "email"


@dataclass
class OAuthProvider:
    """Reads the tokens of one provider. Close it in the end.

    Attributes:
        access: whose tokens.
        clock: says what time it is.
        transport: replaces the network in tests; None for the real one.
    """

    access: ProviderAccess
    clock: Clock
    transport: httpx.AsyncBaseTransport | None = None
    _keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    _read_at: datetime | None = None
    _tried_at: datetime | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    _client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the connection; nothing is sent."""
        self._client = httpx.AsyncClient(
            transport=self.transport,
            timeout=PATIENCE.total_seconds(),
            follow_redirects=False,
            trust_env=False,
        )

    async def read(self, token: str) -> ProvidedIdentity | None:
        """Return whom the token speaks for; None when it is no good one.

        Raises:
            Unavailable: the provider's keys could not be read, and none are kept.
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            return None
        try:
            header = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            return None
        key = await self._key(str(header.get("kid", "")))
        if key is None or header.get("alg") not in ALGORITHMS:
            return None
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self.access.audiences,
                issuer=self.access.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.InvalidTokenError as error:
            log.info("oauth.refused", why=type(error).__name__)
            return None
        return self._identity(claims)

    def _identity(self, claims: dict[str, Any]) -> ProvidedIdentity | None:
        login = claims.get(self.access.person_claim)
        if not isinstance(login, str) or not login or claims.get("email_verified") is False:
            log.info("oauth.nobody_named", claim=self.access.person_claim)
            return None
        return ProvidedIdentity(
            login=login,
            client=_ODD.sub("", str(claims.get("client_id") or claims.get("azp") or ""))[
                :MOST_CLIENT
            ],
            scopes=scopes_of(claims),
        )

    async def _key(self, name: str) -> jwt.PyJWK | None:
        now = self.clock.now()
        if self._read_at is None or now - self._read_at >= KEPT or name not in self._keys:
            await self._renew(name)
        if name or len(self._keys) != 1:
            return self._keys.get(name)
        return next(iter(self._keys.values()))

    async def _renew(self, name: str) -> None:
        """Read the keys anew, unless that was just done; the kept ones stay when it fails."""
        async with self._reading:
            now = self.clock.now()
            fresh = self._read_at is not None and now - self._read_at < KEPT
            if fresh and (name in self._keys or (not name and len(self._keys) == 1)):
                return
            if self._tried_at is not None and now - self._tried_at < AGAIN:
                if self._read_at is None:
                    raise Unavailable(message("oauth.unavailable"))
                return
            self._tried_at = now
            try:
                self._keys = _usable(await self._get(await self._keys_address()))
                self._read_at = now
            except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
                log.warning("oauth.keys_unread", why=type(error).__name__)
                if self._read_at is None:
                    raise Unavailable(message("oauth.unavailable")) from error

    async def _keys_address(self) -> str:
        """Return where the keys are, as the metadata of exactly this issuer says."""
        parts = urlsplit(self.access.issuer)
        root, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
        places = (
            f"{root}/.well-known/oauth-authorization-server{path}",
            f"{root}{path}/.well-known/openid-configuration",
        )
        for place in places:
            try:
                found = await self._get(place)
            except (httpx.HTTPStatusError, ValueError):
                continue
            if found.get("issuer") == self.access.issuer:
                return str(found["jwks_uri"])
        raise ValueError("no metadata of this issuer")

    async def _get(self, address: str) -> dict[str, Any]:
        async with self._client.stream("GET", address) as answer:
            answer.raise_for_status()
            body = bytearray()
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise ValueError("too large")
        found = json.loads(body)
        if not isinstance(found, dict):
            raise TypeError("no object")
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def scopes_of(claims: dict[str, Any]) -> frozenset[Scope]:
    """Return which of our scopes a token has; one that names none of ours may only read.

    Providers write a text with spaces (`scope`, RFC 9068) or a list (`scp`, `scope`).
    """
    given = claims.get("scope", claims.get("scp", ""))
    names = given.split() if isinstance(given, str) else given if isinstance(given, list) else ()
    ours = {str(name).removeprefix(SCOPE_PREFIX) for name in names if _is_ours(name)}
    return frozenset(scope for scope in Scope if scope in ours) or frozenset({Scope.READ})


def _is_ours(name: object) -> bool:
    return isinstance(name, str) and name.startswith(SCOPE_PREFIX)


def _usable(found: dict[str, Any]) -> dict[str, jwt.PyJWK]:
    """Return the keys that signatures are checked with, by their names; others are passed over."""
    keys = jwt.PyJWKSet.from_dict(found).keys
    return {each.key_id or "": each for each in keys if each.public_key_use in (None, "sig")}
