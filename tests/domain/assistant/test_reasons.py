"""Why something did not happen, read in the person's language."""

import re

import pytest

from domain.assistant.conversations import EndReason, Outcome
from domain.assistant.reason_words import in_words, is_known, recorded
from domain.assistant.reasons import SENTENCES, Reason
from domain.assistant.words import end_sentence, told_result
from domain.common.readers import Language
from domain.plugins.fault_words import PLUGIN_FAULTS

HOLE = re.compile(r"\{(\w+)\}")
ENGLISH_WORDS = re.compile(r"[A-Za-z']{2,} [a-z']{2,}")
"""Two words of a sentence; names and settings stand alone among Chinese ones."""


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words_in_both_languages(reason):
    """MCC-4."""
    english, chinese = SENTENCES[reason]
    facts = dict.fromkeys(HOLE.findall(english), "7")

    assert set(HOLE.findall(chinese)) == facts.keys()
    assert english.isascii()
    assert ENGLISH_WORDS.search(english)
    said = in_words(recorded(reason, **facts), Language.CHINESE)
    assert said == chinese.format_map(facts)
    assert re.search(r"[\u4e00-\u9fff]", said)
    assert not ENGLISH_WORDS.search(said.replace("zhiban doctor", "")), said
    assert in_words(recorded(reason, **facts), Language.ENGLISH) == recorded(reason, **facts)


@pytest.mark.parametrize("row", PLUGIN_FAULTS)
def test_every_fault_of_a_plugin_says_the_same_facts_in_chinese(row):
    """MCC-4."""
    english, chinese = row
    facts = dict.fromkeys(HOLE.findall(english), "7")

    assert set(HOLE.findall(chinese)) == facts.keys()
    assert in_words(english.format_map(facts), Language.CHINESE) == chinese.format_map(facts)
    assert not ENGLISH_WORDS.search(chinese)


def test_a_sentence_within_a_sentence_is_read_too():
    """MCC-4."""
    said = (
        "wiki did not answer in time. It may or may not have happened: look before you call again."
    )
    assert in_words(said, Language.CHINESE).startswith("wiki 没有及时答复。不知道是否已经生效")
    said = "The argument 'size' is missing. Nothing was done."
    assert in_words(said, Language.CHINESE) == "缺少参数 'size'。什么都没有做。"


@pytest.mark.parametrize("foreign", ["", "ORA-00942", "Tout va bien.", "x " * 5_000])
def test_what_is_not_ours_stays_as_it_is(foreign):
    """MCC-4, SEC-2."""
    assert in_words(foreign, Language.CHINESE) == foreign
    assert not is_known(foreign)


def test_a_fact_is_never_read_as_a_template():
    """SEC-4."""
    hostile = recorded(Reason.NO_TOOL, tool="{0.__class__}{tool}")
    assert in_words(hostile, Language.CHINESE) == "没有工具“{0.__class__}{tool}”。"


def test_an_end_tells_in_one_language_what_stood_in_the_way():
    """MCC-4."""
    why = recorded(Reason.MODEL_TOO_SLOW, seconds=60)

    assert end_sentence(EndReason.MODEL_UNAVAILABLE, Language.CHINESE, why) == (
        "语言模型没有给出回答；请稍后再问。语言模型在 60 秒内没有回答。"
    )
    assert end_sentence(EndReason.MODEL_UNAVAILABLE, Language.ENGLISH, why).endswith(f" {why}")
    assert end_sentence(EndReason.ANSWERED, Language.ENGLISH) == "Answered."


@pytest.mark.parametrize("language", Language)
def test_a_missing_setting_is_not_said_to_be_a_refusal_of_the_models(language):
    """MCC-4, OPS-5: one sentence, which names what to set."""
    told = end_sentence(EndReason.MODEL_REFUSED, language, recorded(Reason.NO_MODEL))

    assert told == in_words(recorded(Reason.NO_MODEL), language)
    assert "ZHIBAN_LLM_API_KEY" in told
    foreign = end_sentence(EndReason.MODEL_REFUSED, language, "Oops.")
    assert foreign == f"{end_sentence(EndReason.MODEL_REFUSED, language)} Oops.".replace(
        "。 ", "。"
    )


def test_a_result_is_kept_in_one_language_and_what_a_tool_says_as_it_said_it():
    """MCC-4."""
    given_up = recorded(Reason.GIVEN_UP)

    assert told_result(Outcome.UNAVAILABLE, given_up, Language.CHINESE).startswith("用时太长")
    assert told_result(Outcome.UNAVAILABLE, given_up, Language.ENGLISH) == given_up
    assert told_result(Outcome.DONE, given_up, Language.CHINESE) == given_up
    long = told_result(Outcome.DONE, "x" * 20_000, Language.CHINESE)
    assert long.endswith("（到此截断：共 20,000 个字符，只显示 16,000 个。）")
    assert len(long) == 16_000
