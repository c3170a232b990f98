"""Speech over HTTP."""

import base64

from domain.recordings.waves import as_wave

HERE = "/api/v1/voice/recognitions"
WAVE = base64.b64encode(as_wave(b"\1\0" * 16_000, 1, 2, 16_000)).decode()


async def test_a_recording_becomes_text_and_nothing_else_happens(mei, world):
    """VOI-3."""
    world.services.hearing.ear.said = "重启结账服务"
    before = list(world.events.kept)
    answer = await mei.post(HERE, json={"sound": WAVE})

    assert answer.status_code == 200
    assert answer.json() == {"text": "重启结账服务", "seconds": 1.0}
    assert world.events.kept == before


async def test_what_is_no_recording_is_refused(mei, world):
    """VOI-3, SEC-5: strangers' bytes."""
    answers = [
        await mei.post(HERE, json=body)
        for body in (
            {"sound": "no base64!"},
            {"sound": "bm8gc291bmQ=", "form": "wav"},
            {"sound": WAVE, "form": "mp3"},
            {"sound": "A" * 1_000_004},
            {"sound": ""},
        )
    ]

    assert [each.status_code for each in answers] == [422] * 5
    assert world.services.hearing.ear.asked == []
