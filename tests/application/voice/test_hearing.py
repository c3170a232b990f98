"""Speech that comes in: who may, how often, in which language."""

from dataclasses import replace

import pytest

from application.voice.hearing import MOST_AN_HOUR
from domain.common.errors import Forbidden, Misconfigured, TooManyRequests
from domain.common.readers import Language
from domain.people.access import Actor, Role, Scope
from domain.recordings.waves import as_wave
from tests.fakes.face_services import MEI, FaceWorld

WAVE = as_wave(b"\1\0" * 16_000, 1, 2, 16_000)


@pytest.fixture
def hearing():
    return FaceWorld().services.hearing


async def test_speech_is_written_down_in_the_askers_language_with_their_names(hearing):
    """VOI-3, VOI-5: the names of one's robot are likely words."""
    hearing.ear.said = "昨晚怎么样"
    heard = await hearing.hear(by=MEI, content=WAVE)

    ((sound, language, names),) = hearing.ear.asked
    assert (heard.text, sound.seconds) == ("昨晚怎么样", 1.0)
    assert language is Language.ENGLISH
    assert "小智" in names


async def test_where_nothing_listens_it_says_what_to_set(hearing):
    """VOI-3, OPS-5."""
    with pytest.raises(Misconfigured) as refused:
        await replace(hearing, ear=None).hear(by=MEI, content=WAVE)
    assert "ZHIBAN_VOICE_LISTENING" in str(refused.value.explanation.args)


async def test_a_person_has_so_many_an_hour(hearing):
    """VOI-3: a service takes money for each."""
    for _ in range(MOST_AN_HOUR):
        await hearing.hear(by=MEI, content=WAVE)
    with pytest.raises(TooManyRequests):
        await hearing.hear(by=MEI, content=WAVE)


async def test_a_proof_that_only_reads_cannot_spend(hearing):
    """SEC-3."""
    with pytest.raises(Forbidden):
        await hearing.hear(
            by=Actor("u_mei", frozenset({Role.VIEWER}), frozenset({Scope.READ})), content=WAVE
        )
    assert hearing.ear.asked == []
