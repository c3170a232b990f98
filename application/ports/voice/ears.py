"""Something that understands speech."""

from collections.abc import Sequence
from typing import Protocol

from domain.common.messages import Message
from domain.common.readers import Language
from domain.voice.hearing import Sound, Transcript


class Ear(Protocol):
    """Writes down what is said in a recording."""

    def trouble(self) -> Message | None:
        """Return why nothing can be heard here, and what to set; None: nothing is known against it.

        It asks nobody.
        """
        ...

    async def hear(self, sound: Sound, *, language: Language, names: Sequence[str]) -> Transcript:
        """Return what is said; an empty text when nobody was understood.

        Args:
            sound: a recording.
            language: what is spoken.
            names: words that are likely, and rare elsewhere.

        Raises:
            InvalidRequest: the service cannot use the recording.
            Misconfigured: it is not paid for, or the credentials were refused.
            TooManyRequests, Unavailable: it passes.
        """
        ...
