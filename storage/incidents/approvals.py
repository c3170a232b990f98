"""Questions to people and the one-use links to answer them (RBK-8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, select, tuple_, update

from domain.incidents.approvals.approvals import Approval, ApprovalState
from domain.incidents.approvals.outcomes import QuestionsShown
from storage.database import Database
from storage.incidents.tables import approval_links, approvals

MOST_LISTED = 500
"""Questions of one answer; each may hold a patch of some kilobytes."""

LINKS_KEPT = timedelta(days=90)
"""How long a link that has expired is known, for whoever asks why it does not open."""


_WAITING = select(approvals.c.approval).where(approvals.c.state == ApprovalState.PENDING)


@dataclass(frozen=True)
class SqlApprovals:
    """Questions by id."""

    database: Database

    async def keep(self, approval: Approval) -> None:
        """Keep it as it is now; a final state or a later hop is never replaced."""
        row = {
            "state": approval.state,
            "hop": approval.hop,
            "approval": approval,
        }
        insert = self.database.insert(approvals).values(
            id=approval.id, incident_id=approval.incident_id, asked_at=approval.asked_at, **row
        )
        pending = approvals.c.state == ApprovalState.PENDING
        older = approvals.c.hop <= insert.excluded.hop
        final = insert.excluded.state != ApprovalState.PENDING
        kept = insert.on_conflict_do_update(
            index_elements=["id"], set_=row, where=and_(pending, older | final)
        )
        async with self.database.writing() as connection:
            await connection.execute(kept)

    async def get(self, approval_id: str) -> Approval | None:
        """Return it, or None."""
        query = select(approvals.c.approval).where(approvals.c.id == approval_id)
        async with self.database.reading() as connection:
            found: Approval | None = await connection.scalar(query)
        return found

    async def pending(self, *, limit: int) -> list[Approval]:
        """Return what waits for an answer, repairs and edits alike, oldest first."""
        return await self._listed(_WAITING.order_by(approvals.c.asked_at, approvals.c.id), limit)

    async def page(self, which: QuestionsShown, *, before: str, limit: int) -> list[Approval]:
        """Return up to `limit`, newest asked first; `before` is the id that the page follows."""
        return await self._listed(page_query(which, before), limit)

    async def waiting_edits(self, *, limit: int) -> list[Approval]:
        """Return edits that wait for an answer, newest first."""
        edits = _WAITING.where(approvals.c.incident_id == "")
        newest = (approvals.c.asked_at.desc(), approvals.c.id.desc())
        return await self._listed(edits.order_by(*newest), limit)

    async def _listed(self, query: Select[tuple[Approval]], limit: int) -> list[Approval]:
        async with self.database.reading() as connection:
            return list(await connection.scalars(query.limit(min(limit, MOST_LISTED))))

    async def add_link(
        self, digest: str, approval_id: str, person_id: str, *, until: datetime
    ) -> None:
        """Keep a link by the SHA-256 of its token; the same link again changes nothing."""
        row = {"approval_id": approval_id, "person_id": person_id, "until": until}
        insert = self.database.insert(approval_links).values(digest=digest, **row)
        long_gone = approval_links.c.until < until - LINKS_KEPT
        async with self.database.writing() as connection:
            await connection.execute(delete(approval_links).where(long_gone))
            await connection.execute(insert.on_conflict_do_nothing())

    async def use_link(self, digest: str, *, now: datetime) -> tuple[str, str] | None:
        """Use a link up and return (approval id, person id); None when it does not open."""
        # One statement both looks and marks, so of many at once one is served.
        using = update(approval_links).where(_opens(digest, now)).values(used_at=now)
        told = using.returning(approval_links.c.approval_id, approval_links.c.person_id)
        async with self.database.writing() as connection:
            found = (await connection.execute(told)).first()
        return (found.approval_id, found.person_id) if found else None

    async def peek_link(self, digest: str, *, now: datetime) -> tuple[str, str] | None:
        """Return the same without using it up."""
        query = select(approval_links.c.approval_id, approval_links.c.person_id)
        async with self.database.reading() as connection:
            found = (await connection.execute(query.where(_opens(digest, now)))).first()
        return (found.approval_id, found.person_id) if found else None

    async def spent_link(self, digest: str) -> tuple[str, str] | None:
        """Return the same for a link that was used or has expired."""
        query = select(approval_links.c.approval_id, approval_links.c.person_id)
        async with self.database.reading() as connection:
            rows = await connection.execute(query.where(approval_links.c.digest == digest))
            found = rows.first()
        return (found.approval_id, found.person_id) if found else None


def page_query(which: QuestionsShown, before: str) -> Select[tuple[Approval]]:
    """Return the query of a page of questions, newest asked first."""
    c = approvals.c
    query = select(c.approval).order_by(c.asked_at.desc(), c.id.desc())
    if which.state is not None:
        query = query.where(c.state == which.state)
    elif which is QuestionsShown.DECIDED:
        query = query.where(c.state != ApprovalState.PENDING)
    if before:
        its = approvals.alias("its")
        place = select(its.c.asked_at, its.c.id).where(its.c.id == before)
        query = query.where(tuple_(c.asked_at, c.id) < place.scalar_subquery())
    return query


def _opens(digest: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        approval_links.c.digest == digest,
        approval_links.c.used_at.is_(None),
        approval_links.c.until > now,
    )
