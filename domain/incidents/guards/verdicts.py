"""Judging an attempt by what is seen after it, over a continuous dwell (RBK-5)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.alerts.alerts import ReadBack
from domain.clusters.clusters import RolloutState

MOST_SAMPLES = 400
"""Looks after one attempt that are kept, 100 minutes with the built-in rules; a dwell must fit."""


class Sight(StrEnum):
    """One part of one sample."""

    GOOD = "good"
    BAD = "bad"
    PENDING = "pending"  # neither yet: a rollout on its way
    BLIND = "blind"  # it could not be read


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One look at the target after an attempt.

    Attributes:
        rollout: None when the cluster could not be read.
        progress_at: last update of the Progressing condition; the same as before the write means
            that a failed rollout is the old one (`domain/clusters/clusters.py`).
        ready, wanted: pods.
        restarts: of all pods since the write; `out_of_memory` whether one was killed for memory.
        signal: what the source says now.
        others: managers that wrote to the target since our write and are not expected to.
    """

    at: datetime
    rollout: RolloutState | None
    progress_reason: str = ""
    progress_at: datetime | None = None
    ready: int = 0
    wanted: int = 0
    restarts: int = 0
    out_of_memory: bool = False
    signal: ReadBack = ReadBack.UNKNOWN
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class VerifyRules:
    """How long and how strictly is looked; seconds.

    Attributes:
        every: between samples.
        dwell: for which everything must stay good without a break.
        deadline: after which it is decided with what is there.
        signal_grace: for which a signal may go on firing over a healthy target (sources lag).
        blind_patience: for which nothing can be read before a person is asked.
        bad_patience: for which things must look bad without a break before they count as bad.
    """

    every: float = 15.0
    dwell: float = 180.0
    deadline: float = 900.0
    signal_grace: float = 300.0
    blind_patience: float = 600.0
    bad_patience: float = 45.0
