"""Every way of saying no."""

from datetime import timedelta

import pytest

from domain.common import errors
from domain.common.errors import (
    InvalidRequest,
    NotFound,
    PermanentError,
    TemporaryError,
    ZhibanError,
)

TREE = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, ZhibanError)
]
LEAVES = [
    each
    for each in TREE
    if not any(other is not each and issubclass(other, each) for other in TREE)
]


@pytest.mark.parametrize("error", LEAVES)
def test_every_error_says_whether_asking_again_can_help(error):
    """REL-2: exactly one of the two."""
    assert issubclass(error, PermanentError) is not issubclass(error, TemporaryError)


@pytest.mark.parametrize("error", LEAVES)
def test_the_tree_in_the_description_holds_every_error(error):
    """OPS-5."""
    assert f" {error.__name__} " in (errors.__doc__ or "")


def test_a_broken_rule_names_the_field_and_the_rule():
    """EVT-3, MCP-2."""
    error = InvalidRequest("window.start", "must be before window.end")

    assert str(error) == "window.start must be before window.end."
    assert (error.field, error.rule) == ("window.start", "must be before window.end")


def test_what_is_not_found_is_named_and_never_at_length():
    """EVT-3, MCP-2: the name came from outside."""
    error = NotFound("briefing", "x" * 10_000)

    assert str(error) == f"No briefing '{'x' * 80}'."
    assert (error.kind, len(error.name)) == ("briefing", 10_000)


@pytest.mark.parametrize("error", [each for each in LEAVES if issubclass(each, TemporaryError)])
def test_a_passing_error_may_say_when_to_ask_again(error):
    """REL-2."""
    assert error("Busy.").delay is None
    later = error("Busy; ask again in 5 s.", delay=timedelta(seconds=5))

    assert later.delay == timedelta(seconds=5)
    assert str(later) == "Busy; ask again in 5 s."


def test_a_rule_that_ends_with_a_question_is_not_ended_twice():
    """TSK-1."""
    assert str(InvalidRequest("a", "must be b")) == "a must be b."
    assert str(InvalidRequest("a", "is not known; did you mean b?")) == (
        "a is not known; did you mean b?"
    )
