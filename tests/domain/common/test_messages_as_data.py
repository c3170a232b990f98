"""Messages as data: recorded, read back, and refused where they would hold text of nobody's."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from domain.briefings.briefings import GreetingKind
from domain.common.messages import (
    Called,
    Clauses,
    Foreign,
    Gist,
    Message,
    Name,
    Names,
    Percent,
    Prose,
    argument,
    message,
)

ARGUMENTS = [
    3,
    True,
    None,
    Decimal("12.50"),
    Percent(Decimal("2.0")),
    datetime(2026, 11, 22, 4, 20, tzinfo=UTC),
    date(2026, 11, 22),
    timedelta(minutes=190),
    Foreign("p99 > 800ms"),
    Called("王芳"),
    Prose("It has been restarted."),
    Gist(message("hello.night"), 60),
    message("hello.night"),
    Names((Called("a"), 3)),
    Clauses((message("hello.night"), message("hello.morning"))),
]


@pytest.mark.parametrize("value", ARGUMENTS, ids=lambda value: type(value).__name__)
def test_an_argument_is_read_as_it_was_given(value):
    """I18-1: through JSON, as histories, events and rows keep it."""
    adapter = TypeAdapter(Message)
    kept = adapter.validate_json(adapter.dump_json(message("a.b", x=value)))

    assert kept == message("a.b", x=value)
    assert argument(kept.args["x"]) == value


def test_a_member_of_an_enum_is_read_as_the_id_of_its_entry():
    """I18-1."""
    (recorded,) = message("a.b", x=GreetingKind.ALREADY_GIVEN).args.values()

    assert argument(recorded) == Name("greeting_kind.already_given")
    assert Name("greeting_kind.already_given").key == "already_given"


@pytest.mark.parametrize("id_", ["", "a", "A.b", "a.b.c", "a-b", "a.b c"])
def test_what_is_no_id_is_refused(id_):
    """I18-1."""
    with pytest.raises(ValueError, match="no id"):
        message(id_)


def test_a_bare_text_is_refused():
    """I18-1: either it is ours and a message, or somebody's and foreign."""
    with pytest.raises(TypeError, match="Foreign"):
        message("a.b", x="text")


def test_a_moment_without_a_zone_is_refused():
    """I18-1."""
    with pytest.raises(ValueError, match="zone"):
        message("a.b", x=datetime(2026, 11, 22))  # that is what is refused


@pytest.mark.parametrize("odd", ["text", {"new": 1}, {"moment": "?"}, {"a": 1, "b": 2}, [1], 1.5])
def test_what_nobody_can_read_is_foreign(odd):
    """I18-1: a newer release, or a damaged row."""
    assert isinstance(argument(odd), Foreign)


def test_the_same_message_counts_once():
    """BRF-5: what could not be read is told once, however often it was met."""
    twice = [message("a.b", x=Foreign("y")), message("a.b", x=Foreign("y")), message("a.b", x=1)]

    assert len(dict.fromkeys(twice)) == 2
