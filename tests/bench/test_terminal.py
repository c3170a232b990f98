"""The bench of the terminal measures commands that do what they are asked."""

import pytest

from bench.terminal import COMMANDS, cpu_seconds, measure


@pytest.mark.exhaustive
@pytest.mark.timeout(300)
def test_every_command_is_measured_beside_a_bare_interpreter():
    """OPS-3: none of them fails before the stand-in."""
    found = measure(COMMANDS, 1)

    assert list(found) == ["bare", *COMMANDS]
    assert all(0 < found["bare"] < each for name, each in found.items() if name != "bare")


def test_a_command_that_fails_is_not_measured(tmp_path):
    """OPS-3."""
    with pytest.raises(RuntimeError, match="ended with 3"):
        cpu_seconds(("/bin/sh", "-c", "exit 3"), tmp_path)
