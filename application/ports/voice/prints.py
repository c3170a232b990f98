"""A service that remembers voices."""

from collections.abc import Sequence
from typing import Protocol

from domain.common.messages import Message
from domain.voice.hearing import Sound


class Voiceprints(Protocol):
    """Keeps voices by ids of its own; what else is known of a person never gets there."""

    def trouble(self) -> Message | None:
        """Return why no voice can be known here, and what to set; it asks nobody."""
        ...

    async def enrol(self, sound: Sound) -> str:
        """Keep a voice and return its id.

        Raises:
            InvalidRequest: the sample is of no use; the words say why.
            Conflict: there is no room for another.
        """
        ...

    async def renew(self, print_id: str, sound: Sound) -> bool:
        """Put a sample in place of an earlier one; False: there is no such voice."""
        ...

    async def compare(self, print_id: str, sound: Sound) -> float | None:
        """Return how alike they are, 0 to 100; None: there is no such voice."""
        ...

    async def find(self, sound: Sound, *, most: int) -> Sequence[tuple[str, float]]:
        """Return the ids of the voices that are most alike, each with its score."""
        ...

    async def delete(self, print_id: str) -> None:
        """Forget a voice for good; one that there is not is forgotten already."""
        ...
