"""What alerts and requests change of what an incident knows; without Temporal."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.alerts.alerts import AlertState
from domain.clusters.repairs import ActionKind
from domain.incidents.incidents import Refusal, Request
from tests.fakes.incidents import T0, a_fingerprint, an_alert
from workflows.incidents.memory import (
    MOST_ALARMS,
    MOST_LATER,
    begun,
    bounded,
    put_by,
    waiting,
    with_alert,
)
from workflows.incidents.state import IncidentInput, Memory, Requested


def a_memory() -> Memory:
    return begun(IncidentInput(a_fingerprint()), an_alert(), None, now=T0)


def a_request(key: str, by: str = "u_mei") -> Requested:
    return Requested(Request(action=ActionKind.RESTART, by=by, reason="bad", key=key), an_alert())


@given(st.lists(st.integers(0, 30), max_size=60))
def test_each_request_waits_in_its_place_or_is_refused_and_none_is_lost(numbers):
    """RBK-12."""
    memory, taken = a_memory(), []
    for number in numbers:
        after = put_by(memory, a_request(f"k{number}"))
        if isinstance(after, Refusal):
            assert len(taken) == MOST_LATER
            assert number not in taken
            continue
        memory = after
        taken += [] if number in taken else [number]
    assert [each.request.key for each in waiting(memory)] == [f"k{number}" for number in taken]
    assert (memory.next is None) == (not taken)


def test_keys_are_each_persons_own():
    """RBK-12: what two people ask for under one key is two requests."""
    memory = a_memory()
    for each in (a_request("k1"), a_request("k1", "u_an"), a_request("k1")):
        memory = put_by(memory, each)
    assert [each.request.by for each in waiting(memory)] == ["u_mei", "u_an"]


def test_alarms_that_fire_are_told_apart_and_bounded():
    """ALR-3."""
    memory = a_memory()
    for number in range(MOST_ALARMS * 2):
        memory = with_alert(memory, an_alert(number, key=f"alarm-{number}"))
    assert len(memory.alarms) == MOST_ALARMS
    assert memory.incident.occurrences == MOST_ALARMS * 2 + 1


def test_one_of_two_alarms_that_clears_leaves_the_other_one():
    """ALR-3: what still fires is the witness that is asked about."""
    memory = with_alert(a_memory(), an_alert(2, key="alarm-2"))
    cleared = with_alert(memory, an_alert(3, key="alarm-1", state=AlertState.RESOLVED))
    assert cleared.alarms == ("alertmanager/alarm-2",)
    assert cleared.witness.id == "m2"
    over = with_alert(cleared, an_alert(4, key="another-name", state=AlertState.RESOLVED))
    assert over.alarms == ()


def test_whatever_an_alert_brings_is_cut_to_its_bounds():
    """SEC-2."""
    labels = {f"{number}" * 300: "v" * 300 for number in range(100)}
    cut = bounded(replace(an_alert(), name="n" * 999, text="t" * 9_999, labels=labels))
    assert (len(cut.name), len(cut.text)) == (200, 2_000)
    assert len(cut.labels) <= 40
    assert all(len(key) <= 200 and len(value) <= 200 for key, value in cut.labels.items())
