"""A third language, as the terminal takes it."""

import pytest

from tests.fakes.face_services import FaceWorld
from tests.fakes.runtime import FakeRuntime
from tests.fakes.third_language import JAPANESE, with_japanese

PASSWORD = "a long enough one\n"


@pytest.fixture
def runtime(tmp_path) -> FakeRuntime:
    words = with_japanese(tmp_path)
    return FakeRuntime(world=FaceWorld(words=words), words=words)


def test_a_person_is_added_with_it(zhiban, world):
    """I18-1, VOI-6."""
    added = zhiban(
        "people", "add", "u_hina", "Hina", "--language", "ja", stdin="a long enough one\n"
    )

    assert added.code == 0, added.err
    assert world.people.kept["u_hina"].language == JAPANESE


def test_another_one_is_refused_with_those_that_are_installed(zhiban, world):
    """I18-1."""
    refused = zhiban(
        "people", "add", "u_ana", "Ana", "--language", "fr", stdin="a long enough one\n"
    )

    assert refused.code == 2
    assert "--language" in refused.err
    assert "zh-CN, en-US, or ja" in refused.err
    assert "u_ana" not in world.people.kept


def test_the_help_lists_what_is_installed(zhiban):
    """I18-1, OPS-3."""
    assert "en-US|zh-CN" in zhiban("people", "add", "--help").out
