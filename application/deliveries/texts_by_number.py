"""Text messages by two providers: one for the mainland of China, one for everywhere else."""

from dataclasses import dataclass

from application.ports.deliveries import Channel
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message, Receipt

_MAINLAND = "+86"


@dataclass(frozen=True)
class TextsByNumber:
    """Hands each message to the provider of its number's country."""

    mainland: Channel
    elsewhere: Channel

    @property
    def kind(self) -> ChannelKind:
        """Which channel this is."""
        return ChannelKind.SMS

    def parts_of(self, message: Message, to: ChannelAddress) -> int:
        """Return how many messages of the provider this one becomes."""
        return self._provider(to).parts_of(message, to)

    async def send(self, message: Message, to: ChannelAddress, *, first_part: int = 0) -> Receipt:
        """Try once, by the provider of the number."""
        return await self._provider(to).send(message, to, first_part=first_part)

    def _provider(self, to: ChannelAddress) -> Channel:
        number = to.target.replace(" ", "")
        return self.mainland if number.startswith(_MAINLAND) else self.elsewhere
