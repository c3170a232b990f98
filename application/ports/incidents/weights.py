"""Versions of the score's weights, and proposals to change them (ALR-4, ALR-5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.events.events import Event
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.weights import WeightProposal, Weights


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    APPLIED = "applied"
    REFUSED = "refused"
    SUPERSEDED = "superseded"  # other weights came into force meanwhile


@dataclass(frozen=True)
class KeptWeights:
    """One version, with who put it in force and why.

    Attributes:
        proposal: id of the proposal it comes from; empty when a person wrote it or went back.
    """

    weights: Weights
    by: str
    reason: str
    kept_at: datetime
    proposal: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptProposal:
    """A proposal and what became of it.

    Attributes:
        id: `w_` and 26 lower-case letters and digits.
        answered_by: person, or `policy`; empty while it is open.
    """

    id: str
    proposal: WeightProposal
    proposed_at: datetime
    state: ProposalState = ProposalState.OPEN
    answered_by: str = ""
    answered_at: datetime | None = None
    reason: str = ""


class WeightStore(Protocol):
    """Keeps every version that was ever in force; none is changed or deleted."""

    async def versions(self, *, limit: int) -> list[KeptWeights]:
        """Return versions in the order in which they were kept, the newest `limit` of them.

        Empty when nobody ever kept any: then the published ones are in force.
        """

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

    async def propose(self, proposal: KeptProposal, *, event: Event) -> None:
        """Keep a new proposal with its event; open ones before it become `SUPERSEDED`."""

    async def refuse(self, proposal: KeptProposal, *, audit: AuditEntry) -> None:
        """Keep that a proposal was refused.

        Raises:
            Conflict: it is not open any more.
        """

    async def proposal(self, proposal_id: str) -> KeptProposal | None:
        """Return it, or None."""

    async def proposals(self, *, limit: int) -> list[KeptProposal]:
        """Return proposals, newest first."""
