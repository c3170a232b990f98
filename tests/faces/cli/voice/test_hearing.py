"""Speech at the terminal."""

from domain.recordings.waves import as_wave
from tests.fakes.voiceprints import voice


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


def test_a_voice_is_let_known_guessed_and_forgotten(zhiban, runtime, tmp_path):
    """VOI-4."""
    files = [tmp_path / f"{take}.wav" for take in range(3)]
    for take, file in enumerate(files):
        file.write_bytes(voice(9_000, take=take))
    refused = zhiban("voice", "enrol", str(files[0]))
    made = zhiban("voice", "enrol", str(files[0]), "--agree")
    guessed = zhiban("voice", "who", str(files[1]))
    same = zhiban("voice", "verify", str(files[2]), "--json")
    gone = zhiban("voice", "forget")

    assert (refused.code, made.code, gone.code) == (2, 0, 0)
    assert "hint" in guessed.out
    assert same.data["likely"] == "known"
    assert runtime.world.voiceprints.kept == {}
