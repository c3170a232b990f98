"""How well repairs work, for those who may read incidents (RBK-14, ANL-3)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.ports.clock import Clock
from application.ports.events import EventFilter, Events
from application.ports.incidents.incidents import IncidentFilter, Incidents
from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import Called, message
from domain.events.events import EventType
from domain.incidents.incidents import Incident
from domain.incidents.metrics import IncidentFacts, IncidentMetrics, facts_of, metrics_of
from domain.incidents.snapshots import SNAPSHOT, source_of
from domain.incidents.suggestions import Suggestion, suggest
from domain.people.access import Actor, Permission, require
from domain.people.people import check_zone

LONGEST_PERIOD = timedelta(days=400)

MOST_INCIDENTS = 20_000
"""Incidents of one answer, looked at a few hundred at a time."""

_AT_ONCE = 200


@dataclass(frozen=True)
class IncidentEffect:
    """The numbers of a period, and what they suggest."""

    metrics: IncidentMetrics
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True)
class IncidentMetricsService:
    """The one door to what became of incidents; counts from history each time it is asked."""

    incidents: Incidents
    events: Events
    clock: Clock
    zone: str = "Asia/Shanghai"

    async def metrics(
        self, *, by: Actor, since: datetime, until: datetime | None = None, zone: str = ""
    ) -> IncidentMetrics:
        """Return the numbers of the incidents that opened in `[since, until)`.

        Args:
            by: who asks.
            since: with an offset, at most 400 days before the end.
            until: now when None.
            zone: of local days and hours; the installation's own when empty.

        Raises:
            TooLarge: there are more than 20,000 incidents in the period.
        """
        return (await self.effect(by=by, since=since, until=until, zone=zone)).metrics

    async def effect(
        self, *, by: Actor, since: datetime, until: datetime | None = None, zone: str = ""
    ) -> IncidentEffect:
        """Return the same, with what the numbers suggest to change in a policy."""
        require(by, Permission.READ_INCIDENTS)
        until = until or self.clock.now()
        _check_period(since, until)
        local = check_zone(zone or self.zone)
        facts = await self._facts(since, until)
        metrics = metrics_of(facts, since=since, until=until, zone=local)
        return IncidentEffect(metrics, suggest(metrics, facts))

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
