"""One-time codes as they are said and as recognition writes them."""

import pytest

from tests.fakes.voice_requests import CODE_READER


@pytest.mark.parametrize(
    "said",
    [
        "135790",
        "１３５７９０",
        "1 3 5 7 9 0",
        "一三五七九零",
        "幺三五七九零",
        "验证码是幺三五，七九零。",
        "妖三五拐勾洞",
        "One three five seven nine oh",
        "one three five seven nine zero, please",
        "13五七 nine 零",
    ],
)
def test_six_digits_are_understood_in_figures_and_words(said):
    """VOI-4: spoken back in Chinese or English, homophones among the digits."""
    assert CODE_READER.code(said) == "135790"


def test_two_is_said_in_two_ways():
    """VOI-4."""
    assert CODE_READER.code("两二两二两二") == "222222"


@pytest.mark.parametrize(
    "said",
    ["", "13579", "1357901", "好的", "phone bone stone", "一三五七九", "一" * 300, "٣٣٣٣٣٣x"],
)
def test_more_or_fewer_digits_are_no_code(said):
    """VOI-4: no digit is guessed, and a word that holds another is none."""
    assert CODE_READER.code(said) is None


@pytest.mark.parametrize(
    "said", ["不要", "算了吧。", "取消", "先不回滚了", "No", "cancel it", "Don't"]
)
def test_a_no_is_understood(said):
    """VOI-4."""
    assert CODE_READER.refuses(said)


@pytest.mark.parametrize("said", ["", "好", "know", "135790", "不对，是一三五七九零", "yes"])
def test_what_is_no_refusal_stays_open(said):
    """VOI-4: a sentence with digits is a code, whatever stands before it."""
    assert not CODE_READER.refuses(said)
