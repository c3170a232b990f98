"""What is told of people: who did what to whose account, and by which proof."""

from collections.abc import Mapping
from dataclasses import dataclass

from application.ports.clock import Clock, Ids
from application.ports.events import Events
from domain.events.events import Event, EventType
from domain.people.access import Actor


@dataclass(frozen=True)
class PeopleEvents:
    """Appends events about people; they belong to the person they are about."""

    events: Events
    clock: Clock
    ids: Ids

    async def append(
        self,
        kind: EventType,
        person_id: str,
        by: Actor | None,
        told: Mapping[str, object] | None = None,
        *,
        name: str = "",
    ) -> None:
        """Append an event.

        Args:
            kind: what happened.
            person_id: to whom.
            by: who did it; None for the person themselves.
            told: what else is to be known.
            name: its id when asking twice must not tell it twice.
        """
        proof = {"by": by.person_id, "via": by.via} if by else {"by": person_id, "via": "self"}
        await self.events.append(
            Event(
                id=name or self.ids.new(),
                type=kind,
                source="/people",
                subject=person_id,
                time=self.clock.now(),
                owner=person_id,
                data={**proof, **(told or {})},
            )
        )
