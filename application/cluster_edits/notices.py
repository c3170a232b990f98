"""Telling those who may approve of an edit that waits for one of them, and who asked (RBK-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.cluster_edits.facts import may_approve
from application.oncall.duty_book import DutyBook
from application.people.pagination import all_who
from application.ports.briefings import Briefings
from application.ports.deliveries import DeliveryStarts
from application.ports.events import Events
from application.ports.people import People
from domain.cluster_edits.told import settled_event, waiting_event
from domain.clusters.edits import EditRecord
from domain.common.messages import Message
from domain.events.events import Event
from domain.incidents.approvals.rules import people_at
from domain.incidents.calls import addresses_of
from domain.incidents.policy.policies import Policy
from domain.people.people import Person

MOST_TOLD_OF = 100
"""People who are told of an edit when the policy names nobody who may answer it."""


@dataclass(frozen=True)
class EditNotices:
    """Writes an event, and hands it to a delivery for each address of those who are told."""

    events: Events
    people: People
    briefings: Briefings
    starts: DeliveryStarts
    duty: DutyBook

    async def turn(
        self, record: EditRecord, policy: Policy, *, hop: int, at: datetime
    ) -> tuple[Person, ...]:
        """Return whose turn it is at a hop, from 0.

        When the policy names nobody who may answer, all who may are asked first.
        """
        named = people_at(policy.approval, policy.on_call, hop)
        listed = await self.duty.people_or_admins(named, at, self.people)
        people = await self._who_may(listed.person_ids, record, policy)
        if not people and not hop:
            own = policy.approval.own_request
            people = await all_who(
                self.people, lambda each: _may(each, record, own=own), most=MOST_TOLD_OF
            )
        return tuple(people)

    async def ask(self, record: EditRecord, people: Sequence[Person], *, at: datetime) -> None:
        """Tell people that an edit waits for them; telling again tells those who were not told."""
        event = await self.events.append(waiting_event(record, at=at))
        await self._deliver_to(people, event)

    async def answer(self, record: EditRecord, became: Message, *, at: datetime) -> None:
        """Tell who asked for an edit what became of it."""
        event = await self.events.append(settled_event(record, became, at=at))
        person = await self.people.get(record.by)
        if person is not None:
            await self._deliver_to((person,), event)

    async def _deliver_to(self, people: Sequence[Person], event: Event) -> None:
        for person in people:
            settings = await self.briefings.settings(person.id)
            for address in addresses_of(person, settings):
                await self.starts.start(event.id, person.id, address, title=event.type)

    async def _who_may(
        self, named: Sequence[str], record: EditRecord, policy: Policy
    ) -> list[Person]:
        found = [await self.people.get(each) for each in named]
        own = policy.approval.own_request
        return [each for each in found if each is not None and _may(each, record, own=own)]


def _may(person: Person, record: EditRecord, *, own: bool) -> bool:
    return may_approve(person) and (own or person.id != record.by)
