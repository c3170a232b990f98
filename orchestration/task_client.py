"""Which kind of life a task leads: watches are workflows, calendar tasks are schedules."""

from dataclasses import dataclass

from application.ports.tasks import RunStatus, TaskClient
from domain.tasks.tasks import Task


@dataclass(frozen=True)
class TaskClientByType:
    """Hands every task to those who know its kind of life."""

    watches: TaskClient
    calendars: TaskClient

    async def start(self, task: Task) -> None:
        """Start it unless it lives."""
        await self._of(task).start(task)

    async def configure(self, task: Task, *, by: str) -> None:
        """Let it go on with another configuration."""
        await self._of(task).configure(task, by=by)

    async def pause(self, task: Task, *, reason: str, by: str) -> RunStatus:
        """Stop its checks or runs at once."""
        return await self._of(task).pause(task, reason=reason, by=by)

    async def resume(self, task: Task, *, by: str) -> RunStatus:
        """Go on with the rhythm."""
        return await self._of(task).resume(task, by=by)

    async def trigger(self, task: Task, *, by: str) -> None:
        """Check or run now."""
        await self._of(task).trigger(task, by=by)

    async def delete(self, task: Task, *, by: str) -> None:
        """End it for good."""
        await self._of(task).delete(task, by=by)

    async def life(self, task: Task) -> RunStatus:
        """Ask how it lives."""
        return await self._of(task).life(task)

    def _of(self, task: Task) -> TaskClient:
        return self.watches if task.type.is_watch else self.calendars
