"""Taking on edits that somebody asks for: what would change, then exactly that (RBK-8).

Nothing is kept between the two calls, unless it waits for somebody's yes. Each looks at the cluster
anew, and the digest of what was seen tells whether it is the same edit still.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from application.cluster_edits.answers import EditAnswers
from application.cluster_edits.bounds import EditBounds
from application.cluster_edits.facts import may_edit
from application.cluster_edits.history import EditHistory, read_trail
from application.cluster_edits.orders import EditOrder, EditRequest
from application.cluster_edits.outcomes import (
    Standing,
    account_of,
    as_confirmed,
    cautious_mode,
    standing_of,
    told_of,
)
from application.cluster_edits.records import DENIED
from application.cluster_edits.writes import EditWrites
from application.ports.clock import Clock
from application.ports.clusters import ClusterEdits
from application.ports.incidents.audit import Audit
from application.ports.incidents.incidents import Controls, Policies
from application.ports.people import People
from domain.cluster_edits.bounds import Bound
from domain.cluster_edits.told import bound_of
from domain.clusters.edits import Edit, EditOutcome, Looked, digest_of_edit
from domain.clusters.repairs import Mode
from domain.common.errors import Forbidden, Unavailable
from domain.common.messages import Called, message
from domain.incidents.policy.policies import Policy
from domain.people.people import Person

LONGEST_LOOK = 40.0
"""Seconds that looking at all objects of an edit may take together."""

T = TypeVar("T")


@dataclass(frozen=True)
class EditRequests:
    """Takes on what people ask for; whether they may ask was decided before."""

    bounds: EditBounds
    edits: ClusterEdits
    controls: Controls
    audit: Audit
    people: People
    policies: Policies
    clock: Clock
    answers: EditAnswers
    writes: EditWrites

    async def take(self, requested: EditRequest, confirm: str) -> Edit:
        """Say what an edit would change, or do exactly what was confirmed.

        Raises:
            Conflict: it is another edit than was confirmed.
            Forbidden: whoever asks is no person.
            Unavailable: the cluster did not answer in time; nothing was changed.
        """
        policy, person = await self.policies.current(), await self._person(requested.by)
        order, trail = await self._ordered(requested, await self._look(requested), policy)
        if not confirm:
            order = self._approved(order, trail)
            return told_of(order, await self._standing(order, trail, person), dry_run=True)
        if order.id != f"e_{confirm}":
            trail = await read_trail(self.audit, f"e_{confirm}")
        order = self._approved(as_confirmed(order, confirm, trail), trail)
        return await self._confirmed(order, person, trail)

    async def now(self, requested: EditRequest) -> tuple[EditOrder, Standing]:
        """Return an edit as it would be shown now, and what would become of it."""
        policy, person = await self.policies.current(), await self._person(requested.by)
        order, trail = await self._ordered(requested, await self._look(requested), policy)
        return order, await self._standing(order, trail, person)

    async def _ordered(
        self, requested: EditRequest, looked: tuple[Looked, ...], policy: Policy
    ) -> tuple[EditOrder, EditHistory]:
        """Return the edit and what is known of it: the first of its like that did not end yet."""
        now = self.clock.now()
        for ended in count():
            digest = digest_of_edit(
                requested.by, requested.kind, looked, policy.digest, ended=ended
            )
            order = EditOrder(requested, looked, policy, digest)
            trail = await read_trail(self.audit, order.id)
            if not trail.is_over(len(looked), now):
                break
        return order, trail

    async def _confirmed(self, order: EditOrder, person: Person, trail: EditHistory) -> Edit:
        if trail.began() is None:
            standing = await self._standing(order, trail, person)
            if standing.outcome is EditOutcome.AFTER_APPROVAL:
                await self.answers.ask(order)
            if standing.outcome is not EditOutcome.AT_ONCE:
                return told_of(order, standing, dry_run=False)
        objects = await self.writes.carry_out(order, trail)
        return account_of(order, objects)

    async def _standing(self, order: EditOrder, trail: EditHistory, person: Person) -> Standing:
        """Return what becomes of it as things are."""
        stopped = standing_of(order.looked) or await self._out_of_bounds(order)
        if stopped is not None:
            return stopped
        if trail.only(DENIED):
            return Standing(EditOutcome.DENIED, by=trail.only(DENIED)[-1].actor)
        switch = await self.controls.kill_switch()
        if switch.engaged:
            return Standing(EditOutcome.SWITCHED_OFF, by=switch.by)
        if not may_edit(person):
            return Standing(EditOutcome.NOT_PERMITTED)
        if order.approved_by or cautious_mode(order.policy, order.looked) is Mode.AUTO:
            return Standing(EditOutcome.AT_ONCE)
        return Standing(EditOutcome.AFTER_APPROVAL)

    async def _out_of_bounds(self, order: EditOrder) -> Standing | None:
        """Return which bound of scaling an edit would break, as a standing; None: it keeps all."""
        bound = await _in_time(order.requested.cluster, self._bound(order))
        if bound is None:
            return None
        return Standing(EditOutcome.BLOCKED, bound_of(bound))

    async def _bound(self, order: EditOrder) -> Bound | None:
        for looked in order.looked:
            bound = await self.bounds.broken_by(looked, order.policy)
            if bound is not None:
                return bound
        return None

    async def _look(self, requested: EditRequest) -> tuple[Looked, ...]:
        async def look() -> tuple[Looked, ...]:
            return tuple(
                [await self.edits.look(requested.cluster, each) for each in requested.parts]
            )

        return await _in_time(requested.cluster, look())

    def _approved(self, order: EditOrder, trail: EditHistory) -> EditOrder:
        by = trail.approved_by(order.digest, self.clock.now())
        return replace(order, approved_by=by)

    async def _person(self, person_id: str) -> Person:
        person = await self.people.get(person_id)
        if person is None:
            raise Forbidden(message("edit.no_person"))
        return person


async def _in_time(cluster: str, reading: Awaitable[T]) -> T:
    """Return what was read of a cluster; whoever asks for an edit waits for the answer."""
    try:
        async with asyncio.timeout(LONGEST_LOOK):
            return await reading
    except TimeoutError:
        raise Unavailable(message("edit.no_answer", cluster=Called(cluster))) from None
