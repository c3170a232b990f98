"""WAV files, put one behind the other."""

import io
import wave
from collections.abc import Sequence

from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.recordings.recordings import Recording


def joined(files: Sequence[bytes], *, pause_seconds: float) -> Recording:
    """Return the files as one, with a pause between them.

    Raises:
        Unavailable: they are no WAV files, or not all of one kind.
    """
    frames: list[bytes] = []
    kinds: set[tuple[int, int, int]] = set()
    try:
        for content in files:
            with wave.open(io.BytesIO(content)) as file:
                kinds.add((file.getnchannels(), file.getsampwidth(), file.getframerate()))
                frames.append(file.readframes(file.getnframes()))
    except (wave.Error, EOFError):
        raise Unavailable(message("recordings.no_sound")) from None
    if len(kinds) != 1:
        raise Unavailable(message("recordings.no_sound"))
    ((channels, width, rate),) = kinds
    sound = (b"\0" * (round(rate * pause_seconds) * channels * width)).join(frames)
    return Recording(
        sound=as_wave(sound, channels, width, rate),
        seconds=len(sound) / (channels * width * rate),
    )


def as_wave(sound: bytes, channels: int, width: int, rate: int) -> bytes:
    """Return bare samples (`width` bytes each, `rate` a second) with the header of a file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(sound)
    return buffer.getvalue()
