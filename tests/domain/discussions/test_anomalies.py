"""Messages that come faster than anybody writes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.discussions.anomalies import annotated, anomalies_of
from domain.discussions.discussions import Discussion, Message, SourceType
from tests.fakes.clock import ManualClock

START = ManualClock().now()
STAMP = "2026-11-21T06:30:00"


def discussion(*said: tuple[str, float], exact: bool = True, tags=()) -> Discussion:
    messages = tuple(
        Message(
            id=f"msg_{number}",
            from_id=who,
            from_name=who.title(),
            topic="t",
            content="c",
            timestamp=f"{START + timedelta(seconds=at):%Y-%m-%dT%H:%M:%S}",
            sent_at=START + timedelta(seconds=at) if exact else None,
            source_type=SourceType.REAL,
            tags=tags,
        )
        for number, (who, at) in enumerate(said)
    )
    return Discussion(
        id="disc_1",
        topic="t",
        initiator="a",
        initiator_name="A",
        created_at=STAMP,
        updated_at=STAMP,
        messages=messages,
    )


def test_two_senders_a_third_of_a_second_apart_are_found():
    """BUS-1."""
    (found,) = anomalies_of(discussion(("a", 0), ("b", 0.3)), threshold_seconds=2.0)

    assert (found.index, found.kind, found.seconds, found.confidence) == (1, "pair", 0.3, 1.0)
    assert found.message_ids == ("msg_0", "msg_1")
    assert found.description == (
        "B wrote 0.300 s after A; two senders are not expected closer than 2 s."
    )


def test_two_messages_of_one_sender_are_no_pair():
    """BUS-1."""
    assert anomalies_of(discussion(("a", 0), ("a", 0.3)), threshold_seconds=2.0) == ()


def test_the_threshold_itself_is_far_enough():
    """BUS-1."""
    assert anomalies_of(discussion(("a", 0), ("b", 2.0)), threshold_seconds=2.0) == ()


def test_a_clock_of_seconds_finds_the_same_with_less_confidence():
    """BUS-1."""
    near = anomalies_of(discussion(("a", 0), ("b", 0.3), exact=False), threshold_seconds=2.0)
    edge = anomalies_of(discussion(("a", 0), ("b", 2), exact=False), threshold_seconds=2.0)
    far = anomalies_of(discussion(("a", 0), ("b", 3), exact=False), threshold_seconds=2.0)

    assert near[0].confidence == 0.8
    assert edge[0].confidence == 0.4
    assert far == ()


def test_everybody_in_a_burst_is_touched():
    """BUS-1."""
    found = anomalies_of(discussion(("a", 0), ("a", 0.1), ("b", 0.2)), threshold_seconds=2.0)

    assert found[0].message_ids == ("msg_0", "msg_1", "msg_2")


def test_messages_without_a_readable_time_are_passed_over():
    """BUS-1."""
    odd = discussion(("a", 0), ("b", 0), exact=False)
    messages = tuple(replace(one, timestamp="just now") for one in odd.messages)

    assert anomalies_of(replace(odd, messages=messages), threshold_seconds=2.0) == ()


def test_an_author_far_faster_than_their_habit_is_found():
    """BUS-1."""
    steady = [("a", 60.0 * number + number % 7) for number in range(12)]
    (found,) = anomalies_of(discussion(*steady, ("a", 660 + 4.2)), threshold_seconds=2.0)

    assert (found.kind, found.index, found.message_ids) == ("cadence", 12, ("msg_12",))
    assert 0.5 < found.confidence < 1
    assert "their habit, of 11 other gaps, is about 6" in found.description


@pytest.mark.parametrize("count", [2, 8])
def test_few_messages_make_no_habit(count):
    """BUS-1."""
    few = [("a", 60.0 * number) for number in range(count)]

    assert anomalies_of(discussion(*few, ("a", 60 * count - 59.9)), threshold_seconds=2.0) == ()


def test_one_fast_message_does_not_move_the_habit_that_it_is_compared_with():
    """BUS-1."""
    steady = [("a", 600.0 * number) for number in range(10)]
    fast = [("a", 5400.5)]

    assert [one.index for one in anomalies_of(discussion(*steady, *fast), threshold_seconds=2)] == [
        10
    ]


def test_annotating_again_changes_nothing():
    """BUS-1."""
    before = discussion(("a", 0), ("b", 0.3), ("c", 60))
    marked = annotated(before, anomalies_of(before, threshold_seconds=2.0))
    by_id = {one.id: one for one in marked}
    after = replace(before, messages=tuple(by_id.get(one.id, one) for one in before.messages))

    assert [one.id for one in marked] == ["msg_0", "msg_1"]
    assert {one.source_type for one in marked} == {SourceType.INFERRED}
    assert all(one.reason for one in marked)
    assert annotated(after, anomalies_of(after, threshold_seconds=2.0)) == marked
    assert annotated(after, anomalies_of(after, threshold_seconds=9.0)) == marked


def test_what_is_tagged_as_an_automatic_reply_is_inferred():
    """BUS-1."""
    tagged = discussion(("a", 0), tags=("auto_reply",))

    (marked,) = annotated(tagged, ())

    assert marked.source_type is SourceType.INFERRED
    assert marked.reason == "It is tagged auto_reply. Before, it was real."


times = st.lists(
    st.tuples(st.sampled_from("abc"), st.floats(-1e6, 1e6, allow_nan=False)), max_size=40
)


@given(times, st.booleans(), st.floats(0.01, 3600))
def test_any_times_give_anomalies_of_messages_that_are_there(said, exact, threshold):
    """BUS-1."""
    made = discussion(*said, exact=exact)
    ids = {one.id for one in made.messages}

    for found in anomalies_of(made, threshold_seconds=threshold):
        assert 0 <= found.index < len(said)
        assert 0 < found.confidence <= 1
        assert set(found.message_ids) <= ids


@given(times)
def test_every_pair_of_neighbours_that_is_too_close_is_found(said):
    """BUS-1."""
    made = discussion(*sorted(said, key=lambda each: each[1]))
    found = {one.index for one in anomalies_of(made, threshold_seconds=2.0) if one.kind == "pair"}
    close = {
        index
        for index in range(1, len(made.messages))
        if made.messages[index].from_id != made.messages[index - 1].from_id
        and (made.messages[index].sent_at - made.messages[index - 1].sent_at).total_seconds() < 2.0
    }

    assert close <= found


def test_a_name_of_any_length_makes_a_short_reason():
    """BUS-1: reasons are written into the file that everybody reads."""
    named = discussion(("n" * 100_000, 0), ("b\nc", 0.3))
    marked = annotated(named, anomalies_of(named, threshold_seconds=2.0))

    assert len(marked) == 2
    assert all(len(each.reason) < 250 and "\n" not in each.reason for each in marked)


def test_a_mark_on_what_was_proven_says_so():
    """BUS-3: whoever writes within two seconds of it cannot hide that it was real."""
    said = discussion(("a", 0), ("b", 0.3))
    first, second = said.messages
    said = replace(said, messages=(first, replace(second, source_type=SourceType.UNVERIFIABLE)))
    one, two = annotated(said, anomalies_of(said, threshold_seconds=2.0))

    assert one.reason.endswith("Before, it was real.")
    assert "Before" not in two.reason
    again = replace(said, messages=(one, two))
    assert annotated(again, anomalies_of(again, threshold_seconds=2.0)) == (one, two)
