"""What people, robots and agents may ask about background tasks (TSK-1…4)."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from application.common.wording import NOBODY, Localizer
from application.people.quotas import Allowance, size_of
from application.ports.clock import Clock, Ids
from application.ports.deliveries import Deliveries
from application.ports.events import EventFilter, Events
from application.ports.people import People
from application.ports.quotas import Quotas
from application.ports.rendering import Renderer
from application.ports.tasks import (
    RunState,
    RunStatus,
    TaskClient,
    TaskFilter,
    TaskOrder,
    Tasks,
    Watches,
)
from application.tasks.configs import TaskConfigs
from application.tasks.looks import TaskLooks
from application.tasks.overview import TaskOverview, TaskRows
from application.tasks.status import EventSourcingStatus, TaskCounter
from application.tasks.trials import Trials, TrialView
from application.tasks.views import LooksView, TaskView, looks_view, task_view
from domain.common.asked_language import asked_language
from domain.common.errors import Conflict, InvalidRequest, NotFound, TemporaryError
from domain.common.messages import Foreign, Message, message, one_of
from domain.common.notifications import notification_of
from domain.common.readers import Reader
from domain.deliveries.destinations import Destinations
from domain.events.events import Event, EventType
from domain.people.access import Access, Actor, Permission, decide, require
from domain.people.people import Person
from domain.task_types.schemas import SchemaForm, schema_as, schema_of_type
from domain.tasks.configs import TaskConfig
from domain.tasks.events import created
from domain.tasks.names import name_of, new_task_id
from domain.tasks.tasks import (
    Task,
    TaskState,
    TaskType,
    check_task_id,
    check_task_name,
    is_task_id,
)
from domain.watches.metrics.normal import with_normal
from domain.watches.standing import MOST_LOOKS
from domain.watches.watches import WatchMemory

K = TypeVar("K", bound=StrEnum)

MOST_LISTED = 100
LONGEST_KEY = 64
"""Characters of a caller's own key; it is kept with the task for ever."""

LONGEST_REASON = 200

BETWEEN_LOOKS = 0.25
"""Seconds between two glances at whether a watch has looked, or a calendar task has run."""

RUN_EVENTS = ("zhiban.schedule.*", "zhiban.digest.*")
"""What a run of a calendar task leaves."""


@dataclass(frozen=True)
class TaskPage:
    """Tasks in the order of their creation; pass `next_after` as `after`, empty at the end."""

    tasks: tuple[TaskView, ...]
    next_after: str


@dataclass(frozen=True)
class TaskService:
    """The one door to background tasks: every face calls it, none goes around it.

    Attributes:
        presets: names of the metrics that the settings define.
        destinations: where the settings let messages go.
        most_each: tasks that one person may have, deleted ones apart.
        weekdays: names of days in all languages, and those that configurations have.
        trials: tries configurations that are not kept.
        check: returns when what only libraries and tools can judge is right (selectors, paths,
            patterns, tools to call), else raises `InvalidRequest`; None leaves that to the moment
            when it is used.
        patience: seconds that who triggers a watch waits for what it sees.
    """

    tasks: Tasks
    lives: TaskClient
    watches: Watches
    people: People
    events: Events
    deliveries: Deliveries
    clock: Clock
    ids: Ids
    quotas: Quotas
    presets: Collection[str]
    destinations: Destinations
    most_each: int
    words: Renderer
    weekdays: Mapping[str, str]
    trials: Trials
    check: Callable[[TaskConfig], None] | None = None
    patience: float = 14.0

    async def create(
        self,
        *,
        by: Actor,
        type: str,  # noqa: A002 - the published name (TSK-1)
        config: dict[str, Any],
        name: str = "",
        client_key: str = "",
        owner: str | None = None,
    ) -> Task:
        """Make a task and let it live.

        When Temporal does not answer the task is kept all the same and started later: by asking
        again with the same key, by `resume` or `trigger`, or by whoever looks after tasks.

        Args:
            by: who asks.
            type: a `TaskType` value.
            config: the published shape of the type, with our optional fields.
            name: what to call it; made from the configuration when empty.
            client_key: the caller's own key; the same key of the same owner is the same task,
                whatever else is asked for.
            owner: whom it works for; the asker when None.

        Raises:
            InvalidRequest: a field breaks a rule; nothing was made.
            Conflict: the owner has the most tasks that one may have.
            TooManyRequests: the asker wrote as much today as one person may.
        """
        if len(client_key) > LONGEST_KEY or not client_key.isprintable():
            raise InvalidRequest("client_key", message("rule.one_line", most=LONGEST_KEY))
        task = await self._asked_for(by, type, config, name, owner)
        task = replace(task, client_key=client_key)
        await self._allowance.take(by, size=size_of(task.config.given))
        task = await self.tasks.create(task, created(task, by=by.person_id), most=self.most_each)
        if task.state is TaskState.ACTIVE:
            with suppress(TemporaryError):
                await self.lives.start(task)
        return task

    async def try_out(
        self,
        *,
        by: Actor,
        type: str,  # noqa: A002 - the published name (TSK-1)
        config: dict[str, Any],
        name: str = "",
        owner: str | None = None,
    ) -> TrialView:
        """Look once with a configuration that is not kept, and tell nobody but the asker.

        Raises:
            InvalidRequest: as for `create`.
            TooManyRequests: the asker wrote and tried as much today as one person may.
        """
        task = await self._asked_for(by, type, config, name, owner)
        await self._allowance.take(by, size=0)
        return await self.trials.of(task, await self._reader(by), now=self.clock.now())

    async def _asked_for(
        self, by: Actor, type_: str, config: dict[str, Any], name: str, owner: str | None
    ) -> Task:
        """Return the task that a request describes, when everything about it is right."""
        person = await self._person(by, owner)
        kind = _one_of(TaskType, "type", type_)
        accepted = self._configs.accepted(by, kind, config, person, zone=person.zone)
        now, reads = self.clock.now(), Localizer(self.words, Reader(person.language, person.zone))
        return Task(
            id=new_task_id(now, self.ids.new()),
            owner=person.id,
            type=kind,
            name=check_task_name(name) if name else name_of(kind, accepted, reads.text),
            config=accepted,
            created_at=now,
            changed_at=now,
            language=person.language,
            zone=person.zone,
        )

    async def list(  # noqa: PLR0913 - each by name
        self,
        *,
        by: Actor,
        owner: str | None = None,
        type: str | None = None,  # noqa: A002 - the published name (TSK-1)
        state: str | None = None,
        after: str = "",
        limit: int = 50,
        everybody: bool = False,
    ) -> TaskPage:
        """Return tasks in the order of their creation; deleted ones only when asked for.

        Args:
            by: who asks.
            owner: whose tasks; the asker's own when None.
            type: only those of this type.
            state: only those in this state.
            after: the `next_after` of the page before.
            limit: how many at most.
            everybody: tasks of all people; only for those who may act for others.
        """
        which = self._which(by, owner, type, state, everybody=everybody)
        _check_page(after, limit)
        found = await self.tasks.list(which, after=after, limit=limit + 1)
        page = found[:limit]
        reader, looks = await self._reader(by), await self._looks.of(page)
        views = tuple(task_view(each, reader) for each in looks)
        return TaskPage(views, page[-1].id if len(found) > limit else "")

    async def overview(  # noqa: PLR0913 - one argument per filter
        self,
        *,
        by: Actor,
        owner: str | None = None,
        type: str | None = None,  # noqa: A002 - the published name (TSK-1)
        state: str | None = None,
        name: str = "",
        failing: bool = False,
        order: TaskOrder = TaskOrder.OLDEST,
        after: str = "",
        limit: int = 50,
        everybody: bool = False,
    ) -> TaskRows:
        """Return tasks at a glance, in order, from what is kept alone; see `list`.

        Args:
            by: who asks.
            owner: whose tasks; the asker's own when None.
            type: only those of this type.
            state: only those in this state.
            name: only those whose name has it, in any case.
            failing: only those that say that they do not get on.
            order: how they follow one another.
            after: the `next_after` of the page before.
            limit: how many at most.
            everybody: tasks of all people; only for those who may act for others.
        """
        which = self._which(by, owner, type, state, everybody=everybody)
        _check_page(after, limit)
        shown = TaskOverview(self.tasks, self.watches, self.clock)
        return await shown.page(
            replace(which, name=name, failing=failing),
            order=order,
            after=after,
            limit=limit,
            reader=await self._reader(by),
        )

    async def get(self, *, by: Actor, task_id: str) -> TaskView:
        """Return a task with its life; deleted ones, too."""
        return await self._view(by, await self._task(by, Permission.READ_TASKS, task_id))

    def schema(self, *, by: Actor, form: SchemaForm = SchemaForm.FULL) -> dict[str, Any]:
        """Return the JSON Schema of configurations, for editors and programs."""
        require(by, Permission.READ_TASKS)
        return schema_as(form)

    def schema_of(self, *, by: Actor, type_: TaskType) -> dict[str, Any]:
        """Return the JSON Schema of type and configuration of one type of task."""
        require(by, Permission.READ_TASKS)
        return schema_of_type(type_)

    async def update(
        self,
        *,
        by: Actor,
        task_id: str,
        config: dict[str, Any] | None = None,
        name: str | None = None,
        revision: int | None = None,
    ) -> TaskView:
        """Change a task while it lives.

        Args:
            by: who asks.
            task_id: which.
            config: fields to change: each replaces the field of that name as a whole, null takes
                it away, what is not named stays.
            name: what to call it from now on.
            revision: the one that the asker has seen; None does not ask.

        Raises:
            InvalidRequest: a field breaks a rule; nothing was changed.
            Conflict: it was deleted, or somebody else changed it in the same moment.
            TooManyRequests: the asker wrote as much today as one person may.
        """
        task = await self._living(by, task_id)
        if revision not in (None, task.revision):
            raise Conflict(message("task.changed_meanwhile"))
        changed = replace(
            task,
            name=task.name if name is None else check_task_name(name),
            config=await self._configs.changed(by, task, config or {}),
        )
        if changed == task:
            if not task.type.is_watch:
                # A change that was kept may not have reached the schedule; this is the repeat.
                await self.lives.start(task)
            return await self._view(by, task)
        await self._allowance.take(by, size=size_of(changed.config.given))
        changed = replace(changed, revision=task.revision + 1, changed_at=self.clock.now())
        await self.lives.configure(changed, by=by.person_id)
        kept = await self._kept(task_id)
        if (kept.name, kept.config) != (changed.name, changed.config):
            raise Conflict(message("task.changed_meanwhile"))
        return await self._view(by, kept)

    async def call_normal(self, *, by: Actor, task_id: str, at: datetime | None = None) -> TaskView:
        """Let a watch that learns know that what it told of was normal: it is no news again.

        Args:
            by: who says so.
            task_id: which watch.
            at: the moment of the alert, as the view's `told` has it; the newest when None.

        Raises:
            Conflict: the watch does not learn, or has told of nothing yet.
            InvalidRequest: it remembers no alert of that moment.
        """
        task = await self._living(by, task_id)
        memory = await self._memory(task)
        told = memory.threshold.past.told if memory else ()
        changes = {"anomaly": with_normal(task.config, told, at)}
        return await self.update(by=by, task_id=task_id, config=changes, revision=task.revision)

    async def pause(self, *, by: Actor, task_id: str, reason: str = "") -> TaskView:
        """Stop checks or runs at once, until resumed; pausing twice keeps the first reason."""
        if len(reason) > LONGEST_REASON or not reason.isprintable():
            rule = f"must be at most {LONGEST_REASON} printable characters"
            raise InvalidRequest("reason", rule)
        task = await self._living(by, task_id)
        life = await self.lives.pause(task, reason=reason, by=by.person_id)
        return await self._view(by, await self._kept(task_id), life)

    async def resume(self, *, by: Actor, task_id: str) -> TaskView:
        """Go on with the rhythm; also starts what was stopped in Temporal or never started."""
        task = await self._living(by, task_id)
        life = await self.lives.resume(task, by=by.person_id)
        return await self._view(by, await self._kept(task_id), life)

    async def trigger(self, *, by: Actor, task_id: str) -> TaskView:
        """Check or run now, once; the rhythm stays. The answer says what came of it.

        Raises:
            Conflict: it is paused, stopped or deleted.
        """
        task = await self._living(by, task_id)
        if task.state is not TaskState.ACTIVE:
            raise Conflict(message("task.not_running", state=task.state))
        if (await self.lives.life(task)).state is RunState.MISSING:
            await self.lives.start(task)
        before = await self._memory(task)
        runs = EventFilter(types=RUN_EVENTS, subject=task.id)
        newest = [
            each.sequence or 0 for each in await self.events.latest(runs, before=None, limit=1)
        ]
        await self.lives.trigger(task, by=by.person_id)
        if task.type.is_watch:
            answer = await self._seen_since(task, before)
        else:
            answer = await self._ran_since(task, runs, max(newest, default=0))
        return await self._view(by, await self._kept(task_id), answer=answer)

    async def looks(self, *, by: Actor, task_id: str, limit: int = MOST_LOOKS) -> LooksView:
        """Return the newest looks of a watch, the newest first; none of a calendar task."""
        if not 1 <= limit <= MOST_LOOKS:
            raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LOOKS))
        task = await self._task(by, Permission.READ_TASKS, task_id)
        kept = await self.watches.looks(task_id, limit=limit)
        return looks_view(task, await self._memory(task), kept)

    async def _memory(self, task: Task) -> WatchMemory | None:
        record = await self.watches.load(task.id) if task.type.is_watch else None
        return record.memory if record else None

    async def _seen_since(self, task: Task, before: WatchMemory | None) -> Message:
        """Wait for the look that was asked for, in whichever worker it is, and say what it saw."""
        checks = before.checks if before else 0
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    memory = await self._memory(task)
                    if memory is not None and memory.checks > checks:
                        return message("task.looked", said=memory.standing.said)
                    await asyncio.sleep(BETWEEN_LOOKS)
        except TimeoutError:
            return message("task.still_looking")

    async def _ran_since(self, task: Task, runs: EventFilter, newest: int) -> Message:
        """Wait for the run that was asked for, and say what it told.

        A digest is published once for each date, so that a second run tells nothing.
        """
        if task.last_event_at is not None and task.type is TaskType.NEWS_DIGEST:
            zone, now = ZoneInfo(task.zone), self.clock.now()
            is_today = task.last_event_at.astimezone(zone).date() == now.astimezone(zone).date()
            if is_today and task.last_event_type == EventType.DIGEST_PUBLISHED:
                return message("task.digest_of_today", at=task.last_event_at)
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    for event in await self.events.page(runs, after=newest, limit=1):
                        return message("task.ran", said=_told_by(event))
                    await asyncio.sleep(BETWEEN_LOOKS)
        except TimeoutError:
            return message("task.run_started")

    async def delete(self, *, by: Actor, task_id: str) -> TaskView:
        """End a task for good; its events stay. Deleting twice is once."""
        task = await self._task(by, Permission.MANAGE_TASKS, task_id)
        if task.state is not TaskState.DELETED or not task.type.is_watch:
            # A schedule may have outlived its task, when Temporal was away meanwhile.
            await self.lives.delete(task, by=by.person_id)
        return await self._view(by, await self._kept(task_id))

    async def status(self, *, by: Actor) -> EventSourcingStatus:
        """Return how tasks and their events stand: everybody's for admins, else one's own."""
        require(by, Permission.READ_TASKS)
        everybody = decide(by, Permission.ACT_FOR_OTHERS) is Access.ALLOWED
        reader = await self._reader(by)
        counter = TaskCounter(self.tasks, self.lives, self.watches, self.events, reader)
        return await counter.status(
            owner=None if everybody else by.person_id,
            now=self.clock.now(),
        )

    def _which(
        self,
        by: Actor,
        owner: str | None,
        kind: str | None,
        state: str | None,
        *,
        everybody: bool,
    ) -> TaskFilter:
        """Return which tasks are meant, of those that the asker may read."""
        if everybody:
            require(by, Permission.READ_TASKS)
            require(by, Permission.ACT_FOR_OTHERS)
        else:
            owner = owner or by.person_id
            require(by, Permission.READ_TASKS, owner=owner, hidden_as=("person", owner))
        return TaskFilter(
            None if everybody else owner,
            _one_of(TaskType, "type", kind) if kind else None,
            _one_of(TaskState, "state", state) if state else None,
        )

    @property
    def _allowance(self) -> Allowance:
        return Allowance(self.quotas, self.clock)

    @property
    def _looks(self) -> TaskLooks:
        return TaskLooks(self.lives, self.watches, self.deliveries, self.clock)

    async def _view(
        self,
        by: Actor,
        task: Task,
        life: RunStatus | None = None,
        *,
        answer: Message | None = None,
    ) -> TaskView:
        return task_view(await self._looks.one(task, life), await self._reader(by), answer)

    async def _reader(self, by: Actor) -> Localizer:
        person = await self.people.get(by.person_id)
        reads = Reader(person.language, person.zone) if person else NOBODY
        return Localizer(self.words, reads.of(asked_language()))

    @property
    def _configs(self) -> TaskConfigs:
        return TaskConfigs(
            self.people,
            self.clock,
            self.presets,
            self.destinations,
            self.weekdays,
            self.check,
        )

    async def _person(self, by: Actor, owner: str | None) -> Person:
        owner = owner or by.person_id
        require(by, Permission.MANAGE_TASKS, owner=owner, hidden_as=("person", owner))
        person = await self.people.get(owner)
        if person is None:
            raise NotFound("person", owner)
        return person

    async def _task(self, by: Actor, permission: Permission, task_id: str) -> Task:
        """Return a task that the asker may use `permission` on; others' look like none."""
        require(by, permission)
        task = await self._kept(check_task_id(task_id))
        require(by, permission, owner=task.owner, hidden_as=("task", task_id))
        return task

    async def _living(self, by: Actor, task_id: str) -> Task:
        """Return a task that the asker may change, and that can still be changed."""
        task = await self._task(by, Permission.MANAGE_TASKS, task_id)
        if task.state is TaskState.DELETED:
            raise Conflict(message("task.deleted_for_good"))
        return task

    async def _kept(self, task_id: str) -> Task:
        task = await self.tasks.get(task_id)
        if task is None:
            raise NotFound("task", task_id)
        return task


def _check_page(after: str, limit: int) -> None:
    if not 1 <= limit <= MOST_LISTED:
        raise InvalidRequest("limit", message("rule.between", least=1, most=MOST_LISTED))
    if after and not is_task_id(after):
        raise InvalidRequest("after", message("rule.cursor"))


def _told_by(event: Event) -> Message | Foreign | None:
    """Return the title of what a run told: a message of ours, or words that others wrote."""
    if told := notification_of(event.data.get("notification")):
        return told.title
    title = str(event.data.get("title", ""))
    return Foreign(title) if title else None


def _one_of(kinds: type[K], field: str, word: str) -> K:
    try:
        return kinds(word)
    except ValueError:
        raise InvalidRequest(field, one_of(kinds)) from None
