"""What changed between two texts, and how it is shown."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.messages import message
from domain.common.notifications import Excerpt, Notification
from domain.common.quoting import inert
from domain.deliveries.message_parts import split
from domain.watches.web.diff_texts import MOST_CHARACTERS, MOST_LINES, bounded_lines
from domain.watches.web.diffs import DiffLine, LineKind, compare, differing
from tests.fakes.words import read


def fenced(diff):
    """Return the diff as people get it."""
    lines = bounded_lines(diff, most_lines=MOST_LINES, most_characters=MOST_CHARACTERS)
    told = Notification(message("web.blank_lines"), (Excerpt(tuple(lines)),))
    return read(told).text if lines else ""


LINE = st.sampled_from(["a", "b", "c", "", "价格：100 元", "价格：120 元", "一行", "the same line"])
TEXT = st.lists(LINE, max_size=12).map("\n".join)
WILD = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85"))
HOSTILE = [
    "```",
    "~~~~",
    "[click](https://evil.example.com)",
    "<@all> @everyone",
    "**bold** __under__ <b>html</b>",
    "![x](http://evil.example.com/x.png)",
    "\u202eevil\u200b",
    "# heading",
    "javascript:alert(1)",
]


def kinds(diff):
    return [line.kind for line in diff.lines]


@given(old=TEXT, new=TEXT)
def test_the_lines_of_a_difference_are_both_texts(old, new):
    """WEB-3: nothing is left out, nothing invented."""
    diff = compare(old, new)

    assert diff.old == tuple(old.splitlines())
    assert diff.new == tuple(new.splitlines())


@given(old=TEXT, new=TEXT)
def test_nothing_differs_exactly_when_the_lines_are_the_same(old, new):
    """WEB-3."""
    diff = compare(old, new)

    same = all(kind is LineKind.SAME for kind in kinds(diff))
    assert same == (old.splitlines() == new.splitlines())
    assert 0 <= diff.percent <= 100
    if same:
        assert diff.characters == 0
        assert fenced(diff) == ""


@given(old=TEXT, new=TEXT)
def test_what_moved_away_has_moved_somewhere(old, new):
    """WEB-3."""
    diff = compare(old, new)

    away = sorted(line.old for line in diff.lines if line.kind is LineKind.MOVED_AWAY)
    here = sorted(line.new for line in diff.lines if line.kind is LineKind.MOVED_HERE)
    assert away == here
    told = {line.old for line in diff.lines if line.kind is LineKind.REMOVED and line.old}
    assert told.isdisjoint(
        line.new for line in diff.lines if line.kind is LineKind.ADDED and line.new
    )


def test_a_changed_line_is_told_as_one_line_that_changed():
    """WEB-3."""
    diff = compare("标题\n价格：100 元\n尾", "标题\n价格：120 元\n新行\n尾")

    assert kinds(diff) == [LineKind.SAME, LineKind.CHANGED, LineKind.ADDED, LineKind.SAME]
    assert diff.lines[1] == DiffLine(LineKind.CHANGED, "价格：100 元", "价格：120 元")


def test_a_reordered_list_is_no_news():
    """WEB-3."""
    diff = compare("one\ntwo\nthree", "three\none\ntwo")

    assert diff.count(LineKind.MOVED_HERE) == 1
    assert diff.count(LineKind.ADDED) == diff.count(LineKind.REMOVED) == 0
    assert diff.characters == 0


def test_very_long_pages_are_compared_in_a_moment_and_nothing_is_missed():
    """WEB-3, PRF-1: line by line would take minutes."""
    old = [f"line {n}" for n in range(20_000)]
    new = [f"line {n * 7 % 20_000}" for n in range(20_000)] + ["really new"]
    began = time.thread_time()
    diff = compare("\n".join(old), "\n".join(new))

    assert time.thread_time() - began < 5
    assert [line.new for line in diff.lines if line.kind is LineKind.ADDED] == ["really new"]
    assert diff.count(LineKind.REMOVED) == 0


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("abcd", "abXd", ("c", "X")),
        ("a", "a", ("", "")),
        ("aa", "aaa", ("", "a")),
        ("", "x", ("", "x")),
    ],
)
def test_the_differing_parts_of_two_lines_are_found(old, new, parts):
    """WEB-3."""
    assert differing(old, new) == parts


def test_a_small_change_weighs_little_and_adds_up():
    """WEB-3."""
    base = "x" * 980 + "\n价格：100 元"

    assert compare(base, base.replace("100", "101")).characters == 1
    assert compare(base, base.replace("100", "234")).percent < 1
    assert compare("x", "y").percent == 100
    assert compare("", "new").percent == 100


def test_the_difference_is_shown_with_context_marks_and_gaps():
    """WEB-3."""
    old = "\n".join(f"第 {n} 行" for n in range(20))
    new = old.replace("第 9 行", "第 9 行（新）") + "\n最后一行"

    assert fenced(compare(old, new)).splitlines() == [
        "```",
        "  ⋯",
        "  第 7 行",
        "  第 8 行",
        "- 第 9 行",
        "+ 第 9 行（新）",
        "  第 10 行",
        "  第 11 行",
        "  ⋯",
        "  第 18 行",
        "  第 19 行",
        "+ 最后一行",
        "```",
    ]


def test_a_long_line_is_cut_around_what_differs():
    """WEB-3: a paragraph without a break, and one word in it changed."""
    old = "长" * 2_000 + "旧词" + "文" * 2_000
    shown = fenced(compare(old, old.replace("旧词", "新词"))).splitlines()

    assert shown[1].startswith("- …")
    assert "旧词" in shown[1]
    assert "新词" in shown[2]
    assert all(len(line) < 200 for line in shown)


@given(lines=st.lists(st.one_of(st.sampled_from(HOSTILE), WILD), max_size=30))
def test_a_page_can_neither_end_its_block_nor_be_markup(lines):
    """SEC-4."""
    shown = fenced(compare("before", "\n".join(["before", *lines]))).splitlines()

    for line in shown[1:-1]:
        assert "`" not in line
        assert "<" not in line
        assert "@" not in line
        assert "](" not in line
        assert "://" not in line
        assert line[2:].strip() == inert(line[2:]).strip() or "⋯" in line
    assert not shown or shown[0] == shown[-1] == "```"


@given(lines=st.lists(WILD, max_size=300))
def test_what_is_shown_is_bounded_and_says_when_it_was_cut(lines):
    """WEB-3."""
    shown = bounded_lines(compare("", "\n".join(lines)), most_lines=20, most_characters=500)

    assert len(shown) <= 21
    assert sum(map(len, shown)) <= 510


def test_many_short_lines_are_bounded_by_their_number():
    """WEB-3."""
    diff = compare("", "\n".join("abcdefghij" * 10))

    assert bounded_lines(diff, most_lines=5, most_characters=500)[4:] == ["+ e", "  ⋯"]


def test_a_moved_line_is_shown_where_it_came_to_only():
    """WEB-3."""
    shown = fenced(compare("first\nsecond\nthird", "second\nthird\nfirst")).splitlines()

    assert shown == ["```", "  second", "  third", "› first", "```"]


def test_a_thousand_new_lines_become_a_message_that_channels_take():
    """WEB-3, PSH-3."""
    shown = fenced(compare("", "\n".join(f"第 {n} 条新闻" * 9 for n in range(1_000))))

    assert len(shown) <= MOST_CHARACTERS + 20
    assert len(shown.splitlines()) <= MOST_LINES + 3
    assert shown.splitlines()[-2] == "  ⋯"
    assert len(split(shown, limit=4_096).parts) <= 3
