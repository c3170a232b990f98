"""Sentence recognition of Tencent Cloud (SentenceRecognition): a recording of up to a minute."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.common.errors import InvalidRequest, Unavailable
from domain.common.messages import Called, Message, message
from domain.common.readers import Language
from domain.voice.hearing import LONGEST_SECONDS, Sound, Transcript
from integrations.tencent.calls import TencentCalls

_ENGINES: Mapping[str, str] = {
    "zh": "16k_zh",
    "ja": "16k_ja",
    "ko": "16k_ko",
    "fr": "16k_fr",
    "de": "16k_de",
    "es": "16k_es",
}
"""Engines of the SDK's list by language; English is understood by its own."""

_DATA = 1
"""`SourceType`: the recording comes with the call."""

_MOST_NAMES, _LONGEST_NAME, _LIKELY = 128, 10, 10
"""Of `HotwordList`: words, characters of one, and the weight below that of a forced word."""

_BETWEEN = "|,"
"""What separates words and weights in the list, and so stands in none of them."""


@dataclass(frozen=True)
class TencentEar:
    """Understands speech by a service of the account."""

    calls: TencentCalls

    def trouble(self) -> Message | None:
        """Return that there are no credentials, if so."""
        return self.calls.trouble()

    async def hear(self, sound: Sound, *, language: Language, names: Sequence[str]) -> Transcript:
        """Return what is said; see the port."""
        params: dict[str, Any] = {
            "EngSerViceType": _ENGINES.get(language.primary, "16k_en"),
            "SourceType": _DATA,
            "VoiceFormat": sound.form.value,
            "Data": base64.b64encode(sound.content).decode(),
            "DataLen": len(sound.content),
        }
        if likely := _likely(names):
            params["HotwordList"] = likely
        try:
            answer = await self.calls.call("asr", "SentenceRecognition", params)
        except InvalidRequest:
            raise InvalidRequest(
                "sound", message("hearing.not_taken", most=LONGEST_SECONDS)
            ) from None
        text, lasts = answer.get("Result"), answer.get("AudioDuration")
        if not isinstance(text, str) or not isinstance(lasts, int):
            raise Unavailable(message("tencent.nonsense", action=Called("SentenceRecognition")))
        return Transcript(text=text.strip(), seconds=lasts / 1_000)


def _likely(names: Sequence[str]) -> str:
    kept = [
        each
        for each in dict.fromkeys(names)
        if 0 < len(each) <= _LONGEST_NAME and not set(each) & set(_BETWEEN)
    ]
    return ",".join(f"{each}|{_LIKELY}" for each in kept[:_MOST_NAMES])
