"""The stand-in for sentence recognition refuses what the vendor refuses."""

import base64

import pytest

from sandbox.tencent.accounts import SANDBOX_SECRET_ID
from sandbox.tencent.actions import Request
from sandbox.tencent.asr import Ears, asr_service
from sandbox.tencent.errors import ApiError
from sandbox.tencent.identifiers import Identifiers
from sandbox.tencent.voiceprints import Voices

SECOND = b"\1\0" * 16_000


def ask(ears=None, **changes):
    action = asr_service(ears or Ears(), Voices(Identifiers(1))).actions[0]
    content = changes.pop("content", SECOND)
    params = {
        "EngSerViceType": "16k_zh",
        "SourceType": 1,
        "VoiceFormat": "pcm",
        "Data": base64.b64encode(content).decode(),
        "DataLen": len(content),
    }
    return action.handler(Request("ap-guangzhou", params | changes, account=SANDBOX_SECRET_ID))


def test_a_taught_recording_is_understood_and_another_is_silence():
    """VOI-3."""
    ears = Ears()
    ears.teach(SECOND, "早上好")

    assert ask(ears)["Result"] == "早上好"
    assert ask(ears, content=SECOND * 2) | {"AudioDuration": 2_000} == ask(content=SECOND * 2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"EngSerViceType": "16k_xx"}, "ErrorInvalidEngservice"),
        ({"SourceType": 0}, "ErrorInvalidSourcetype"),
        ({"VoiceFormat": "flac"}, "ErrorInvalidVoiceFormat"),
        ({"VoiceFormat": "wav"}, "ErrorInvalidVoicedata"),
        ({"DataLen": 1}, "ErrorInvalidVoicedata"),
        ({"Data": "no base64"}, "ErrorInvalidVoicedata"),
        ({"content": SECOND * 61}, "ErrorVoicedataTooLong"),
        ({"HotwordList": "小智|12"}, "InvalidWordWeight"),
        ({"HotwordList": ",".join(["a|1"] * 129)}, "InvalidParameterLength"),
    ],
)
def test_what_the_vendor_refuses_is_refused(changes, code):
    """VOI-3, CLD-5."""
    with pytest.raises(ApiError) as refused:
        ask(**changes)
    assert refused.value.code == f"InvalidParameterValue.{code}"
