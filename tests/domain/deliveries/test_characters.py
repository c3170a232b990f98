"""Where one character ends and the next begins."""

import pytest

from domain.deliveries.characters import MOST_POINTS, character_end


@pytest.mark.parametrize(
    ("text", "wanted", "end"),
    [
        ("值班", 1, 1),
        ("a👨\u200d👩\u200d👧b", 3, 1),
        ("a👨\u200d👩\u200d👧b", 6, 6),
        ("ae\u0301!", 2, 1),
        ("a👍\U0001f3fd", 2, 1),
        ("a❤\ufe0f", 2, 1),
        ("\U0001f1e8\U0001f1f3\U0001f1ec\U0001f1e7", 3, 2),
        ("\U0001f1e8\U0001f1f3\U0001f1ec\U0001f1e7", 2, 2),
        ("a\u1112\u1161\u11ab", 3, 1),
        ("a\n\u0301", 2, 2),
        ("e\u0301", 5, 5),
        ("\U0001f1e8\U0001f1f3" * 40, 61, 60),
        ("a" + "\U0001f1e8\U0001f1f3" * 40, 62, 61),
    ],
)
def test_a_cut_is_never_inside_of_what_people_see_as_one(text, wanted, end):
    """PSH-3."""
    assert character_end(text, wanted) == end


def test_what_has_no_end_is_cut_all_the_same():
    """PSH-3: a letter under a thousand marks would else be in nobody's way through."""
    endless = "e" + "\u0301" * 1_000
    assert character_end(endless, 500) == 500
    assert character_end("ab\u0301" + "c", 2, begin=1) == 2
    assert MOST_POINTS == 32
