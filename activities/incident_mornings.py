"""What an incident asks at the end of quiet hours: whether one message tells of it (PSH-5)."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from application.oncall.mornings import Mornings
from domain.incidents.mornings import Morning


@dataclass(frozen=True)
class MorningOrder:
    """An incident that waited for somebody; add fields, with defaults, at the end."""

    person_id: str
    incident: str
    until: datetime


@dataclass(frozen=True)
class MorningActivities:
    """Each method is one activity."""

    mornings: Mornings

    @activity.defn(name="incidents.morning")
    async def morning(self, order: MorningOrder) -> Morning:
        """Have all that waited told at once; asking again looks what became of it."""
        return await self.mornings.tell(order.person_id, order.incident, order.until)
