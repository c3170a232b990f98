"""A service that remembers voices: a voice is the first sample of a recording."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.common.messages import Message
from domain.recordings.waves import as_wave
from domain.voice.hearing import Sound

STEP = 100


def voice(loudness: int, *, seconds: int = 4, take: int = 0) -> bytes:
    """Return a recording of somebody; each take is another recording of the same voice."""
    first = loudness.to_bytes(2, "little")
    return as_wave(first * (16_000 * seconds - 1) + take.to_bytes(2, "little"), 1, 2, 16_000)


def _loudness(sound: Sound) -> int:
    return int.from_bytes(sound.content[44:46], "little")


@dataclass
class InMemoryVoiceprints:
    """Voices by id."""

    kept: dict[str, int] = field(default_factory=dict)
    made: int = 0

    def trouble(self) -> Message | None:
        return None

    async def enrol(self, sound: Sound) -> str:
        self.made += 1
        self.kept[f"vp-{self.made}"] = _loudness(sound)
        return f"vp-{self.made}"

    async def renew(self, print_id: str, sound: Sound) -> bool:
        if print_id in self.kept:
            self.kept[print_id] = _loudness(sound)
        return print_id in self.kept

    async def compare(self, print_id: str, sound: Sound) -> float | None:
        kept = self.kept.get(print_id)
        return None if kept is None else max(0.0, 100 - abs(kept - _loudness(sound)) / STEP)

    async def find(self, sound: Sound, *, most: int) -> Sequence[tuple[str, float]]:
        found = [(each, await self.compare(each, sound) or 0.0) for each in self.kept]
        return sorted(found, key=lambda each: -each[1])[:most]

    async def delete(self, print_id: str) -> None:
        self.kept.pop(print_id, None)
