"""What stands at the end of a turn and of a call: messages of ours, others' words as they are."""

import pytest

from application.common.wording import Localizer
from domain.assistant.conversations import EndReason, Outcome
from domain.assistant.turn_rules import Word
from domain.assistant.words import end_of, result_text, unanswered, word_result
from domain.common.messages import message
from tests.fakes.words import IN_CHINESE, IN_ENGLISH, WORDS


@pytest.mark.parametrize("reason", EndReason)
def test_every_end_is_said_in_both_languages(reason):
    """MCC-4, I18-1."""
    assert WORDS.text(end_of(reason), IN_CHINESE).endswith("。")
    assert WORDS.text(end_of(reason), IN_ENGLISH).endswith(".")


@pytest.mark.parametrize("word", [each for each in Word if each is not Word.AGREED])
@pytest.mark.parametrize("reads", [False, True])
def test_every_call_that_was_not_done_says_why(word, reads):
    """MCC-4, I18-1."""
    _, said = word_result(word, reads=reads)

    assert WORDS.text(said, IN_CHINESE).endswith("。")


def test_a_call_without_an_answer_says_whether_it_may_have_been_done():
    """MCC-4."""
    assert unanswered(Outcome.UNCERTAIN) != unanswered(Outcome.UNAVAILABLE)


def test_a_missing_setting_is_not_said_to_be_a_refusal_of_the_models():
    """MCC-4, OPS-5: one sentence, which names what to set; others' words come after ours."""
    why = message("assistant.model_overfull")

    assert end_of(EndReason.MODEL_REFUSED, why) is why
    assert end_of(EndReason.MODEL_REFUSED, "Oops.") == end_of(EndReason.MODEL_REFUSED)


def test_a_result_says_where_it_was_cut_in_the_persons_language():
    """MCC-4."""
    long = result_text("x" * 20_000, Localizer(WORDS, IN_CHINESE).text)

    assert long.endswith("（到此截断：共 20,000 个字符，只显示 16,000 个。）")
    assert len(long) == 16_000
