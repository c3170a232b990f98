"""What is being done right now, for whoever waits."""

from typing import Protocol


class Progress(Protocol):
    """One sentence per key, seen by all processes; only the newest is kept."""

    async def set(self, key: str, text: str) -> None:
        """Replace the sentence of `key`."""

    async def get(self, key: str) -> str | None:
        """Return the sentence, or None."""

    async def clear(self, key: str) -> None:
        """Forget it; an unknown key is no error."""
