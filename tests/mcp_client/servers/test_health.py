"""When a server counts as away, and how it comes back (MCC-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_client.errors import FaultKind
from mcp_client.servers.health import DEFAULT_RULES, Count, Health, HealthRules, State, count_of

SHARES_ONLY = HealthRules(in_a_row=1_000)


class Told:
    """A health with a clock of its own."""

    def __init__(self, rules=DEFAULT_RULES):
        self.health, self.now = Health(rules), 1_000.0

    def asked(self, what, times=1, *, delay=None):
        """Requests one after the other, each of a second."""
        for _ in range(times):
            began, self.now = self.now, self.now + 1.0
            self.health.count(what, self.now, began=began, delay=delay)
        return self.state

    @property
    def state(self):
        return self.health.state(self.now)

    def admitted(self):
        return self.health.admit(self.now)


def test_nothing_is_known_of_a_server_that_was_not_asked():
    """MCC-2."""
    told = Told()

    assert told.state is State.NEW
    assert told.admitted().goes
    assert told.asked(Count.GOOD) is State.ACTIVE


@pytest.mark.parametrize(
    ("good", "failed", "state"),
    [
        (6, 3, State.ACTIVE),
        (7, 3, State.ACTIVE),
        (6, 4, State.DEGRADED),  # exactly 0.4 of exactly ten
        (4, 6, State.DEGRADED),
        (3, 7, State.AWAY),  # exactly 0.7
        (2, 7, State.ACTIVE),  # nine: a share of fewer than ten means nothing
    ],
)
def test_boundaries_count_as_reached(good, failed, state):
    """MCC-2: `>` stood in one place and `>=` in another."""
    told = Told(SHARES_ONLY)
    told.asked(Count.GOOD, good)

    assert told.asked(Count.FAILED, failed) is state


def test_a_server_that_never_answered_is_not_called_active():
    """MCC-2."""
    assert Told().asked(Count.FAILED) is State.DEGRADED


def test_an_outage_after_ten_thousand_good_calls_shows_at_once():
    """MCC-2: a ratio over a lifetime hid it."""
    told = Told()
    told.asked(Count.GOOD, 10_000)

    assert told.asked(Count.FAILED, DEFAULT_RULES.in_a_row) is State.AWAY


def test_many_failures_among_good_answers_show_too():
    """MCC-2."""
    told = Told()
    told.asked(Count.GOOD, 10_000)
    for _ in range(50):
        told.asked(Count.FAILED)
        told.asked(Count.GOOD)

    assert told.state is State.DEGRADED


def test_what_is_past_is_forgotten():
    """MCC-2."""
    told = Told(SHARES_ONLY)
    told.asked(Count.GOOD, 6)
    assert told.asked(Count.FAILED, 4) is State.DEGRADED

    told.now += DEFAULT_RULES.window

    assert told.state is State.ACTIVE
    assert told.health.failures(told.now) == (0, 0)


def test_a_timeout_is_a_failure():
    """MCC-2: timeouts were not counted."""
    assert count_of(FaultKind.TIMED_OUT) is Count.FAILED


@pytest.mark.parametrize("kind", [FaultKind.CLOSED, FaultKind.BUSY, FaultKind.REFUSED_ADDRESS])
def test_what_is_our_doing_says_nothing_about_the_server(kind):
    """MCC-2."""
    assert Told().asked(count_of(kind), 100) is State.NEW


@pytest.mark.parametrize("kind", [FaultKind.BAD_ARGUMENTS, FaultKind.UNKNOWN_TOOL, FaultKind.ASKS])
def test_a_bad_call_proves_that_the_server_is_there(kind):
    """MCC-2."""
    told = Told()
    told.asked(Count.FAILED, 3)

    assert told.asked(count_of(kind)) is State.ACTIVE


def test_a_tool_that_fails_does_not_take_its_server_away():
    """MCC-2: a model that calls a tool wrongly must not take it away from everybody."""
    told = Told()

    assert told.asked(Count.TOOL_FAILED, 100) is State.DEGRADED
    assert told.admitted().goes


def test_a_server_that_is_away_is_left_alone_and_then_tried_by_one():
    """MCC-2: `error` never recovered."""
    told = Told()
    told.asked(Count.FAILED, 3)
    resting = told.admitted()
    told.now += resting.delay

    tries = [told.admitted() for _ in range(3)]

    assert not resting.goes
    assert resting.delay == DEFAULT_RULES.rest
    assert [each.goes for each in tries] == [True, False, False]
    assert told.state is State.TRYING


@pytest.mark.parametrize("answer", [Count.GOOD, Count.TOOL_FAILED])
def test_an_answer_heals(answer):
    """MCC-2."""
    told = Told()
    told.asked(Count.FAILED, 30)
    told.now += told.admitted().delay
    told.admitted()

    assert told.asked(answer) is State.ACTIVE
    assert told.asked(Count.FAILED, 2) is State.ACTIVE  # it begins anew, with a clean window


def test_each_failed_try_doubles_the_rest_up_to_a_bound():
    """MCC-2."""
    told = Told()
    told.asked(Count.FAILED, 3)
    rests = []
    for _ in range(30):
        rests.append(told.admitted().delay)
        told.now += rests[-1]
        assert told.admitted().state is State.TRYING
        told.asked(Count.FAILED)

    assert rests[:6] == [10.0, 20.0, 40.0, 80.0, 160.0, 300.0]
    assert set(rests[5:]) == {300.0}
    told.now += 300.0
    told.admitted()
    told.asked(Count.GOOD)
    told.asked(Count.FAILED, 3)
    assert told.admitted().delay == 10.0


def test_a_try_that_is_given_up_leaves_the_next_one_to_another():
    """MCC-2: a cancelled caller must not leave the server away for ever."""
    told = Told()
    told.asked(Count.FAILED, 3)
    told.now += told.admitted().delay
    told.admitted()

    told.health.abandon()

    assert told.admitted().state is State.TRYING


def test_requests_that_one_outage_cuts_off_together_are_one_failure():
    """MCC-2: a server that restarts once is not away."""
    told = Told()
    told.asked(Count.GOOD, 6)
    for _ in range(9):
        told.health.count(Count.FAILED, told.now + 1, began=told.now)

    assert told.health.state(told.now + 1) is State.DEGRADED
    assert told.admitted().goes


def test_an_answer_that_was_under_way_proves_that_it_is_there():
    """MCC-2."""
    told = Told()
    told.asked(Count.FAILED, 3)

    assert told.asked(Count.GOOD) is State.ACTIVE


def test_failures_of_before_do_not_fail_the_try():
    """MCC-2."""
    told = Told()
    left = told.now
    told.asked(Count.FAILED, 3)
    told.now += told.admitted().delay
    told.admitted()

    told.health.count(Count.FAILED, told.now, began=left)

    assert told.state is State.TRYING


def test_a_server_that_asks_for_a_pause_gets_it_within_bounds():
    """MCC-2."""
    told = Told()
    told.asked(Count.FAILED, delay=40.0)
    assert told.admitted().delay == 40.0

    told.now += 40.0
    told.admitted()
    told.asked(Count.FAILED, delay=1e9)

    assert told.admitted().delay == DEFAULT_RULES.longest_asked


@given(st.lists(st.tuples(st.sampled_from(Count), st.floats(0, 400)), max_size=200))
def test_whatever_happens_it_can_come_back(history):
    """MCC-2."""
    told = Told()
    for what, pause in history:
        told.now += pause
        if told.admitted().goes:
            told.asked(what)
            told.health.abandon()  # as whoever tries does at the end, whatever came of it

    told.now += DEFAULT_RULES.longest_rest
    assert told.admitted().goes
    assert told.asked(Count.GOOD) in {State.ACTIVE, State.DEGRADED}
    assert told.health.failures(told.now)[1] <= DEFAULT_RULES.most
