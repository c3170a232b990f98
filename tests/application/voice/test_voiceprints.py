"""People known by their voice: a hint, never a key."""

from dataclasses import replace

import pytest

from domain.common.errors import Conflict, Forbidden, InvalidRequest, Misconfigured, NotFound
from domain.events.events import EventType
from domain.people.people import PersonChanges
from domain.recordings.waves import as_wave
from tests.fakes.face_services import ADMIN, BO, MEI, FaceWorld
from tests.fakes.voiceprints import voice

MEIS, BOS, LIKE_MEIS, NOBODYS = 9_000, 20_000, 9_500, 15_000


@pytest.fixture
def world() -> FaceWorld:
    return FaceWorld()


@pytest.fixture
def voices(world):
    return world.services.voiceprints


async def test_only_with_consent_and_only_the_id_is_kept(world, voices):
    """VOI-4."""
    with pytest.raises(InvalidRequest) as refused:
        await voices.enrol(by=MEI, content=voice(MEIS), agreed=False)
    assert refused.value.field == "agreed"
    assert world.voiceprints.kept == {}

    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    assert world.people.kept["u_mei"].voiceprint_id == "vp-1"
    (event,) = world.events.of_type(EventType.PERSON_CHANGED)
    assert (event.data["voiceprint"], event.data["by"]) == ("enrolled", "u_mei")


@pytest.mark.parametrize("seconds", [1, 31])
async def test_a_sample_lasts_3_to_30_seconds(world, voices, seconds):
    """VOI-4."""
    sample = voice(MEIS, seconds=seconds)[: 44 + 32_000 * seconds]
    with pytest.raises(InvalidRequest):
        await voices.enrol(by=MEI, content=sample, agreed=True)
    assert world.voiceprints.kept == {}


async def test_a_later_sample_takes_the_place_of_the_earlier(world, voices):
    """VOI-4: no voice is left behind at the service."""
    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    await voices.enrol(by=MEI, content=voice(MEIS, take=1), agreed=True)
    await world.voiceprints.delete("vp-1")  # somebody tidied up at the service
    await voices.enrol(by=MEI, content=voice(MEIS, take=2), agreed=True)

    assert list(world.voiceprints.kept) == ["vp-2"]
    assert world.people.kept["u_mei"].voiceprint_id == "vp-2"


async def test_a_voice_is_recognised_and_the_look_is_recorded(world, voices):
    """VOI-4: who asked, by which proof, and who it was taken for."""
    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    await voices.enrol(by=BO, content=voice(BOS), agreed=True)
    (found,) = await voices.recognise(by=BO, content=voice(MEIS + 300))

    assert (found.person_id, found.score) == ("u_mei", 97.0)
    (event,) = world.events.of_type(EventType.VOICE_COMPARED)
    assert event.data["by"] == "u_bob"
    assert event.data["likely"] == {"u_mei": 97.0}


async def test_below_the_threshold_it_is_nobody(world, voices):
    """VOI-4."""
    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    almost = voice(MEIS + 3_001)

    assert await voices.recognise(by=MEI, content=almost) == []
    assert not (await voices.verify(by=MEI, content=voice(NOBODYS))).is_same
    assert world.events.of_type(EventType.VOICE_COMPARED)[0].data["likely"] == {}


async def test_two_who_sound_alike_are_both_named(voices):
    """VOI-4: which of you?"""
    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    await voices.enrol(by=BO, content=voice(LIKE_MEIS), agreed=True)
    found = await voices.recognise(by=MEI, content=voice(MEIS + 100))

    assert [each.person_id for each in found] == ["u_mei", "u_bob"]


async def test_a_recording_that_is_played_back_counts_for_nothing(world, voices):
    """VOI-4: neither the sample nor what was said once opens anything again."""
    sample, said = voice(MEIS), voice(MEIS, take=1)
    await voices.enrol(by=MEI, content=sample, agreed=True)
    await voices.verify(by=MEI, content=said)
    for replayed in (sample, said):
        with pytest.raises(Conflict):
            await voices.recognise(by=BO, content=replayed)
        with pytest.raises(Conflict):
            await voices.verify(by=MEI, content=replayed)
    assert len(world.events.of_type(EventType.VOICE_COMPARED)) == 1


async def test_a_voice_is_forgotten_here_and_there(world, voices):
    """VOI-4: by oneself or an admin, and by nobody else."""
    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    with pytest.raises(NotFound):
        await voices.forget(by=BO, person_id="u_mei")
    await voices.forget(by=ADMIN, person_id="u_mei")
    await voices.forget(by=MEI, person_id="u_mei")

    assert world.voiceprints.kept == {}
    assert world.people.kept["u_mei"].voiceprint_id == ""
    with pytest.raises(NotFound):
        await voices.verify(by=MEI, content=voice(MEIS, take=1))


async def test_whoever_was_disabled_is_recognised_no_more(world, voices):
    """VOI-4."""
    await voices.enrol(by=MEI, content=voice(MEIS), agreed=True)
    await world.services.people.set_disabled(by=ADMIN, person_id="u_mei", disabled=True)

    assert await voices.recognise(by=BO, content=voice(MEIS, take=1)) == []


async def test_nobody_takes_anothers_voice_for_their_own(world):
    """VOI-4, SEC-3: its id is what enrolling says, not what somebody sends."""
    changes = PersonChanges(voiceprint_id="vp-1")
    with pytest.raises(Forbidden):
        await world.services.people.update(by=BO, person_id="u_bob", changes=changes)
    assert world.people.kept["u_bob"].voiceprint_id == ""


async def test_where_no_service_is_set_it_says_what_to_set(voices):
    """VOI-4, OPS-5."""
    off = replace(voices, prints=None)
    with pytest.raises(Misconfigured):
        await off.enrol(by=MEI, content=voice(MEIS), agreed=True)
    assert off.trouble().id == "hearing.not_set"


async def test_what_is_no_recording_is_no_sample(voices):
    """SEC-5."""
    for content in (b"", b"\xff\xf3\x48\xc4" + bytes(40), as_wave(bytes(64_000), 2, 2, 16_000)):
        with pytest.raises(InvalidRequest):
            await voices.recognise(by=MEI, content=content)
