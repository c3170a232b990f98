"""An OAuth 2.1 provider whose access tokens are JWTs: its metadata, its keys, its tokens.

Shapes as in RFC 8414, RFC 7517 and RFC 9068.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass
class FakeProvider:
    """Makes tokens, and serves what they are checked with."""

    issuer: str = "https://id.example.com/team"
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    kid: str = "k1"
    algorithm: str = "ES256"
    status: int = 200
    asked: list[str] = field(default_factory=list)
    other: dict[str, Any] = field(default_factory=dict)

    def rotate(self) -> None:
        """Sign with another key from now on, and publish it alone."""
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid, self.algorithm = "k2", "RS256"

    def public_key(self) -> dict[str, Any]:
        """Return the key that is published."""
        made = ec if self.algorithm.startswith("ES") else rsa
        kind = jwt.algorithms.ECAlgorithm if made is ec else jwt.algorithms.RSAAlgorithm
        published = json.loads(kind.to_jwk(self.key.public_key()))
        return {**published, "kid": self.kid, "use": "sig", "alg": self.algorithm}

    def token(self, audience: str, *, kid: str | None = None, **claims: Any) -> str:
        """Return an access token for an hour; claims that are None are left out."""
        now = datetime.now(UTC)
        whole = {
            "iss": self.issuer,
            "aud": audience,
            "sub": "8e2f",
            "iat": now,
            "exp": now + timedelta(hours=1),
            "client_id": "claude",
            **claims,
        }
        given = {name: value for name, value in whole.items() if value is not None}
        headers = {"kid": self.kid if kid is None else kid, "typ": "at+jwt"}
        return jwt.encode(given, self.key, self.algorithm, headers=headers)

    def app(self) -> Starlette:
        """Return the ASGI app of the provider."""

        async def metadata(request: Request) -> Response:
            self.asked.append(request.url.path)
            root = self.issuer
            return JSONResponse(
                {"issuer": self.issuer, "jwks_uri": f"{root}/keys", **self.other},
                status_code=self.status,
            )

        async def keys(request: Request) -> Response:
            self.asked.append(request.url.path)
            return JSONResponse({"keys": [self.public_key()]}, status_code=self.status)

        known = "/.well-known/oauth-authorization-server/team"
        return Starlette(routes=[Route(known, metadata), Route("/team/keys", keys)])
