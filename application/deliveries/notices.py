"""What people are told of their own accounts, where they read what is theirs."""

from dataclasses import dataclass

from application.ports.briefings import Briefings
from application.ports.deliveries import DeliveryStarts
from application.ports.people import People
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
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

    async def tell_stranger(self, event_id: str, by: str, mail: str) -> None:
        """Begin to deliver an event to a mail address without an account.

        Args:
            event_id: says it in words that need no reader.
            by: the person in whose name it goes.
            mail: where to.

        Raises:
            Unavailable: it may not have begun; asking again is safe.
        """
        address = ChannelAddress(ChannelKind.MAIL, mail)
        await self.starts.start(event_id, by, address, title="Account")
