"""Voices that people let be known by: samples, and what a likeness is worth (VOI-4).

A voice is a hint and no key: it says who probably speaks, and opens nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.common.errors import InvalidRequest
from domain.common.messages import message
from domain.voice.hearing import Sound, SoundForm

SHORTEST_SAMPLE, LONGEST_SAMPLE = 3, 30
"""Seconds of a sample; the service takes 30 at most, and a word or two tell nobody apart."""

SAME_VOICE = 70.0
"""Score of 100 from which two voices pass for one, as VoicePrintGroupVerify advises."""

ALIKE = 10.0
"""Two people whose scores lie no further apart cannot be told apart: they are asked."""

MOST_ALIKE = 5
"""Voices that one recording is compared with most closely."""


class Likely(StrEnum):
    """What a recording tells of who speaks."""

    KNOWN = "known"
    WHICH = "which"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How much a recording sounds like somebody.

    Attributes:
        score: 0 to 100.
    """

    person_id: str
    score: float

    @property
    def is_same(self) -> bool:
        """Whether it passes for the same voice."""
        return self.score >= SAME_VOICE


def check_sample(sound: Sound) -> Sound:
    """Return a sample, or raise `InvalidRequest`."""
    if sound.form is SoundForm.MP3:
        raise InvalidRequest("sound", message("voiceprint.no_mp3"))
    if not SHORTEST_SAMPLE <= sound.seconds <= LONGEST_SAMPLE:
        raise InvalidRequest(
            "sound", message("voiceprint.length", least=SHORTEST_SAMPLE, most=LONGEST_SAMPLE)
        )
    return sound


def likely(found: Iterable[Likeness]) -> Sequence[Likeness]:
    """Return who it may be, the likeliest first: more than one when they cannot be told apart."""
    same = sorted((each for each in found if each.is_same), key=lambda each: -each.score)
    return [each for each in same if same[0].score - each.score <= ALIKE]


def verdict(speakers: Sequence[Likeness]) -> Likely:
    """Return what so many likely people mean."""
    if not speakers:
        return Likely.NOBODY
    return Likely.KNOWN if len(speakers) == 1 else Likely.WHICH
