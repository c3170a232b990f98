import pytest

from domain.common.readers import Language


@pytest.fixture
def in_chinese(world) -> None:
    """Let everybody read Chinese."""
    world.read_in(Language.CHINESE)
