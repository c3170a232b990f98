"""Sentence recognition: a recording that somebody taught is understood, any other is silence.

Bounds and codes are those of the SDK (asr 2019-06-14): the descriptions of the request's fields,
and `errorcodes.py`. 30 calls a second is the figure of the vendor's page of the action.
"""

import base64
import binascii
import io
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tencentcloud.asr.v20190614 import models

from sandbox.tencent.actions import Action, Request, Service
from sandbox.tencent.errors import ApiError
from sandbox.tencent.voiceprints import Voices, voice_actions

LARGEST_DATA = 3 * 1024 * 1024
LONGEST_SECONDS = 60
PER_SECOND = 30.0
FORMATS = ("wav", "pcm", "ogg-opus", "speex", "silk", "mp3", "m4a", "aac", "amr")
_ENGINES = frozenset(
    {
        *("8k_zh", "8k_en", "16k_zh", "16k_zh-PY", "16k_zh_medical", "16k_en", "16k_yue"),
        *("16k_ja", "16k_ko", "16k_vi", "16k_ms", "16k_id", "16k_fil", "16k_th", "16k_pt"),
        *("16k_tr", "16k_ar", "16k_es", "16k_hi", "16k_fr", "16k_de", "16k_zh_dialect"),
    }
)
_MOST_WORDS, _LONGEST_WORD = 128, 30
_MP3_BYTES_A_SECOND = 4_000  # 32 kbit/s, as our own speech has it


@dataclass
class Ears:
    """What recordings say, by the SHA-256 of their bytes."""

    taught: dict[str, str] = field(default_factory=dict)

    def teach(self, content: bytes, text: str) -> None:
        """Let a recording be understood."""
        self.taught[sha256(content).hexdigest()] = text

    def understood(self, content: bytes) -> str:
        """Return what a recording says; empty: nobody speaks in it."""
        return self.taught.get(sha256(content).hexdigest(), "")


def asr_service(ears: Ears, voices: Voices) -> Service:
    """Return the service that understands speech and knows voices."""

    def recognise(request: Request) -> Mapping[str, Any]:
        return _recognise(request, ears)

    required = frozenset(("EngSerViceType", "SourceType", "VoiceFormat"))
    action = Action("SentenceRecognition", recognise, required, per_second=PER_SECOND)
    return Service("asr", "2019-06-14", models, (action, *voice_actions(voices)))


def _recognise(request: Request, ears: Ears) -> Mapping[str, Any]:
    params = request.params
    _check(params["EngSerViceType"] in _ENGINES, "ErrorInvalidEngservice", "no such engine.")
    _check(params["SourceType"] == 1, "ErrorInvalidSourcetype", "only data is taken here.")
    _check(params["VoiceFormat"] in FORMATS, "ErrorInvalidVoiceFormat", f"one of {FORMATS}.")
    _check_words(params.get("HotwordList", ""))
    content = _content(params)
    seconds = _seconds(content, params["VoiceFormat"])
    _check(seconds <= LONGEST_SECONDS, "ErrorVoicedataTooLong", "at most 60 seconds.")
    return {
        "Result": ears.understood(content),
        "AudioDuration": round(seconds * 1_000),
        "WordSize": 0,
        "WordList": None,
    }


def _content(params: Mapping[str, Any]) -> bytes:
    data = params.get("Data", "")
    _check(len(data) <= LARGEST_DATA, "ErrorVoicedataTooLong", "at most 3 MB as base64.")
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error:
        content = b""
    right = content and params.get("DataLen") == len(content)
    _check(bool(right), "ErrorInvalidVoicedata", "Data is no base64 of DataLen bytes.")
    return content


def _seconds(content: bytes, form: str) -> float:
    if form == "wav":
        try:
            with wave.open(io.BytesIO(content)) as file:
                return float(file.getnframes() / file.getframerate())
        except (wave.Error, EOFError):
            raise ApiError(
                "InvalidParameterValue.ErrorInvalidVoicedata", "Data is no WAV file."
            ) from None
    if form == "pcm":
        return len(content) / 32_000
    return len(content) / _MP3_BYTES_A_SECOND


def _check_words(listed: str) -> None:
    words = [each for each in listed.split(",") if each]
    _check(len(words) <= _MOST_WORDS, "InvalidParameterLength", "at most 128 words.")
    for each in words:
        word, _, weight = each.partition("|")
        weighs = weight.isdigit() and (1 <= int(weight) <= 11 or int(weight) == 100)
        _check(weighs, "InvalidWordWeight", "1 to 11, or 100.")
        _check(0 < len(word.encode()) <= _LONGEST_WORD, "InvalidWordWeightStr", "30 bytes.")


def _check(holds: bool, code: str, reason: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise ApiError(f"InvalidParameterValue.{code}", f"The request is not valid: {reason}")
