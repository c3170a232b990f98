"""Tasks and what they remember in memory, and lives that do as they are told."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta

from application.ports.tasks import (
    FAILING_EVENTS,
    OutageTaken,
    RunState,
    RunStatus,
    TaskFilter,
    TaskOrder,
    WatchRecord,
)
from application.schedules.calendar_runs import run_event, run_event_id
from domain.common.errors import Conflict, NotFound
from domain.common.messages import Foreign, Message, message
from domain.common.notifications import Notification
from domain.events.events import Event, EventType
from domain.task_types.projection import projected
from domain.tasks.events import configured, life_event, number_of
from domain.tasks.tasks import Task, TaskState
from domain.watches.care import care_of, cared_for
from domain.watches.outages import Outage, OutageChange
from domain.watches.standing import MOST_LOOKS, LookOutcome, LookRecord
from domain.watches.watches import Check
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.events import InMemoryEvents

MOST_LISTED = 1_000


@dataclass
class InMemoryTasks:
    """Tasks by id, as the read model of the events that are kept beside them."""

    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    kept: dict[str, Task] = field(default_factory=dict)

    async def create(self, task: Task, event: Event, *, most: int) -> Task:
        mine = [each for each in self.kept.values() if each.owner == task.owner]
        for each in mine:
            if task.client_key and each.client_key == task.client_key:
                return each
        if sum(each.state is not TaskState.DELETED for each in mine) >= most:
            raise Conflict(f"You have {most} tasks, which is the most; delete one first.")
        return await self._project(event)

    async def get(self, task_id: str) -> Task | None:
        return self.kept.get(task_id)

    async def list(
        self,
        which: TaskFilter,
        *,
        after: str,
        limit: int,
        order: TaskOrder = TaskOrder.OLDEST,
    ) -> list[Task]:
        def key(task: Task) -> tuple[object, ...]:
            told = task.last_event_at or task.created_at
            by = {"name": (task.name,), "event": (told,)}.get(order.removeprefix("-"), ())
            return (*by, task.id)

        backwards = order.startswith("-")
        fitting = sorted((each for each in self.kept.values() if _fits(each, which)), key=key)
        if after and (place := self.kept.get(after)):
            fitting = [
                each
                for each in fitting
                if (key(each) < key(place) if backwards else key(each) > key(place))
            ]
        elif after:
            fitting = [each for each in fitting if each.id > after]
        return (fitting[::-1] if backwards else fitting)[: min(limit, MOST_LISTED)]

    async def apply(self, event: Event) -> Task:
        if event.subject not in self.kept:
            raise NotFound("task", event.subject)
        return await self._project(event)

    async def _project(self, event: Event) -> Task:
        is_new = all(each.id != event.id for each in self.events.kept)
        kept = await self.events.append(event)
        if is_new:
            self.kept[event.subject] = projected(self.kept.get(event.subject), kept)
        return self.kept[event.subject]


def _fits(task: Task, which: TaskFilter) -> bool:
    state_fits = task.state is which.state if which.state else task.state is not TaskState.DELETED
    called = which.name.casefold() in task.name.casefold()
    fails = not which.failing or task.last_event_type in FAILING_EVENTS
    mine = which.owner in (None, task.owner) and which.type in (None, task.type)
    return state_fits and mine and called and fails


@dataclass
class InMemoryWatches:
    """What watches remember; `noted` counts what was kept without hurry."""

    tasks: InMemoryTasks = field(default_factory=InMemoryTasks)
    kept: dict[str, WatchRecord] = field(default_factory=dict)
    noted: int = 0
    looked: dict[str, dict[int, LookRecord]] = field(default_factory=dict)
    outages: dict[tuple[str, str], Outage] = field(default_factory=dict)

    async def load(self, task_id: str) -> WatchRecord | None:
        return deepcopy(self.kept.get(task_id))

    async def looks(self, task_id: str, *, limit: int) -> list[LookRecord]:
        mine = self.looked.get(task_id, {})
        return sorted(mine.values(), key=lambda each: -each.number)[: min(limit, MOST_LOOKS)]

    async def records(self, task_ids: Sequence[str]) -> dict[str, WatchRecord]:
        return {name: deepcopy(self.kept[name]) for name in task_ids if name in self.kept}

    async def values(self, task_ids: Sequence[str], *, limit: int) -> dict[str, list[float | None]]:
        newest = {name: await self.looks(name, limit=limit) for name in task_ids}
        return {
            name: [each.value for each in found[::-1]] for name, found in newest.items() if found
        }

    def note(self, record: WatchRecord) -> None:
        self.noted += 1
        self._put(record)

    async def keep(self, record: WatchRecord) -> None:
        self._put(record)

    async def outage(self, owner: str, source: str) -> Outage | None:
        return self.outages.get((owner, source))

    async def report(
        self, record: WatchRecord, events: Sequence[Event], *, outage: OutageChange | None = None
    ) -> bool:
        kept = self.kept.get(record.task_id)
        known = (kept.revision, kept.reported) if kept else (record.revision, 0)
        task = self.tasks.kept.get(record.task_id)
        gone = task is not None and task.state is TaskState.DELETED
        if gone or known != (record.revision, record.reported - len(events)):
            return False
        if outage is not None:
            where = (outage.outage.owner, outage.outage.source)
            if self.outages.get(where) != outage.seen:
                raise OutageTaken
            self.outages[where] = outage.outage
        for event in events:
            await self.tasks.apply(event)
        self.kept[record.task_id] = deepcopy(record)
        self._remember(record)
        return True

    async def reported(self, task_id: str, *, after: int) -> list[Event]:
        prefix = f"task/{task_id}/found/"
        mine = [each for each in self.tasks.events.kept if each.id.startswith(prefix)]
        return [each for each in mine if number_of(each.id) > after]

    def _put(self, record: WatchRecord) -> None:
        """Keep it, unless a worker that has taken over kept a newer one."""
        kept = self.kept.get(record.task_id)
        if kept is None or (record.revision >= kept.revision and record.reported >= kept.reported):
            self.kept[record.task_id] = deepcopy(record)
            self._remember(record)

    def _remember(self, record: WatchRecord) -> None:
        if record.look is not None:
            slots = self.looked.setdefault(record.task_id, {})
            slots[record.look.number % MOST_LOOKS] = record.look


@dataclass
class ObedientLives:
    """Lives that obey at once, and tell about it with events as the real ones do.

    `error` is raised by whatever steers; `silent` makes Temporal seem out of reach; `states` can
    be set by hand, as an operator does with Temporal's buttons; `sees` is what a look finds;
    without `runs` no worker runs calendar tasks.
    """

    tasks: InMemoryTasks
    clock: ManualClock
    ids: CountingIds = field(default_factory=CountingIds)
    states: dict[str, RunState] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    error: Exception | None = None
    silent: bool = False
    watches: InMemoryWatches | None = None
    sees: Message = field(default_factory=lambda: message("web.nothing_new"))
    runs: bool = True

    async def start(self, task: Task) -> None:
        self._called("start", task)
        if self.states.get(task.id) not in {RunState.PAUSED, RunState.RUNNING}:
            paused = task.state is TaskState.PAUSED
            self.states[task.id] = RunState.PAUSED if paused else RunState.RUNNING

    async def configure(self, task: Task, *, by: str) -> None:
        self._called("configure", task)
        await self.tasks.apply(configured(task, by=by, at=self.clock.now()))

    async def pause(self, task: Task, *, reason: str, by: str) -> RunStatus:
        self._called("pause", task)
        if self.states.get(task.id) is not RunState.PAUSED:
            self.states[task.id] = RunState.PAUSED
            await self._tell(task, EventType.TASK_PAUSED, {"by": by, "reason": reason})
        return await self.life(task)

    async def resume(self, task: Task, *, by: str) -> RunStatus:
        self._called("resume", task)
        if self.states.get(task.id) is not RunState.RUNNING:
            self.states[task.id] = RunState.RUNNING
            await self._tell(task, EventType.TASK_RESUMED, {"by": by})
        return await self.life(task)

    async def trigger(self, task: Task, *, by: str) -> None:
        self._called("trigger", task)
        await self._tell(task, EventType.TASK_TRIGGERED, {"by": by})
        if self.watches is not None and task.type.is_watch:
            await self._look(task, self.watches)
        elif self.runs and not task.type.is_watch:
            said = Notification(message("cli.told", text=Foreign(task.name)))
            now = self.clock.now()
            event_id = run_event_id(task.id, now)
            ran = run_event(task, EventType.SCHEDULE_RAN, said, event_id=event_id, at=now)
            await self.tasks.apply(ran)

    async def delete(self, task: Task, *, by: str) -> None:
        self._called("delete", task)
        self.states[task.id] = RunState.MISSING
        await self._tell(task, EventType.TASK_DELETED, {"by": by})

    async def life(self, task: Task) -> RunStatus:
        state = self.states.get(task.id, RunState.MISSING)
        if self.silent:
            state = RunState.UNKNOWN
        due = self.clock.now() + timedelta(minutes=5) if state is RunState.RUNNING else None
        return RunStatus(
            state=state, workflow_id=f"task/{task.id}", said=_SAID[state], next_due=due
        )

    async def _look(self, task: Task, watches: InMemoryWatches) -> None:
        """Look at once, as a worker does that hears of it, and see nothing new."""
        now = self.clock.now()
        record = await watches.load(task.id) or WatchRecord(task.id, task.revision)
        check = Check(memory=record.memory, said=self.sees)
        memory = cared_for(task, care_of(task), record.memory, check, at=now).memory
        look = LookRecord(number=memory.checks, at=now, seconds=0.5, outcome=LookOutcome.QUIET)
        await watches.keep(replace(record, memory=memory, look=look))

    def _called(self, name: str, task: Task) -> None:
        if self.error:
            raise self.error
        self.calls.append((name, task.id))

    async def _tell(self, task: Task, type_: EventType, data: dict[str, str]) -> None:
        event = life_event(
            task.id,
            type_,
            owner=task.owner,
            at=self.clock.now(),
            unique=self.ids.new(),
            data=data,
        )
        await self.tasks.apply(event)


_SAID = {
    RunState.RUNNING: message("watch.checks_begin"),
    RunState.PAUSED: message("watch.paused", reason=None),
    RunState.HELD: message("watch.held"),
    RunState.STOPPED: message("watch.failed"),
    RunState.MISSING: message("watch.not_started"),
    RunState.UNKNOWN: message("watch.temporal_silent"),
}
