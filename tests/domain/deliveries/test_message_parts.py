import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.deliveries.message_parts import (
    SMALLEST_LIMIT,
    Fit,
    json_bytes,
    numbered,
    outside_code,
    sendable,
    shorten,
    split,
    utf8_bytes,
    without_blocks,
)

MARKS = ["`", "``", "```", "````", "~", "~~~", "~~~~ ~~~", "```python\n", "   ```", "~" * 13]
WORDS = ["a", "值班", "。", ". ", "é", "🎉", '"', "\\", "# ", "x" * 90, "长" * 60, "word " * 30]
PIECES = st.sampled_from([*MARKS, *WORDS, "\n", "\n\n", " ", "    ", "`" * 30])
MARKDOWN = st.lists(PIECES, max_size=80).map("".join)
WEIGHTS = st.sampled_from([utf8_bytes, json_bytes])


def ends_inside_code(text):
    """Read fences as CommonMark does; runs of more than twelve marks are drawn lines."""
    marks = ""
    for line in text.split("\n"):
        found = re.match(r" {0,3}(`{3,}|~{3,})(.*)$", line)
        if not found or len(found[1]) > 12:
            continue
        run, info = found[1], found[2].strip()
        if marks:
            if run[0] == marks[0] and len(run) >= len(marks) and not info:
                marks = ""
        elif run[0] == "~" or "`" not in info:
            marks = run
    return bool(marks)


@given(MARKDOWN, st.integers(SMALLEST_LIMIT, 900), WEIGHTS)
@example("```" + "a" * 2000 + "`", 256, utf8_bytes)
@example("```\n```" + " " * 2000 + "x", 256, utf8_bytes)
@example("~~~ ~" + "x" * 2000, 256, utf8_bytes)
@example("~~~\n" + "~~~ " * 500, 256, json_bytes)
@example("`" * 2000, 256, json_bytes)
def test_parts_hold_the_whole_text_within_the_limit_and_close_their_code(text, limit, weigh):
    """PSH-3."""
    done = split(text, limit=limit, weigh=weigh)

    assert "".join(part.body for part in done.parts) == text
    for part in done.parts:
        assert weigh(part.text) <= limit
        assert part.text.encode().decode() == part.text
        assert not ends_inside_code(part.text)
    for before, after in zip(done.parts, done.parts[1:], strict=False):
        assert bool(before.closed) == bool(after.reopened)
        assert before.body


@given(st.text(max_size=2000), st.integers(SMALLEST_LIMIT, 600))
def test_any_text_can_be_split_once_it_is_sendable(text, limit):
    """PSH-3."""
    clean = sendable(text)
    done = split(clean, limit=limit)

    assert "".join(part.body for part in done.parts) == clean
    assert all(utf8_bytes(part.text) <= limit for part in done.parts)


@given(st.text())
def test_json_bytes_is_what_json_needs_on_the_wire(text):
    """PSH-3."""
    clean = sendable(text)

    assert json_bytes(clean) == len(json.dumps({"t": clean}, ensure_ascii=False).encode()) - 9


@given(st.text(), st.integers(3, 60), WEIGHTS)
def test_a_shortened_text_fits_and_says_that_it_was_cut(text, limit, weigh):
    """PSH-3."""
    clean = sendable(text)
    short = shorten(clean, limit=limit, weigh=weigh)

    assert weigh(short) <= limit
    assert short == clean or (short.endswith("…") and clean.startswith(short[:-1]))


def test_a_long_chinese_report_takes_the_parts_its_bytes_need():
    """PSH-3: 30 KB of Chinese on a channel of 4,096 bytes."""
    report = "\n".join(f"第{n}行：结账服务的错误率升高。" for n in range(700))

    done = split(report, limit=4096)

    assert done.fit is Fit.TOO_MANY
    assert len(done.parts) == -(-utf8_bytes(report) // 4096)
    assert all(part.body.endswith("\n") for part in done.parts[:-1])


def test_a_code_block_goes_on_in_the_next_part_in_its_language():
    """PSH-3."""
    code = "".join(f"line {n}\n" for n in range(60))

    first, second = split(f"# t\n```python\n{code}```\nend", limit=400).parts[:2]

    assert first.text.endswith("\n```")
    assert second.text.startswith("``` python\nline ")


def test_a_block_that_nobody_closed_is_closed():
    """PSH-3."""
    assert split("```\ncode", limit=256).parts[0].text == "```\ncode\n```"


def test_a_cut_prefers_paragraphs_then_lines_then_sentences():
    """PSH-3."""
    paragraphs = split("a" * 150 + "\n\n" + "b" * 30 + "\n" + "c" * 200, limit=256)
    lines = split("a" * 30 + "\n\n" + "b" * 150 + "\n" + "c" * 200, limit=256)
    sentences = split("值" * 60 + "。" + "班" * 60, limit=256)
    earlier = split("a\n" + "b" * 400, limit=256)

    assert paragraphs.parts[0].body == "a" * 150 + "\n\n"
    assert lines.parts[0].body.endswith("b\n")
    assert sentences.parts[0].body == "值" * 60 + "。"
    assert earlier.parts[0].body == "a\n"


@pytest.mark.parametrize(
    ("length", "fit"), [(0, Fit.WHOLE), (200, Fit.WHOLE), (500, Fit.NUMBERED), (3000, Fit.TOO_MANY)]
)
def test_the_fit_is_named(length, fit):
    """PSH-3."""
    assert split("x" * length, limit=256).fit is fit


def test_a_limit_that_leaves_no_room_for_text_is_refused():
    """PSH-3."""
    with pytest.raises(ValueError, match="at least 256"):
        split("x", limit=255)


def test_what_no_channel_takes_is_removed():
    """PSH-3."""
    assert sendable("a\r\nb\rc\x00\x1b\x7f\td\ud800") == "a\nb\nc\td?"


def test_parts_are_numbered_only_when_there_are_several():
    """PSH-3."""
    assert [numbered("t", 1, 1), numbered("t", 2, 3)] == ["t", "t (2/3)"]


def test_lines_of_code_are_left_alone():
    """PSH-3."""
    text = "# a\n```\n# b\n```\n# c"

    assert outside_code(text, str.upper) == "# A\n```\n# b\n```\n# C"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n```x\nb\n```\nc", "A\n>b\n\nC"),
        ("~~~\n```\n~~~", ">```\n"),
        ("```", ""),
        ("a", "A"),
    ],
)
def test_blocks_become_quotations_where_a_channel_has_none(text, said):
    """PSH-1."""
    assert without_blocks(text, str.upper, lambda line: f">{line}", ending="\n") == said
