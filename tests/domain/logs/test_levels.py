"""How bad a line says it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.logs.levels import ERROR_WORDS, level_of
from domain.logs.logs import Level


@pytest.mark.parametrize("name", ["level", "severity", "loglevel", "lvl", "__LEVEL__"])
@pytest.mark.parametrize(
    ("value", "level"),
    [
        ("ERROR", Level.ERROR),
        (" error ", Level.ERROR),
        ("err", Level.ERROR),
        ("E", Level.ERROR),
        ("F", Level.ERROR),
        ("FATAL", Level.ERROR),
        ("failure", Level.ERROR),
        ("Critical", Level.ERROR),
        ("SEVERE", Level.ERROR),
        ("WARN", Level.WARNING),
        ("warning", Level.WARNING),
        ("W", Level.WARNING),
        ("INFO", Level.INFO),
        ("Information", Level.INFO),
        ("debug", Level.INFO),
        ("notice", Level.INFO),
        ("I", Level.INFO),
    ],
)
def test_a_level_field_is_believed(name, value, level):
    """ANL-1, BRF-4."""
    assert level_of({name: value}, "nothing to see here") is level


@pytest.mark.parametrize("word", ERROR_WORDS)
def test_every_word_that_is_asked_for_as_an_error_is_read_as_one(word):
    """ANL-1, BRF-4: what the store counts and what is read must be the same."""
    assert level_of({"level": word}, "") is Level.ERROR
    assert level_of({}, f"2026-11-21 {word.upper()} it broke") is Level.ERROR


def test_a_field_is_believed_before_the_text():
    """ANL-1."""
    assert level_of({"level": "info"}, "ERROR it broke") is Level.INFO


@pytest.mark.parametrize("value", ["", "7", "?", "blue"])
def test_a_field_that_says_nothing_leaves_it_to_the_next_field_and_then_the_text(value):
    """ANL-1."""
    assert level_of({"level": value, "severity": "warn"}, "INFO x") is Level.WARNING
    assert level_of({"level": value}, "INFO x") is Level.INFO


def test_the_first_level_word_of_a_line_is_its_level():
    """ANL-1: later words are part of the story."""
    assert level_of({}, "INFO retry after error") is Level.INFO
    assert level_of({}, "[warn] fatal: gone") is Level.WARNING


@pytest.mark.parametrize(
    "text", ["", "all quiet", "terror", "terrors", "information_schema", "errored_at=3"]
)
def test_a_word_inside_another_is_no_level(text):
    """ANL-1."""
    assert level_of({}, text) is Level.UNKNOWN


def test_only_the_beginning_of_a_line_is_looked_at():
    """ANL-1, SEC-4."""
    assert level_of({}, "x" * 150 + " error") is Level.ERROR
    assert level_of({}, "x" * 160 + " error") is Level.UNKNOWN


@given(st.dictionaries(st.text(), st.text()), st.text())
def test_whatever_a_line_holds_it_has_a_level(fields, text):
    """SEC-4, REL-2."""
    assert level_of(fields, text) in Level
