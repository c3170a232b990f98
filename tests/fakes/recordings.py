"""A voice whose sound is as long as the text."""

from domain.common.messages import Message
from domain.common.readers import Language
from domain.recordings.recordings import Recording
from domain.recordings.waves import as_wave

SAMPLES_A_SECOND = 8_000


class HummingVoice:
    """Hums a tenth of a second for each character, and remembers what it was given."""

    name = "humming"

    def __init__(self) -> None:
        self.said: list[tuple[str, Language, float]] = []
        self.is_in: Message | None = None

    def trouble(self) -> Message | None:
        """Return what it was told to be in."""
        return self.is_in

    async def say(self, text: str, *, language: Language, rate: float) -> Recording:
        """Return a hum."""
        self.said.append((text, language, rate))
        seconds = len(text) / 10 / rate
        sound = b"\1\0" * round(seconds * SAMPLES_A_SECOND)
        return Recording(sound=as_wave(sound, 1, 2, SAMPLES_A_SECOND), seconds=seconds)
