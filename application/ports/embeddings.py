"""A model that gives texts of like meaning like vectors."""

from collections.abc import Sequence
from typing import Protocol


class Embeddings(Protocol):
    """Somebody else's service: what it is given leaves the installation."""

    @property
    def model(self) -> str:
        """Return what tells its vectors from those of another model."""

    @property
    def least(self) -> float:
        """Return the cosine below which two of its texts are not about the same."""

    async def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Return the vector of each text, as `domain/people/likeness.py` packs them.

        Args:
            texts: at most `MOST_TEXTS`.

        Raises:
            Misconfigured: it refuses the key, the model or the account.
            Rejected: it refuses these texts.
            TooManyRequests: it wants to be asked later.
            Unavailable: it does not answer, or answers something else.
        """


MOST_TEXTS = 10
"""Of one call; DashScope takes no more."""
