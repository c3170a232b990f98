"""Calendar tasks as Temporal Schedules: the `TaskClient` port for `schedule` and `news_digest`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionExecutionStartWorkflow,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
    WorkflowExecutionStatus,
)
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from application.ports.clock import Clock
from application.ports.rendering import Renderer
from application.ports.tasks import RunState, RunStatus, Tasks
from application.schedules.calendar_runs import CalendarConfig, calendar_config
from domain.common.errors import Noun, Unavailable
from domain.common.messages import Called, Message, message
from domain.common.readers import Reader
from domain.events.events import EventType
from domain.schedules.actions import Action
from domain.schedules.digests import NewsDigestConfig
from domain.schedules.messages import MISSING, does, ended, rhythm
from domain.tasks.events import configured, life_event
from domain.tasks.tasks import Task, TaskState, TaskType
from orchestration.moments import is_missed, may_be_missed, only_at
from orchestration.requests import Requests, is_not_found
from orchestration.schedule_client import life_of, own_words
from orchestration.timetables import spec_of
from orchestration.watch_client import PATIENCE
from workflows.attributes import KIND, OWNER, STATE
from workflows.schedules.calendar_runs import CalendarRun
from workflows.schedules.digests import NewsDigestWorkflow
from workflows.schedules.workflow import ScheduledActionWorkflow

T = TypeVar("T")

LONGEST_RUN = timedelta(hours=1)
"""A run is ended after this; its own patience gives up after minutes."""

_NAME = Noun.SCHEDULE
_ENDED = {
    WorkflowExecutionStatus.FAILED,
    WorkflowExecutionStatus.TERMINATED,
    WorkflowExecutionStatus.CANCELED,
    WorkflowExecutionStatus.TIMED_OUT,
}


@dataclass(frozen=True)
class TemporalSchedules:
    """Keeps the Temporal Schedule `task/<task id>` of each calendar task.

    Attributes:
        task_queue: the people's queue.
        words: what operators read of a schedule in Temporal is rendered by.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    tasks: Tasks
    clock: Clock
    words: Renderer
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def start(self, task: Task) -> None:
        """Create the schedule; one that exists is brought up to date and keeps its state.

        What runs once and has run does not run again, although Temporal forgets a schedule that
        is used up after some days.
        """
        kept = await self.tasks.get(task.id) or task
        if kept.state is not TaskState.DELETED:
            await self._make(kept, again=not _has_run(kept))
            await self._make_up(kept)

    async def configure(self, task: Task, *, by: str) -> None:
        """Give the schedule the configuration that is kept; one that is missing is made again.

        Of two who change a task at once one configuration is kept, so the schedule gets that one.
        """
        kept = await self.tasks.apply(configured(task, by=by, at=self.clock.now()))
        if kept.state is TaskState.DELETED:
            return
        if not await self._found(lambda: self._update(kept, again=True)):
            await self._make(kept, again=True)
        await self._make_up(kept)

    async def pause(self, task: Task, *, reason: str, by: str) -> RunStatus:
        """Pause it, with the reason as its note; one that is missing is only marked."""
        if task.state is not TaskState.PAUSED:
            task = await self._happened(task, EventType.TASK_PAUSED, by=by, reason=reason)
        note = f"{by}: {reason}" if reason else by
        if not await self._found(lambda: self._handle(task).pause(note=note[:200])):
            return await self.life(task)
        return RunStatus(
            state=RunState.PAUSED,
            workflow_id=schedule_id(task.id),
            said=own_words(task.paused_reason),
        )

    async def resume(self, task: Task, *, by: str) -> RunStatus:
        """Let it go on with the next time; what was missed stays missed."""
        if task.state is not TaskState.ACTIVE:
            task = await self._happened(task, EventType.TASK_RESUMED, by=by)
        if await self._found(lambda: self._handle(task).unpause(note=by)):
            return await self._life(task, resumed=True)
        await self.start(task)
        return await self.life(task)

    async def trigger(self, task: Task, *, by: str) -> None:
        """Run now, beside a run that may be going on; paused or not."""
        await self._happened(task, EventType.TASK_TRIGGERED, by=by)
        if not await self._found(lambda: self._trigger(task)):
            await self.start(task)
            await self._ask(lambda: self._trigger(task))

    async def delete(self, task: Task, *, by: str) -> None:
        """Delete the schedule; a run that is going on ends by itself and tells nobody."""
        if task.state is not TaskState.DELETED:
            await self._happened(task, EventType.TASK_DELETED, by=by)
        await self._found(lambda: self._handle(task).delete())

    async def life(self, task: Task) -> RunStatus:
        """Describe it; `HELD` when an operator paused it, `MISSING` when one deleted it."""
        return await self._life(task)

    async def _life(self, task: Task, *, resumed: bool = False) -> RunStatus:
        """Describe it; Temporal may tell a moment late that it has just been resumed."""
        name = schedule_id(task.id)
        try:
            described = await self._look(lambda: self._handle(task).describe())
        except Unavailable as error:
            if is_not_found(error.__cause__):
                return RunStatus(state=RunState.MISSING, workflow_id=name, said=MISSING)
            return RunStatus(state=RunState.UNKNOWN, workflow_id=name)
        config = calendar_config(task)
        described.schedule.state.paused &= not resumed
        life = life_of(task, config, described)
        return replace(life, problem=await self._problem(described))

    def _handle(self, task: Task) -> ScheduleHandle:
        return self.client.get_schedule_handle(schedule_id(task.id))

    async def _make(self, task: Task, *, again: bool) -> None:
        state = ScheduleState(
            paused=task.state is TaskState.PAUSED, limited_actions=True, remaining_actions=1
        )
        schedule = self._schedule(task, state, again=again)
        try:
            await self._ask(lambda: self._create(task, schedule))
        except ScheduleAlreadyRunningError:
            await self._update(task, again=False)

    async def _create(self, task: Task, schedule: Schedule) -> None:
        await self.client.create_schedule(
            schedule_id(task.id),
            schedule,
            memo=_memo(task),
            search_attributes=self._attributes(task, "schedule"),
        )

    async def _update(self, task: Task, *, again: bool) -> None:
        def changed(current: ScheduleUpdateInput) -> ScheduleUpdate:
            return ScheduleUpdate(
                self._schedule(task, current.description.schedule.state, again=again),
                search_attributes=self._attributes(task, "schedule"),
            )

        await self._ask(lambda: self._handle(task).update(changed))

    async def _make_up(self, task: Task) -> None:
        """Run what runs once if its moment had passed before Temporal came to its schedule.

        What ran is found, so whoever comes again makes nothing up.
        """
        config = calendar_config(task)
        moment = config.timetable(task.zone).moment
        if moment is None or _has_run(task):
            return
        if not may_be_missed(moment, changed_at=task.changed_at, now=self.clock.now()):
            return
        described = await self._ask(lambda: self._handle(task).describe())
        if is_missed(moment, described, now=self.clock.now(), catch_up=config.catch_up):
            await self._ask(lambda: self._handle(task).backfill(only_at(moment)))

    async def _trigger(self, task: Task) -> None:
        await self._handle(task).trigger(overlap=ScheduleOverlapPolicy.ALLOW_ALL)

    async def _happened(self, task: Task, type_: EventType, *, by: str, reason: str = "") -> Task:
        data: dict[str, Any] = {"by": by} | ({"reason": reason} if reason else {})
        return await self.tasks.apply(
            life_event(
                task.id,
                type_,
                owner=task.owner,
                at=self.clock.now(),
                unique=str(uuid4()),
                data=data,
            )
        )

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        return await self.requests.send(_NAME, ask)

    async def _look(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask for a page that shows tasks, which waits for Temporal no longer than this."""
        patience = min(self.requests.patience, PATIENCE)
        return await replace(self.requests, patience=patience).send(_NAME, ask)

    async def _found(self, ask: Callable[[], Awaitable[None]]) -> bool:
        """Ask, and say whether the schedule is there."""
        try:
            await self._ask(ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                return False
            raise
        return True

    async def _problem(self, described: ScheduleDescription) -> Message | None:
        """Return how the newest run was ended, if not by itself; unknown is no problem."""
        if not described.info.recent_actions:
            return None
        newest = described.info.recent_actions[-1].action
        if not isinstance(newest, ScheduleActionExecutionStartWorkflow):
            return None
        try:
            run = await self._look(
                lambda: self.client.get_workflow_handle(newest.workflow_id).describe()
            )
        except Unavailable:
            return None
        if run.status is None or run.status not in _ENDED:
            return None
        return ended(run.status.name)

    def _schedule(self, task: Task, state: ScheduleState, *, again: bool) -> Schedule:
        """Return the schedule; `again` lets what runs only once run once more.

        Without it, what has run once has no time left: Temporal takes no schedule that begins
        with nothing to do.
        """
        config = calendar_config(task)
        table = config.timetable(task.zone)
        if again or not table.single:
            state = replace(
                state, limited_actions=table.single, remaining_actions=int(table.single)
            )
        elif _has_run(task):
            table = replace(table, end=task.last_event_at)
        return Schedule(
            self._action(task, config),
            spec_of(table, now=self.clock.now(), jitter=config.jitter),
            policy=SchedulePolicy(
                # A run that takes longer than its rhythm is not followed by a queue of others,
                # nor is a time without a server: of all that was missed, one run is made.
                overlap=ScheduleOverlapPolicy.SKIP,
                catchup_window=config.catch_up,
            ),
            state=state,
        )

    def _action(self, task: Task, config: CalendarConfig) -> ScheduleActionStartWorkflow:
        digest = task.type is TaskType.NEWS_DIGEST
        return ScheduleActionStartWorkflow(
            NewsDigestWorkflow.run if digest else ScheduledActionWorkflow.run,
            CalendarRun(task),
            id=schedule_id(task.id),
            task_queue=self.task_queue,
            execution_timeout=LONGEST_RUN,
            static_summary=summary_of(task, config, self.words),
            static_details=f"Task {task.id} of {task.owner}, revision {task.revision}.",
            memo=_memo(task),
            typed_search_attributes=self._attributes(task, "running"),
        )

    def _attributes(self, task: Task, state: str) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [
                SearchAttributePair(OWNER, task.owner),
                SearchAttributePair(KIND, task.type.value),
                SearchAttributePair(STATE, state),
            ]
        )


def _has_run(task: Task) -> bool:
    """Say whether it ran since somebody last did something with it."""
    return task.last_event_at is not None and task.last_event_at > task.changed_at


def schedule_id(task_id: str) -> str:
    """Return the id of the schedule, and the beginning of the ids of its runs."""
    return f"task/{task_id}"


def summary_of(task: Task, config: CalendarConfig, words: Renderer) -> str:
    """Return the line that Temporal's page shows: name, what it does, and when."""
    table = config.timetable(task.zone)
    said = message(
        "schedule.summary",
        name=Called(task.name),
        does=does(_action_of(config)),
        when=rhythm(table),
    )
    return words.text(said, Reader(task.language, table.zone))[:200]


def _action_of(config: CalendarConfig) -> Action:
    return config.plan if isinstance(config, NewsDigestConfig) else config.action


def _memo(task: Task) -> dict[str, Any]:
    return {"task": task.id, "name": task.name, "type": task.type.value, "owner": task.owner}
