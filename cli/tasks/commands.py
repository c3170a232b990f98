"""`zhiban task …`: background tasks, whatever their type."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

import typer

from application.services import Services
from application.tasks.status import EventSourcingStatus
from application.tasks.tasks import MOST_LISTED, TaskService
from application.tasks.views import TaskView
from cli.options import AsJson, For
from cli.output import note, say_json
from cli.tasks.words import config_of, say_status, say_task, say_tasks
from cli.terminal import Terminal
from domain.common.readers import Reader
from domain.tasks.tasks import TaskState, TaskType

TaskId = Annotated[str, typer.Argument(metavar="TASK", help="Id of the task, t_….")]

Config = Annotated[
    str,
    typer.Option(
        "--config", "-c", help="JSON; or '@' and a file of it; or '-' to read it from a pipe."
    ),
]

Name = Annotated[str, typer.Option(help="What to call it; made from the rest when left out.")]

Key = Annotated[str, typer.Option(help="Your own key; the same key is the same task.")]


@dataclass(frozen=True)
class Tasks:
    """A page of tasks, as the API answers it."""

    tasks: tuple[TaskView, ...]
    next_after: str


@dataclass(frozen=True)
class TaskCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def create(
        self,
        *,
        kind: Annotated[TaskType, typer.Argument(help="What kind of task.")],
        config: Config,
        name: Name = "",
        key: Key = "",
        person: For = None,
        as_json: AsJson = False,
    ) -> None:
        """Make a task of any type from its whole configuration; docs/tasks.md lists the fields.

        Example: zhiban task create web_monitor --config @status-page.json -p u_mei
        """
        by = self.terminal.operator

        async def made(services: Services) -> TaskView:
            given = config_of(config)
            task = await services.tasks.create(
                by=by, type=kind, config=given, name=name, client_key=key, owner=person
            )
            return await services.tasks.get(by=by, task_id=task.id)

        say_task(self.terminal.ask(made), as_json=as_json)

    def list_all(
        self,
        *,
        person: For = None,
        type_: Annotated[
            TaskType | None, typer.Option("--type", help="Only tasks of this type.")
        ] = None,
        state: Annotated[
            TaskState | None, typer.Option(help="Only these; all but deleted ones if left out.")
        ] = None,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="How many at most.")
        ] = 50,
        after: Annotated[str, typer.Option(help="Only ids after this one, to page on.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List tasks, the oldest first: everybody's, unless a person is named.

        Example: zhiban task list --type web_monitor --state paused
        """
        by = self.terminal.operator
        narrowed: dict[str, Any] = {"type": type_, "state": state, "after": after, "limit": limit}
        everybody = person is None

        async def listed(services: Services, _: Reader) -> Tasks:
            page = await services.tasks.list(by=by, owner=person, everybody=everybody, **narrowed)
            return Tasks(page.tasks, page.next_after)

        asked = narrowed | {"person_id": person, "everybody": everybody}
        page = self.terminal.see(Tasks, "/api/v1/tasks", asked, listed).view
        if as_json:
            say_json(page)
            return
        say_tasks(page.tasks)
        if page.next_after:
            note(f"More: --after {page.next_after}, all else unchanged.")

    def show(self, *, task: TaskId, as_json: AsJson = False) -> None:
        """Show a task: its configuration, what it does, and why its last look failed.

        Example: zhiban task show t_01kaj2m4x0c8v5r7n3q6w9z1d2 --json
        """
        by = self.terminal.operator

        async def looked(services: Services, _: Reader) -> TaskView:
            return await services.tasks.get(by=by, task_id=task)

        path = f"/api/v1/tasks/{quote(task, safe='')}"
        say_task(self.terminal.see(TaskView, path, {}, looked).view, as_json=as_json)

    def update(
        self,
        *,
        task: TaskId,
        config: Config = "",
        name: Annotated[str | None, typer.Option(help="What to call it from now on.")] = None,
        as_json: AsJson = False,
    ) -> None:
        """Change a task while it runs; each field given replaces its namesake, null removes it.

        Example: zhiban task update t_01k… --config '{"check_interval_minutes": 60}'
        """
        by = self.terminal.operator

        async def changed(service: TaskService) -> TaskView:
            given = config_of(config) if config else None
            return await service.update(by=by, task_id=task, config=given, name=name)

        self._told(changed, as_json=as_json)

    def pause(
        self,
        *,
        task: TaskId,
        reason: Annotated[str, typer.Option(help="Why, for the record.")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Stop its checks or runs at once, until resumed.

        Example: zhiban task pause t_01k… --reason maintenance
        """
        by = self.terminal.operator
        self._told(
            lambda service: service.pause(by=by, task_id=task, reason=reason), as_json=as_json
        )

    def resume(self, *, task: TaskId, as_json: AsJson = False) -> None:
        """Go on with its rhythm; also starts what somebody ended in Temporal.

        Example: zhiban task resume t_01k…
        """
        by = self.terminal.operator
        self._told(lambda service: service.resume(by=by, task_id=task), as_json=as_json)

    def trigger(self, *, task: TaskId, as_json: AsJson = False) -> None:
        """Check or run now, once; the rhythm stays.

        Example: zhiban task trigger t_01k…
        """
        by = self.terminal.operator
        self._told(lambda service: service.trigger(by=by, task_id=task), as_json=as_json)

    def delete(self, *, task: TaskId, as_json: AsJson = False) -> None:
        """End a task for good; its events stay.

        Example: zhiban task delete t_01k…
        """
        by = self.terminal.operator
        self._told(lambda service: service.delete(by=by, task_id=task), as_json=as_json)

    def status(self, *, as_json: AsJson = False) -> None:
        """Count tasks and today's events, and name watches that fail or are silent.

        Example: zhiban task status --json
        """
        by = self.terminal.operator
        seen = self.terminal.see(
            EventSourcingStatus,
            "/api/v1/tasks/status",
            {},
            lambda services, _: services.tasks.status(by=by),
        )
        if as_json:
            say_json(seen.view)
        else:
            say_status(seen.view, seen.reader.zone)

    def _told(
        self, question: "Callable[[TaskService], Awaitable[TaskView]]", *, as_json: bool
    ) -> None:
        async def told(services: Services) -> TaskView:
            return await question(services.tasks)

        say_task(self.terminal.ask(told), as_json=as_json)
