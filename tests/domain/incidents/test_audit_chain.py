"""The chain of the audit: every way of tampering is found and named."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest, TooLarge
from domain.incidents.audit.audit import AuditHead
from domain.incidents.audit.chain import (
    BEGINNING,
    LARGEST_DATA,
    Broken,
    Flaw,
    Verified,
    chain,
    text_of,
    verify,
)
from domain.incidents.audit.files import first_line, last_line, line_of, verify_file
from tests.fakes.incident_examples import an_entry
from tests.fakes.words import says


def rows_of(count=6, reason="because"):
    rows, previous = [], BEGINNING
    for number in range(1, count + 1):
        rows.append(chain(previous, number, an_entry(number, reason=reason)))
        previous = rows[-1].hash
    return rows


def file_of(rows):
    return [first_line(), *(line_of(row) for row in rows), last_line(head_of(rows))]


def head_of(rows, noted="file"):
    return AuditHead(rows[-1].sequence, rows[-1].hash, noted) if rows else AuditHead(0, BEGINNING)


def flaw_of(found):
    assert isinstance(found, Broken)
    return found.sequence, found.flaw


def edited(row, **changes):
    return replace(row, entry=replace(row.entry, **changes))


def test_the_text_of_a_row_is_exactly_as_documented():
    """RBK-13: an outside verifier can be written from the description."""
    at = datetime(2026, 11, 21, 14, 0, 1, 5, tzinfo=timezone(timedelta(hours=8)))
    entry = an_entry(1, at=at, data={"b": [1, 0.5, None], "a": "梅😀", "target": "t"})

    row = chain(BEGINNING, 1, entry)

    assert text_of(1, entry) == (
        '{"action":"repair.performed","actor":"zhiban/u_mei","at":"2026-11-21T06:00:01.000005Z",'
        '"data":{"a":"\\u6885\\ud83d\\ude00","b":[1,0.5,null],"target":"t"},"id":"entry-1",'
        '"reason":"\\u5bb9\\u5668\\u53cd\\u590d\\u5d29\\u6e83","sequence":1,'
        f'"subject":"{entry.subject}"}}'
    )
    assert row.hash == sha256(("0" * 64 + text_of(1, entry)).encode()).hexdigest()


def test_a_verifier_of_ten_lines_that_knows_no_json_agrees():
    """RBK-13."""
    lines = file_of(rows_of())

    previous = "0" * 64
    for line in lines[1:-1]:
        found, text = line[9:73], line[81:-1]
        assert sha256((previous + text).encode()).hexdigest() == found
        previous = found
    assert json.loads(lines[-1])["head"] == {"hash": previous, "sequence": 6}


def test_an_untouched_chain_is_verified_also_an_empty_one():
    """RBK-13."""
    rows = rows_of()
    assert verify(rows, heads=[head_of(rows), head_of(rows[:2])]) == Verified(6, rows[-1].hash)
    assert verify([]) == Verified(0, BEGINNING)
    assert verify_file(file_of([])) == Verified(0, BEGINNING)


CHANGES = (
    {"actor": "u_bo"},
    {"reason": "another"},
    {"action": "repair.blocked"},
    {"subject": "x"},
    {"id": "y"},
    {"at": an_entry(99).at},
    {"data": {}},
)


@pytest.mark.parametrize("number", [1, 3, 6])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_an_edited_row_is_named(change, number):
    """RBK-13."""
    rows = rows_of()
    rows[number - 1] = edited(rows[number - 1], **change)

    assert flaw_of(verify(rows)) == (number, Flaw.EDITED)
    assert flaw_of(verify_file(file_of(rows))) == (number, Flaw.EDITED)


def test_an_edited_row_with_a_hash_to_match_is_found_at_the_next():
    """RBK-13."""
    rows = rows_of()
    rows[2] = chain(rows[1].hash, 3, replace(rows[2].entry, reason="x"))

    assert flaw_of(verify(rows)) == (4, Flaw.UNCHAINED)
    assert flaw_of(verify_file(file_of(rows))) == (4, Flaw.EDITED)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_deleted_row_is_named(number):
    """RBK-13."""
    rows = rows_of()
    del rows[number - 1]

    assert flaw_of(verify(rows)) == (number, Flaw.MISSING)
    assert flaw_of(verify_file(file_of(rows))) == (number, Flaw.MISSING)


def test_a_deleted_row_whose_followers_were_renumbered_is_found():
    """RBK-13."""
    rows = rows_of()
    del rows[2]
    rows[2:] = [replace(row, sequence=row.sequence - 1) for row in rows[2:]]

    assert flaw_of(verify(rows)) == (3, Flaw.UNCHAINED)
    assert flaw_of(verify_file(file_of(rows))) == (3, Flaw.EDITED)


def test_reordered_rows_are_named():
    """RBK-13."""
    rows = rows_of()
    rows[1], rows[2] = rows[2], rows[1]
    assert flaw_of(verify(rows)) == (2, Flaw.MISSING)

    twice = rows_of()
    twice.insert(3, twice[0])
    assert flaw_of(verify(twice)) == (1, Flaw.MOVED)

    swapped = rows_of()
    swapped[1], swapped[2] = (
        replace(swapped[1], entry=swapped[2].entry),
        replace(swapped[2], entry=swapped[1].entry),
    )
    assert flaw_of(verify(swapped)) == (2, Flaw.EDITED)


def test_truncated_rows_are_found_by_what_was_noted_elsewhere():
    """RBK-13: a chain that is cut off is sound in itself."""
    rows = rows_of()
    cut = rows[:4]

    assert verify(cut) == Verified(4, rows[3].hash)
    assert flaw_of(verify(cut, heads=[head_of(rows)])) == (5, Flaw.TRUNCATED)
    assert flaw_of(verify([], heads=[head_of(rows)])) == (1, Flaw.TRUNCATED)
    assert flaw_of(verify_file(file_of(rows)[:-1])) == (7, Flaw.TRUNCATED)
    assert flaw_of(verify_file(file_of(rows)[:3])) == (3, Flaw.TRUNCATED)
    kept_end = [*file_of(rows)[:4], file_of(rows)[-1]]
    assert flaw_of(verify_file(kept_end)) == (4, Flaw.TRUNCATED)
    assert flaw_of(verify_file(file_of(cut), heads=[head_of(rows)])) == (5, Flaw.TRUNCATED)
    assert flaw_of(verify_file([])) == (1, Flaw.TRUNCATED)


def test_a_chain_made_anew_is_found_by_what_was_noted_elsewhere():
    """RBK-13."""
    true, forged = rows_of(), rows_of(reason="harmless")

    assert verify(forged).rows == 6
    assert flaw_of(verify(forged, heads=[head_of(true[:3], "event:e")])) == (3, Flaw.REWRITTEN)
    assert flaw_of(verify_file(file_of(forged), heads=[head_of(true)])) == (6, Flaw.REWRITTEN)
    other_end = [*file_of(forged)[:-1], last_line(head_of(true))]
    assert flaw_of(verify_file(other_end)) == (6, Flaw.REWRITTEN)
    too_early = [*file_of(forged)[:-1], last_line(head_of(forged[:2]))]
    assert flaw_of(verify_file(too_early)) == (2, Flaw.REWRITTEN)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[0], *lines],
        lambda lines: [*lines, lines[1]],
        lambda lines: [lines[0], lines[-1], *lines[1:]],
        lambda lines: [lines[0], "not json", *lines[1:]],
        lambda lines: [lines[0], '{"hash":"x","row":{}}', *lines[1:]],
        lambda lines: [lines[0], "[" * 100_000, *lines[1:]],
        lambda lines: [lines[0], '{"head":{"sequence":"1"}}', *lines[1:]],
        lambda lines: [lines[0], "", *lines[1:]],
    ],
    ids=range(9),
)
def test_a_file_that_is_none_is_said_to_be_none(spoil):
    """RBK-13."""
    found = verify_file(spoil(file_of(rows_of())))
    assert isinstance(found, Broken)
    assert found.flaw is Flaw.UNREADABLE


def test_lines_may_end_as_files_do():
    """RBK-13."""
    assert verify_file(f"{line}\r\n" for line in file_of(rows_of())).rows == 6


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values, max_size=4))
@settings(deadline=None)
def test_what_is_read_back_gives_the_same_hash(data):
    """RBK-13: whatever the facts are."""
    row = chain(BEGINNING, 1, an_entry(data=data))
    again = chain(BEGINNING, 1, replace(row.entry, data=json.loads(json.dumps(row.entry.data))))
    assert again == row


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6, unique=True))
@settings(deadline=None)
def test_any_rows_left_out_are_found(kept):
    """RBK-13: also shuffled, as long as the head is known."""
    rows = rows_of()
    some = [rows[number - 1] for number in kept]
    whole = kept == [1, 2, 3, 4, 5, 6]
    assert isinstance(verify(some, heads=[head_of(rows)]), Verified if whole else Broken)


def test_tuples_and_numbers_as_names_are_kept_as_json_keeps_them():
    """RBK-13."""
    row = chain(BEGINNING, 1, an_entry(data={10: (1, 2), 9: "x"}))
    assert row.entry.data == {"10": [1, 2], "9": "x"}
    assert verify([row]) == Verified(1, row.hash)


@pytest.mark.parametrize("data", [{"x": object()}, {"x": float("nan")}, {("a",): 1}])
def test_what_is_not_json_is_refused(data):
    """RBK-13."""
    with pytest.raises(InvalidRequest, check=says(r"audit\.data is not valid JSON")):
        chain(BEGINNING, 1, an_entry(data=data))


def test_an_entry_is_bounded():
    """RBK-13."""
    room = LARGEST_DATA - len('{"x": ""}')
    chain(BEGINNING, 1, an_entry(data={"x": "a" * room}))
    with pytest.raises(
        TooLarge,
        check=says("The data of an audit entry has more than 32,768 bytes; make it shorter"),
    ):
        chain(BEGINNING, 1, an_entry(data={"x": "a" * (room + 1)}))
    chain(BEGINNING, 1, an_entry(data={"patch": "补😀" * 2_000, "detail": "坏" * 300}))
    with pytest.raises(InvalidRequest, check=says(r"audit\.reason")):
        chain(BEGINNING, 1, an_entry(reason="x" * 2_001))
