"""What the looks after an attempt add up to: four verdicts, and "go on looking" (RBK-5).

Good means: rolled out, ready, no restart since the write, signal cleared. It counts when it lasts
without a break. A look that saw nothing breaks what lasts and proves nothing: it never makes a
success, never a failure. What somebody else wrote makes the outcome not ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.alerts.alerts import ReadBack
from domain.clusters.clusters import RolloutState
from domain.clusters.repairs import RepairVerdict
from domain.incidents.guards.verdicts import Sample, Sight, VerifyRules

GAP = 4
"""Intervals without a look after which nobody can say that things stayed as they were."""


class Because(StrEnum):
    """Why a verdict is as it is, or why there is none yet."""

    DWELT = "dwelt"  # good for the whole dwell
    DWELLING = "dwelling"
    BAD_FOR_LONG = "bad_for_long"
    BAD_FOR_NOW = "bad_for_now"
    ROLLING_OUT = "rolling_out"
    NOT_ROLLED_OUT = "not_rolled_out"  # not even by the deadline
    SIGNAL_LAGS = "signal_lags"  # still fires over a healthy target, which sources do for a while
    SIGNAL_STAYS = "signal_stays"  # and for longer than that
    BLIND_FOR_NOW = "blind_for_now"
    BLIND_FOR_LONG = "blind_for_long"
    OTHERS_WROTE = "others_wrote"
    NEITHER = "neither"  # neither good nor bad for long enough, by the very last moment
    NOT_LOOKED = "not_looked"


@dataclass(frozen=True)
class Judgement:
    """A verdict, or None: go on looking.

    Attributes:
        sight: of the newest look.
        since: how long the newest state has lasted without a break.
        look_again_at: when to look next; None with a verdict.
    """

    verdict: RepairVerdict | None
    because: Because
    sight: Sight = Sight.BLIND
    since: datetime | None = None
    look_again_at: datetime | None = None


@dataclass(frozen=True)
class _Run:
    """States that last without a break up to the newest look."""

    sight: Sight
    since: datetime
    because: Because


def sight_of(sample: Sample, *, acted_progress_at: datetime | None) -> tuple[Sight, Because]:
    """Return what one look saw of the target itself, the signal apart.

    A progress deadline that was exceeded before the write says nothing about what was written: its
    condition stays in place, with its old time, until the controller makes progress.
    """
    if sample.rollout is None:
        return Sight.BLIND, Because.BLIND_FOR_NOW
    if sample.restarts > 0 or sample.out_of_memory:
        return Sight.BAD, Because.BAD_FOR_NOW
    if sample.rollout is RolloutState.FAILED and not _is_stale(sample, acted_progress_at):
        return Sight.BAD, Because.BAD_FOR_NOW
    if sample.rollout is not RolloutState.DONE or sample.wanted < 1:
        return Sight.PENDING, Because.ROLLING_OUT
    if sample.ready < sample.wanted:
        return Sight.BAD, Because.BAD_FOR_NOW
    return Sight.GOOD, Because.DWELLING


def judge(
    samples: Sequence[Sample],
    rules: VerifyRules,
    *,
    began: datetime,
    acted_progress_at: datetime | None = None,
) -> Judgement:
    """Return the verdict over all looks so far.

    Args:
        samples: in the order of their times.
        rules: how long and how strictly.
        began: when the attempt had written.
        acted_progress_at: of the Progressing condition right before the write; None: it had none.
    """
    if not samples:
        again = began + timedelta(seconds=rules.every)
        return Judgement(None, Because.NOT_LOOKED, look_again_at=again)
    if any(sample.others for sample in samples):
        return Judgement(RepairVerdict.INCONCLUSIVE, Because.OTHERS_WROTE, since=samples[-1].at)
    run = _newest_run(samples, rules, acted_progress_at)
    now = samples[-1].at
    verdict, because = _settle(run, (now - run.since).total_seconds(), rules)
    if verdict is None:
        verdict, because = _at_the_end(run, because, (now - began).total_seconds(), rules)
    again_at = None if verdict else now + timedelta(seconds=rules.every)
    return Judgement(verdict, because, run.sight, run.since, again_at)


def _settle(run: _Run, lasted: float, rules: VerifyRules) -> tuple[RepairVerdict | None, Because]:
    """Say whether what lasts has lasted for long enough."""
    if run.sight is Sight.GOOD and lasted >= rules.dwell:
        return RepairVerdict.HEALTHY, Because.DWELT
    if run.sight is Sight.BAD and lasted >= rules.bad_patience:
        stays = run.because is Because.SIGNAL_STAYS
        return RepairVerdict.UNHEALTHY, run.because if stays else Because.BAD_FOR_LONG
    if run.sight is Sight.BLIND and lasted >= rules.blind_patience:
        return RepairVerdict.UNKNOWN, Because.BLIND_FOR_LONG
    return None, run.because


def _at_the_end(
    run: _Run, because: Because, passed: float, rules: VerifyRules
) -> tuple[RepairVerdict | None, Because]:
    """Decide with what is there once the deadline has passed."""
    if passed < rules.deadline:
        return None, because
    if run.sight is Sight.PENDING and because is Because.ROLLING_OUT:
        return RepairVerdict.UNHEALTHY, Because.NOT_ROLLED_OUT
    if passed < rules.deadline + _overtime(rules):
        return None, because
    if run.sight is Sight.BLIND:
        return RepairVerdict.UNKNOWN, Because.BLIND_FOR_LONG
    return RepairVerdict.INCONCLUSIVE, Because.NEITHER


def _overtime(rules: VerifyRules) -> float:
    """Return for how many seconds what is under way at the deadline may come to its end, once."""
    return max(rules.dwell, rules.blind_patience, rules.signal_grace) + rules.bad_patience


def _newest_run(
    samples: Sequence[Sample], rules: VerifyRules, acted_progress_at: datetime | None
) -> _Run:
    """Walk through all looks and return the state that lasts at the newest."""
    gap = timedelta(seconds=GAP * rules.every)
    well_since: datetime | None = None
    run = _Run(Sight.BLIND, samples[0].at, Because.BLIND_FOR_NOW)
    for index, sample in enumerate(samples):
        broken = index > 0 and sample.at - samples[index - 1].at > gap
        sight, because = sight_of(sample, acted_progress_at=acted_progress_at)
        if sight is not Sight.GOOD or broken:
            well_since = None
        if sight is Sight.GOOD:
            well_since = well_since or sample.at
            sight, because = _with_signal(sample, well_since, rules)
        lasts = run.sight is sight and not broken
        run = _Run(sight, run.since if lasts else sample.at, because)
    return run


def _with_signal(sample: Sample, well_since: datetime, rules: VerifyRules) -> tuple[Sight, Because]:
    """Say what a healthy target is worth with what the source says of it."""
    if sample.signal is ReadBack.UNKNOWN:
        return Sight.BLIND, Because.BLIND_FOR_NOW
    if sample.signal is not ReadBack.FIRING:
        return Sight.GOOD, Because.DWELLING
    if (sample.at - well_since).total_seconds() <= rules.signal_grace:
        return Sight.PENDING, Because.SIGNAL_LAGS
    return Sight.BAD, Because.SIGNAL_STAYS


def _is_stale(sample: Sample, acted_progress_at: datetime | None) -> bool:
    return sample.progress_at is not None and sample.progress_at == acted_progress_at
