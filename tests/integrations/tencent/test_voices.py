"""Speech of Tencent Cloud, through the real SDK."""

import io
import wave

import pytest

from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    TooManyRequests,
    Unavailable,
)
from domain.common.readers import Language
from integrations.tencent.voices import TencentVoice
from sandbox.tencent.faults import Fault, FaultKind
from tests.fakes.clock import CountingIds

LONG = "结账服务从四点二十分起反复崩溃重启，请先看日志，再看最近的发布。" * 10


@pytest.fixture
def voice(calls) -> TencentVoice:
    return TencentVoice(calls, CountingIds())


async def test_a_long_text_is_one_file(cloud, voice):
    """VOI-3: pieces of at most 150 characters, with a pause of a quarter of a second between."""
    made = await voice.say(LONG, language=Language.CHINESE, rate=1)

    asked = len(cloud.ledger.entries("TextToVoice"))
    assert asked == -(-len(LONG) // 150) == 3
    # The stand-in says four characters a second.
    assert made.seconds == pytest.approx(len(LONG) / 4 + 0.25 * (asked - 1), abs=0.01)
    with wave.open(io.BytesIO(made.sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)


@pytest.mark.parametrize(("rate", "tempo"), [(0.6, 0.6), (1, 1), (1.1, 1.1), (1.35, 1.35), (2, 2)])
async def test_the_rate_is_the_vendors_speed(voice, rate, tempo):
    """VOI-3: by the vendor's table, straight between two of its points."""
    said = await voice.say("早" * 40, language=Language.CHINESE, rate=rate)

    assert said.seconds == pytest.approx(10 / tempo, rel=0.01)


@pytest.mark.parametrize("text", ["", "……！", "早" * 150 * 41])
async def test_what_cannot_be_said_is_refused_before_it_costs(cloud, voice, text):
    """VOI-3."""
    with pytest.raises(InvalidRequest):
        await voice.say(text, language=Language.CHINESE, rate=1)
    assert not cloud.ledger.entries("TextToVoice")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("UnsupportedOperation.NoFreeAccount", Misconfigured),
        ("UnsupportedOperation.ServerNotOpen", Misconfigured),
        ("LimitExceeded.AccessLimit", TooManyRequests),
        ("InternalError.NoResource", Unavailable),
    ],
)
async def test_a_refusal_says_whether_it_passes(cloud, voice, code, error):
    """VOI-3, CLD-5."""
    cloud.order(Fault(FaultKind.API_ERROR, service="tts", code=code, times=None))

    with pytest.raises(error):
        await voice.say("早上好", language=Language.CHINESE, rate=1)


async def test_a_piece_that_fails_is_no_shorter_briefing(cloud, voice):
    """REL-2: half a briefing would be taken for the whole."""
    cloud.order(Fault(FaultKind.API_ERROR, service="tts", code="InternalError.NoResource", after=1))

    with pytest.raises(Unavailable):
        await voice.say(LONG, language=Language.CHINESE, rate=1)
