"""Telling those who may approve of an edit that waits for one of them (RBK-8)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from application.cluster_edits.facts import may_approve
from application.incidents.repairs.facts import known
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.deliveries import DeliveryStarts
from application.ports.events import EventFilter, Events
from application.ports.people import People
from domain.cluster_edits.told import waiting_event
from domain.clusters.edits import EditRecord
from domain.events.events import Event, EventType
from domain.incidents.approvals.rules import hop_at, people_at
from domain.incidents.calls import addresses_of
from domain.incidents.policy.policies import Policy
from domain.people.people import Person

PAGE = 100
"""Events in one reading."""

MOST_LOOKED_AT = 10 * PAGE
"""Edits of a day that one round, or one list, looks at; each costs a reading of the audit."""

MOST_TOLD_OF = 100
"""People who are told of an edit when the policy names nobody who may answer it."""


@dataclass(frozen=True)
class EditNotices:
    """Writes the event, and hands it to a delivery for each address of those who may answer."""

    events: Events
    people: People
    briefings: Briefings
    starts: DeliveryStarts

    async def tell(self, record: EditRecord, policy: Policy, *, at: datetime) -> None:
        """Tell of an edit that waits; telling again tells those only who were not told.

        The question stands in the audit: who cannot be reached now finds it in the list.
        """
        event = await self.events.append(waiting_event(record, at=at))
        await known(self._deliver(event, record, policy), "approvers")

    async def tell_next(
        self, record: EditRecord, policy: Policy, event: Event, *, now: datetime
    ) -> None:
        """Tell those of whom it is their turn by now; who was told before is not told again.

        Args:
            record: the edit, for which nobody has said anything yet.
            policy: whose groups come one after the other.
            event: with which the first ones were told.
            now: by which it is somebody's turn.
        """
        for hop in range(1, hop_at(policy.approval, now - event.time) + 1):
            people = await self._who_may(
                people_at(policy.approval, policy.on_call, hop), record, policy
            )
            await known(self._deliver_to(people, event), "approvers")

    async def newest(self, since: datetime) -> AsyncIterator[Event]:
        """Yield the events that told of edits, the newest first, as many as are looked at."""
        before: int | None = None
        for _ in range(0, MOST_LOOKED_AT, PAGE):
            page = await self.events.latest(_told_since(since), before=before, limit=PAGE)
            for event in page:
                before = event.sequence
                yield event
            if len(page) < PAGE:
                return

    async def oldest(self, since: datetime) -> AsyncIterator[Event]:
        """Yield the events that told of edits, the oldest first, as many as are looked at.

        So a flood of new ones makes nobody wait who asked before it.
        """
        after = 0
        for _ in range(0, MOST_LOOKED_AT, PAGE):
            page = await self.events.page(_told_since(since), after=after, limit=PAGE)
            for event in page:
                after = event.sequence or after
                yield event
            if len(page) < PAGE:
                return

    async def _deliver(self, event: Event, record: EditRecord, policy: Policy) -> None:
        await self._deliver_to(await self._approvers(record, policy), event)

    async def _deliver_to(self, people: Sequence[Person], event: Event) -> None:
        for person in people:
            settings = await self.briefings.settings(person.id)
            for address in addresses_of(person, settings):
                await self.starts.start(event.id, person.id, address, title=event.type)

    async def _approvers(self, record: EditRecord, policy: Policy) -> list[Person]:
        """Return whom the policy asks first; when none of them may answer, all who may."""
        named = people_at(policy.approval, policy.on_call, 0)
        if asked := await self._who_may(named, record, policy):
            return asked
        own = policy.approval.own_request
        return await all_who(
            self.people, lambda each: _may(each, record, own=own), most=MOST_TOLD_OF
        )

    async def _who_may(
        self, named: Sequence[str], record: EditRecord, policy: Policy
    ) -> list[Person]:
        found = [await self.people.get(each) for each in named]
        own = policy.approval.own_request
        return [each for each in found if each is not None and _may(each, record, own=own)]


def _told_since(since: datetime) -> EventFilter:
    return EventFilter(types=(EventType.CLUSTER_EDIT_WAITING,), since=since)


def _may(person: Person, record: EditRecord, *, own: bool) -> bool:
    return may_approve(person) and (own or person.id != record.by)
