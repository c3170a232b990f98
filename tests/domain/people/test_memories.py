"""What may be remembered."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.people.memories import (
    Memory,
    MemoryKind,
    Place,
    check_kind,
    check_memory_id,
    check_tags,
    check_text,
    forgotten,
    kept,
    memory_id_of,
)
from tests.fakes.words import says

NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
UNIQUE = "0" * 32


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001, "a\0b", "\ud800"])
def test_a_text_that_cannot_be_kept_is_refused(text):
    """MEM-1, SEC-2."""
    with pytest.raises(InvalidRequest, check=says("text must have 1 to 2,000 characters")):
        check_text(text)


def test_texts_and_tags_are_trimmed_and_tags_kept_once():
    """MEM-1."""
    assert check_text(" 值 " + "x" * 1_998) == "值 " + "x" * 1_998
    assert check_tags((" db ", "db", "集群")) == ("db", "集群")


@pytest.mark.parametrize("tags", [("",), ("x" * 41,), ("a\nb",), tuple("abcdefghijk")])
def test_tags_have_bounds(tags):
    """MEM-1, SEC-2."""
    with pytest.raises(InvalidRequest, check=says("tags must")):
        check_tags(tags)


def test_kinds_and_ids_are_checked():
    """MEM-1."""
    assert check_kind("incident") is MemoryKind.INCIDENT
    with pytest.raises(InvalidRequest, check=says("kind must be fact, preference, or incident")):
        check_kind("secret")
    for bad in ("", "m_", f"t_{UNIQUE}", f"m_{UNIQUE}\n", f"m_{UNIQUE.replace('0', 'G')}"):
        with pytest.raises(InvalidRequest, check=says("memory_id must be")):
            check_memory_id(bad)


def test_one_key_of_one_person_is_one_memory():
    """MEM-1, TSK-2."""
    mine = memory_id_of("u_mei", key="k", unique=UNIQUE)

    assert mine == memory_id_of("u_mei", key="k", unique="1" * 32) == check_memory_id(mine)
    assert mine != memory_id_of("u_bob", key="k", unique=UNIQUE)
    assert memory_id_of("u_mei", key="", unique=UNIQUE) == f"m_{UNIQUE}"
    for bad in ("k" * 65, "\ud800"):
        with pytest.raises(InvalidRequest, check=says("key must have at most 64")):
            memory_id_of("u_mei", key=bad, unique=UNIQUE)


def test_events_tell_that_something_was_remembered_and_never_what():
    """MEM-1, EVT-1."""
    memory = Memory(f"m_{UNIQUE}", "u_mei", MemoryKind.FACT, "the password is 42", ("pw",), NOW)

    for event in (kept(memory, unique="1"), forgotten(memory, at=NOW, unique="2")):
        assert (event.subject, event.owner, event.data) == (memory.id, "u_mei", {"kind": "fact"})
        assert "42" not in str(event)
    assert kept(memory, unique="1").id != kept(memory, unique="2").id


@given(st.floats(0, 1), st.datetimes(timezones=st.just(UTC)))
def test_a_place_survives_being_written(score, at):
    """MEM-1."""
    place = Place(score, at, f"m_{UNIQUE}")

    assert Place.parse(str(place)) == place


@pytest.mark.parametrize(
    "text", ["x", "1/2/3", f"0.5//m_{UNIQUE}", "1/2026-11-20T00:00:00Z/m_1", "//"]
)
def test_a_place_that_nobody_gave_out_is_refused(text):
    """MEM-1, SEC-2."""
    with pytest.raises(
        InvalidRequest, check=says("after must be the cursor that the page before gave")
    ):
        Place.parse(text)
