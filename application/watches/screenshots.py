"""Pictures of watched pages, for those whose tasks took them (WEB-5)."""

from dataclasses import dataclass

from application.ports.tasks import Tasks
from application.ports.watches.screenshots import Screenshot, Screenshots
from domain.common.errors import NotFound
from domain.people.access import Actor, Permission, require
from domain.tasks.tasks import check_task_id


@dataclass(frozen=True)
class ScreenshotService:
    """The one door to pictures."""

    tasks: Tasks
    screenshots: Screenshots

    async def list(self, *, by: Actor, task_id: str) -> list[Screenshot]:
        """Return the kept pictures of a task, newest first; at most five.

        Raises:
            NotFound: there is no such task, or it is another's.
        """
        await self._may_look(by, task_id)
        return await self.screenshots.list(task_id)

    async def get(self, *, by: Actor, task_id: str, number: int) -> Screenshot:
        """Return one picture, by the number that an event of the task names.

        Raises:
            NotFound: it is not kept any more, or there is no such task for `by`.
        """
        await self._may_look(by, task_id)
        found = await self.screenshots.get(task_id, number)
        if found is None:
            raise NotFound("screenshot", f"{task_id}/{number}")
        return found

    async def _may_look(self, by: Actor, task_id: str) -> None:
        task = await self.tasks.get(check_task_id(task_id))
        if task is None:
            require(by, Permission.READ_TASKS)
            raise NotFound("task", task_id)
        require(by, Permission.READ_TASKS, owner=task.owner, hidden_as=("task", task_id))
