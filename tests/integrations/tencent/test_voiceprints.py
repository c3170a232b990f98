"""Voices that Tencent Cloud remembers, through the real SDK."""

import pytest

from domain.common.errors import Conflict, InvalidRequest, Misconfigured, TooManyRequests
from domain.voice.hearing import SoundForm, read_sound
from integrations.tencent.voiceprints import TencentVoiceprints
from sandbox.tencent.faults import Fault, FaultKind
from tests.fakes.voiceprints import voice


def sound(loudness, take=0):
    return read_sound(voice(loudness, take=take), SoundForm.WAV)


@pytest.fixture
def prints(calls) -> TencentVoiceprints:
    return TencentVoiceprints(calls, "zhiban")


async def test_a_voice_is_kept_compared_found_renewed_and_forgotten(cloud, prints):
    """VOI-4."""
    one = await prints.enrol(sound(9_000))
    other = await prints.enrol(sound(20_000))

    assert await prints.compare(one, sound(9_100)) == 99.0
    assert await prints.find(sound(9_100), most=1) == [(one, 99.0)]
    assert await prints.renew(one, sound(12_000))
    assert await prints.compare(one, sound(12_000)) == 100.0
    await prints.delete(one)
    await prints.delete(one)
    assert list(cloud.voices.kept) == [other]


async def test_what_there_is_not_is_no_error(prints):
    """VOI-4."""
    assert await prints.find(sound(9_000), most=3) == ()
    assert await prints.compare("vp-none", sound(9_000)) is None
    assert not await prints.renew("vp-none", sound(9_000))


async def test_a_group_has_so_much_room(prints):
    """VOI-4."""
    for each in range(20):
        await prints.enrol(sound(1_000 + each))
    with pytest.raises(Conflict):
        await prints.enrol(sound(9_000))


@pytest.mark.parametrize(
    ("code", "id_"),
    [
        ("MultipleSpeakers", "voiceprint.several"),
        ("LowSignalToNoise", "voiceprint.noisy"),
        ("AudioClipping", "voiceprint.clipped"),
        ("NoHumanVoice", "voiceprint.silent"),
        ("InvalidParameterLength", "voiceprint.unfit"),
    ],
)
async def test_a_poor_sample_says_what_is_wrong_with_it(cloud, prints, code, id_):
    """VOI-4."""
    cloud.order(
        Fault(FaultKind.API_ERROR, service="asr", code=f"InvalidParameterValue.{code}", times=None)
    )
    with pytest.raises(InvalidRequest) as refused:
        await prints.enrol(sound(9_000))
    assert (refused.value.field, refused.value.broken.id) == ("sound", id_)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("FailedOperation.UserNotRegistered", Misconfigured),
        ("RequestLimitExceeded", TooManyRequests),
    ],
)
async def test_a_refusal_says_whether_it_passes(cloud, prints, code, error):
    """VOI-4, CLD-5."""
    cloud.order(Fault(FaultKind.API_ERROR, service="asr", code=code, times=None))
    with pytest.raises(error):
        await prints.enrol(sound(9_000))
