"""`zhiban task …`: background tasks, whatever their type."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

import typer

from application.common.wording import Localizer
from application.services import Services
from application.tasks.status import EventSourcingStatus
from application.tasks.tasks import MOST_LISTED, TaskService
from application.tasks.trials import TrialView
from application.tasks.views import LooksView, TaskView
from application.watches.snapshots import ComparisonView, SnapshotsView
from cli.configs import config_of
from cli.options import AsJson, For
from cli.output import note_more, say_json
from cli.tasks.words import (
    say_comparison,
    say_looks,
    say_snapshots,
    say_status,
    say_task,
    say_tasks,
    say_trial,
)
from cli.terminal import Terminal
from domain.tasks.tasks import TaskState, TaskType
from domain.watches.standing import MOST_LOOKS

TaskId = Annotated[str, typer.Argument(metavar="TASK", help="option.task_id")]

Config = Annotated[
    str,
    typer.Option("--config", "-c", help="option.config"),
]

Name = Annotated[str, typer.Option(help="option.task_name")]

Key = Annotated[str, typer.Option(help="option.task_key")]


@dataclass(frozen=True)
class Tasks:
    """A page of tasks, as the API answers it."""

    tasks: tuple[TaskView, ...]
    next_after: str


@dataclass(frozen=True)
class TaskCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def create(  # noqa: PLR0913 - one argument per option
        self,
        *,
        kind: Annotated[TaskType, typer.Argument(help="option.task_kind")],
        config: Config,
        name: Name = "",
        key: Key = "",
        person: For = None,
        try_: Annotated[bool, typer.Option("--try", help="option.try")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Make a task of any type from its whole configuration; docs/tasks.md lists the fields.

        Example: zhiban task create web_monitor --config @status-page.json -p u_mei
        """
        by = self.terminal.operator
        if try_:

            async def tried(services: Services) -> TrialView:
                given = config_of(config)
                return await services.tasks.try_out(
                    by=by, type=kind, config=given, name=name, owner=person
                )

            view, reader = self.terminal.told(tried)
            say_json(view) if as_json else say_trial(view, reader)
            return

        async def made(services: Services) -> TaskView:
            given = config_of(config)
            task = await services.tasks.create(
                by=by, type=kind, config=given, name=name, client_key=key, owner=person
            )
            return await services.tasks.get(by=by, task_id=task.id)

        say_task(*self.terminal.told(made), as_json=as_json)

    def list_all(
        self,
        *,
        person: For = None,
        type_: Annotated[TaskType | None, typer.Option("--type", help="option.task_type")] = None,
        state: Annotated[TaskState | None, typer.Option(help="option.task_state")] = None,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LISTED, help="option.limit")
        ] = 50,
        after: Annotated[str, typer.Option(help="option.after_id")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List tasks, the oldest first: everybody's, unless a person is named.

        Example: zhiban task list --type web_monitor --state paused
        """
        by = self.terminal.operator
        narrowed: dict[str, Any] = {"type": type_, "state": state, "after": after, "limit": limit}
        everybody = person is None

        async def listed(services: Services, _: Localizer) -> Tasks:
            page = await services.tasks.list(by=by, owner=person, everybody=everybody, **narrowed)
            return Tasks(page.tasks, page.next_after)

        asked = narrowed | {"person_id": person, "everybody": everybody}
        page, reader = self.terminal.read(Tasks, "/api/v1/tasks", listed, asked)
        if as_json:
            say_json(page)
            return
        say_tasks(page.tasks, reader)
        if page.next_after:
            note_more(reader.text, f"--after {page.next_after}")

    def show(self, *, task: TaskId, as_json: AsJson = False) -> None:
        """Show a task: its configuration, what it does, and why its last look failed.

        Example: zhiban task show t_01kaj2m4x0c8v5r7n3q6w9z1d2 --json
        """
        by = self.terminal.operator

        async def looked(services: Services, _: Localizer) -> TaskView:
            return await services.tasks.get(by=by, task_id=task)

        path = f"/api/v1/tasks/{quote(task, safe='')}"
        say_task(*self.terminal.read(TaskView, path, looked), as_json=as_json)

    def looks(
        self,
        *,
        task: TaskId,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_LOOKS, help="option.limit")
        ] = 20,
        as_json: AsJson = False,
    ) -> None:
        """List a watch's newest looks: when, what came of each, its value, how long it took.

        Example: zhiban task looks t_01k… -n 50
        """
        by = self.terminal.operator
        path = f"/api/v1/tasks/{quote(task, safe='')}/looks"
        view, reader = self.terminal.read(
            LooksView,
            path,
            lambda services, _: services.tasks.looks(by=by, task_id=task, limit=limit),
            {"limit": limit},
        )
        if as_json:
            say_json(view)
        else:
            say_looks(view, reader)

    def snapshots(
        self,
        *,
        task: TaskId,
        old: Annotated[str, typer.Option(help="option.old")] = "",
        new: Annotated[str, typer.Option(help="option.new")] = "",
        diff: Annotated[bool, typer.Option("--diff", help="option.diff")] = False,
        as_json: AsJson = False,
    ) -> None:
        """List what a watched page said at its latest changes, or what differs between two.

        Example: zhiban task snapshots t_01k… --diff
        """
        by, path = self.terminal.operator, f"/api/v1/tasks/{quote(task, safe='')}/snapshots"
        if not (old or new or diff):
            listed, reader = self.terminal.read(
                SnapshotsView,
                path,
                lambda services, _: services.snapshots.list(by=by, task_id=task),
            )
            say_json(listed) if as_json else say_snapshots(listed, reader)
            return
        view, reader = self.terminal.read(
            ComparisonView,
            f"{path}/compare",
            lambda services, _: services.snapshots.compare(by=by, task_id=task, old=old, new=new),
            {"old": old, "new": new},
        )
        say_json(view) if as_json else say_comparison(view, reader)

    def update(
        self,
        *,
        task: TaskId,
        config: Config = "",
        name: Annotated[str | None, typer.Option(help="option.new_name")] = None,
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
        reason: Annotated[str, typer.Option(help="option.reason_recorded")] = "",
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
        """Check or run now, once; the rhythm stays. Says what a watch saw, within 15 s.

        Example: zhiban task trigger t_01k…
        """
        by = self.terminal.operator
        self._told(lambda service: service.trigger(by=by, task_id=task), as_json=as_json)

    def normal(
        self,
        *,
        task: TaskId,
        at: Annotated[str, typer.Option("--at", help="option.novel_at")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Mark an alert of a watch that learns as normal: it is not reported again.

        Example: zhiban task normal t_01k… --at 2026-11-24T08:00:00+08:00
        """
        by = self.terminal.operator

        async def called(services: Services) -> TaskView:
            now = services.tasks.clock.now()
            zone = (await self.terminal.reader_of(services)).zone
            moment = services.times.moment(at, now=now, zone=zone, field="--at") if at else None
            return await services.tasks.call_normal(by=by, task_id=task, at=moment)

        say_task(*self.terminal.told(called), as_json=as_json)

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
        view, reader = self.terminal.read(
            EventSourcingStatus,
            "/api/v1/tasks/status",
            lambda services, _: services.tasks.status(by=by),
        )
        if as_json:
            say_json(view)
        else:
            say_status(view, reader)

    def _told(
        self, question: "Callable[[TaskService], Awaitable[TaskView]]", *, as_json: bool
    ) -> None:
        async def told(services: Services) -> TaskView:
            return await question(services.tasks)

        say_task(*self.terminal.told(told), as_json=as_json)
