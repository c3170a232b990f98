"""Voiceprints of Tencent Cloud (VoicePrintEnroll and its siblings), all in one group."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.common.errors import Conflict, InvalidRequest, Rejected, Unavailable
from domain.common.messages import Called, Message, message
from domain.voice.hearing import SAMPLES_A_SECOND, Sound, SoundForm
from integrations.tencent.calls import TencentCalls

_FORMATS = {SoundForm.PCM: 0, SoundForm.WAV: 1}

_WRONG_SAMPLES = {
    "MultipleSpeakers": message("voiceprint.several"),
    "LowSignalToNoise": message("voiceprint.noisy"),
    "AudioClipping": message("voiceprint.clipped"),
    "NoHumanVoice": message("voiceprint.silent"),
}
"""What the check of a sample finds, by the end of its code."""


@dataclass(frozen=True)
class TencentVoiceprints:
    """Remembers voices with a service of the account.

    Attributes:
        group: letters and `_`; two installations of one account have two.
    """

    calls: TencentCalls
    group: str

    def trouble(self) -> Message | None:
        """Return that there are no credentials, if so."""
        return self.calls.trouble()

    async def enrol(self, sound: Sound) -> str:
        """Keep a voice; see the port."""
        try:
            data = await self._asked(
                "VoicePrintEnroll", sound, GroupId=self.group, QualityCheck=True
            )
        except Rejected as error:
            if "VoicePrintFull" in str(error):
                raise Conflict(message("voiceprint.full")) from None
            raise
        return _text(data, "VoicePrintId", "VoicePrintEnroll")

    async def renew(self, print_id: str, sound: Sound) -> bool:
        """Put another sample in place; see the port."""
        try:
            await self._asked("VoicePrintUpdate", sound, VoicePrintId=print_id)
        except Rejected as error:
            return _is_there(error)
        return True

    async def compare(self, print_id: str, sound: Sound) -> float | None:
        """Return how alike they are; see the port."""
        try:
            data = await self._asked("VoicePrintVerify", sound, VoicePrintId=print_id)
        except Rejected as error:
            _is_there(error)
            return None
        return _score(data, "VoicePrintVerify")

    async def find(self, sound: Sound, *, most: int) -> Sequence[tuple[str, float]]:
        """Return whose voices are most alike; see the port."""
        action = "VoicePrintGroupVerify"
        try:
            data = await self._asked(action, sound, GroupId=self.group, TopN=most)
        except Rejected as error:
            _is_there(error)
            return ()
        found = data.get("VerifyTops") or ()
        return [(_text(each, "VoicePrintId", action), _score(each, action)) for each in found]

    async def delete(self, print_id: str) -> None:
        """Forget a voice; see the port."""
        try:
            await self.calls.call("asr", "VoicePrintDelete", {"VoicePrintId": print_id})
        except Rejected as error:
            _is_there(error)

    async def _asked(self, action: str, sound: Sound, **more: object) -> dict[str, Any]:
        params = {
            "VoiceFormat": _FORMATS[sound.form],
            "SampleRate": SAMPLES_A_SECOND,
            "Data": base64.b64encode(sound.content).decode(),
            **more,
        }
        try:
            answer = await self.calls.call("asr", action, params)
        except InvalidRequest as error:
            why = (said for code, said in _WRONG_SAMPLES.items() if code in str(error))
            raise InvalidRequest("sound", next(why, message("voiceprint.unfit"))) from None
        data = answer.get("Data")
        if not isinstance(data, dict):
            raise _nonsense(action)
        return data


def _is_there(error: Rejected) -> bool:
    """Return False when a voice or the group is not there; raise every other refusal again."""
    if "NotExistentVoicePrint" in str(error):
        return False
    raise error


def _text(data: dict[str, Any], name: str, action: str) -> str:
    found = data.get(name)
    if not isinstance(found, str) or not found:
        raise _nonsense(action)
    return found


def _score(data: dict[str, Any], action: str) -> float:
    try:
        return float(data["Score"])
    except (KeyError, TypeError, ValueError):
        raise _nonsense(action) from None


def _nonsense(action: str) -> Unavailable:
    return Unavailable(message("tencent.nonsense", action=Called(action)))
