"""The life of a watch: it holds what its owner wants of it, and does nothing while nothing happens.

The checks themselves run in one activity that stays for as long as there is nothing to tell
(`activities/watching.py`), so a quiet watch adds nothing to its history.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.patience import watch_over
from activities.tasks import TaskActivities
from activities.watch_orders import WatchOrder, WatchReport
from domain.common.messages import message
from domain.events.events import EventType
from domain.tasks.tasks import Task, TaskState
from domain.watches.care import care_of
from domain.watches.configs import WatchConfig
from workflows.attributes import show_state
from workflows.deliveries.pushes import start_event_delivery
from workflows.reasons import reason_of
from workflows.watches.messages import NOBODY, WatchMessages, with_settings
from workflows.watches.state import WatchInput

AFTER_TROUBLE = timedelta(minutes=1)
"""Wait after a failure that trying again cannot help, such as a database without our tables."""


class _Watch(WatchMessages):
    """How both kinds of watches live; which checker looks is in the task's type."""

    async def live(self) -> None:
        """Watch, tell, wait while paused; go on until deleted."""
        try:
            while not self._deleted:
                await self._notes.write()
                if self._may_begin_anew():
                    workflow.continue_as_new(self._state)
                elif self._state.paused:
                    await self._rest()
                else:
                    await self._watch()
            await self._notes.write()
            await workflow.wait_condition(workflow.all_handlers_finished)
            show_state(TaskState.DELETED)
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                await self._say_cancelled()
            raise

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
        await self._notes.write()
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
            title = f"{self._state.task.name} · {found.type.removeprefix('zhiban.')}"
            self._show(f"Found: {found.type}")
            addresses = found.addresses or self._care.addresses
            for address in addresses if found.notify else ():
                await start_event_delivery(
                    found.event_id, self._state.task.owner, address, title=title
                )
        as_of = max((at for at in (self._state.as_of, report.as_of) if at), default=None)
        self._state = replace(self._state, acknowledged=report.reported, as_of=as_of)
        if not steered:
            self._state = replace(self._state, due=report.due)
        if report.task is not None and report.task.revision > self._state.task.revision:
            self._adopt(report.task)
        if report.pause and not steered:
            self._pause(NOBODY)

    def _adopt(self, kept: Task) -> None:
        """Go on with the configuration that is kept, as when a reset made us forget it."""
        task = with_settings(self._state.task, kept)
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

    async def _say_cancelled(self) -> None:
        self._note(EventType.TASK_STOPPED, {"reason": message("watch.cancelled").recorded})
        await self._notes.write()

    def _may_begin_anew(self) -> bool:
        """Say whether the history may be left behind; nobody who waits for an answer is dropped."""
        return (
            workflow.info().is_continue_as_new_suggested()
            and not self._notes
            and workflow.all_handlers_finished()
        )


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


def _words_of(care: WatchConfig) -> str:
    seconds = care.interval.total_seconds()
    return f"{seconds / 60:g} min" if seconds >= 60 else f"{seconds:g} s"
