"""Recordings of somebody who speaks, before anybody listens to them: what they are, how long."""

import io
import wave
from dataclasses import dataclass
from enum import StrEnum

from domain.common.errors import InvalidRequest
from domain.common.messages import message

LARGEST_SOUND = 1_000_000
"""Bytes of one recording; half a minute of WAV at 16 kHz, and minutes of MP3."""

LONGEST_SECONDS = 60
"""Of one recording; what sentence recognition takes at once."""

SAMPLES_A_SECOND = 16_000
"""Of bare samples and WAV files, one channel of 16 bit."""

LISTENING_SETTING = "ZHIBAN_VOICE_LISTENING"
"""What an operator sets so that speech is understood."""


class SoundForm(StrEnum):
    """In which form a recording comes."""

    WAV = "wav"
    MP3 = "mp3"
    PCM = "pcm"


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A recording that may be listened to.

    Attributes:
        seconds: how long it lasts; 0: its form does not tell.
    """

    content: bytes
    form: SoundForm
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Transcript:
    """What was heard in a recording.

    Attributes:
        text: others' words; empty: nobody was understood.
        seconds: how long the recording lasts.
    """

    text: str
    seconds: float


def form_of(content: bytes) -> SoundForm:
    """Return the form of a recording by its first bytes; what tells nothing is bare samples."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return SoundForm.WAV
    if content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0"):
        return SoundForm.MP3
    return SoundForm.PCM


def read_sound(content: bytes, form: SoundForm) -> Sound:
    """Return a recording within its bounds.

    Raises:
        InvalidRequest: it is empty, too large, too long, or not what it is said to be.
    """
    if not content:
        raise InvalidRequest("sound", message("rule.not_empty"))
    if len(content) > LARGEST_SOUND:
        raise InvalidRequest("sound", message("rule.most_bytes", most=LARGEST_SOUND))
    seconds = _seconds(content, form)
    if seconds > LONGEST_SECONDS:
        raise InvalidRequest("sound", message("hearing.too_long", most=LONGEST_SECONDS))
    return Sound(content=content, form=form, seconds=seconds)


def _seconds(content: bytes, form: SoundForm) -> float:
    match form:
        case SoundForm.WAV:
            return _of_wave(content)
        case SoundForm.PCM:
            if len(content) % 2:
                raise InvalidRequest("sound", message("hearing.no_samples"))
            return len(content) / 2 / SAMPLES_A_SECOND
        case SoundForm.MP3:
            if form_of(content) is not SoundForm.MP3:
                raise InvalidRequest("sound", message("hearing.no_mp3"))
            return 0.0


def _of_wave(content: bytes) -> float:
    try:
        with wave.open(io.BytesIO(content)) as file:
            kind = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            # A header may lie about the frames; what is there counts.
            there = len(file.readframes(len(content))) / 2
    except (wave.Error, EOFError, RuntimeError):
        raise InvalidRequest("sound", message("hearing.no_wave")) from None
    if kind != (1, 2, SAMPLES_A_SECOND):
        raise InvalidRequest("sound", message("hearing.no_wave"))
    return there / SAMPLES_A_SECOND
