"""The weights of the score: which are in force, how they learn, who changes them (ALR-4, ALR-5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from application.incidents.requests import check_reason
from application.ports.clock import Clock, Ids
from application.ports.incidents.incidents import IncidentFilter, Incidents
from application.ports.incidents.weights import (
    KeptProposal,
    KeptWeights,
    ProposalState,
    WeightStore,
)
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import Called, Message, Names, message
from domain.events.events import Event, EventType
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.incidents import IncidentState
from domain.incidents.weights import (
    LEAST_OF_EACH,
    LEAST_OUTCOMES,
    PARTS,
    PUBLISHED,
    Label,
    Outcome,
    Weights,
    check_weights,
    in_force,
    outcome_of,
    propose,
)
from domain.people.access import Actor, Permission, require

MOST_VERSIONS = 500
MOST_PROPOSALS = 100

LEARNS_FROM = timedelta(days=180)
"""How old incidents may be that weights learn from; what runs has changed since older ones."""

MOST_LEARNT = 2_000
_PAGE = 200

STANDS_FOR = timedelta(days=7)
"""How long an open proposal stands before newer outcomes may replace it."""

POLICY = "policy"
"""Who applies proposals where the operators let that happen by itself."""


@dataclass(frozen=True)
class WeightService:
    """The one door to the weights.

    Attributes:
        by_policy: apply proposals without asking; each is in the audit and can be taken back.
    """

    weights: WeightStore
    incidents: Incidents
    clock: Clock
    ids: Ids
    by_policy: bool = False

    async def current(self, *, by: Actor) -> Weights:
        """Return the weights in force."""
        require(by, Permission.READ_POLICIES)
        return await self._current()

    async def history(self, *, by: Actor) -> list[KeptWeights]:
        """Return every version that was ever kept, oldest first."""
        require(by, Permission.READ_POLICIES)
        return await self.weights.versions(limit=MOST_VERSIONS)

    async def proposals(self, *, by: Actor) -> list[KeptProposal]:
        """Return proposals, newest first."""
        require(by, Permission.READ_POLICIES)
        return await self.weights.proposals(limit=MOST_PROPOSALS)

    async def proposal(self, *, by: Actor, proposal_id: str) -> KeptProposal:
        """Return a proposal, answered or not; raises `NotFound` when there is none."""
        require(by, Permission.READ_POLICIES)
        return await self._proposal(proposal_id)

    async def version(self, *, by: Actor, version: str) -> Weights:
        """Return the weights of a version, the published ones included; or raise `NotFound`."""
        require(by, Permission.READ_POLICIES)
        return await self._version(version)

    async def learn_now(self, *, by: Actor) -> KeptProposal | Message:
        """Do what the sweep does, because somebody asks; else return why nothing is proposed."""
        require(by, Permission.CHANGE_WEIGHTS)
        return await self._learn()

    async def learn(self) -> KeptProposal | None:
        """Propose better weights if the outcomes under those in force show any; for the sweep.

        An outcome counts only under the weights that its score was made with: applied weights have
        to prove themselves before the next step.
        """
        learnt = await self._learn()
        return None if isinstance(learnt, Message) else learnt

    async def _learn(self) -> KeptProposal | Message:
        now, current = self.clock.now(), await self._current()
        open_ones = [
            each
            for each in await self.weights.proposals(limit=MOST_PROPOSALS)
            if each.state is ProposalState.OPEN and now - each.proposed_at < STANDS_FOR
        ]
        if open_ones:
            until = open_ones[0].proposed_at + STANDS_FOR
            return message("weights.awaits", proposal=Called(open_ones[0].id), until=until)
        outcomes = await self._outcomes(current, now)
        proposal = propose(outcomes, current)
        if proposal is None:
            return _nothing_new(outcomes)
        kept = KeptProposal(id=f"w_{self.ids.new()[:26]}", proposal=proposal, proposed_at=now)
        event = _event(EventType.WEIGHTS_PROPOSED, kept.id, now, _evidence(kept))
        await self.weights.propose(kept, event=event)
        if self.by_policy:
            await self._apply(kept, by=POLICY, reason="The policy lets weights learn.")
        return await self._proposal(kept.id)

    async def approve(self, *, by: Actor, proposal_id: str, reason: str) -> Weights:
        """Put proposed weights in force, from now on.

        Raises:
            Conflict: it was answered, or other weights came into force since it was made.
        """
        require(by, Permission.CHANGE_WEIGHTS)
        kept = await self._open(proposal_id)
        return await self._apply(kept, by=by.person_id, reason=check_reason(reason))

    async def refuse(self, *, by: Actor, proposal_id: str, reason: str) -> KeptProposal:
        """Refuse proposed weights.

        Raises:
            Conflict: it was answered before.
        """
        require(by, Permission.CHANGE_WEIGHTS)
        kept = await self._open(proposal_id)
        now = self.clock.now()
        refused = _answered(kept, ProposalState.REFUSED, by.person_id, check_reason(reason), now)
        entry = self._entry(by.person_id, "weights.refused", kept.id, refused.reason, {}, now)
        await self.weights.refuse(refused, audit=entry)
        return refused

    async def set(
        self,
        *,
        by: Actor,
        shares: Sequence[float],
        reason: str,
        effective_at: datetime | None = None,
    ) -> Weights:
        """Write weights oneself, in force from now on or from a later moment.

        Args:
            by: who writes them.
            shares: in the order of `domain.incidents.weights.PARTS`; they add up to one.
            reason: why; kept in the audit.
            effective_at: from when; never in the past, for scores that were made stay as made.
        """
        require(by, Permission.CHANGE_WEIGHTS)
        now = self.clock.now()
        made = self._made(shares, max(effective_at or now, now), now)
        await self._keep(made, None, by=by.person_id, reason=check_reason(reason), now=now)
        return made

    async def revert(self, *, by: Actor, version: str, reason: str) -> Weights:
        """Go back to the shares of an earlier version, as a new version from now on.

        Raises:
            NotFound: there never was that version.
        """
        require(by, Permission.CHANGE_WEIGHTS)
        wanted, now = await self._version(version), self.clock.now()
        made = self._made(wanted.shares, now, now)
        said = f"Back to {version}: {check_reason(reason)}"
        await self._keep(made, None, by=by.person_id, reason=said, now=now)
        return made

    async def _current(self) -> Weights:
        versions = await self.weights.versions(limit=MOST_VERSIONS)
        return in_force([each.weights for each in versions], self.clock.now())

    async def _version(self, version: str) -> Weights:
        versions = await self.weights.versions(limit=MOST_VERSIONS)
        known = [PUBLISHED, *(each.weights for each in versions)]
        wanted = next((each for each in known if each.version == version), None)
        if wanted is None:
            raise NotFound("version of the weights", version)
        return wanted

    async def _outcomes(self, current: Weights, now: datetime) -> list[Outcome]:
        which = IncidentFilter(state=IncidentState.CLOSED, since=now - LEARNS_FROM)
        found: list[Outcome] = []
        before, read = "", 0
        while read < MOST_LEARNT:
            page = await self.incidents.list(which, before=before, limit=_PAGE)
            read += len(page)
            outcomes = [outcome for each in page if (outcome := outcome_of(each)) is not None]
            found += [each for each in outcomes if each.score.weights == current.version]
            if len(page) < _PAGE:
                break
            before = page[-1].id
        return found

    async def _proposal(self, proposal_id: str) -> KeptProposal:
        kept = await self.weights.proposal(proposal_id)
        if kept is None:
            raise NotFound("proposal of weights", proposal_id)
        return kept

    async def _open(self, proposal_id: str) -> KeptProposal:
        kept = await self._proposal(proposal_id)
        if kept.state is not ProposalState.OPEN:
            raise Conflict(message("weights.settled", state=kept.state))
        return kept

    async def _apply(self, kept: KeptProposal, *, by: str, reason: str) -> Weights:
        now, current = self.clock.now(), await self._current()
        if kept.proposal.based_on != current.version:
            raise Conflict(message("weights.others_in_force", version=Called(current.version)))
        made = self._made(kept.proposal.shares, now, now)
        settled = _answered(kept, ProposalState.APPLIED, by, reason, now)
        await self._keep(made, settled, by=by, reason=reason, now=now)
        return made

    def _made(self, shares: Sequence[float], effective_at: datetime, now: datetime) -> Weights:
        if len(shares) != len(PARTS):
            raise InvalidRequest(
                "weights",
                message(
                    "weights.shares_wanted",
                    count=len(PARTS),
                    parts=Names(tuple(map(Called, PARTS))),
                ),
            )
        version = f"{now:%Y-%m-%d}-{self.ids.new()[-8:]}"
        impact, severity, importance, urgency = shares
        return check_weights(Weights(version, impact, severity, importance, urgency, effective_at))

    async def _keep(
        self,
        made: Weights,
        settles: KeptProposal | None,
        *,
        by: str,
        reason: str,
        now: datetime,
    ) -> None:
        facts = {
            "version": made.version,
            "shares": dict(zip(PARTS, made.shares, strict=True)),
            "effective_at": made.effective_at.isoformat(),
            "proposal": settles.id if settles else "",
        }
        kept = KeptWeights(made, by, reason, now, proposal=settles.id if settles else "")
        entry = self._entry(by, "weights.changed", made.version, reason, facts, now)
        event = _event(
            EventType.WEIGHTS_CHANGED, made.version, now, {**facts, "by": by, "reason": reason}
        )
        await self.weights.keep(kept, settles=settles, audit=entry, event=event)

    def _entry(
        self, by: str, action: str, subject: str, reason: str, facts: dict[str, Any], at: datetime
    ) -> AuditEntry:
        return AuditEntry(
            id=f"{action}/{self.ids.new()}",
            at=at,
            actor=by,
            action=action,
            subject=subject,
            reason=reason,
            data=facts,
        )


def _answered(
    kept: KeptProposal, state: ProposalState, by: str, reason: str, at: datetime
) -> KeptProposal:
    return replace(kept, state=state, answered_by=by, answered_at=at, reason=reason)


def _event(type_: EventType, subject: str, at: datetime, data: dict[str, Any]) -> Event:
    return Event(
        id=f"{type_}/{subject}", type=type_, source="/weights", subject=subject, time=at, data=data
    )


def _evidence(kept: KeptProposal) -> dict[str, Any]:
    evidence = kept.proposal.evidence
    return {
        "based_on": kept.proposal.based_on,
        "shares": dict(zip(PARTS, kept.proposal.shares, strict=True)),
        "outcomes": evidence.outcomes,
        "of_each": {label.value: count for label, count in evidence.of_each.items()},
        "helped": dict(zip(PARTS, evidence.helped, strict=True)),
        "others": dict(zip(PARTS, evidence.others, strict=True)),
        "order_before": evidence.order_before,
        "order_after": evidence.order_after,
    }


def _nothing_new(outcomes: Sequence[Outcome]) -> Message:
    """Return why outcomes lead to no proposal: there are too few, or they show nothing better."""
    helped = sum(each.label is Label.HELPED for each in outcomes)
    counts = {"helped": helped, "others": len(outcomes) - helped}
    if len(outcomes) < LEAST_OUTCOMES or min(counts.values()) < LEAST_OF_EACH:
        bounds = {"least": LEAST_OUTCOMES, "each": LEAST_OF_EACH}
        return message("weights.too_few", outcomes=len(outcomes), **counts, **bounds)
    return message("weights.no_better", outcomes=len(outcomes), **counts)
