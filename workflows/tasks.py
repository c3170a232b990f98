"""The life of a watch: it holds what its owner wants of it, and does nothing while nothing happens.

The checks themselves run in one activity that stays for as long as there is nothing to tell
(`activities/watching.py`), so a quiet watch adds nothing to its history.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.patience import keep_record, watch_over
from activities.tasks import TaskActivities, TaskNote
from activities.watch_orders import WatchOrder, WatchReport
from domain.errors import Conflict, InvalidRequest
from domain.events import EventType
from domain.tasks import Task, TaskState, check_config_size, check_task_name
from domain.watch_care import Care, care_of
from domain.watches import next_due
from workflows.attributes import show_state
from workflows.pushes import start_event_delivery
from workflows.reasons import reason_of

AFTER_TROUBLE = timedelta(minutes=1)
"""Wait after a failure that trying again cannot help, such as a database without our tables."""


@dataclass(frozen=True)
class WatchInput:
    """Everything the workflow needs; add fields, with defaults, at the end.

    Attributes:
        acknowledged: how many findings were handed to their deliveries.
        due: when to look next; None: at once.
        as_of: the newest change of the task that is known here.
    """

    task: Task
    acknowledged: int = 0
    paused: bool = False
    reason: str = ""
    due: datetime | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class Steered:
    """Who steers, and why; add fields, with defaults, at the end."""

    by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class TaskChange:
    """A configuration to go on with; add fields, with defaults, at the end."""

    name: str
    config: dict[str, Any]
    revision: int
    by: str = ""


@dataclass(frozen=True)
class WatchStatus:
    """What a watch knows of itself.

    Attributes:
        findings: how many events it has raised.
        due: when it looks next, as far as known here; the checks themselves know better.
        doing: the newest thing it did, as a sentence.
    """

    task_id: str
    state: TaskState
    reason: str
    revision: int
    findings: int
    due: datetime | None
    doing: str


class _Watch:
    """What both kinds of watches are; which checker looks is in the task's type."""

    def __init__(self, watch: WatchInput) -> None:
        self._state = watch
        self._care = care_of(watch.task)
        self._deleted = False
        self._notes: list[TaskNote] = []
        self._writing = asyncio.Lock()
        self._changes = 0
        self._doing = ""

    async def live(self) -> None:
        """Watch, tell, wait while paused; go on until deleted."""
        try:
            while not self._deleted:
                await self._write_notes()
                if self._may_begin_anew():
                    workflow.continue_as_new(self._state)
                elif self._state.paused:
                    await self._rest()
                else:
                    await self._watch()
            await self._write_notes()
            await workflow.wait_condition(workflow.all_handlers_finished)
            show_state(TaskState.DELETED)
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                await self._say_cancelled()
            raise

    @workflow.signal
    def pause(self, said: Steered = Steered()) -> None:
        """Stop checks at once; pausing twice keeps the first reason."""
        if self._state.paused:
            return
        self._become(paused=True, reason=said.reason)
        self._note(EventType.TASK_PAUSED, {"by": said.by, "reason": said.reason})

    @workflow.signal
    def resume(self, said: Steered = Steered()) -> None:
        """Go on with the rhythm; what was missed is left out."""
        if not self._state.paused:
            return
        self._become(paused=False, reason="", due=self._next_due())
        self._note(EventType.TASK_RESUMED, {"by": said.by})

    @workflow.signal
    def check_now(self, said: Steered = Steered()) -> None:
        """Look at once; the rhythm stays. Nothing happens while paused."""
        if self._state.paused:
            return
        self._become(due=None)
        self._note(EventType.TASK_TRIGGERED, {"by": said.by})

    @workflow.signal
    def delete(self, said: Steered = Steered()) -> None:
        """End for good; the events stay."""
        if not self._deleted:
            self._deleted = True
            self._note(EventType.TASK_DELETED, {"by": said.by})

    @workflow.update
    async def configure(self, change: TaskChange) -> None:
        """Go on with another configuration; kept when this returns."""
        if change.revision <= self._state.task.revision:
            return  # it was tried again; the validator turns others away
        task = replace(
            self._state.task, name=change.name, config=change.config, revision=change.revision
        )
        self._care = care_of(task)
        due = self._next_due()
        self._become(task=task, due=min(self._state.due or due, due))
        facts = {"name": task.name, "config": task.config, "revision": task.revision}
        self._note(EventType.TASK_CONFIGURED, {"by": change.by, **facts}, unique=str(task.revision))
        await self._write_notes()

    @configure.validator
    def _may_be_configured(self, change: TaskChange) -> None:
        """Turn down what would stop the workflow, whoever sent it."""
        known = self._state.task
        if self._deleted:
            raise InvalidRequest("task", "must not be deleted")
        if change.revision <= known.revision and change != TaskChange(
            known.name, known.config, known.revision, change.by
        ):
            raise Conflict("Somebody else has changed the task; read it again.")
        check_task_name(change.name)
        check_config_size(change.config)
        care_of(replace(self._state.task, config=change.config))

    @workflow.query
    def status(self) -> WatchStatus:
        """Tell how it stands."""
        state = self._state
        return WatchStatus(
            state.task.id,
            self._shown(),
            state.reason,
            state.task.revision,
            state.acknowledged,
            None if state.paused or self._deleted else state.due,
            self._doing,
        )

    async def _watch(self) -> None:
        """Let the checks run until they find something or somebody steers."""
        self._show(f"Looks every {_words_of(self._care)}.")
        state, seen = self._state, self._changes
        watching = workflow.start_activity_method(
            TaskActivities.watch,
            WatchOrder(state.task, state.acknowledged, state.due, state.as_of),
            **watch_over(state.task.name, interval=self._care.interval),
        )
        await workflow.wait_condition(lambda: watching.done() or self._changes != seen)
        # Written first: that ends a check that waits in any worker, within a moment.
        await self._write_notes()
        if not watching.done():
            watching.cancel()
        try:
            report = await watching
        except ActivityError as error:
            if not is_cancelled_exception(error):
                await self._recover(error)
            elif _is_cancelled():
                raise
        else:
            await self._take(report, steered=self._changes != seen)

    async def _take(self, report: WatchReport, *, steered: bool) -> None:
        """Hand findings to their deliveries, then acknowledge them."""
        for found in report.found:
            self._show(f"Found: {found.title}")
            for address in self._care.addresses if found.notify else ():
                await start_event_delivery(
                    found.event_id, self._state.task.owner, address, title=found.title
                )
        as_of = max((at for at in (self._state.as_of, report.as_of) if at), default=None)
        self._state = replace(self._state, acknowledged=report.reported, as_of=as_of)
        if not steered:
            self._state = replace(self._state, due=report.due)
        if report.task is not None and report.task.revision > self._state.task.revision:
            self._adopt(report.task)

    def _adopt(self, kept: Task) -> None:
        """Go on with the configuration that is kept, as when a reset made us forget it."""
        task = replace(self._state.task, name=kept.name, config=kept.config, revision=kept.revision)
        self._care = care_of(task)
        due = self._next_due()
        self._state = replace(self._state, task=task, due=min(self._state.due or due, due))

    async def _recover(self, error: ActivityError) -> None:
        """Wait, and try again whatever it was: a watch never gives up by itself."""
        self._show(f"Cannot check: {reason_of(error)}")
        seen = self._changes
        wait = max(AFTER_TROUBLE, self._care.interval)
        try:
            await workflow.wait_condition(
                lambda: self._changes != seen, timeout=wait, timeout_summary="after trouble"
            )
        except TimeoutError:
            return

    async def _rest(self) -> None:
        reason = f": {self._state.reason}" if self._state.reason else ""
        self._show(f"Paused{reason}.")
        seen = self._changes
        await workflow.wait_condition(lambda: self._changes != seen or self._may_begin_anew())

    async def _write_notes(self) -> None:
        # In the order in which things happened; the main loop and an update may both be here.
        async with self._writing:
            while self._notes:
                note = self._notes[0]
                name = note.type.rpartition(".")[2]
                try:
                    await workflow.execute_activity_method(
                        TaskActivities.record, note, **keep_record(name)
                    )
                except ActivityError as error:
                    if is_cancelled_exception(error):
                        raise
                    # It can never be written; the checks to come are worth more than the note.
                    workflow.logger.error("note lost", extra={"note": name}, exc_info=error)
                self._notes.pop(0)

    async def _say_cancelled(self) -> None:
        self._note(EventType.TASK_STOPPED, {"reason": "Cancelled in Temporal."})
        await self._write_notes()

    def _may_begin_anew(self) -> bool:
        """Say whether the history may be left behind; nobody who waits for an answer is dropped."""
        return (
            workflow.info().is_continue_as_new_suggested()
            and not self._notes
            and workflow.all_handlers_finished()
        )

    def _next_due(self) -> datetime:
        return next_due(self._state.task.id, self._care.interval, after=workflow.now())

    def _note(self, type_: EventType, data: dict[str, Any], *, unique: str = "") -> None:
        """Owe an event; each is later than the one before it, so that none is taken for it."""
        at, before = workflow.now(), self._state.as_of
        if before is not None and at <= before:
            at = before + timedelta(microseconds=1)
        task = self._state.task
        self._notes.append(TaskNote(type_, task.id, task.owner, at, unique or at.isoformat(), data))
        self._become(as_of=at)

    def _become(self, **changes: Any) -> None:  # noqa: ANN401 - fields of WatchInput
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


@workflow.defn(name="WebMonitor")
class WebMonitorWorkflow(_Watch):
    """Watches pages; the workflow id is `task/<task id>`. Ends when the task is deleted."""

    @workflow.init
    def __init__(self, watch: WatchInput) -> None:
        super().__init__(watch)

    @workflow.run
    async def run(self, watch: WatchInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Watch, tell, wait while paused; go on until deleted."""
        await self.live()


@workflow.defn(name="ThresholdWatch")
class ThresholdWatchWorkflow(_Watch):
    """Watches a metric; the workflow id is `task/<task id>`. Ends when the task is deleted."""

    @workflow.init
    def __init__(self, watch: WatchInput) -> None:
        super().__init__(watch)

    @workflow.run
    async def run(self, watch: WatchInput) -> None:  # noqa: ARG002 - Temporal passes the input to both
        """Watch, tell, wait while paused; go on until deleted."""
        await self.live()


def _is_cancelled() -> bool:
    """Say whether somebody cancels the workflow, and not we its activity."""
    running = asyncio.current_task()
    return running is not None and running.cancelling() > 0


def _words_of(care: Care) -> str:
    seconds = care.interval.total_seconds()
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
