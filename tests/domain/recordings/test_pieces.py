"""Texts in pieces that a voice takes at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.recordings.pieces import Room, pieces

ROOM = Room(dense=150, sparse=500)
SMALL = Room(dense=8, sparse=20)


@given(st.text(max_size=400), st.sampled_from([ROOM, SMALL]))
def test_nothing_is_lost_and_every_piece_fits(text, room):
    """VOI-3."""
    found = pieces(text, room)

    assert "".join(found) == text
    assert all(each and room.used_by(each) <= 1 for each in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("早上好。", ["早上好。"]),
        # Sentences stay whole, as many as fit …
        ("早上好。一切正常。没有告警。", ["早上好。", "一切正常。", "没有告警。"]),
        ("好。好。好。好。好。", ["好。好。好。好。", "好。"]),
        # … then pauses, then words, and only then characters.
        ("支付超时，订单积压。", ["支付超时，", "订单积压。"]),
        ("checkout gateway restarts", ["checkout gateway ", "restarts"]),
        ("早" * 10, ["早" * 8, "早" * 2]),
        ("a" * 45, ["a" * 20, "a" * 20, "a" * 5]),
    ],
)
def test_a_piece_ends_where_a_speaker_would_breathe(text, expected):
    """VOI-3."""
    assert pieces(text, SMALL) == expected


def test_a_mixture_is_weighed():
    """VOI-3: half of the one and half of the other fill a call."""
    assert ROOM.used_by("早" * 75 + "a" * 250) == 1
    assert ROOM.used_by("早" * 75 + "a" * 251) > 1
