"""How many tokens a text is taken for where nobody has counted."""

import pytest

from application.common.languages import own_name
from application.common.wording import Localizer
from domain.assistant.words import system_prompt
from domain.common.readers import Reader
from domain.common.token_counts import estimated_tokens
from tests.fakes.words import LANGUAGES, WORDS

MORNING = "昨晚支付服务有两条告警，凌晨两点十分开始报错，三点二十分自动恢复；库存服务重启过一次。"
EVENING = "Two alarms of the payment service last night: errors began at ten past two, and it was"


def test_chinese_takes_about_two_tokens_for_three_characters():
    """MCC-4, BRF-5: and never as many as it has bytes, as it was counted once."""
    assert 0.6 <= estimated_tokens(MORNING) / len(MORNING) <= 0.8
    assert estimated_tokens(MORNING) < len(MORNING.encode()) / 4


def test_english_takes_about_a_token_for_four_characters():
    """MCC-4, BRF-5."""
    assert 3 <= len(EVENING) / estimated_tokens(EVENING) <= 4.5


def test_both_languages_say_the_same_for_about_as_many_tokens():
    """MCC-4: the day's budget holds as many Chinese conversations as English ones."""
    prompts = (
        system_prompt(
            Localizer(WORDS, Reader(each, "UTC")).text,
            language=own_name(each, WORDS),
            now="now",
            zone="Asia/Shanghai",
        )
        for each in LANGUAGES
    )
    counts = [estimated_tokens(each) for each in prompts]
    assert max(counts) < 1.5 * min(counts)


@pytest.mark.parametrize(("text", "least"), [("", 0), ("a", 1), ("值", 1), ("\ud83d", 1)])
def test_nothing_that_is_said_counts_nothing(text, least):
    """MCC-4: half a character, too, is handed in now and then."""
    assert estimated_tokens(text) == least
