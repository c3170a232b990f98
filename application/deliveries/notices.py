"""What people are told of their own accounts, where they read what is theirs."""

from dataclasses import dataclass

from application.ports.briefings import Briefings
from application.ports.deliveries import DeliveryStarts
from application.ports.people import People
from domain.deliveries.other_ways import own_addresses


@dataclass(frozen=True)
class AccountNotices:
    """Sends somebody what an event of theirs says."""

    people: People
    briefings: Briefings
    starts: DeliveryStarts

    async def tell(self, event_id: str, person_id: str) -> None:
        """Begin to deliver an event to each address of a person; of none, nothing is sent.

        Raises:
            Unavailable: it may not have begun; asking again is safe.
        """
        person = await self.people.get(person_id)
        if person is None:
            return
        settings = await self.briefings.settings(person_id)
        for address in own_addresses(person.mail, settings.channels if settings else ()):
            await self.starts.start(event_id, person_id, address, title="Account")
