"""What people want set otherwise, as they say it (PSH-8)."""

from datetime import UTC, datetime, time

import pytest

from domain.briefings.preferences import PreferenceKind, PreferenceReader
from domain.common.errors import InvalidRequest
from tests.fakes.words import LEXICON, says

READER = PreferenceReader(LEXICON)
NOW = datetime(2026, 11, 25, 6, 10, tzinfo=UTC)
"""14:10 in Shanghai."""


def read(said, *, now=NOW, own="mei@example.cn", rate=1.0):
    return READER.read(said, now=now, zone="Asia/Shanghai", own_mail=own, rate=rate)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("以后简报发到 a@b.cn", "a@b.cn"),
        ("以后简报发到a@b.cn吧。", "a@b.cn"),
        ("简报以后发到 A 圈A B 点 C N", "a@b.cn"),
        ("把简报发到 mei 点 lin 艾特 example 点 com", "mei.lin@example.com"),
        ("简报发到 ops 下划线 一 二 三 艾特 qq 点 com", "ops_123@qq.com"),
        ("简报发到我的邮箱", "mei@example.cn"),
        ("send my briefing to Mei.Lin@Example.com please", "mei.lin@example.com"),
        ("send my briefing to m e i at example dot com", "mei@example.com"),
    ],
)
def test_an_address_is_understood_written_or_spelled(said, address):
    """PSH-8."""
    found = read(said)

    assert (found.kind, found.address) == (PreferenceKind.ADDRESS, address)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("静音到九点", "21:00"),
        ("静音到晚上十点半", "22:30"),
        ("静音到下午三点一刻", "15:15"),
        ("免打扰到 16:40", "16:40"),
        ("静音半小时", "14:40"),
        ("静音两个小时", "16:10"),
        ("别吵我二十分钟", "14:30"),
        ("mute until 9", "21:00"),
        ("mute until half past four", "16:30"),
        ("mute for two hours", "16:10"),
        ("mute until 6 am", "06:00"),
    ],
)
def test_a_mute_ends_at_the_next_such_time_on_the_persons_clock(said, until):
    """PSH-8: nine, said at ten past two, is nine in the evening."""
    found = read(said)

    assert found.kind is PreferenceKind.MUTE
    assert f"{found.until:%H:%M}" == until
    assert found.until > NOW


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("简报改成七点半", time(7, 30)),
        ("简报从八点改成七点一刻", time(7, 15)),
        ("早报改到早上六点", time(6)),
        ("briefing at half past seven", time(7, 30)),
        ("briefing at 8:15", time(8, 15)),
        ("put my briefing at seven thirty", time(7, 30)),
    ],
)
def test_another_time_for_the_briefing_is_understood(said, start):
    """PSH-8: the last time in a sentence is the one that is meant."""
    assert read(said).start == start


@pytest.mark.parametrize(
    ("said", "rate"),
    [("说慢一点", 0.8), ("念快点", 1.2), ("slower please", 0.8), ("a bit faster", 1.2)],
)
def test_speech_is_slower_or_faster_by_a_step(said, rate):
    """PSH-8."""
    assert read(said).rate == rate


@pytest.mark.parametrize("said", ["取消静音", "解除静音吧", "unmute"])
def test_a_mute_is_ended(said):
    """PSH-8."""
    assert read(said).kind is PreferenceKind.UNMUTE


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "not understood"),
        ("把支付服务回滚", "not understood"),
        ("以后简报发到老王那里", "letter by letter"),
        ("简报发到 a@b", "letter by letter"),
        ("简报发到 a@b.cn 和 c@d.cn", "letter by letter"),
        ("静音", "until when"),
        ("静音三十个小时", "at most"),
        ("静音到二十五点", "until when"),
        ("静音1234分钟", "until when"),
        ("mute for 1234 minutes", "until when"),
    ],
)
def test_what_is_not_understood_changes_nothing_and_says_what_can_be_said(said, why):
    """PSH-8."""
    with pytest.raises(InvalidRequest, check=says(why)):
        read(said)


def test_speech_goes_no_further_than_anybody_follows():
    """PSH-8."""
    with pytest.raises(InvalidRequest, check=says("no further")):
        read("慢一点", rate=0.6)


def test_yes_and_no_are_words_of_their_own():
    """PSH-8: a sentence with a yes in it confirms nothing."""
    assert all(map(READER.agrees, ("确认", "确认。", "Confirm!", "yes")))
    assert not any(map(READER.agrees, ("确认一下简报", "yes but send it to a@b.cn", "")))
    assert READER.refuses("取消")
