"""How well repairs work and promises are kept, for those who may read incidents (ANL-3)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.incidents.policies import PolicyService
from application.ports.clock import Clock
from application.ports.deliveries import Deliveries
from application.ports.events import EventFilter, Events
from application.ports.incidents.incidents import IncidentFilter, Incidents
from domain.analytics.levels import ServiceLevel, levels_of
from domain.analytics.metrics import IncidentFacts, IncidentMetrics, facts_of, metrics_of
from domain.analytics.policy_changes import change_named, changed
from domain.analytics.suggestions import Suggestion, suggest
from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import Called, message
from domain.common.proportions import Proportion
from domain.deliveries.rates import ReachRate, reach_rates
from domain.events.events import EventType
from domain.incidents.back_testing import BackTest
from domain.incidents.incidents import Incident
from domain.incidents.policy.policies import Policy
from domain.incidents.snapshots import SNAPSHOT, source_of
from domain.people.access import Access, Actor, Permission, decide, require
from domain.people.people import check_zone

LONGEST_PERIOD = timedelta(days=400)

MOST_INCIDENTS = 20_000
"""Incidents of one answer, looked at a few hundred at a time."""

_AT_ONCE = 200


@dataclass(frozen=True)
class IncidentEffect:
    """The numbers of a period, what they suggest, and which service levels were met.

    Attributes:
        zone: of local days and hours.
        policy: in force, which suggestions would change.
    """

    metrics: IncidentMetrics
    suggestions: tuple[Suggestion, ...]
    levels: tuple[ServiceLevel, ...]
    zone: str
    policy: Policy


@dataclass(frozen=True)
class EffectService:
    """The one door to what became of incidents; counts from history each time it is asked."""

    incidents: Incidents
    events: Events
    deliveries: Deliveries
    policies: PolicyService
    clock: Clock
    zone: str = "Asia/Shanghai"

    async def effect(
        self, *, by: Actor, since: datetime, until: datetime | None = None, zone: str = ""
    ) -> IncidentEffect:
        """Return the numbers of the incidents that opened in `[since, until)`.

        Briefings and messages are those of all people when `by` may act for others, else their
        own; what `by` may not read is left out.

        Args:
            by: who asks.
            since: with an offset, at most 400 days before the end.
            until: now when None.
            zone: of local days and hours; the installation's own when empty.

        Raises:
            TooLarge: there are more than 20,000 incidents in the period.
        """
        require(by, Permission.READ_INCIDENTS)
        until = until or self.clock.now()
        _check_period(since, until)
        local = check_zone(zone or self.zone)
        facts = await self._facts(since, until)
        metrics = metrics_of(facts, since=since, until=until, zone=local)
        everybody = _may(by, Permission.ACT_FOR_OTHERS)
        whose = None if everybody else by.person_id
        levels = levels_of(
            metrics,
            briefings=await self._briefings(by, since, until, whose),
            messages=await self._messages(by, since, until, whose),
            everybody=everybody,
        )
        policy = await self.policies.policies.current()
        return IncidentEffect(metrics, suggest(metrics, facts), levels, local, policy)

    async def back_test(
        self,
        *,
        by: Actor,
        policy: str = "",
        suggestion: str = "",
        since: datetime | None = None,
        limit: int = 200,
    ) -> BackTest:
        """Say what a policy would have done otherwise in the newest incidents.

        Args:
            by: who asks.
            policy: the file; or give `suggestion`.
            suggestion: id of one, tried within the policy in force.
            since: nothing opened before it counts.
            limit: how many incidents at most, the newest ones.

        Raises:
            InvalidRequest: both or neither are given, the file has mistakes, the id names no
                suggestion that can be tried, or `limit` is too high.
        """
        if bool(policy.strip()) is bool(suggestion):
            raise InvalidRequest("suggestion", message("suggestion.or_policy"))
        if not suggestion:
            return await self.policies.back_test(by=by, text=policy, since=since, limit=limit)
        in_force = await self.policies.show(by=by)
        changes = changed(in_force, change_named(suggestion))
        return await self.policies.try_out(changes, by=by, since=since, limit=limit)

    async def _briefings(
        self, by: Actor, since: datetime, until: datetime, whose: str | None
    ) -> Proportion | None:
        """Return how many days that were due had their briefing; a day counts once."""
        if not _may(by, Permission.READ_BRIEFING):
            return None
        done = (EventType.BRIEFING_GIVEN.value, EventType.BRIEFING_PUSHED.value)
        ended = (*done, EventType.BRIEFING_MISSED.value)

        def which(types: tuple[str, ...]) -> EventFilter:
            return EventFilter(types=types, owner=whose, since=since, until=until)

        given = await self.events.subjects(which(done))
        return Proportion(given, await self.events.subjects(which(ended)))

    async def _messages(
        self, by: Actor, since: datetime, until: datetime, whose: str | None
    ) -> tuple[ReachRate, ...] | None:
        if not _may(by, Permission.READ_DELIVERIES):
            return None
        counts = await self.deliveries.counts(since=since, until=until, person_id=whose)
        return reach_rates(counts, {})

    async def _facts(self, since: datetime, until: datetime) -> list[IncidentFacts]:
        began = await self._beginnings(since, until)
        facts: list[IncidentFacts] = []
        async for incident in self._opened(since):
            if incident.opened_at < until:
                facts.append(facts_of(incident, began_at=began.get(incident.id)))
            if len(facts) > MOST_INCIDENTS:
                raise TooLarge(message("incidents.too_many", most=MOST_INCIDENTS))
        return facts

    async def _opened(self, since: datetime) -> AsyncIterator[Incident]:
        """Yield the incidents that opened since then, newest first."""
        before = ""
        which = IncidentFilter(since=since)
        while page := await self.incidents.list(which, before=before, limit=_AT_ONCE):
            for incident in page:
                yield incident
            before = page[-1].id

    async def _beginnings(self, since: datetime, until: datetime) -> dict[str, datetime]:
        """Return when each fault began, as the first alert of its incident says."""
        # An incident's first event is written within minutes; a day leaves room for any outage.
        opened = (EventType.INCIDENT_OPENED.value,)
        which = EventFilter(types=opened, since=since, until=until + timedelta(days=1))
        began: dict[str, datetime] = {}
        after = 0
        while page := await self.events.page(which, after=after, limit=_AT_ONCE):
            for event in page:
                if event.source == source_of(event.subject) and event.subject not in began:
                    began[event.subject] = _began_at(event.data[SNAPSHOT])
            after = page[-1].sequence or after
        return began


def _began_at(snapshot: dict[str, dict[str, str]]) -> datetime:
    return datetime.fromisoformat(snapshot["newest"]["started_at"])


def _check_period(since: datetime, until: datetime) -> None:
    for field, moment in (("since", since), ("until", until)):
        if moment.tzinfo is None:
            raise InvalidRequest(
                field, message("rule.moment", example=Called("2026-11-21T06:30:00+08:00"))
            )
    if not timedelta() < until - since <= LONGEST_PERIOD:
        rule = message("rule.before_end", most=LONGEST_PERIOD)
        raise InvalidRequest("since", rule)


def _may(by: Actor, permission: Permission) -> bool:
    return decide(by, permission) is Access.ALLOWED
