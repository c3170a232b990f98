"""`zhiban logs changes`."""

import pytest

from cli.exit import ExitCode
from domain.common.readers import Language

COMMAND = ("logs", "changes")


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.ENGLISH, "New error since "), (Language.CHINESE, "新出现一种错误")],
)
def test_what_changed_is_said_and_listed(zhiban, runtime, language, words):
    """ANL-1, I18-1."""
    runtime.world.read_in(language)
    runtime.language = language
    said = zhiban(*COMMAND, "05:30")

    assert said.code == 0, said.err
    assert words in said.out.splitlines()[0]
    assert "pool exhausted after 0 ms" in said.out
    found = zhiban(*COMMAND, "05:30", "--json").data
    assert said.out.startswith(found["said"])


def test_two_periods_side_by_side(zhiban):
    """ANL-1."""
    found = zhiban(*COMMAND, "06:00", "--before", "05:00", "--topic", "pay", "--json").data
    assert (found["before_start"], found["before_end"]) == (
        "2026-11-20T21:00:00+00:00",
        "2026-11-20T21:30:00+00:00",
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("soon",), "START"),
        (("-40d",), "start"),
        (("--before", "-90m", "--before-end", "-30m"), "--before-end"),
        (("--before-end", "-90m"), "--before"),
        (("--topic", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_question_is_refused(zhiban, arguments, words):
    """ANL-1."""
    said = zhiban(*COMMAND, *arguments)
    assert said.code in {ExitCode.USAGE, ExitCode.REFUSED}
    assert words in said.err
