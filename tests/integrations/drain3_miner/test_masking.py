import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from integrations.drain3_miner.masking import LONGEST_LINE, masked, shapes


def form(text):
    return masked(shapes([text])[0], {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 2026-03-02T06:00:00.123+08:00 done", "at <*> done"),
        ("at 2026-03-02 06:00:00,123 done", "at <*> done"),
        ("at Mon Mar  2 06:00:00 CST 2026 done", "at <*> done"),
        ("Mar  2 06:00:00 host started", "<*> host started"),
        ("get https://a.example/x?y=z failed", "get <*> failed"),
        ("open C:\\Windows\\cbs.log failed", "open <*> failed"),
        ("db.example.org:3306 refused", "<*> refused"),
        ("from /10.0.0.1:4410 to 10.0.0.2:80", "from <*> to <*>"),
        ("read /var/log/messages: denied", "read <*>: denied"),
        ("run ./a.out now", "run <*> now"),
        ("link 00:1b:44:11:3a:b7 up", "link <*> up"),
        ("took 5.2 KB in 30ms or <1 sec", "took <*> in <*> or <*>"),
        ("job -3 of 0x1f is 99%", "job <*> of <*> is <*>%"),
        ("id 3b6c1f2a-9d1e-4a43-8b1c-0f0e6b8e1f11 gone", "id <*> gone"),
        ("Received block blk_-38650490 of", "Received block blk_<*> of"),
        ("delete blk_1 blk_2 blk_-3", "delete blk_<*>"),
        ("pod shop-7d9f8b6c5-x2x9z restarted", "pod <*> restarted"),
        ("flush2DB done by log4j", "flush<*>DB done by log<*>j"),
        ("sizes 1, 2, 3 and 4", "sizes <*> and <*>"),
        ("call f() and ()", "call f() and (<*>)"),
        ("com.example.shop.Worker: job done", "<*>: job done"),
        ("asked db.example.org twice", "asked <*> twice"),
        ("java.io.IOException: reset by peer", "java.io.IOException: reset by peer"),
        ("org.example.app.run() ended, e.g. now", "org.example.app.run() ended, e.g. now"),
        ("two\nlines of 17", "two lines of <*>"),
        ("订单20260302支付失败，耗时35ms", "订单<*>支付失败，耗时<*>"),
        ("the <*> of 7", "the <*> of <*>"),
        ("no parameters / here", "no parameters / here"),
    ],
)
def test_parameters_are_seen_by_their_looks(text, expected):
    """ANL-1."""
    assert form(text) == expected


def test_what_is_quoted_is_one_word():
    """ANL-1."""
    assert form('tag="View Lock" held').split() == ['tag="View␣Lock"', "held"]


def test_lines_that_differ_in_digits_only_have_one_shape():
    """ANL-1."""
    one, other = shapes(["took 7 ms on 10.0.0.12", "took 12345 ms on 10.1.0.1"])
    assert one == other


@given(st.text(max_size=300))
@example("\x00<*>\x1b[31m␣")
def test_masking_is_total_and_settles(text):
    """SEC-3."""
    once = form(text)
    assert form(once) == once or "<*>" in once
    assert not any(ord(character) < 32 for character in once)


HOSTILE = [
    "a" * LONGEST_LINE,
    "0" * LONGEST_LINE,
    "a." * (LONGEST_LINE // 2),
    "a.b-" * (LONGEST_LINE // 4) + "!",
    "a/" * (LONGEST_LINE // 2),
    "/" * LONGEST_LINE,
    "/a" * (LONGEST_LINE // 2),
    "ab:" * (LONGEST_LINE // 3),
    "a_" * (LONGEST_LINE // 2),
    "<" * LONGEST_LINE,
    "<*>" * (LONGEST_LINE // 3),
    "<*> " * (LONGEST_LINE // 4),
    "()" * (LONGEST_LINE // 2),
    '"' * LONGEST_LINE,
    '"a ' * (LONGEST_LINE // 3),
    "Jan Jan " * (LONGEST_LINE // 8),
    "a://" * (LONGEST_LINE // 4),
    "-" * LONGEST_LINE,
    "a-" * (LONGEST_LINE // 2),
    " " * LONGEST_LINE,
    "blk_1 " * (LONGEST_LINE // 6),
    "字" * LONGEST_LINE,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
def test_no_text_makes_masking_backtrack(text):
    """SEC-3: twice the text costs about twice the time, never the square or worse."""

    def cost(part):
        fastest = 1.0
        for _ in range(3):
            started = time.process_time()
            form(part)
            fastest = min(fastest, time.process_time() - started)
        return fastest

    assert cost(text) < max(12 * cost(text[: LONGEST_LINE // 2]), 0.02)
