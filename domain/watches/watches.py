"""The life that all watches share: when to look, when failures become news, what is remembered.

What one kind of watch looks at is in `web_monitors.py` and `thresholds.py`.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.common.messages import Message
from domain.tasks.tasks import Finding
from domain.watches.metric_memory import ThresholdMemory
from domain.watches.standing import WatchStanding
from domain.watches.web_memory import WebMemory

SHORTEST_INTERVAL = 10
LONGEST_INTERVAL = 28 * 24 * 3600
"""Seconds between two checks (TSK-6)."""


class SourceFault(StrEnum):
    """What keeps a source from answering whoever asks it; the wire name."""

    SILENT = "silent"  # it does not answer, or not with what such a source answers
    CREDENTIALS = "credentials"
    THROTTLED = "throttled"


@dataclass(frozen=True)
class WatchedSource:
    """What a watch asks, as far as others ask the same.

    Attributes:
        key: tells it from all others.
        place: what people know it by, such as a host.
    """

    key: str
    place: str


@dataclass(frozen=True, kw_only=True)
class WatchMemory:
    """What a watch remembers between two checks; kept with the task, so that it outlives workers.

    Attributes:
        checks: how many looks there were.
        failures: failed looks in a row.
        failing_told: whether people know that it fails.
        silent_told: whether people know that it has had no success for long.
        problem: why the newest look failed; None after a success.
        last_checked_at: the newest look.
        last_success_at: the newest look that worked.
        web: what a web monitor remembers, by URL.
        threshold: what a threshold watch remembers.
        ended: looks since the last success whose parsing had to be ended.
        standing: what it sees, for people who look at the task.
        source: key of what it asked last; empty where it asks nothing that others ask as well.
        failed_since: the first of the failed looks in a row; None after a success.
        outage: that of its source which it is told with; empty: it is told by itself.
    """

    checks: int = 0
    failures: int = 0
    failing_told: bool = False
    silent_told: bool = False
    problem: Message | None = None
    last_checked_at: datetime | None = None
    last_success_at: datetime | None = None
    web: dict[str, WebMemory] = field(default_factory=dict)
    threshold: ThresholdMemory = field(default_factory=ThresholdMemory)
    ended: int = 0
    standing: WatchStanding = field(default_factory=WatchStanding)
    source: str = ""
    failed_since: datetime | None = None
    outage: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one look brought.

    Attributes:
        memory: what to remember from now on, in place of what was remembered.
        findings: what is worth telling, in order; empty nearly always.
        problem: why it failed; None when it worked.
        lack: why nothing was found to judge although the source answered; no failure.
        said: what was seen, for people who look at the task.
        standing: where the watch stands; `said` and, where it has none, `since` are filled in.
        urgent: the memory must be kept before the next look although nothing was found, because
            a decision hangs on it (a breach that began, a confirmation that is awaited).
        again_after: seconds after which to look again, sooner than the interval; 0: as usual.
        ended: parsing what was seen had to be ended, because it cost too much.
        pause: the watch must stop looking until its owner resumes it.
        source: what was asked; None where no others ask the same.
        fault: why that answers nobody; None when it answered, or when only this look failed.
    """

    memory: WatchMemory
    findings: tuple[Finding, ...] = ()
    problem: Message | None = None
    lack: Message | None = None
    said: Message | None = None
    standing: WatchStanding = field(default_factory=WatchStanding)
    urgent: bool = False
    again_after: float = 0.0
    ended: bool = False
    pause: bool = False
    source: WatchedSource | None = None
    fault: SourceFault | None = None


def phase_of(task_id: str, interval: timedelta) -> timedelta:
    """Return where in the interval a task looks: fixed for each task, spread over all of them.

    A fixed place keeps the rhythm free of drift; spreading keeps ten thousand tasks, made or
    woken in one moment, from looking in one moment (TSK-6).
    """
    number = int.from_bytes(sha256(task_id.encode()).digest()[:8])
    return interval * (number / 2**64)


def next_due(task_id: str, interval: timedelta, *, after: datetime) -> datetime:
    """Return the first moment of the task's rhythm that lies after `after`.

    What was missed is left out: there is one next moment, never a list (TSK-3).
    """
    epoch = datetime(1970, 1, 1, tzinfo=UTC) + phase_of(task_id, interval)
    return epoch + ((after - epoch) // interval + 1) * interval


def due_after_check(task_id: str, interval: timedelta, *, checked_at: datetime) -> datetime:
    """Return when to look again: on the rhythm, and not sooner than half an interval.

    The half keeps the first look of a task, which comes at once, from being repeated at once.
    """
    return next_due(task_id, interval, after=checked_at + interval / 2)


def seen(memory: WatchMemory, *, at: datetime) -> WatchMemory:
    """Return the memory after a look that worked."""
    return replace(
        memory,
        checks=memory.checks + 1,
        failures=0,
        failing_told=False,
        silent_told=False,
        problem=None,
        last_checked_at=at,
        last_success_at=at,
        ended=0,
        failed_since=None,
        outage="",
    )
