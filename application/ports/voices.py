"""A voice that says a text."""

from typing import Protocol

from domain.common.messages import Message
from domain.common.readers import Language
from domain.recordings.recordings import Recording


class Voice(Protocol):
    """Says speakable text: words and plain punctuation (BRF-6)."""

    @property
    def name(self) -> str:
        """What tells its recordings from those of another voice: engine and voice."""
        ...

    def trouble(self) -> Message | None:
        """Return why nothing can be said here, and what to set; None: nothing is known against it.

        It asks nobody.
        """
        ...

    async def say(self, text: str, *, language: Language, rate: float) -> Recording:
        """Return the text as sound; `rate` 1 is the voice's usual speed.

        Raises:
            Misconfigured: the service or program is not there, not paid for, or lacks the voice.
            Unavailable: it did not answer in time.
            InvalidRequest: the text has nothing that can be said.
        """
        ...
