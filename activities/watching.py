"""The lingering poll: one attempt checks a task again and again, and returns when it found news.

It costs the server nothing while nothing happens: no history event, no task, only throttled
heartbeats. When it cannot stay it leaves with an error that says when to bring it back, which
leaves no history event either (docs/understand/watches.md has the figures).
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.lingering import Bell, Lingering
from activities.meters import WATCH_CHECKS, WATCH_LATENESS, count, took
from activities.watch_orders import FoundEvent, WatchOrder, WatchReport
from application.common.wording import message_for
from application.ports.clock import Clock
from application.ports.tasks import Checker, OutageTaken, Tasks, Watches, WatchRecord
from application.watches.outages import OutageGathering
from domain.common.errors import NotFound, PermanentError, TemporaryError, Unavailable
from domain.common.messages import Called, Message, bare, message
from domain.events.events import Event
from domain.tasks.events import found, number_of
from domain.tasks.tasks import TaskType
from domain.watches.care import care_of, cared_for, due_after
from domain.watches.outages import OutageChange
from domain.watches.standing import LookOutcome, LookRecord
from domain.watches.watches import Check, WatchMemory, next_due, phase_of
from domain.watches.words import rests

LONGEST_STAY_INTERVAL = timedelta(minutes=10)
"""From this interval on an attempt leaves: being brought back costs 6 ms of server CPU, which is
nothing at six times an hour, and a slot held for that is waste."""

OLDEST = timedelta(hours=1)
"""About how old an attempt gets: then it leaves once, so that workers that were added or changed
get their share. Each task has its own moment in the half hour around it."""

BRIEF = 1.0
"""Seconds that are always slept here: the server's timers are no finer."""

LONGEST_CHECK = timedelta(minutes=5)
"""Checkers have limits of their own (a page that is fetched, confirmed and judged takes less than
two minutes); this one ends what hangs."""

BEATS = 3
"""Heartbeats within the time after which a worker counts as lost."""

MOST_TELLERS = 5
"""Tries to be the one who tells of a source; by then others have told of it many times over."""

_AT_ONCE = timedelta(milliseconds=1)
"""What Temporal is told instead of no delay at all, which it takes for none given."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WatchPorts:
    """What an attempt works with."""

    checkers: Mapping[TaskType, Checker]
    tasks: Tasks
    watches: Watches
    clock: Clock
    lingering: Lingering


class WatchAttempt:
    """One run of `tasks.watch`."""

    def __init__(self, ports: WatchPorts, order: WatchOrder, bell: Bell) -> None:
        self._ports = ports
        self._order = order
        # As of its newest change: what was silent before a pause ended is not silent now.
        self._task = replace(order.task, changed_at=order.as_of or order.task.changed_at)
        self._bell = bell
        self._care = care_of(order.task)
        self._outages = OutageGathering(ports.tasks, ports.watches)
        self._born = ports.clock.now()
        self._due = _known_due() or order.due or self._born
        self._said: Message | None = None
        # Somebody may be waiting for what the first look of a new or triggered task brings.
        self._hurried = order.due is None
        lost_after = activity.info().heartbeat_timeout or 3 * self._care.interval
        self._beat_seconds = lost_after.total_seconds() / BEATS

    async def run(self) -> WatchReport:
        """Look, wait, look again; return what was found, or that the task has changed."""
        begun = await self._begin()
        if isinstance(begun, WatchReport):
            return begun
        record = begun
        while True:
            await self._wait()
            if self._bell.recalled:
                if changed := await self._changed():
                    return changed
                continue  # it was about a change that the order knows; the rhythm stays
            now = self._ports.clock.now()
            took(WATCH_LATENESS, max(now - self._due, timedelta(0)), type=self._task.type)
            check = await self._check(record.memory, now)
            if check is None:
                continue
            cared = cared_for(self._task, self._care, record.memory, check, at=now)
            look = self._looked(cared, now)
            count(WATCH_CHECKS, type=self._task.type, outcome=look.outcome)
            self._said = cared.memory.standing.said
            self._due = self._due_after(cared, now)
            kept = await self._keep(record, cared, look, now)
            if isinstance(kept, WatchReport):
                return kept
            record = kept

    async def _keep(
        self, record: WatchRecord, cared: Check, look: LookRecord, now: datetime
    ) -> WatchRecord | WatchReport:
        """Keep what a look brought; report what it found."""
        for _ in range(MOST_TELLERS):
            check, outage = await self._outages.gathered(self._task, record.memory, cared, at=now)
            reported = record.reported + len(check.findings)
            after = replace(record, memory=check.memory, reported=reported, look=look)
            if check.findings:
                try:
                    return await self._report(record, after, check, now, outage)
                except OutageTaken:
                    continue
            if check.urgent or self._hurried or not record.memory.checks:
                self._hurried = False
                await self._ports.watches.keep(after)
            else:
                self._ports.watches.note(after)
            return after
        raise Unavailable(message("watch.not_written"))

    async def _begin(self) -> WatchRecord | WatchReport:
        """Load what is remembered, and move it to the order's configuration."""
        if changed := await self._changed():
            return changed
        kept = await self._ports.watches.load(self._task.id)
        record = kept or WatchRecord(self._task.id, self._task.revision)
        acknowledged = self._order.acknowledged
        if record.reported > acknowledged:
            return await self._owed(record.reported, record.memory.source)
        if record.revision > self._task.revision:
            return WatchReport(acknowledged, due=self._due, as_of=self._order.as_of)
        if record.reported < acknowledged:
            # The database was restored from a backup; numbers that were told are not given again.
            _log.warning(
                "findings lost in a restore",
                extra={"task": self._task.id, "from": record.reported, "to": acknowledged},
            )
        begun = replace(record, revision=self._task.revision, reported=acknowledged)
        if begun != record:
            # Kept before the first look: from here on, whoever has the old one cannot report.
            await self._ports.watches.keep(begun)
        return begun

    async def _changed(self) -> WatchReport | None:
        """Tell when the task is no longer what the order says it is."""
        self._bell.recalled = False
        kept = await self._ports.tasks.get(self._task.id)
        if kept is None:
            raise NotFound("task", self._task.id)
        known = self._order.as_of is None or kept.changed_at <= self._order.as_of
        newer = kept if kept.revision > self._task.revision else None
        if known and newer is None:
            return None
        acknowledged, as_of = self._order.acknowledged, kept.changed_at
        return WatchReport(acknowledged, due=self._due, as_of=as_of, task=newer)

    async def _owed(self, reported: int, source: str) -> WatchReport:
        """Return findings that were committed and never acknowledged."""
        kept = await self._ports.watches.reported(self._task.id, after=self._order.acknowledged)
        number = number_of(kept[-1].id) if kept else reported
        return await self._found(kept, source, reported=number)

    async def _report(
        self,
        before: WatchRecord,
        after: WatchRecord,
        check: Check,
        now: datetime,
        outage: OutageChange | None,
    ) -> WatchReport:
        """Commit findings and memory together; who was overtaken returns what the other found."""
        events = [
            found(self._task, finding, number=before.reported + place, at=now)
            for place, finding in enumerate(check.findings, start=1)
        ]
        source = after.memory.source
        if await self._ports.watches.report(after, events, outage=outage):
            found_now = await self._found(events, source, reported=after.reported)
            return replace(found_now, pause=check.pause)
        if changed := await self._changed():
            return changed
        return await self._owed(before.reported, source)

    async def _found(self, events: Sequence[Event], source: str, *, reported: int) -> WatchReport:
        pointers = []
        for event in events:
            tells = bool(event.data["notify"])
            for_all = tells and source and "outage" in event.data
            addresses = await self._outages.addresses(self._task, source) if for_all else ()
            pointers.append(FoundEvent(event.id, event.type, tells, addresses))
        return WatchReport(reported, tuple(pointers), self._due, self._order.as_of)

    async def _check(self, memory: WatchMemory, now: datetime) -> Check | None:
        """Look once; None when the task changed meanwhile."""
        looking = asyncio.ensure_future(self._look(memory, now))
        self._bell.looking = looking
        try:
            while not (await asyncio.wait({looking}, timeout=self._beat_seconds))[0]:
                self._beat()
        finally:
            self._bell.looking = None
            if looking.cancel():
                await asyncio.wait({looking})
        if not looking.cancelled():
            return looking.result()
        if not self._bell.recalled:
            raise Unavailable(message("watch.check_cut_off"))
        return None

    async def _look(self, memory: WatchMemory, now: datetime) -> Check:
        try:
            async with asyncio.timeout(LONGEST_CHECK.total_seconds()):
                return await self._ports.checkers[self._task.type].check(
                    self._task, memory, now=now
                )
        except TimeoutError:
            slow = message("watch.check_too_slow", limit=LONGEST_CHECK)
            return Check(memory=memory, problem=slow)
        except PermanentError as error:
            # Such as a preset that was taken out of the settings: people must hear of it.
            return Check(memory=memory, problem=message_for(error))
        except TemporaryError:
            raise  # of our own database; without it nothing could be kept either
        except Exception as error:  # noqa: BLE001 - whatever a page or a library makes of it
            # What nobody thought of must be told as well, or this watch is silent for ever.
            _log.exception("check broken", extra={"task": self._task.id})
            broken = message("watch.check_broken", error=Called(type(error).__name__))
            return Check(memory=memory, problem=broken)

    def _looked(self, check: Check, began: datetime) -> LookRecord:
        """Return what is kept of the look for charts."""
        took = (self._ports.clock.now() - began).total_seconds()
        return LookRecord(
            number=check.memory.checks,
            at=began,
            seconds=round(max(took, 0.0), 3),
            outcome=_outcome_of(check),
            value=None if check.problem or check.lack else check.memory.standing.value,
        )

    def _due_after(self, check: Check, began: datetime) -> datetime:
        """Return when to look next: what a slow look ran over is left out, not made up for."""
        due, now = due_after(self._task, self._care, check, at=began), self._ports.clock.now()
        if due > now:
            return due
        if check.again_after > 0:
            return now + timedelta(seconds=BRIEF)
        return next_due(self._task.id, self._care.interval, after=now)

    async def _wait(self) -> None:
        """Stay until the next look is due or the task changes; or leave."""
        while not self._bell.recalled:
            wait = (self._due - self._ports.clock.now()).total_seconds()
            stopping = activity.is_worker_shutdown()
            if wait <= 0 and not stopping:
                return
            self._beat()
            if stopping or (wait > BRIEF and not self._may_stay()):
                raise _gone_until(self._due, max(wait, 0), self._said)
            await self._bell.sleep(min(wait, self._beat_seconds))

    def _may_stay(self) -> bool:
        if self._care.interval >= LONGEST_STAY_INTERVAL:
            return False
        age = self._ports.clock.now() - self._born
        spread = phase_of(self._task.id, OLDEST / 2)
        return age < OLDEST * 0.75 + spread and self._ports.lingering.admit(self._bell)

    def _beat(self) -> None:
        activity.heartbeat({"due": self._due.isoformat()})


def _outcome_of(check: Check) -> LookOutcome:
    if check.problem:
        return LookOutcome.FAILED
    return LookOutcome.FOUND if check.findings else LookOutcome.QUIET


def _known_due() -> datetime | None:
    """Return when an earlier attempt wanted to look next."""
    details = activity.info().heartbeat_details
    return datetime.fromisoformat(details[0]["due"]) if details else None


def _gone_until(due: datetime, wait: float, said: Message | None) -> ApplicationError:
    """Return the error that makes the server bring the attempt back; its message is shown there."""
    shown = rests(said, due)
    return ApplicationError(
        f"{bare(said) if said else 'No change'}; next check at {due:%H:%M:%S} UTC.",
        shown.recorded,
        type="Resting",
        category=ApplicationErrorCategory.BENIGN,
        next_retry_delay=max(timedelta(seconds=wait), _AT_ONCE),
    )
