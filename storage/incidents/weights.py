"""Versions of the score's weights, and proposals to change them (ALR-4, ALR-5)."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.incidents.weights import KeptProposal, KeptWeights, ProposalState
from domain.common.errors import Conflict
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.incidents.audit.audit import AuditEntry
from storage.events.events import SqlEvents, append_to
from storage.incidents.audit import append_entry
from storage.incidents.tables import weight_proposals, weights

MOST_LISTED = 500
"""Versions or proposals of one answer."""


@dataclass(frozen=True)
class SqlWeights:
    """Versions in the order in which they were kept; none is ever changed."""

    events: SqlEvents

    async def versions(self, *, limit: int) -> list[KeptWeights]:
        """Return versions in the order in which they were kept, the newest `limit` of them."""
        newest = select(weights.c.kept).order_by(weights.c.position.desc())
        async with self.events.database.reading() as connection:
            kept = await connection.scalars(newest.limit(min(limit, MOST_LISTED)))
            return [*reversed(kept.all())]

    async def keep(
        self,
        weights: KeptWeights,
        *,
        settles: KeptProposal | None,
        audit: AuditEntry,
        event: Event,
    ) -> None:
        """Keep a version together with the proposal it settles, its audit entry and its event.

        All or nothing.

        Raises:
            Conflict: a version of this name exists, or the proposal is not open any more.
        """
        async with self.events.appending() as connection:
            await _add(connection, weights)
            if settles is not None:
                await _settle(connection, settles)
            await append_entry(self.events.database, connection, audit)
            await append_to(connection, event)

    async def propose(self, proposal: KeptProposal, *, event: Event) -> None:
        """Keep a new proposal with its event; open ones before it become `SUPERSEDED`.

        The same id again changes nothing.
        """
        row = {
            "id": proposal.id,
            "state": proposal.state,
            "proposed_at": proposal.proposed_at,
            "proposal": proposal,
        }
        still_open = select(weight_proposals.c.proposal).where(
            weight_proposals.c.state == ProposalState.OPEN
        )
        known = select(weight_proposals.c.id).where(weight_proposals.c.id == proposal.id)
        async with self.events.appending() as connection:
            if await connection.scalar(known) is not None:
                return
            for older in (await connection.scalars(still_open)).all():
                await _settle(connection, replace(older, state=ProposalState.SUPERSEDED))
            await connection.execute(weight_proposals.insert().values(row))
            await append_to(connection, event)

    async def refuse(self, proposal: KeptProposal, *, audit: AuditEntry) -> None:
        """Keep that a proposal was refused.

        Raises:
            Conflict: it is not open any more.
        """
        async with self.events.appending() as connection:
            await _settle(connection, proposal)
            await append_entry(self.events.database, connection, audit)

    async def proposal(self, proposal_id: str) -> KeptProposal | None:
        """Return it, or None."""
        query = select(weight_proposals.c.proposal).where(weight_proposals.c.id == proposal_id)
        async with self.events.database.reading() as connection:
            found: KeptProposal | None = await connection.scalar(query)
        return found

    async def proposals(self, *, limit: int) -> list[KeptProposal]:
        """Return proposals, newest first."""
        newest = select(weight_proposals.c.proposal).order_by(
            weight_proposals.c.proposed_at.desc(), weight_proposals.c.id.desc()
        )
        async with self.events.database.reading() as connection:
            return list(await connection.scalars(newest.limit(min(limit, MOST_LISTED))))


async def _add(connection: AsyncConnection, kept: KeptWeights) -> None:
    version = kept.weights.version
    known = select(weights.c.position).where(weights.c.version == version)
    if await connection.scalar(known) is not None:
        raise Conflict(message("weights.name_taken", version=Called(version)))
    last = await connection.scalar(select(func.max(weights.c.position))) or 0
    row = {"position": last + 1, "version": version, "kept": kept}
    await connection.execute(weights.insert().values(row))


async def _settle(connection: AsyncConnection, proposal: KeptProposal) -> None:
    """Give a proposal its final state, if it is still open."""
    wanted = (weight_proposals.c.id == proposal.id) & (
        weight_proposals.c.state == ProposalState.OPEN
    )
    row = {"state": proposal.state, "proposal": proposal}
    settled = await connection.execute(update(weight_proposals).where(wanted).values(row))
    if settled.rowcount != 1:
        raise Conflict(message("weights.not_open"))
