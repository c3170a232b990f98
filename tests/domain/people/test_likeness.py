"""How alike a question and a memory are in meaning."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.likeness import (
    MOST_BY_MEANING,
    MOST_COMPARED,
    Meaning,
    candidates,
    cosine,
    fused,
    nearest,
    packed,
    signs,
)

NUMBERS = st.lists(st.floats(-9, 9), min_size=3, max_size=40).filter(
    lambda each: sum(number * number for number in each) > 0.01
)


@given(NUMBERS)
def test_a_vector_is_like_itself_and_unlike_its_opposite(numbers):
    """MEM-1."""
    vector = packed(numbers)

    assert cosine(vector, vector) == pytest.approx(1, abs=0.01)
    assert cosine(vector, packed([-each for each in numbers])) == pytest.approx(-1, abs=0.01)
    assert len(vector) == 2 * len(numbers)
    assert len(signs(vector)) == (len(numbers) + 7) // 8


@pytest.mark.parametrize("numbers", [[], [0.0, 0.0], [float("nan")], [float("inf")], [1.0] * 4_097])
def test_what_nothing_can_be_compared_with_is_no_vector(numbers):
    """MEM-1, SEC-2."""
    with pytest.raises(ValueError, match="a vector has"):
        packed(numbers)


def test_vectors_of_two_sizes_are_about_nothing_the_same():
    """MEM-1."""
    assert cosine(packed([1, 2]), packed([1, 2, 3])) == 0


def test_only_those_with_the_most_signs_in_common_are_compared():
    """MEM-1, SEC-2: of ten thousand memories, some hundreds."""
    asked = packed([1.0] * 16)
    kept = [(str(n), struct.pack(">H", (1 << (n % 17)) - 1)) for n in range(3 * MOST_COMPARED)]

    found = candidates(asked, kept)

    assert len(found) == MOST_COMPARED
    assert {int(each) % 17 for each in found} == {16, 15, 14, 13, 12, 11}


def test_the_nearest_answer_and_those_too_far_do_not():
    """MEM-1."""
    kept = {str(n): packed([1.0, n / 10]) for n in range(-10, 11)}

    near = nearest(Meaning("m", packed([1.0, 0.0])), kept)
    strict = nearest(Meaning("m", packed([1.0, 0.0]), least=0.994), kept)

    assert near[0] == "0"
    assert len(near) == MOST_BY_MEANING
    assert sorted(strict) == ["-1", "0", "1"]


def test_what_stands_first_in_both_orders_comes_first():
    """MEM-1."""
    scores = fused(["both", "words"], ["both", "meaning", "more"])

    assert scores["both"] == 1
    assert max(scores, key=scores.__getitem__) == "both"
    assert scores["words"] == scores["meaning"] > scores["more"] > 0
    assert fused([], []) == {}
