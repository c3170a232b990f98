"""Words that services make are in the language that a command asks for."""

import pytest

from domain.common.readers import Language


@pytest.mark.parametrize(("language", "words"), [("en-US", "It ran: "), ("zh-CN", "已执行：")])
def test_a_task_is_told_in_the_language_that_is_asked_for(zhiban, runtime, language, words):
    """I18-1, TSK-8: whatever the operator usually reads."""
    usual = Language.ENGLISH if language == "zh-CN" else Language.CHINESE
    runtime.world.read_in(usual)
    config = '{"type": "daily", "hour": 9, "action": "喝水"}'
    made = zhiban("task", "create", "schedule", "-c", config, "--json", "--language", language)
    task = next(word for word in made.out.split('"') if word.startswith("t_"))

    assert zhiban("task", "trigger", task, "--language", language).out.startswith(words)
