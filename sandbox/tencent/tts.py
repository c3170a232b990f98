"""Text to speech: silence of the right length, in the right container."""

import base64
import io
import wave
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from tencentcloud.tts.v20190823 import models

from sandbox.tencent.actions import Action, Crowding, Request, Service
from sandbox.tencent.errors import ApiError

# At most 150 Chinese characters or 500 letters; a mixture is weighed, one against the other.
MAX_WIDE, MAX_NARROW = 150, 500
CALLS_AT_ONCE = 20
SAMPLE_RATES = (8000, 16000, 24000)
CODECS = ("wav", "mp3", "pcm")
# Roughly four Chinese characters or fifteen letters a second, at normal speed.
_WIDE_S, _NARROW_S = 0.25, 0.067
# Speed setting to tempo, from the SDK's description; between two of them it runs straight.
_TEMPO = ((-2.0, 0.6), (-1.0, 0.8), (0.0, 1.0), (1.0, 1.2), (2.0, 1.5), (6.0, 2.5))
# MPEG-2 layer III (2.5 at 8 kHz), 32 kbit/s: sync, version and layer; bitrate and sample rate.
_MP3_HEADERS = {
    8000: b"\xff\xe3\x48\xc4",
    16000: b"\xff\xf3\x48\xc4",
    24000: b"\xff\xf3\x44\xc4",
}
_MP3_SAMPLES_PER_FRAME = 576
# A frame's bytes are this divided by the sample rate: 576 samples at 32 kbit/s.
_MP3_FRAME_BYTES_BY_RATE = 576 * 32_000 // 8


def tts_service() -> Service:
    """Return the speech service; it keeps nothing."""
    crowding = Crowding(CALLS_AT_ONCE, "LimitExceeded.AccessLimit", _caller)
    action = Action(
        "TextToVoice", _text_to_voice, frozenset(("Text", "SessionId")), crowding=crowding
    )
    return Service("tts", "2019-08-23", models, (action,), regional=False)


def _caller(request: Request) -> Iterable[str]:
    return (f"TextToVoice of {request.account.uin}",)


def _text_to_voice(request: Request) -> Mapping[str, Any]:
    params = request.params
    text = params["Text"]
    _check_text(text)
    rate, codec = params.get("SampleRate", 16000), params.get("Codec", "wav")
    speed = params.get("Speed", 0.0)
    _check(rate in SAMPLE_RATES, "SampleRate", f"it must be one of {SAMPLE_RATES}.")
    _check(codec in CODECS, "Codec", f"it must be one of {CODECS}.")
    _check(-2 <= speed <= 6, "Speed", "it must be between -2 and 6.")
    _check(-10 <= params.get("Volume", 0.0) <= 10, "Volume", "it must be between -10 and 10.")
    _check(params.get("VoiceType", 0) >= 0, "VoiceType", "there is no such voice.")
    _check(params.get("PrimaryLanguage", 1) in (1, 2), "PrimaryLanguage", "1 Chinese, 2 English.")
    ends = _ends(text, _tempo(speed))
    audio = _audio(ends[-1], rate, codec)
    return {
        "Audio": base64.b64encode(audio).decode(),
        "SessionId": params["SessionId"],
        "Subtitles": _subtitles(text, ends) if params.get("EnableSubtitle") else [],
    }


def _check_text(text: str) -> None:
    if not text.strip():
        raise ApiError("InvalidParameterValue.TextEmpty", "Text is empty.")
    if not any(character.isalnum() for character in text):
        raise ApiError("InvalidParameterValue.InvalidText", "Text has nothing to be said.")
    wide = sum(1 for character in text if _is_wide(character))
    narrow = len(text) - wide
    if wide / MAX_WIDE + narrow / MAX_NARROW > 1:
        raise ApiError(
            "InvalidParameterValue.TextTooLong",
            f"Text may have {MAX_WIDE} Chinese characters or {MAX_NARROW} letters.",
        )


def _check(holds: bool, name: str, reason: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise ApiError(f"InvalidParameterValue.{name}", f"{name} is not valid: {reason}")


def _is_wide(character: str) -> bool:
    return ord(character) >= 0x2E80


def _tempo(speed: float) -> float:
    for (low, slow), (high, fast) in pairwise(_TEMPO):
        if speed <= high:
            return slow + (fast - slow) * (speed - low) / (high - low)
    return _TEMPO[-1][1]


def _ends(text: str, tempo: float) -> list[float]:
    """Return when each character has been said, in seconds."""
    ends: list[float] = []
    now = 0.0
    for character in text:
        now += (_WIDE_S if _is_wide(character) else _NARROW_S) / tempo
        ends.append(now)
    return ends


def _audio(seconds: float, rate: int, codec: str) -> bytes:
    samples = round(seconds * rate)
    if codec == "mp3":
        frame = _MP3_HEADERS[rate].ljust(_MP3_FRAME_BYTES_BY_RATE // rate, b"\0")
        return frame * max(1, -(-samples // _MP3_SAMPLES_PER_FRAME))
    silence = b"\0\0" * samples
    if codec == "pcm":
        return silence
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(silence)
    return buffer.getvalue()


def _subtitles(text: str, ends: list[float]) -> list[dict[str, Any]]:
    starts = [0.0, *ends[:-1]]
    return [
        {
            "Text": character,
            "BeginTime": round(start * 1000),
            "EndTime": round(end * 1000),
            "BeginIndex": position,
            "EndIndex": position + 1,
            "Phoneme": None,
        }
        for position, (character, start, end) in enumerate(zip(text, starts, ends, strict=True))
    ]
