"""What became of messages to people (PSH-7)."""

from dataclasses import dataclass
from datetime import datetime

from application.ports.deliveries import Deliveries
from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.deliveries.deliveries import Delivery
from domain.people.access import Actor, Permission, require

MOST_LISTED = 100


@dataclass(frozen=True)
class DeliveryService:
    """The one door to the delivery ledger."""

    deliveries: Deliveries

    async def list(
        self,
        *,
        by: Actor,
        person_id: str | None = None,
        before: datetime | None = None,
        limit: int = 20,
    ) -> list[Delivery]:
        """Return the state of each delivery to a person, newest first."""
        owner = person_id or by.person_id
        require(by, Permission.READ_DELIVERIES, owner=owner, hidden_as=("person", owner))
        if not 1 <= limit <= MOST_LISTED:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
        return await self.deliveries.list(person_id=owner, before=before, limit=limit)
