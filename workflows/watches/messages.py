"""What a watch can be told and asked, at any time of its life, and what it then knows (TSK-3)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow

from activities.tasks import TaskActivities, TaskNote
from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import message
from domain.events.events import EventType
from domain.task_types.configs import config_of
from domain.tasks.tasks import Task, TaskState, check_config_size, check_task_name
from domain.watches.care import care_of
from domain.watches.configs import WatchConfig
from domain.watches.watches import next_due
from workflows.attributes import show_state
from workflows.notes import Notes
from workflows.watches.state import Steered, TaskChange, WatchInput, WatchStatus

NOBODY = Steered()


class WatchMessages:
    """What a watch can be told and asked; how it lives is in `tasks.py`."""

    def __init__(self, watch: WatchInput) -> None:
        self._state = watch
        self._care = care_of(watch.task)
        self._deleted = False
        self._notes = Notes[TaskNote](
            TaskActivities.record, lambda note: note.type.rpartition(".")[2]
        )
        self._changes = 0
        self._doing = ""

    @workflow.update
    async def pause(self, said: Steered = NOBODY) -> WatchStatus:
        """Stop checks at once; pausing twice keeps the first reason. Kept when this returns."""
        self._pause(said)
        return await self._kept()

    @workflow.update
    async def resume(self, said: Steered = NOBODY) -> WatchStatus:
        """Go on with the rhythm; what was missed is left out. Kept when this returns."""
        if self._state.paused:
            self._become(paused=False, reason="", due=self._next_due())
            self._note(EventType.TASK_RESUMED, {"by": said.by})
        return await self._kept()

    @workflow.update
    async def check_now(self, said: Steered = NOBODY) -> WatchStatus:
        """Look at once; the rhythm stays."""
        self._become(due=None)
        self._note(EventType.TASK_TRIGGERED, {"by": said.by})
        return await self._kept()

    @workflow.update
    async def delete(self, said: Steered = NOBODY) -> WatchStatus:
        """End for good; the events stay. Kept when this returns."""
        if not self._deleted:
            self._deleted = True
            self._note(EventType.TASK_DELETED, {"by": said.by})
        return await self._kept()

    @pause.validator
    @resume.validator
    def _may_be_steered(self, said: Steered = NOBODY) -> None:
        """Turn down what comes after its end, and what says nothing about who asks."""
        self._check(said)
        if self._deleted:
            raise Conflict(message("task.deleted_for_good"))

    @check_now.validator
    def _may_be_checked(self, said: Steered = NOBODY) -> None:
        """Turn down what would do nothing."""
        self._may_be_steered(said)
        if self._state.paused:
            raise Conflict(message("task.not_running", state=TaskState.PAUSED))

    @delete.validator
    def _check(self, said: Steered = NOBODY) -> None:
        """Turn down what says nothing about who asks."""
        if not isinstance(said, Steered):
            raise InvalidRequest("said", message("task.who_steers"))

    @workflow.update
    async def configure(self, change: TaskChange) -> None:
        """Go on with another configuration; kept when this returns."""
        if change.task.revision <= self._state.task.revision:
            return  # it was tried again; the validator turns others away
        task = with_settings(self._state.task, change.task)
        self._care = care_of(task)
        due = self._next_due()
        self._become(task=task, due=min(self._state.due or due, due))
        facts = {"name": task.name, "config": task.config.given, "revision": task.revision}
        self._note(EventType.TASK_CONFIGURED, {"by": change.by, **facts}, unique=str(task.revision))
        await self._notes.write()

    @configure.validator
    def _may_be_configured(self, change: TaskChange) -> None:
        """Turn down what would stop the workflow, whoever sent it."""
        known, wanted = self._state.task, change.task
        if self._deleted:
            raise InvalidRequest("task", message("task.not_deleted"))
        if wanted.revision <= known.revision and _settings(wanted) != _settings(known):
            raise Conflict(message("task.changed_meanwhile"))
        check_task_name(wanted.name)
        check_config_size(wanted.config.given)
        config_of(wanted, WatchConfig)

    @workflow.query
    def status(self) -> WatchStatus:
        """Tell how it stands."""
        return self._status()

    def _status(self) -> WatchStatus:
        state = self._state
        return WatchStatus(
            task_id=state.task.id,
            state=self._shown(),
            reason=state.reason,
            revision=state.task.revision,
            findings=state.acknowledged,
            due=None if state.paused or self._deleted else state.due,
            doing=self._doing,
        )

    async def _kept(self) -> WatchStatus:
        await self._notes.write()
        return self._status()

    def _pause(self, said: Steered) -> None:
        if not self._state.paused:
            self._become(paused=True, reason=said.reason)
            self._note(EventType.TASK_PAUSED, {"by": said.by, "reason": said.reason})

    def _next_due(self) -> datetime:
        return next_due(self._state.task.id, self._care.interval, after=workflow.now())

    def _note(self, type_: EventType, data: dict[str, Any], *, unique: str = "") -> None:
        """Owe an event; each is later than the one before it, so that none is taken for it."""
        at, before = workflow.now(), self._state.as_of
        if before is not None and at <= before:
            at = before + timedelta(microseconds=1)
        task = self._state.task
        self._notes.owe(TaskNote(type_, task.id, task.owner, at, unique or at.isoformat(), data))
        self._become(as_of=at)

    def _become(self, **changes: Any) -> None:  # noqa: ANN401 - fields of WatchInput
        """Change what is known, and wake whoever waits for a change."""
        self._state = replace(self._state, **changes)
        self._changes += 1

    def _shown(self) -> TaskState:
        if self._deleted:
            return TaskState.DELETED
        return TaskState.PAUSED if self._state.paused else TaskState.ACTIVE

    def _show(self, sentence: str) -> None:
        self._doing = sentence
        workflow.set_current_details(f"**{self._state.task.name}** {sentence}")
        show_state(self._shown())


def with_settings(task: Task, of: Task) -> Task:
    """Return a task with the name and the configuration of another state of it."""
    return replace(task, name=of.name, config=of.config, revision=of.revision)


def _settings(task: Task) -> tuple[object, ...]:
    return task.name, task.config, task.revision
