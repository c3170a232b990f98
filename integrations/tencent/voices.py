"""Speech of Tencent Cloud (TextToVoice): pieces of a text, said one by one and joined."""

import base64
import binascii
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from application.ports.clock import Ids
from domain.common.errors import InvalidRequest, Unavailable
from domain.common.messages import Called, Message, message
from domain.common.readers import Language
from domain.recordings.pieces import Room, pieces
from domain.recordings.recordings import Recording
from domain.recordings.waves import as_wave, joined
from integrations.tencent.calls import TencentCalls

_ROOM = Room(dense=150, sparse=500)
"""What one call takes; from the SDK's description of `Text`."""

_RATE = 16_000
"""Samples a second; every voice has it."""

_PAUSE_SECONDS = 0.25
"""Between two pieces, as between two sentences."""

_MOST_PIECES = 40
"""Calls for one text; a briefing of two minutes needs five."""

_TEMPO = ((0.6, -2.0), (0.8, -1.0), (1.0, 0.0), (1.2, 1.0), (1.5, 2.0), (2.5, 6.0))
"""Speaking rates and the `Speed` for them; from the SDK's description, straight between two."""

_CHINESE, _ENGLISH = 1, 2
"""Values of `PrimaryLanguage`."""


@dataclass(frozen=True)
class TencentVoice:
    """Says what it is given with a voice of the account.

    Attributes:
        voice: a `VoiceType` of the vendor's list; 0 leaves the choice to the vendor.
    """

    calls: TencentCalls
    ids: Ids
    voice: int = 0
    room: Room = field(default=_ROOM)

    @property
    def name(self) -> str:
        """What tells its recordings from others'."""
        return f"tencent {self.voice}"

    def trouble(self) -> Message | None:
        """Return that there are no credentials, if so."""
        return self.calls.trouble()

    async def say(self, text: str, *, language: Language, rate: float) -> Recording:
        """Return the text as sound.

        Raises:
            InvalidRequest: nothing in it can be said, or it is longer than any briefing.
            Unavailable: the answer held no sound.
        """
        said = [part for part in pieces(text, self.room) if any(map(str.isalnum, part))]
        if not 0 < len(said) <= _MOST_PIECES:
            raise InvalidRequest("text", message("recordings.nothing_to_say"))
        # One after the other: an account has few calls at once, and pages go before briefings.
        sounds = [await self._sound(part, language, rate) for part in said]
        return joined([as_wave(each, 1, 2, _RATE) for each in sounds], pause_seconds=_PAUSE_SECONDS)

    async def _sound(self, text: str, language: Language, rate: float) -> bytes:
        params: dict[str, Any] = {
            "Text": text,
            "SessionId": self.ids.new(),
            "Codec": "pcm",
            "SampleRate": _RATE,
            "Speed": round(_speed(rate), 2),
            "PrimaryLanguage": _ENGLISH if language.primary == "en" else _CHINESE,
        }
        if self.voice:
            params["VoiceType"] = self.voice
        answer = await self.calls.call("tts", "TextToVoice", params)
        try:
            sound = base64.b64decode(answer["Audio"], validate=True)
        except (KeyError, TypeError, binascii.Error):
            sound = b""
        if not sound or len(sound) % 2:
            raise Unavailable(message("tencent.nonsense", action=Called("TextToVoice")))
        return sound


def _speed(rate: float) -> float:
    for (slow, low), (fast, high) in pairwise(_TEMPO):
        if rate <= fast:
            return low + (high - low) * (max(rate, slow) - slow) / (fast - slow)
    return _TEMPO[-1][1]
