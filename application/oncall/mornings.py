"""What somebody's quiet hours held back, told as one message when they end (PSH-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.ports.briefings import Briefings
from application.ports.deliveries import Deliveries, DeliveryStarts
from application.ports.events import Events
from application.ports.incidents.incidents import IncidentFilter, Incidents
from application.ports.people import People
from domain.common.notifications import Bullets, Notification
from domain.deliveries.deliveries import ChannelAddress, DeliveryState, delivery_key
from domain.deliveries.quiet_hours import LONGEST
from domain.events.events import Event, EventType
from domain.incidents.calls import addresses_of
from domain.incidents.incidents import Incident
from domain.incidents.mornings import Morning, is_over, is_still_wrong, morning_of

MOST_LOOKED_AT = 1_000
"""Incidents that are looked through for those that were held back."""

_TAKEN = frozenset(
    {
        DeliveryState.ACCEPTED,
        DeliveryState.DELIVERED,
        DeliveryState.SPOKEN,
        DeliveryState.READ,
    }
)
_FAILED = frozenset({DeliveryState.FAILED, DeliveryState.UNCERTAIN})


@dataclass(frozen=True)
class Mornings:
    """Tells a person once of all that waited for them."""

    incidents: Incidents
    events: Events
    people: People
    briefings: Briefings
    starts: DeliveryStarts
    deliveries: Deliveries

    async def tell(self, person_id: str, incident_id: str, until: datetime) -> Morning:
        """Say what became of the message that tells of an incident among others.

        The first incident that asks has it made and sent; asking again changes nothing.

        Args:
            person_id: whose quiet hours they were.
            incident_id: which of those that waited.
            until: when the quiet hours ended.
        """
        id_ = f"quiet/{person_id}/{until.isoformat()}"
        event = await self.events.get(id_) or await self._made(id_, person_id, until)
        if event is None or incident_id not in event.data["incidents"]:
            return Morning(told=False)
        person = await self.people.get(person_id)
        settings = await self.briefings.settings(person_id)
        addresses = addresses_of(person, settings) if person else ()
        for each in addresses:
            await self.starts.start(id_, person_id, each, title=event.type)
        return await self._became(id_, person_id, addresses)

    async def _became(
        self, event: str, person_id: str, addresses: Sequence[ChannelAddress]
    ) -> Morning:
        failed = 0
        for each in addresses:
            key = delivery_key(event, person_id, each)
            row = await self.deliveries.state_of(key)
            if row is not None and row.state in _TAKEN:
                return Morning(told=True, key=key, address=each)
            failed += row is not None and row.state in _FAILED
        return Morning(told=False, waits=failed < len(addresses))

    async def _made(self, id_: str, person_id: str, until: datetime) -> Event | None:
        """Make the event; None when there are fewer than two to tell of: that has its own page."""
        which = IncidentFilter(open_only=True)
        open_ = await self.incidents.list(which, before="", limit=MOST_LOOKED_AT)
        held = [each for each in open_ if is_still_wrong(each, person_id)]
        if len(held) < 2:
            return None
        lately = IncidentFilter(since=until - LONGEST)
        all_ = await self.incidents.list(lately, before="", limit=MOST_LOOKED_AT)
        over = sum(is_over(each, person_id) for each in all_)
        return await self.events.append(_event(id_, person_id, until, held, over))


def _event(id_: str, person_id: str, until: datetime, held: Sequence[Incident], over: int) -> Event:
    title, lines, after = morning_of(held, over)
    told = Notification(title, (Bullets(lines), *after))
    named = [each.id for each in held]
    return Event(
        id=id_,
        type=EventType.QUIET_HOURS_OVER,
        source=f"/people/{person_id}",
        subject=person_id,
        time=until,
        data={"person": person_id, "incidents": named, "notification": told.recorded},
    )
