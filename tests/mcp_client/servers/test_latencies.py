"""What calls took, in bounded memory (MCC-2)."""

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_client.errors import FaultKind
from mcp_client.servers.latencies import (
    CLASSES,
    FULL,
    GROWTH,
    MOST_TOOLS,
    OTHERS,
    Ending,
    Latencies,
)


def tallied(*seconds, tool="t"):
    figures = Latencies()
    for each in seconds:
        figures.add(tool, Ending.DONE, each)
    return figures


@given(st.lists(st.floats(0.001, 1_200.0), min_size=1, max_size=300), st.sampled_from([50, 95, 99]))
def test_a_percentile_is_at_most_seven_percent_above_the_truth(seconds, share):
    """MCC-2: there were none."""
    true = sorted(seconds)[math.ceil(len(seconds) * share / 100) - 1]

    told = getattr(tallied(*seconds).together(), f"p{share}")

    assert true * 0.999 <= told <= true * GROWTH * 1.001


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e-9, 1e9])
def test_what_is_beyond_the_classes_counts_all_the_same(seconds):
    """MCC-2: clocks stand still, and calls hang."""
    told = tallied(seconds).together()

    assert told.calls == 1
    assert told.longest == max(seconds, 0.0)
    assert told.p50 is not None


def test_a_server_that_became_slow_shows():
    """MCC-2: however many fast calls came before."""
    figures = tallied(*[0.01] * 100_000, *[5.0] * 2 * FULL)

    assert figures.together().p50 == pytest.approx(5.0, rel=0.08)
    assert figures.together().calls == 102_000


def test_every_ending_is_counted_apart():
    """MCC-2: tool failures counted as success, and timeouts not at all."""
    figures = tallied(0.1)
    figures.add("t", Ending.TOOL_FAILED, 0.2)
    figures.add("t", Ending.FAULT, 60.0, FaultKind.TIMED_OUT)
    figures.add("t", Ending.FAULT, 0.0, FaultKind.UNREACHABLE)
    figures.add("t", Ending.CANCELLED, 0.3)

    told = figures.tools()["t"]

    assert told.calls == 5
    assert told.endings == {
        Ending.DONE: 1,
        Ending.TOOL_FAILED: 1,
        Ending.FAULT: 2,
        Ending.CANCELLED: 1,
    }
    assert told.faults == {FaultKind.TIMED_OUT: 1, FaultKind.UNREACHABLE: 1}
    assert told.longest == 60.0  # somebody waited that long; the refusal took nobody's time
    assert told.p50 == pytest.approx(0.2, rel=0.08)


def test_without_an_answer_there_is_no_percentile():
    """MCC-2."""
    figures = Latencies()
    figures.add("t", Ending.CANCELLED, 9.0)

    assert figures.together().p50 is None
    assert figures.together().longest is None
    assert Latencies().together().calls == 0


def test_names_that_callers_make_up_do_not_fill_the_memory():
    """MCC-2."""
    figures = Latencies()
    for number in range(10 * MOST_TOOLS):
        figures.add(f"made up {number}", Ending.FAULT, 0.1, FaultKind.UNKNOWN_TOOL)

    told = figures.tools()

    assert len(told) == MOST_TOOLS + 1
    assert told[OTHERS].calls == 9 * MOST_TOOLS
    assert figures.together().calls == 10 * MOST_TOOLS


def test_a_tool_takes_a_few_kilobytes_however_often_it_is_called():
    """MCC-2."""
    figures = tallied(*(0.001 * GROWTH ** (number % CLASSES) for number in range(20 * CLASSES)))
    tally = figures._tallies["t"]

    size = sum(sys.getsizeof(each.classes) for each in (tally.younger, tally.older))

    assert size < 40_000
