"""Voices: two recordings are alike as far as their samples are the same.

A voice is here the loudest of a recording's samples: whoever hums at 9,000 has one, and 9,300 is
almost the same. Bounds and codes are those of the SDK (asr 2019-06-14): the descriptions of the
requests' fields, and `errorcodes.py`.
"""

import base64
import binascii
import io
import wave
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.tencent.actions import Action, Request
from sandbox.tencent.errors import ApiError
from sandbox.tencent.identifiers import Identifiers

LARGEST_DATA = 2 * 1024 * 1024
LONGEST_SECONDS = 30
MOST_IN_A_GROUP = 20
SAME = 70.0
LOUDEST = 32_767
_STEP = 100.0
"""How much louder a sample is for a point less of likeness."""


@dataclass
class KeptVoice:
    """A voice that was enrolled."""

    loudness: int
    nick: str
    group: str


@dataclass
class Voices:
    """Voices by id."""

    identifiers: Identifiers
    kept: dict[str, KeptVoice] = field(default_factory=dict)


def voice_actions(voices: Voices) -> tuple[Action, ...]:
    """Return the actions about voices."""

    def action(name: str, does: Any, *required: str) -> Action:  # noqa: ANN401 - a handler
        return Action(name, lambda request: does(request, voices), frozenset(required))

    sample = ("VoiceFormat", "SampleRate")
    return (
        action("VoicePrintEnroll", _enrol, *sample),
        action("VoicePrintUpdate", _update, *sample, "VoicePrintId"),
        action("VoicePrintVerify", _verify, *sample, "VoicePrintId", "Data"),
        action("VoicePrintGroupVerify", _find, *sample, "Data", "GroupId", "TopN"),
        action("VoicePrintDelete", _delete),
    )


def _enrol(request: Request, voices: Voices) -> Mapping[str, Any]:
    params = request.params
    nick, group = params.get("SpeakerNick", ""), params.get("GroupId", "")
    _check(len(nick.encode()) <= 32, "InvalidParameterValue", "SpeakerNick: at most 32 bytes.")
    named = not group or all(each.isascii() and (each.isalpha() or each == "_") for each in group)
    _check(named and len(group) <= 128, "InvalidParameterValue", "GroupId: letters and `_`.")
    loudness = _loudness(params, checked=params.get("QualityCheck", False))
    there = sum(each.group == group for each in voices.kept.values())
    _check(not group or there < MOST_IN_A_GROUP, "LimitExceeded.VoicePrintFull", "group is full.")
    id_ = voices.identifiers.uuid()
    voices.kept[id_] = KeptVoice(loudness, nick, group)
    return {"Data": {"VoicePrintId": id_, "SpeakerNick": nick}}


def _update(request: Request, voices: Voices) -> Mapping[str, Any]:
    kept = _kept(request, voices)
    kept.loudness = _loudness(request.params, checked=True)
    return {"Data": {"VoicePrintId": request.params["VoicePrintId"], "SpeakerNick": kept.nick}}


def _verify(request: Request, voices: Voices) -> Mapping[str, Any]:
    kept = _kept(request, voices)
    score = _score(kept.loudness, _loudness(request.params))
    id_ = request.params["VoicePrintId"]
    return {"Data": {"VoicePrintId": id_, "Score": f"{score:.2f}", "Decision": int(score >= SAME)}}


def _find(request: Request, voices: Voices) -> Mapping[str, Any]:
    params = request.params
    loudness = _loudness(params)
    group = {id_: each for id_, each in voices.kept.items() if each.group == params["GroupId"]}
    _check(bool(group), "FailedOperation.NotExistentVoicePrintGroup", "no such group.")
    _check(params["TopN"] > 0, "InvalidParameterValue", "TopN: more than 0.")
    tops = sorted(
        (
            {"Score": f"{_score(each.loudness, loudness):.2f}", "VoicePrintId": id_}
            | {"SpeakerId": each.nick}
            for id_, each in group.items()
        ),
        key=lambda top: -float(top["Score"]),
    )
    return {"Data": {"VerifyTops": tops[: params["TopN"]]}}


def _delete(request: Request, voices: Voices) -> Mapping[str, Any]:
    kept = _kept(request, voices)
    id_ = request.params["VoicePrintId"]
    if request.params.get("DelMod", 0) == 1:
        kept.group = ""
    else:
        del voices.kept[id_]
    return {"Data": {"VoicePrintId": id_, "SpeakerNick": kept.nick}}


def _kept(request: Request, voices: Voices) -> KeptVoice:
    kept = voices.kept.get(request.params.get("VoicePrintId", ""))
    if kept is None:
        raise ApiError("FailedOperation.NotExistentVoicePrintId", "There is no such voice.")
    return kept


def _score(one: int, other: int) -> float:
    return max(0.0, 100 - abs(one - other) / _STEP)


def _loudness(params: Mapping[str, Any], *, checked: bool = False) -> int:
    _check(params["SampleRate"] == 16_000, "InvalidParameterValue", "SampleRate: 16000.")
    _check(params["VoiceFormat"] in (0, 1), "InvalidParameterValue", "VoiceFormat: 0 or 1.")
    data = params.get("Data", "")
    _check(0 < len(data) <= LARGEST_DATA, "InvalidParameterValue.InvalidParameterLength", "2 MB.")
    samples = _samples(data, is_wave=params["VoiceFormat"] == 1)
    _check(len(samples) <= LONGEST_SECONDS * 16_000, _TOO_LONG, "at most 30 seconds.")
    loudest = max(samples, default=0)
    _check(loudest > 0, "InvalidParameterValue.NoHumanVoice", "nobody speaks.")
    if checked:
        _check(loudest < LOUDEST, "InvalidParameterValue.AudioClipping", "it is clipped.")
    return loudest


_TOO_LONG = "InvalidParameterValue.InvalidParameterLength"


def _samples(data: str, *, is_wave: bool) -> Sequence[int]:
    try:
        content = base64.b64decode(data, validate=True)
        if is_wave:
            with wave.open(io.BytesIO(content)) as file:
                content = file.readframes(file.getnframes())
        return array("h", content)
    except (binascii.Error, wave.Error, EOFError, ValueError):
        raise ApiError("InternalError.VoicePrintDecodeFailed", "It is no sound.") from None


def _check(holds: bool, code: str, reason: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not holds:
        raise ApiError(code, f"The request is not valid: {reason}")
