"""Share links, by the SHA-256 of their token."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, or_, select, update

from domain.briefings.shares import Share, ShareVerdict, judge
from domain.common.errors import Conflict
from domain.common.messages import message
from storage.database import Database
from storage.tables import shares

MOST_LISTED = 100
"""Links of one answer (the port says so)."""


@dataclass(frozen=True)
class SqlShares:
    """Links by digest."""

    database: Database

    async def add(self, share: Share, *, digest: str) -> None:
        """Keep a new link; the same link again, by id and digest, changes nothing."""
        same = or_(shares.c.id == share.id, shares.c.digest == digest)
        kept = select(shares.c.id, shares.c.digest).where(same)
        row = vars(share) | {"digest": digest}
        insert = self.database.insert(shares).values(row).on_conflict_do_nothing()
        async with self.database.writing() as connection:
            await connection.execute(insert)
            if {tuple(each) for each in await connection.execute(kept)} != {(share.id, digest)}:
                raise Conflict(message("share.exists"))

    async def view(self, digest: str, *, now: datetime) -> Share | None:
        """Count one view and return the link, or None when it does not open; atomic."""
        wanted = shares.c.digest == digest
        # The lock makes "does it open?", which is the domain's to say, and the count one step.
        async with self.database.writing(lock=f"share/{digest}") as connection:
            row = (await connection.execute(select(shares).where(wanted))).mappings().first()
            share = _share(row) if row else None
            if share is None or judge(share, now=now) is not ShareVerdict.OPEN:
                return None
            seen = {"views": share.views + 1, "viewed_at": now}
            await connection.execute(update(shares).where(wanted).values(seen))
        return replace(share, views=share.views + 1, viewed_at=now)

    async def of_digest(self, digest: str) -> Share | None:
        """Return the link and count nothing; None when there is none."""
        found = await self._select(select(shares).where(shares.c.digest == digest))
        return found[0] if found else None

    async def list(self, owner: str) -> list[Share]:
        """Return the person's links, newest first, at most 100."""
        mine = select(shares).where(shares.c.owner == owner)
        newest = mine.order_by(shares.c.created_at.desc()).limit(MOST_LISTED)
        return list(await self._select(newest))

    async def get(self, share_id: str) -> Share | None:
        """Return the link, or None."""
        found = await self._select(select(shares).where(shares.c.id == share_id))
        return found[0] if found else None

    async def revoke(self, share_id: str, *, at: datetime) -> None:
        """Close it; closing twice keeps the first time."""
        still_open = and_(shares.c.id == share_id, shares.c.revoked_at.is_(None))
        async with self.database.writing() as connection:
            await connection.execute(update(shares).where(still_open).values(revoked_at=at))

    async def _select(self, query: Select[Any]) -> Sequence[Share]:
        async with self.database.reading() as connection:
            return [_share(row) for row in (await connection.execute(query)).mappings()]


def _share(row: RowMapping) -> Share:
    return Share(**{name: row[name] for name in Share.__dataclass_fields__})
