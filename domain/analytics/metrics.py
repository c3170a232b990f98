"""How well repairs work: counted from incidents, which are made of events (RBK-14, ANL-3).

Everything here can be counted again from history by anybody: the facts are in each event's
snapshot of its incident.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from zoneinfo import ZoneInfo

from domain.alerts.alerts import FaultClass
from domain.clusters.repairs import AttemptState
from domain.common.proportions import Proportion
from domain.incidents.incidents import Ending, Incident, IncidentState

GOAL = 0.85
"""Share of the repaired incidents whose fix was verified and stayed (RBK-14)."""

MOST_SERVICES = 50
"""Services of one answer, those with most attempts first."""


@dataclass(frozen=True)
class AttemptFacts:
    """What counts of an attempt that wrote.

    Attributes:
        false_fix: it was verified, and the fault came back within the relapse watch.
        verified_at: when it was judged healthy; None when it was not.
    """

    action: str
    state: AttemptState
    acted_at: datetime
    approved: bool
    false_fix: bool = False
    verified_at: datetime | None = None

    @property
    def lasted(self) -> bool:
        """Whether it was judged healthy, and the fault did not come back."""
        return self.state is AttemptState.VERIFIED and not self.false_fix


@dataclass(frozen=True, kw_only=True)
class IncidentFacts:
    """What counts of an incident.

    Attributes:
        service: `namespace/name` of the owner; empty when it was never found.
        began_at: when the fault began by its source's clock; None when that is not known any more.
        attempts: how many rungs were tried, written or not; `writes` those that wrote.
    """

    id: str
    fault: str
    service: str
    state: IncidentState
    ending: Ending | None
    opened_at: datetime
    began_at: datetime | None
    decided_at: datetime | None
    acknowledged_at: datetime | None
    first_action_at: datetime | None
    fixed_at: datetime | None
    called: bool
    relapses: int
    attempts: int
    writes: tuple[AttemptFacts, ...] = ()


@dataclass(frozen=True)
class Durations:
    """A distribution of seconds; all zero when there were none.

    Attributes:
        p90: nearest rank: nine of ten were not longer.
    """

    count: int
    median: float = 0.0
    p90: float = 0.0
    longest: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What became of attempts that wrote.

    Attributes:
        key: what they have in common, e.g. an action and a class of fault.
        verified: were judged healthy; `false_fixes` of them came back within the relapse watch.
        unclear: nobody could say, or it was not judged; that is no success.
        success: share of those tried that was verified and stayed, 0 to 1; `low` and `high` are
            Wilson's 95 % interval of it.
        verify: from the write to the verdict that it is healthy.
    """

    key: tuple[str, ...]
    tried: int
    verified: int
    false_fixes: int
    failed: int
    unclear: int
    success: float
    low: float
    high: float
    verify: Durations

    @property
    def stayed(self) -> int:
        """How many were verified and did not come back."""
        return self.verified - self.false_fixes


class Goal(StrEnum):
    """Whether the goal is met."""

    REACHED = "reached"
    MISSED = "missed"
    NO_DATA = "no_data"


class NumberUnit(StrEnum):
    """What a number counts."""

    INCIDENTS = "incidents"
    ATTEMPTS = "attempts"
    SHARE = "share"
    SECONDS = "s"


@dataclass(frozen=True, kw_only=True)
class IncidentMetrics:
    """All numbers of a period; incidents belong to the period in which they opened.

    Attributes:
        endings: how many ended how; `open` have not ended.
        detect: from when a fault began, by its source's clock, to its incident.
        decide, acknowledge, act, fix: from the incident to the first decision, to a person's
            acknowledgement, to the first write, to the verified fix that stayed so far.
        attempts, writes: rungs tried, and those that wrote.
        repaired: incidents with a write that were fixed or handed to a person; `fixed` of them are
            verified and have not come back. Those that cleared by themselves or were ended by a
            person are neither.
        success: `fixed` divided by `repaired`, 0 to 1; None when nothing was repaired.
        false_fixes, false_fix_share: fixes that came back, and their share of verified ones.
        low, high: Wilson's 95 % interval of `success`.
        called: incidents for which a person was called; `answered` of them were acknowledged.
        by_action: by action and class of fault; `by_fault` by class of fault; `by_service` by
            service; `by_day` by local day of the write; `by_week` by the Monday of its week;
            `by_hour` by local hour of the day.
    """

    since: datetime
    until: datetime
    incidents: int
    open: int
    endings: dict[Ending, int]
    detect: Durations
    decide: Durations
    acknowledge: Durations
    act: Durations
    fix: Durations
    attempts: int
    writes: int
    repaired: int
    fixed: int
    success: float | None
    low: float
    high: float
    goal: Goal
    false_fixes: int
    false_fix_share: float | None
    called: int
    answered: int
    by_action: tuple[Effect, ...]
    by_fault: tuple[Effect, ...]
    by_service: tuple[Effect, ...]
    by_day: tuple[Effect, ...]
    by_week: tuple[Effect, ...]
    by_hour: tuple[Effect, ...]


def facts_of(incident: Incident, *, began_at: datetime | None) -> IncidentFacts:
    """Return what counts of an incident.

    Of several verified fixes the first ones are those that came back: each relapse follows one.

    Args:
        incident: as its newest event has it.
        began_at: when its first alert says that the fault began; the newest alert may be another.
    """
    wrote = [each for each in incident.attempts if each.acted_at is not None]
    verified = [each.number for each in wrote if each.state is AttemptState.VERIFIED]
    came_back = set(verified[: incident.relapses])
    owner = incident.owner
    return IncidentFacts(
        id=incident.id,
        fault=incident.fault.value,
        service=f"{owner.namespace}/{owner.name}" if owner else "",
        state=incident.state,
        ending=incident.ending,
        opened_at=incident.opened_at,
        began_at=began_at,
        decided_at=incident.decided_at,
        acknowledged_at=incident.acknowledged_at,
        first_action_at=incident.first_action_at,
        fixed_at=incident.fixed_at,
        called=incident.called is not None,
        relapses=incident.relapses,
        attempts=len(incident.attempts),
        writes=tuple(
            AttemptFacts(
                each.action.value,
                each.state,
                each.acted_at,
                bool(each.approved_by),
                each.number in came_back,
                each.ended_at if each.state is AttemptState.VERIFIED else None,
            )
            for each in wrote
            if each.acted_at is not None
        ),
    )


def metrics_of(
    facts: Sequence[IncidentFacts], *, since: datetime, until: datetime, zone: str
) -> IncidentMetrics:
    """Return the numbers of the incidents that opened in `[since, until)`.

    Args:
        facts: of these and of others, in any order.
        since: beginning of the period.
        until: its end, not included.
        zone: IANA zone of local days and hours.
    """
    real = (each for each in facts if each.fault != FaultClass.TEST)
    mine = [each for each in real if since <= each.opened_at < until]
    writes = [(each, write) for each in mine for write in each.writes]
    repaired = [each for each in mine if each.writes and _is_settled(each)]
    fixed = sum(each.fixed_at is not None for each in repaired)
    verified = sum(write.state is AttemptState.VERIFIED for _, write in writes)
    false_fixes = sum(write.false_fix for _, write in writes)
    share = Proportion(fixed, len(repaired))
    success = share.share
    clock = ZoneInfo(zone)
    return IncidentMetrics(
        since=since,
        until=until,
        incidents=len(mine),
        open=sum(each.ending is None for each in mine),
        endings={
            ending: count
            for ending in Ending
            if (count := sum(each.ending is ending for each in mine))
        },
        detect=_durations((each.began_at, each.opened_at) for each in mine),
        decide=_durations((each.opened_at, each.decided_at) for each in mine),
        acknowledge=_durations((each.opened_at, each.acknowledged_at) for each in mine),
        act=_durations((each.opened_at, each.first_action_at) for each in mine),
        fix=_durations((each.opened_at, each.fixed_at) for each in mine if each.writes),
        attempts=sum(each.attempts for each in mine),
        writes=len(writes),
        repaired=len(repaired),
        fixed=fixed,
        success=success,
        low=share.low,
        high=share.high,
        goal=_goal(success),
        false_fixes=false_fixes,
        false_fix_share=_share(false_fixes, verified),
        called=sum(each.called for each in mine),
        answered=sum(each.called and each.acknowledged_at is not None for each in mine),
        by_action=_effects(writes, lambda each, write: (write.action, each.fault)),
        by_fault=_effects(writes, lambda each, _: (each.fault,)),
        by_service=_largest(_effects(writes, lambda each, _: (each.service,))),
        by_day=_effects(writes, lambda _, write: (_local(write, clock).date().isoformat(),)),
        by_week=_effects(writes, lambda _, write: (_monday(_local(write, clock)),)),
        by_hour=_effects(writes, lambda _, write: (f"{_local(write, clock).hour:02d}",)),
    )


def _is_settled(each: IncidentFacts) -> bool:
    """Say whether it counts towards the goal: it is fixed, or a person had to take it."""
    handed = IncidentState.HANDED_OVER in (each.state, each.ending)
    return each.fixed_at is not None or handed


def _goal(success: float | None) -> Goal:
    if success is None:
        return Goal.NO_DATA
    return Goal.REACHED if success >= GOAL else Goal.MISSED


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _durations(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Durations:
    """Return the distribution of those spans of which both ends are known."""
    # A source's clock may be ahead of ours; a fault is not detected before it begins.
    seconds = sorted(
        max((end - start).total_seconds(), 0.0)
        for start, end in spans
        if start is not None and end is not None
    )
    if not seconds:
        return Durations(0)
    rank = -(-len(seconds) * 9 // 10) - 1
    return Durations(len(seconds), median(seconds), seconds[rank], seconds[-1])


def _effects(
    writes: Sequence[tuple[IncidentFacts, AttemptFacts]],
    key_of: Callable[[IncidentFacts, AttemptFacts], tuple[str, ...]],
) -> tuple[Effect, ...]:
    groups: dict[tuple[str, ...], list[AttemptFacts]] = {}
    for each, write in writes:
        groups.setdefault(key_of(each, write), []).append(write)
    return tuple(_effect(key, groups[key]) for key in sorted(groups))


def _effect(key: tuple[str, ...], writes: Sequence[AttemptFacts]) -> Effect:
    verified = sum(each.state is AttemptState.VERIFIED for each in writes)
    failed = sum(each.state is AttemptState.FAILED for each in writes)
    share = Proportion(sum(each.lasted for each in writes), len(writes))
    return Effect(
        key=key,
        tried=len(writes),
        verified=verified,
        false_fixes=sum(each.false_fix for each in writes),
        failed=failed,
        unclear=len(writes) - verified - failed,
        success=share.share or 0.0,
        low=share.low,
        high=share.high,
        verify=_durations((each.acted_at, each.verified_at) for each in writes),
    )


def _largest(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    return tuple(sorted(effects, key=lambda each: (-each.tried, each.key))[:MOST_SERVICES])


def _local(write: AttemptFacts, clock: ZoneInfo) -> datetime:
    return write.acted_at.astimezone(clock)


def _monday(local: datetime) -> str:
    return (local.date() - timedelta(days=local.weekday())).isoformat()
