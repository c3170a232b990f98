"""What the model has said so far of its next step, for people who watch it speak (MCC-4)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from application.common.wording import Localizer
from application.ports.progress import Progress
from domain.assistant.words import result_text
from domain.common.errors import ZhibanError

BETWEEN_LOOKS = 0.5
"""Seconds between two notes of how far the model has spoken; each is a write."""


@asynccontextmanager
async def spoken(
    progress: Progress, key: str, reader: Localizer
) -> AsyncIterator[Callable[[str], None]]:
    """Lend what is told of the model's words while it speaks, for people who watch."""
    newest = [""]

    async def note() -> None:
        noted = ""
        while True:
            await asyncio.sleep(BETWEEN_LOOKS)
            if newest[0] != noted:
                noted = newest[0]
                with suppress(ZhibanError):  # a courtesy: what counts is kept in the end
                    await progress.set(key, result_text(noted, reader.text))

    noting = asyncio.create_task(note())
    try:
        yield lambda text: newest.__setitem__(0, text)
    finally:
        noting.cancel()
        await asyncio.gather(noting, return_exceptions=True)
        if newest[0]:
            with suppress(ZhibanError):
                await progress.clear(key)


def speaking_key(conversation: str, turn: int) -> str:
    """Return where the model's unfinished words stand.

    Each turn has a place of its own: a model that was stopped may speak on for some seconds, until
    its worker hears of it.
    """
    return f"conversation/{conversation}/{turn}"
