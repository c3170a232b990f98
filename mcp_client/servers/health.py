"""Whether a server is well, from what became of the newest requests to it, and who may ask it.

The rule looks through a window, not at a lifetime: an outage after ten thousand good calls shows at
once, and is forgotten once it is over. Every boundary counts as reached (`>=`).

    ACTIVE ── half fail ──> DEGRADED ── most fail, or several connections in a row ──> AWAY
      ^                                                                                 │ rest
      └────────────── the one request that is let through succeeds ────────── TRYING <──┘
                                                  (fails: AWAY, and a longer rest)

What a tool says of itself (`is_error`, or an error of JSON-RPC) shows as DEGRADED at most: a model
that calls a tool wrongly must not take it away from everybody.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from mcp_client.errors import FaultKind


class State(StrEnum):
    """How a server is doing."""

    NEW = "new"  # nothing was asked yet
    ACTIVE = "active"
    DEGRADED = "degraded"  # many requests fail, or it never answered; all are let through
    AWAY = "away"  # most fail; none is let through until it has rested
    TRYING = "trying"  # it has rested; one request finds out


class Count(StrEnum):
    """What a request says about the server's health."""

    GOOD = "good"
    TOOL_FAILED = "tool_failed"  # it answered, and the call came to nothing
    FAILED = "failed"  # no answer, or none that could be used
    NOTHING = "nothing"  # our doing, or the caller's


@dataclass(frozen=True, kw_only=True)
class HealthRules:
    """When a server counts as degraded or away, and how long it then rests.

    Attributes:
        window: seconds that a request counts; five minutes forget an outage soon enough.
        most: newest requests that count; one busy minute must not cost memory.
        enough: requests below which a share means nothing (the origin's own number).
        degraded: share of failures from which it is degraded (the origin's own number).
        away: share from which it is away (the origin's own number).
        in_a_row: failures, one after the other and without a success, that suffice too: a dead
            server that is asked rarely never has `enough`.
        rest: seconds of the first rest; doubles with each failed try.
        longest_rest: seconds that no rest of our own exceeds.
        longest_asked: seconds that a server gets at most when it asks to be left alone.
    """

    window: float = 300.0
    most: int = 100
    enough: int = 10
    degraded: float = 0.4
    away: float = 0.7
    in_a_row: int = 3
    rest: float = 10.0
    longest_rest: float = 300.0
    longest_asked: float = 3600.0


DEFAULT_RULES = HealthRules()

_OURS = frozenset(
    {
        FaultKind.REFUSED_ADDRESS,
        FaultKind.NOT_REGISTERED,
        FaultKind.CLOSED,
        FaultKind.NOT_ALLOWED,
        FaultKind.BUSY,
        FaultKind.RESTING,
    }
)
"""Kinds that say nothing about the server: nobody asked it."""

_ANSWERED = frozenset(
    {
        FaultKind.TOO_LARGE,
        FaultKind.OFF_SCHEMA,
        FaultKind.ASKS,
        FaultKind.ERROR,
        FaultKind.UNKNOWN_TOOL,
        FaultKind.BAD_ARGUMENTS,
    }
)
"""Kinds that only a server that is there can bring about: a bad call, or a bad tool."""


def count_of(kind: FaultKind) -> Count:
    """Return what a fault says about a server. A timeout is a failure like any other."""
    if kind in _OURS:
        return Count.NOTHING
    return Count.TOOL_FAILED if kind in _ANSWERED else Count.FAILED


@dataclass(frozen=True)
class Admission:
    """Whether a request may go out.

    Attributes:
        state: AWAY: it may not, and `delay` says for how many seconds; TRYING: it may, alone, and
            must be ended by `count` or `abandon`.
    """

    state: State
    delay: float = 0.0

    @property
    def goes(self) -> bool:
        """Whether it may."""
        return self.state is not State.AWAY


class Health:
    """The health of one server. Not for several threads; times are seconds of any one clock."""

    def __init__(self, rules: HealthRules = DEFAULT_RULES) -> None:
        self._rules = rules
        self._seen: deque[tuple[float, Count]] = deque(maxlen=rules.most)
        self._state = State.NEW
        self._in_a_row = 0
        self._rests = 0
        self._until = 0.0
        self._failed = 0.0

    def state(self, now: float) -> State:
        """Return how the server is doing; a rest that is over shows as TRYING."""
        if self._state is State.AWAY and now >= self._until:
            return State.TRYING
        if self._state in {State.AWAY, State.TRYING}:
            return self._state
        return self._judge(now)

    def admit(self, now: float) -> Admission:
        """Decide about one request; after a rest, one is let through and the others wait."""
        if self._state is State.AWAY and now >= self._until:
            self._state = State.TRYING
            return Admission(State.TRYING)
        if self._state is State.AWAY:
            return Admission(State.AWAY, self._until - now)
        if self._state is State.TRYING:
            return Admission(State.AWAY, self._rules.rest)
        return Admission(self._judge(now))

    def count(self, what: Count, now: float, *, began: float, delay: float | None = None) -> None:
        """Take in what became of a request.

        Args:
            what: GOOD and TOOL_FAILED prove that the server is there.
            now: when it ended.
            began: when it left; requests that one outage cut off together are one failure in a row.
            delay: seconds for which the server asked to be left alone, if it did.
        """
        if what is Count.FAILED:
            self._fail(now, began, delay)
        elif what is not Count.NOTHING:
            self._succeed(what, now)

    def abandon(self) -> None:
        """Take in that the one that tried ended without a word about the server."""
        if self._state is State.TRYING:
            self._state = State.AWAY

    def failures(self, now: float) -> tuple[int, int]:
        """Return how many requests in the window failed in any way, and how many there were."""
        counts = self._counts(now)
        return len(counts) - counts.count(Count.GOOD), len(counts)

    def _succeed(self, what: Count, now: float) -> None:
        """Take in an answer. One that came to a server that was away heals it."""
        if self._state in {State.AWAY, State.TRYING}:
            self._seen.clear()
        self._state = State.ACTIVE
        self._in_a_row = self._rests = 0
        self._seen.append((now, what))

    def _fail(self, now: float, began: float, delay: float | None) -> None:
        """Take in a failure, and begin a rest where it is one too many."""
        if self._state in {State.AWAY, State.TRYING} and began < self._until:
            return  # it left before the rest was over, and says nothing about what is there now
        self._seen.append((now, Count.FAILED))
        self._in_a_row += began >= self._failed
        self._failed = now
        if delay:
            self._rest(now, min(delay, self._rules.longest_asked))
        elif self._state in {State.AWAY, State.TRYING} or self._is_gone(now):
            self._rest(now, min(self._rules.rest * 2**self._rests, self._rules.longest_rest))
            self._rests = min(self._rests + 1, 16)

    def _rest(self, now: float, seconds: float) -> None:
        """Let nobody ask for so long."""
        self._until = now + seconds
        self._state = State.AWAY

    def _is_gone(self, now: float) -> bool:
        """Whether what the window shows is reason enough for a rest."""
        if self._in_a_row >= self._rules.in_a_row:
            return True
        counts = self._counts(now)
        return (
            len(counts) >= self._rules.enough
            and counts.count(Count.FAILED) / len(counts) >= self._rules.away
        )

    def _judge(self, now: float) -> State:
        """Return the state of a server that does not rest."""
        counts = self._counts(now)
        if self._state is State.NEW:
            return State.DEGRADED if counts else State.NEW
        failed = len(counts) - counts.count(Count.GOOD)
        if len(counts) >= self._rules.enough and failed / len(counts) >= self._rules.degraded:
            return State.DEGRADED
        return State.ACTIVE

    def _counts(self, now: float) -> list[Count]:
        """Return what the window shows; what is too old is forgotten."""
        while self._seen and now - self._seen[0][0] >= self._rules.window:
            self._seen.popleft()
        return [what for _, what in self._seen]
