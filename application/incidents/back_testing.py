"""Holds a policy that is not in force yet against the incidents that were (ANL-3, RBK-7)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.incidents.score_inputs import stated_inputs
from application.ports.incidents.incidents import IncidentFilter, Incidents
from application.ports.incidents.weights import WeightStore
from domain.clusters.clusters import RolloutState, Workload, WorkloadRef
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.incidents.back_testing import BackTest, Case, Compared, back_test, compared, is_settled
from domain.incidents.incidents import Incident
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import ScoreInput, ScoreInputName
from domain.incidents.weights import Weights, in_force
from domain.people.access import Actor, Permission, require

MOST_INCIDENTS = 1_000
PAGE = 100
MOST_VERSIONS = 200

LONGEST = timedelta(seconds=20)
"""For holding one policy against the record. The worst file that is taken, 200 rules whose patterns
are made of stars, needs about a second for ten incidents; a usual one none for a thousand."""

OF_POLICY = frozenset(
    {ScoreInputName.SERVICES, ScoreInputName.USERS, ScoreInputName.IMPORTANCE, ScoreInputName.HOURS}
)
"""Inputs of the score that a policy has a say in; all others stay as they were recorded."""


@dataclass(frozen=True)
class BackTester:
    """Reads the record and asks what would have been different."""

    incidents: Incidents
    weights: WeightStore
    longest: timedelta = LONGEST

    async def run(
        self, policy: Policy, *, by: Actor, since: datetime | None = None, limit: int = 200
    ) -> BackTest:
        """Return what a policy would have changed in the newest incidents.

        Args:
            policy: the candidate.
            by: who asks.
            since: nothing opened before it counts.
            limit: how many incidents are looked at, the newest ones.

        Raises:
            InvalidRequest: `limit` is out of bounds, or too high for how long this policy takes.
        """
        require(by, Permission.READ_POLICIES)
        require(by, Permission.READ_INCIDENTS)
        if not 1 <= limit <= MOST_INCIDENTS:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_INCIDENTS))
        versions = [each.weights for each in await self.weights.versions(limit=MOST_VERSIONS)]
        found = await self._incidents(since, limit)
        try:
            async with asyncio.timeout(self.longest.total_seconds()):
                known = await _compare(found, policy, versions)
        except TimeoutError:
            rule = f"must be lower: {len(found)} incidents take this policy too long"
            raise InvalidRequest("limit", rule) from None
        return back_test(policy, known, left_out=len(found) - len(known))

    async def _incidents(self, since: datetime | None, limit: int) -> list[Incident]:
        found: list[Incident] = []
        which = IncidentFilter(since=since)
        while len(found) < limit:
            before = found[-1].id if found else ""
            page = await self.incidents.list(which, before=before, limit=min(PAGE, limit))
            found += page
            if len(page) < min(PAGE, limit):
                break
        return found[:limit]


async def _compare(
    found: Sequence[Incident], policy: Policy, versions: Sequence[Weights]
) -> list[Compared]:
    """Hold a policy against each incident that is over; whoever else waits comes in between."""
    known: list[Compared] = []
    for incident in found:
        await asyncio.sleep(0)
        if not is_settled(incident):
            continue
        case = case_of(incident, policy, in_force(versions, incident.opened_at))
        if case is not None:
            known.append(compared(case, policy))
    return known


def case_of(incident: Incident, policy: Policy, weights: Weights) -> Case | None:
    """Return an incident as a case for a policy; None when the record lacks what it takes."""
    if incident.owner is None or incident.score is None:
        return None
    return Case(incident, incident.owner, _inputs(incident, incident.owner, policy), weights)


def _inputs(incident: Incident, owner: WorkloadRef, policy: Policy) -> tuple[ScoreInput, ...]:
    """Return the recorded inputs, with what the candidate says of the service in their place."""
    recorded = incident.score.inputs if incident.score is not None else ()
    moment = incident.decided_at or incident.opened_at
    stated = stated_inputs(incident.newest, _named(owner, moment), policy, now=moment)
    said = {each.name: each for each in stated}
    return tuple(said[each.name] if each.name in OF_POLICY else each for each in recorded)


def _named(owner: WorkloadRef, at: datetime) -> Workload:
    """Return a workload of which only the name is known: that is what rules of services ask for.

    Having no replicas, it adds nothing to what was recorded of its failures.
    """
    return Workload(
        ref=owner,
        uid="",
        resource_version="",
        generation=0,
        observed_generation=0,
        created_at=at,
        replicas=0,
        updated=0,
        ready=0,
        available=0,
        paused=False,
        rollout=RolloutState.DONE,
        images=(),
        template_digest="",
        selector={},
        labels={},
    )
