"""What a recording is before anybody listens."""

import pytest

from domain.common.errors import InvalidRequest
from domain.recordings.waves import as_wave
from domain.voice.hearing import LARGEST_SOUND, SoundForm, form_of, read_sound

SECOND = b"\1\0" * 16_000
MP3 = b"\xff\xf3\x48\xc4" + bytes(140)


@pytest.mark.parametrize(
    ("content", "form", "seconds"),
    [
        (as_wave(SECOND * 2, 1, 2, 16_000), SoundForm.WAV, 2.0),
        (SECOND, SoundForm.PCM, 1.0),
        (MP3, SoundForm.MP3, 0.0),
        (b"ID3" + bytes(20), SoundForm.MP3, 0.0),
    ],
)
def test_a_recording_tells_what_it_is_and_how_long(content, form, seconds):
    """VOI-3."""
    assert form_of(content) is form
    assert read_sound(content, form).seconds == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("content", "form", "id_"),
    [
        (b"", SoundForm.WAV, "rule.not_empty"),
        (bytes(LARGEST_SOUND + 2), SoundForm.PCM, "rule.most_bytes"),
        (b"RIFF....WAVE", SoundForm.WAV, "hearing.no_wave"),
        (as_wave(SECOND, 2, 2, 16_000), SoundForm.WAV, "hearing.no_wave"),
        (as_wave(SECOND, 1, 2, 8_000), SoundForm.WAV, "hearing.no_wave"),
        (SECOND[1:], SoundForm.PCM, "hearing.no_samples"),
        (SECOND, SoundForm.MP3, "hearing.no_mp3"),
    ],
)
def test_what_cannot_be_used_costs_nothing(content, form, id_):
    """VOI-3, SEC-5: it is refused before a service is asked."""
    with pytest.raises(InvalidRequest) as refused:
        read_sound(content, form)
    assert refused.value.broken.id == id_


def test_a_header_that_lies_about_its_length_is_not_believed():
    """SEC-5: what is there counts."""
    whole = as_wave(SECOND, 1, 2, 16_000)
    lying = whole[:40] + (0x7FFFF000).to_bytes(4, "little") + whole[44:]

    assert read_sound(lying, SoundForm.WAV).seconds == pytest.approx(1.0)
