"""Whatever a command answers comes from the catalogues: a walk with a pseudo-language.

Help is in a file of its own (`tests/locales/test_help.py`).
"""

import pytest

from tests.faces.cli.test_one_language import COMMANDS
from tests.fakes.bracketed import BRACKETED, bare_words, bracketed
from tests.fakes.face_services import FaceWorld
from tests.fakes.runtime import FakeRuntime

REFUSED = (
    ("incident", "show", "i_" + "0" * 26),
    ("delivery", "show", "none"),
    ("memory", "forget", "m_" + "0" * 32),
    ("cluster", "nodes", "cls-none"),
    ("discussions", "read", "disc_20200101000000"),
    ("plugins", "remove", "none"),
    ("briefing", "show", "someday"),
    ("logs", "search", "t-none", "*"),
)


@pytest.fixture
def runtime() -> FakeRuntime:
    words = bracketed()
    made = FakeRuntime(world=FaceWorld(words=words), words=words, language=BRACKETED)
    made.world.read_in(BRACKETED)
    return made


@pytest.mark.parametrize("command", [*COMMANDS, *REFUSED], ids=lambda each: " ".join(each)[:40])
def test_what_a_command_answers_is_in_the_catalogues(zhiban, command):
    """I18-1: tables, sentences and refusals."""
    said = zhiban(*command)

    assert said.code == 0 or "⟦" in said.err
    assert bare_words(f"{said.out}\n{said.err}") == []
