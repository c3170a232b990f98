"""An ear that understands what it was taught."""

from collections.abc import Sequence

from domain.common.messages import Message
from domain.common.readers import Language
from domain.voice.hearing import Sound, Transcript


class TaughtEar:
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.said = ""
        self.asked: list[tuple[Sound, Language, tuple[str, ...]]] = []

    def trouble(self) -> Message | None:
        """Return none."""
        return None

    async def hear(self, sound: Sound, *, language: Language, names: Sequence[str]) -> Transcript:
        """Return what it was taught."""
        self.asked.append((sound, language, tuple(names)))
        return Transcript(text=self.said, seconds=sound.seconds)
