"""Telling those who may approve of an edit that waits for one of them (RBK-8)."""

from dataclasses import dataclass
from datetime import datetime

from application.cluster_edit_facts import may_approve
from application.ports.briefings import Briefings
from application.ports.deliveries import DeliveryStarts
from application.ports.events import EventFilter, Events
from application.ports.people import People
from application.repair_facts import known
from domain.approval_rules import people_at
from domain.cluster_edit_notices import waiting_event
from domain.cluster_edits import EditRecord
from domain.events import Event, EventType
from domain.incident_calls import addresses_of
from domain.people import Person
from domain.policies import Policy

MOST_WAITING = 100
"""Edits that are listed, and people who are told."""


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

    async def told_since(self, since: datetime) -> list[str]:
        """Return ids of the edits that were told of, the newest first."""
        which = EventFilter(types=(EventType.CLUSTER_EDIT_WAITING,), since=since)
        found = await self.events.latest(which, before=None, limit=MOST_WAITING)
        return [each.subject for each in found]

    async def _deliver(self, event: Event, record: EditRecord, policy: Policy) -> None:
        title = str(event.data["title"])
        for person in await self._approvers(record, policy):
            settings = await self.briefings.settings(person.id)
            for address in addresses_of(person, settings):
                await self.starts.start(event.id, person.id, address, title=title)

    async def _approvers(self, record: EditRecord, policy: Policy) -> list[Person]:
        """Return whom the policy asks first; when none of them may answer, all who may."""
        named = people_at(policy.approval, policy.on_call, 0)
        first = [await self.people.get(each) for each in named]
        own = policy.approval.own_request
        asked = [each for each in first if each is not None and _may(each, record, own=own)]
        if asked:
            return asked
        everybody = await self.people.list(after="", limit=MOST_WAITING)
        return [each for each in everybody if _may(each, record, own=own)]


def _may(person: Person, record: EditRecord, *, own: bool) -> bool:
    return may_approve(person) and (own or person.id != record.by)
