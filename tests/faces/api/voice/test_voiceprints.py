"""Voices over HTTP."""

import base64

from tests.fakes.voiceprints import voice

HERE = "/api/v1/voiceprint"


def sample(loudness, take=0):
    return {"sound": base64.b64encode(voice(loudness, take=take)).decode()}


async def test_a_voice_is_let_known_compared_and_forgotten(mei, world):
    """VOI-4."""
    before = (await mei.get(HERE)).json()
    refused = await mei.put(HERE, json=sample(9_000) | {"agreed": False})
    made = await mei.put(HERE, json=sample(9_000) | {"agreed": True})
    same = await mei.post(f"{HERE}/verifications", json=sample(9_000, 1))
    other = await mei.post(f"{HERE}/verifications", json=sample(20_000))
    guessed = await mei.post("/api/v1/voice/speakers", json=sample(9_000, 2))
    replayed = await mei.post("/api/v1/voice/speakers", json=sample(9_000, 2))
    gone = await mei.delete("/api/v1/people/u_mei/voiceprint")

    assert (before, refused.status_code, made.json()) == ({"known": False}, 422, {"known": True})
    assert (same.json()["likely"], other.json()["likely"]) == ("known", "nobody")
    assert guessed.json()["speakers"][0]["person"] == "u_mei"
    assert replayed.status_code == 409
    assert gone.status_code == 204
    assert (await mei.get(HERE)).json() == {"known": False}
    assert world.voiceprints.kept == {}
