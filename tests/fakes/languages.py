"""Holds what people are told to their language."""

import re
from typing import Any

from domain.common.messages import Message
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, shown
from tests.locales.test_catalogues import LATIN


def assert_of_one_language(said: Message | None) -> None:
    """Hold a message to each language: no word of ours of the other one."""
    assert said is not None
    ours = Message(said.id, _without_others(said.args))
    chinese, english = shown(ours, IN_CHINESE), shown(ours, IN_ENGLISH)
    assert not re.search(r"[\u3400-\u9fff]", english), english
    assert set(re.findall(r"[A-Za-z]+", chinese)) <= LATIN, chinese


def _without_others(recorded: Any) -> Any:
    """Return recorded arguments without what others wrote, and without what things are called."""
    if isinstance(recorded, list):
        return [_without_others(each) for each in recorded]
    if not isinstance(recorded, dict):
        return recorded
    blank = recorded.keys() <= {"called", "foreign", "prose"} and recorded
    return {name: "–" if blank else _without_others(each) for name, each in recorded.items()}
