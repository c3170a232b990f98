"""Speech that is silent, but as long as the text and valid in its container."""

import asyncio
import base64
import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tencentcloud.tts.v20190823 import models

from sandbox.tencent.accounts import SANDBOX_ACCOUNT
from sandbox.tencent.actions import Request
from sandbox.tencent.faults import Fault, FaultKind
from sandbox.tencent.tts import tts_service
from tests.sandbox.tencent.support import fill, refusal


@pytest.fixture
def say(sdk):
    async def ask(text="早上好，今天一切正常。", **parameters):
        request = fill(models.TextToVoiceRequest(), Text=text, SessionId="s-1", **parameters)
        return await sdk("tts", region=None).TextToVoice(request)

    return ask


def wav(reply) -> wave.Wave_read:
    return wave.open(io.BytesIO(base64.b64decode(reply.Audio)))


def seconds(reply) -> float:
    with wav(reply) as file:
        return file.getnframes() / file.getframerate()


@pytest.mark.parametrize("rate", [8000, 16000, 24000])
async def test_speech_is_a_valid_wav_sized_by_its_text(say, rate):
    """VOI-3."""
    short, long = await say("早", SampleRate=rate), await say("早" * 40, SampleRate=rate)
    with wav(short) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, rate)
    assert seconds(long) == pytest.approx(40 * seconds(short))
    assert seconds(long) == pytest.approx(10)
    assert short.SessionId == "s-1"
    assert short.Subtitles == []


async def test_speed_shortens_the_speech(say):
    """VOI-3."""
    normal = seconds(await say())
    assert seconds(await say(Speed=2)) == pytest.approx(normal / 1.5, rel=0.01)
    assert seconds(await say(Speed=-2)) == pytest.approx(normal / 0.6, rel=0.01)
    assert seconds(await say(Speed=0.5)) == pytest.approx(normal / 1.1, rel=0.01)
    assert seconds(await say(Speed=6)) == pytest.approx(normal / 2.5, rel=0.01)


async def test_pcm_is_the_wav_without_its_head(say):
    """VOI-3."""
    pcm = base64.b64decode((await say(Codec="pcm")).Audio)
    with wav(await say()) as file:
        assert pcm == file.readframes(file.getnframes())


@pytest.mark.parametrize(("rate", "frame"), [(8000, 288), (16000, 144), (24000, 96)])
async def test_mp3_is_a_row_of_whole_frames(say, rate, frame):
    """VOI-3."""
    mp3 = base64.b64decode((await say(Codec="mp3", SampleRate=rate)).Audio)
    assert len(mp3) % frame == 0
    assert {mp3[start : start + 2] for start in range(0, len(mp3), frame)} <= {
        b"\xff\xf3",
        b"\xff\xe3",
    }


async def test_subtitles_follow_the_speech(say):
    """VOI-3."""
    subtitles = (await say("早ab", EnableSubtitle=True)).Subtitles
    assert [each.Text for each in subtitles] == ["早", "a", "b"]
    assert [each.BeginTime for each in subtitles][1:] == [each.EndTime for each in subtitles][:-1]


@pytest.mark.parametrize("text", ["早" * 150, "a" * 500, "早" * 75 + "a" * 250])
async def test_text_up_to_the_limit_is_said(say, text):
    """VOI-3."""
    assert (await say(text)).Audio


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": "早" * 151}, "TextTooLong"),
        ({"text": "a" * 501}, "TextTooLong"),
        ({"text": "早" * 100 + "a" * 200}, "TextTooLong"),
        ({"text": ""}, "TextEmpty"),
        ({"text": "  \n"}, "TextEmpty"),
        ({"text": "……！"}, "InvalidText"),
        ({"SampleRate": 44100}, "SampleRate"),
        ({"Codec": "ogg"}, "Codec"),
        ({"Speed": 7}, "Speed"),
        ({"Volume": -11}, "Volume"),
        ({"VoiceType": -1}, "VoiceType"),
        ({"PrimaryLanguage": 3}, "PrimaryLanguage"),
    ],
)
async def test_what_cannot_be_said_is_refused_by_name(say, wrong, code):
    """REL-2."""
    assert await refusal(say(**wrong)) == f"InvalidParameterValue.{code}"


async def test_twenty_speeches_at_once_are_served(say, cloud):
    """CLD-5."""
    cloud.order(Fault(FaultKind.SLOW_HEAD, service="tts", times=None))
    running = [asyncio.ensure_future(say()) for _ in range(20)]
    while len(cloud.ledger.entries("TextToVoice")) < 20:
        await asyncio.sleep(0)
    cloud.faults.clear()
    # The per-second bucket is empty too; fill it to see the other limit.
    cloud.forget_rates()
    assert await refusal(say()) == "LimitExceeded.AccessLimit"
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


@given(st.text(min_size=1, max_size=60).filter(lambda text: any(c.isalnum() for c in text)))
def test_any_speech_is_a_wav_of_positive_length(text):
    """VOI-3."""
    (action,) = tts_service().actions
    reply = action.handler(Request("", {"Text": text, "SessionId": "s"}, SANDBOX_ACCOUNT))
    with wave.open(io.BytesIO(base64.b64decode(reply["Audio"]))) as file:
        assert file.getnframes() > 0
