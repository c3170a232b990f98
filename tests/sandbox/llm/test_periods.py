"""Periods are read as people name them."""

import pytest

from sandbox.llm.periods import DAY, HOUR, period_in


@pytest.mark.parametrize(
    ("question", "start", "said"),
    [
        ("过去一小时 payments 有什么错误？", "-1h", "过去一小时"),
        ("最近两个小时有报错吗", "-2h", "过去 2 个小时"),
        ("最近 30 分钟", "-30m", "过去 30 分钟"),
        ("过去三天", "-3d", "过去 3 天"),
        ("errors in the last hour", "-1h", "过去一小时"),
        ("in the past 45 minutes", "-45m", "过去 45 分钟"),
        ("昨晚有什么告警？", "-12h", "过去 12 小时"),
        ("What happened since yesterday", "yesterday", "昨天以来"),
        ("有报错吗", "-24h", DAY.chinese),
    ],
)
def test_a_period_is_found(question, start, said):
    """MCC-4."""
    found = period_in(question, DAY)

    assert (found.start, found.chinese) == (start, said)


def test_one_hour_is_the_last_hour():
    """MCC-4."""
    assert period_in("last 1 hour", DAY) is HOUR
