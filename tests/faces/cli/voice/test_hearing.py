"""Speech at the terminal."""

from domain.recordings.waves import as_wave


def test_a_file_is_written_down(zhiban, runtime, tmp_path):
    """VOI-3."""
    file = tmp_path / "question.wav"
    file.write_bytes(as_wave(b"\1\0" * 16_000, 1, 2, 16_000))
    nothing = zhiban("voice", "hear", str(file))
    runtime.world.services.hearing.ear.said = "昨晚怎么样"
    heard = zhiban("voice", "hear", str(file), "--json")

    assert (nothing.code, nothing.out) == (0, "")
    assert "Nobody was understood." in nothing.err
    assert heard.data == {"text": "昨晚怎么样", "seconds": 1.0}


def test_what_is_no_recording_is_refused(zhiban, tmp_path):
    """VOI-3."""
    file = tmp_path / "odd.pcm"
    file.write_bytes(b"odd")

    assert zhiban("voice", "hear", str(file)).code == 2
