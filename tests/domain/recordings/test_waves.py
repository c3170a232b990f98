"""Sound files, put one behind the other."""

import io
import wave

import pytest

from domain.common.errors import Unavailable
from domain.recordings.waves import as_wave, joined

ONE_SECOND = as_wave(b"\1\0" * 8_000, 1, 2, 8_000)


def test_files_are_one_with_pauses_between_them():
    """VOI-3."""
    made = joined([ONE_SECOND, ONE_SECOND, ONE_SECOND], pause_seconds=0.25)

    assert made.seconds == pytest.approx(3.5)
    with wave.open(io.BytesIO(made.sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8_000)
        assert file.getnframes() == 28_000
        sound = file.readframes(28_000)
    assert sound[16_000:20_000] == b"\0" * 4_000


@pytest.mark.parametrize(
    "files",
    [
        [],
        [b"no sound"],
        [ONE_SECOND[:20]],
        [ONE_SECOND, as_wave(b"\1\0" * 800, 1, 2, 16_000)],
    ],
)
def test_what_is_no_sound_of_one_kind_is_refused(files):
    """REL-2."""
    with pytest.raises(Unavailable):
        joined(files, pause_seconds=0)
