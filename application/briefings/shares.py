"""Links that show one briefing to somebody without an account (PSH-6)."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from application.ports.briefings import Briefings, Shares
from application.ports.clock import Clock, Ids
from application.ports.events import Events
from domain.briefings.briefings import Briefing
from domain.briefings.shares import (
    DEFAULT_LIFE,
    DEFAULT_VIEWS,
    LONGEST_LIFE,
    MOST_VIEWS,
    SHORTEST_LIFE,
    Share,
    may_listen,
)
from domain.common.errors import InvalidRequest, NotFound
from domain.common.messages import message
from domain.events.events import Event, EventType
from domain.people.access import Actor, Permission, require

TOKEN_LENGTH = 64
"""Hexadecimal characters: 256 random bits, twice the 128 that PSH-6 asks for."""


@dataclass(frozen=True)
class ShareMade:
    """A new link; `token` is shown this once and kept nowhere."""

    share: Share
    token: str


@dataclass(frozen=True)
class ShareService:
    """The one door to share links."""

    shares: Shares
    briefings: Briefings
    events: Events
    clock: Clock
    ids: Ids

    async def create(
        self,
        *,
        by: Actor,
        briefing: str,
        life: timedelta = DEFAULT_LIFE,
        most_views: int = DEFAULT_VIEWS,
    ) -> ShareMade:
        """Make a link to a written briefing.

        Raises:
            NotFound: no such briefing, or it is another's.
            InvalidRequest: life or views out of bounds.
        """
        owner = briefing.partition("/")[0]
        require(by, Permission.SHARE_BRIEFING, owner=owner, hidden_as=("briefing", briefing))
        if not SHORTEST_LIFE <= life <= LONGEST_LIFE:
            raise InvalidRequest(
                "life", message("rule.between", least=SHORTEST_LIFE, most=LONGEST_LIFE)
            )
        if not 1 <= most_views <= MOST_VIEWS:
            raise InvalidRequest("most_views", message("rule.between", least=1, most=MOST_VIEWS))
        if await self.briefings.get(briefing) is None:
            raise NotFound("briefing", briefing)
        return await self._make(briefing, owner, life=life, most_views=most_views)

    async def create_for_push(self, briefing: str, *, owner: str) -> ShareMade:
        """Make the link that goes out with one try of a delivery."""
        return await self._make(briefing, owner, life=DEFAULT_LIFE, most_views=DEFAULT_VIEWS)

    async def open(self, token: str) -> Briefing:
        """Count one view and return the briefing.

        Raises:
            NotFound: unknown, expired, used up and revoked all look alike.
        """
        share = await self.shares.view(digest_of(token), now=self.clock.now())
        briefing = await self.briefings.get(share.briefing_id) if share else None
        if briefing is None:
            raise NotFound("page", "share link")
        return briefing

    async def heard(self, token: str) -> Briefing:
        """Return the briefing of a page that was just opened, for its sound; counts no view.

        Raises:
            NotFound: the page was not opened, or too long ago, or does not open any more.
        """
        share = await self.shares.of_digest(digest_of(token))
        if share is None or not may_listen(share, now=self.clock.now()):
            raise NotFound("page", "share link")
        briefing = await self.briefings.get(share.briefing_id)
        if briefing is None:
            raise NotFound("page", "share link")
        return briefing

    async def list(self, *, by: Actor) -> list[Share]:
        """Return the asker's links, newest first."""
        require(by, Permission.SHARE_BRIEFING)
        return await self.shares.list(by.person_id)

    async def revoke(self, *, by: Actor, share_id: str) -> None:
        """Close a link now; closing a closed one changes nothing."""
        share = await self.shares.get(share_id)
        if share is None:
            require(by, Permission.SHARE_BRIEFING)
            raise NotFound("share", share_id)
        require(by, Permission.SHARE_BRIEFING, owner=share.owner, hidden_as=("share", share_id))
        now = self.clock.now()
        await self.shares.revoke(share_id, at=now)
        await self.events.append(
            Event(
                id=f"{share_id}/revoked",
                type=EventType.SHARE_REVOKED,
                source="/shares",
                subject=share.briefing_id,
                time=now,
                owner=share.owner,
            )
        )

    async def _make(
        self, briefing: str, owner: str, *, life: timedelta, most_views: int
    ) -> ShareMade:
        now = self.clock.now()
        share = Share(
            id=self.ids.new()[-16:],
            briefing_id=briefing,
            owner=owner,
            created_at=now,
            expires_at=now + life,
            most_views=most_views,
        )
        token = self.ids.new() + self.ids.new()
        await self.shares.add(share, digest=digest_of(token))
        await self.events.append(
            Event(
                id=f"{share.id}/created",
                type=EventType.SHARE_CREATED,
                source="/shares",
                subject=share.briefing_id,
                time=share.created_at,
                owner=share.owner,
                data={"share": share.id, "expires_at": share.expires_at.isoformat()},
            )
        )
        return ShareMade(share, token)


def digest_of(token: str) -> str:
    """Return the SHA-256 by which a token is kept (hex)."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
