"""Who calls a tool."""

from dataclasses import dataclass
from typing import Protocol

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from pydantic import ConfigDict

from application.briefings.readers import reader_of
from application.common.wording import Localizer
from application.people.proofs import TOKEN_PREFIX, ProofService
from application.ports.people import IdentityProvider
from application.services import Services
from domain.common.errors import Unauthenticated
from domain.common.messages import message
from domain.people.access import Actor


class Identity(Protocol):
    """Says who the current call is from."""

    def actor(self) -> Actor:
        """Return the caller, or raise `Unauthenticated`."""
        ...


@dataclass(frozen=True)
class OneActor:
    """Every call is from the same person: stdio, where whoever started us is the caller."""

    always: Actor

    def actor(self) -> Actor:
        """Return that person."""
        return self.always


class ActorToken(AccessToken):
    """A bearer token that was recognised, and whose it is."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    actor: Actor


@dataclass(frozen=True)
class PeoplesTokens:
    """Recognises the API tokens that people made, and those of an identity provider (MCP-3).

    Attributes:
        proofs: knows whose they are.
        provider: reads those of others; None: ours alone are accepted.
    """

    proofs: ProofService
    provider: IdentityProvider | None = None

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the token with its person, or None when it opens nothing.

        Raises:
            Unavailable: it cannot be looked up, or the provider's keys cannot be read.
        """
        actor = await self._actor(token)
        if actor is None:
            return None
        scopes = sorted(str(scope) for scope in actor.scopes or ())
        # The token itself is not kept: what is not there cannot leak into a log.
        return ActorToken(
            token="", client_id=actor.via, scopes=scopes, subject=actor.person_id, actor=actor
        )

    async def _actor(self, token: str) -> Actor | None:
        if self.provider is None or token.startswith(TOKEN_PREFIX):
            return await self.proofs.actor_of_token(token)
        identity = await self.provider.read(token)
        return None if identity is None else await self.proofs.actor_of_identity(identity)


class BearerIdentity:
    """Each call is from the owner of the bearer token that came with its HTTP request."""

    def actor(self) -> Actor:
        """Return the token's owner."""
        token = get_access_token()
        if not isinstance(token, ActorToken):
            raise Unauthenticated(message("tool.unknown_token"))
        return token.actor


async def localizer_of(services: Services, by: Actor) -> Localizer:
    """Return what puts an answer into the words of whoever asked."""
    return Localizer(services.words, await reader_of(services.briefings, by=by))
