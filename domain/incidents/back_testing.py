"""What a policy would have done in incidents that are over: actions, modes, calls (ANL-3).

Everything comes from the record: what was tried and how it ended, what was passed over and why,
what the score was made of. Where a policy leaves the record — it would have tried something that
nobody tried — what comes of it is not known and is said so, not guessed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.clusters.clusters import WorkloadRef
from domain.clusters.repairs import ActionKind, Attempt, AttemptState, Mode, SkipReason
from domain.incidents.incidents import CallReason, Ending, Incident, IncidentState
from domain.incidents.ladder.ladder import order_of
from domain.incidents.policy.matching import at_place, effective_mode, is_open, mode_for
from domain.incidents.policy.policies import Policy
from domain.incidents.scores import Band, ScoreInput, band_of
from domain.incidents.scoring import score
from domain.incidents.weights import Weights


@dataclass(frozen=True)
class Move:
    """One action, and how far it went by itself."""

    action: ActionKind
    mode: Mode

    def __str__(self) -> str:
        return f"{self.action}:{self.mode}"


@dataclass(frozen=True)
class NextStep:
    """How an incident went, or would have gone.

    Attributes:
        called: why a person was called; None when nobody was.
        is_known: False when it left the record; then what follows the last move is open.
        waits: actions that would have waited for their hours.
    """

    score: int
    band: Band | None
    moves: tuple[Move, ...]
    called: CallReason | None
    is_known: bool = True
    waits: tuple[ActionKind, ...] = ()


class Divergence(StrEnum):
    """What would be different."""

    ACTIONS = "actions"
    MODES = "modes"
    CALLS = "calls"
    BAND = "band"
    HOURS = "hours"


@dataclass(frozen=True)
class Difference:
    """One incident that would have gone another way."""

    incident_id: str
    target: WorkloadRef
    opened_at: datetime
    changes: tuple[Divergence, ...]
    was: NextStep
    would: NextStep


@dataclass(frozen=True, kw_only=True)
class BackTest:
    """A policy against the record.

    Attributes:
        incidents: how many were looked at; `left_out` those without owner or score.
        open_ended: how many would have left the record.
        was, would: totals: moves by `action:mode`, calls by `called:reason`.
    """

    policy: str
    incidents: int
    left_out: int
    open_ended: int
    differences: tuple[Difference, ...]
    was: dict[str, int] = field(default_factory=dict)
    would: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One incident of the record.

    Attributes:
        inputs: what its score would be made of under the candidate: the record's own, with what
            the policy says of the service in their place.
        weights: that were in force.
    """

    incident: Incident
    owner: WorkloadRef
    inputs: tuple[ScoreInput, ...]
    weights: Weights


@dataclass(frozen=True)
class Compared:
    """How one incident went, and how it would have gone."""

    incident: Incident
    owner: WorkloadRef
    was: NextStep
    would: NextStep


def compared(case: Case, policy: Policy) -> Compared:
    """Return both courses of one incident."""
    return Compared(case.incident, case.owner, course_of(case.incident), replayed(case, policy))


def back_test(policy: Policy, cases: Sequence[Compared], *, left_out: int = 0) -> BackTest:
    """Return what the policy would have changed; the same record gives the same answer."""
    was, would = Counter[str](), Counter[str]()
    differences = []
    open_ended = 0
    for case in sorted(cases, key=lambda each: (each.incident.opened_at, each.incident.id)):
        real, other = case.was, case.would
        was.update(_counted(real))
        would.update(_counted(other))
        open_ended += not other.is_known
        changes = tuple(_changes(real, other))
        if changes:
            incident = case.incident
            differences.append(
                Difference(incident.id, case.owner, incident.opened_at, changes, real, other)
            )
    return BackTest(
        policy=policy.name,
        incidents=len(cases),
        left_out=left_out,
        open_ended=open_ended,
        differences=tuple(differences),
        was=dict(sorted(was.items())),
        would=dict(sorted(would.items())),
    )


def course_of(incident: Incident) -> NextStep:
    """Return how an incident really went."""
    return NextStep(
        incident.score.total if incident.score else 0,
        incident.band,
        tuple(Move(each.action, each.mode) for each in incident.attempts),
        incident.call_reason,
    )


def replayed(case: Case, policy: Policy) -> NextStep:
    """Return how an incident would have gone under a policy, as far as the record can say."""
    policy = at_place(policy, case.owner)
    total = score(case.inputs, case.weights).total
    course = NextStep(total, band_of(total), (), None)
    ending = _Replay(case, policy, total).climb()
    called = ending.called
    if course.band is not None and course.band.calls_first and case.incident.request is None:
        called = CallReason.TOP_BAND
    return replace(
        course,
        moves=ending.moves,
        called=called,
        is_known=ending.is_known,
        waits=ending.waits,
    )


@dataclass(frozen=True)
class _Ending:
    moves: tuple[Move, ...]
    called: CallReason | None
    is_known: bool
    waits: tuple[ActionKind, ...]


@dataclass
class _Replay:
    """One incident that is climbed again."""

    case: Case
    policy: Policy
    total: int
    moves: list[Move] = field(default_factory=list)
    waits: list[ActionKind] = field(default_factory=list)

    def climb(self) -> _Ending:
        """Go through the ladder until the record, the band or the ladder ends."""
        incident, most = self.case.incident, band_of(self.total).attempts
        for action in order_of(self.policy, incident.fault, incident.request):
            if len(self.moves) >= most:
                break
            if self._is_passed_over(action):
                continue
            stop = self._take(action, most)
            if stop is not None:
                return stop
        return self._end(CallReason.EXHAUSTED)

    def _take(self, action: ActionKind, most: int) -> _Ending | None:
        """Take one action; return the ending when it ends there."""
        incident, asked = self.case.incident, self.case.incident.request is not None
        mode = effective_mode(
            mode_for(self.policy, self.case.owner, action, self.total), asked_by_person=asked
        )
        attempts = [each for each in incident.attempts if each.action is action]
        at = attempts[0].started_at if attempts else incident.opened_at
        if not is_open(self.policy, self.case.owner, action, at):
            self.waits.append(action)
        if mode in (Mode.OBSERVE, Mode.SUGGEST):
            self.moves.append(Move(action, mode))
            return self._end(CallReason.OBSERVED)
        if not attempts or attempts[-1].state is AttemptState.OBSERVED:
            self.moves.append(Move(action, mode))
            return self._end(None, is_known=False)
        self.moves += [Move(action, mode)] * min(len(attempts), most - len(self.moves))
        return self._after(attempts[-1])

    def _after(self, attempt: Attempt) -> _Ending | None:
        """Return the ending that an attempt led to; None when the ladder goes on."""
        last = self.case.incident.attempts[-1] is attempt
        if attempt.state is AttemptState.VERIFIED:
            return self._end(None) if last else None
        if attempt.state in _GOES_ON or not last:
            return None
        return self._end(self.case.incident.call_reason)

    def _is_passed_over(self, action: ActionKind) -> bool:
        incident = self.case.incident
        if incident.request is None and action in self.policy.cannot_help.get(incident.fault, ()):
            return True
        if any(each.action is action for each in incident.attempts):
            return False
        reasons = {each.reason for each in incident.skipped if each.action is action}
        # What the former policy thought of it says nothing about whether it could be done.
        return bool(reasons - {SkipReason.CANNOT_HELP})

    def _end(self, called: CallReason | None, *, is_known: bool = True) -> _Ending:
        return _Ending(tuple(self.moves), called, is_known, tuple(self.waits))


_GOES_ON = frozenset({AttemptState.FAILED})
_NOT_THE_POLICYS = frozenset({CallReason.FLAPPING, CallReason.UNRESOLVED, CallReason.ASKED_FOR})


def _changes(was: NextStep, would: NextStep) -> Iterator[Divergence]:
    if [each.action for each in was.moves] != [each.action for each in would.moves]:
        yield Divergence.ACTIONS
    elif was.moves != would.moves:
        yield Divergence.MODES
    # The top band calls at its start; which reason is then named later is no other call.
    if would.is_known and (was.called is None) != (would.called is None):
        yield Divergence.CALLS
    if was.band is not would.band:
        yield Divergence.BAND
    if would.waits:
        yield Divergence.HOURS


def _counted(course: NextStep) -> Iterator[str]:
    yield from (str(move) for move in course.moves)
    if course.called is not None:
        yield f"called:{course.called}"


def is_settled(incident: Incident) -> bool:
    """Say whether the record of an incident says how its ladder ended.

    What recovered by itself, was aborted, or could not be seen says nothing about a policy.
    """
    ended = incident.ending in (Ending.FIXED, Ending.HANDED_OVER)
    over = ended or incident.state is IncidentState.HANDED_OVER
    climbed = bool(incident.attempts) or incident.call_reason is CallReason.EXHAUSTED
    known = incident.score is not None and incident.owner is not None
    return over and climbed and known and incident.call_reason not in _NOT_THE_POLICYS
