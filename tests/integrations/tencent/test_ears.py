"""Speech understood by Tencent Cloud, through the real SDK."""

import pytest

from domain.common.errors import InvalidRequest, Misconfigured, TooManyRequests, Unavailable
from domain.common.readers import Language
from domain.recordings.waves import as_wave
from domain.voice.hearing import Sound, SoundForm, read_sound
from integrations.tencent.ears import TencentEar
from sandbox.tencent.faults import Fault, FaultKind
from tests.integrations.tencent.conftest import calls_of

WAVE = as_wave(b"\1\0" * 24_000, 1, 2, 16_000)
SOUND = read_sound(WAVE, SoundForm.WAV)


@pytest.fixture
def ear(calls) -> TencentEar:
    return TencentEar(calls)


async def test_what_is_said_comes_back(cloud, ear):
    """VOI-3."""
    cloud.ears.teach(WAVE, "昨晚怎么样。")
    heard = await ear.hear(SOUND, language=Language.CHINESE, names=("小智", "一|二", "长" * 11))

    (entry,) = cloud.ledger.entries("SentenceRecognition")
    assert (heard.text, heard.seconds) == ("昨晚怎么样。", 1.5)
    assert entry.params["HotwordList"] == "小智|10"


async def test_silence_is_no_error(ear):
    """VOI-3: an empty result is a success."""
    heard = await ear.hear(SOUND, language=Language.CHINESE, names=())

    assert heard.text == ""


@pytest.mark.parametrize(
    "sound",
    [
        Sound(content=bytes(2_000_000), form=SoundForm.PCM, seconds=0),
        Sound(content=bytes(400_000), form=SoundForm.MP3, seconds=0),
        Sound(content=b"RIFF and no more", form=SoundForm.WAV, seconds=0),
    ],
)
async def test_what_the_service_cannot_use_says_what_it_takes(ear, sound):
    """VOI-3: longer than 60 s, or no recording."""
    with pytest.raises(InvalidRequest) as refused:
        await ear.hear(sound, language=Language.CHINESE, names=())
    assert (refused.value.field, refused.value.broken.id) == ("sound", "hearing.not_taken")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("InvalidParameterValue.NoHumanVoice", InvalidRequest),
        ("FailedOperation.UserHasNoAmount", Misconfigured),
        ("FailedOperation.UserNotRegistered", Misconfigured),
        ("RequestLimitExceeded.UinLimitExceeded", TooManyRequests),
        ("InternalError.ErrorRecognize", Unavailable),
    ],
)
async def test_a_refusal_says_whether_it_passes(cloud, ear, code, error):
    """VOI-3, CLD-5."""
    cloud.order(Fault(FaultKind.API_ERROR, service="asr", code=code, times=None))

    with pytest.raises(error):
        await ear.hear(SOUND, language=Language.CHINESE, names=())


async def test_without_credentials_it_says_what_to_set(cloud):
    """VOI-3, OPS-5."""
    calls = calls_of(cloud, secret_id="")
    ear = TencentEar(calls)

    assert ear.trouble().id == "tencent.no_credentials"
    with pytest.raises(Misconfigured):
        await ear.hear(SOUND, language=Language.CHINESE, names=())
    await calls.close()
