"""Pages about tasks: the list, one task with its looks, and questions before a step."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from fastapi import Path, Query, Request, Response

from api.console.forms import Form
from api.console.lists import PAGE_SIZE, Choice, Filter, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.errors import status_of
from api.pages import local_time
from api.paths import TaskId
from api.tasks.bodies import NormalIn, TaskPauseIn
from api.tasks.drawings import (
    KIND_OF_DELIVERY,
    KIND_OF_LEVEL,
    KIND_OF_OUTCOME,
    KIND_OF_RUN,
    KIND_OF_STATE,
    figure,
    sides_of,
    span,
)
from application.deliveries.views import DeliveryView, delivery_view
from application.ports.events import EventFilter
from application.ports.tasks import TaskOrder
from application.tasks.views import TaskView
from domain.common.errors import ZhibanError
from domain.common.messages import Message, Percent, Prose, message
from domain.events.events import Event
from domain.people.access import Permission
from domain.tasks.tasks import TaskState, TaskType
from domain.watches.standing import MOST_LOOKS

pages = Pages("/tasks")

LIVE = "task delivery"
MOST_ROWS = 40
"""Looks in the table; the drawing shows all that are kept."""

MOST_TOLD = 20
"""Events of a task on its page, the newest."""

MOST_PICTURES = 5

_FILTERS = (
    Filter("name", message("head.name")),
    Filter("type", message("head.type"), choices_of(TaskType)),
    Filter("state", message("head.state"), choices_of(TaskState)),
    Filter(
        "health",
        message("head.health"),
        (Choice("failing", message("console.only_failing")),),
    ),
)
_WHOSE = Filter(
    "whose",
    message("head.owner"),
    (Choice("all", message("console.everybody")), Choice("mine", message("console.mine"))),
    default="all",
)
_SORTS = ("-created", "name", "-event")


@pages.get(needs=Permission.READ_TASKS)
async def tasks_page(visit: Here, request: Request) -> Response:
    """List tasks with what each sees, how it gets on, and when it looks next."""
    others = visit.may(Permission.ACT_FOR_OTHERS)
    state = read_list(request, visit.told, (*_FILTERS, *([_WHOSE] if others else [])), _SORTS)
    found = await visit.services.tasks.overview(
        by=visit.by,
        everybody=others and state["whose"] == "all",
        type=state["type"] or None,
        state=state["state"] or None,
        name=state["name"],
        failing=state["health"] == "failing",
        order=TaskOrder(state.sort),
        after=state.after if state.after.startswith("t_") else "",
        limit=PAGE_SIZE,
    )
    return await visit.page(
        "tasks/list.html",
        section="tasks",
        live=LIVE,
        state=state,
        tasks=found.rows,
        next=found.next_after,
        shows_owner=others,
        figure=figure,
        span=span,
        kind_of_state=KIND_OF_STATE,
        kind_of_level=KIND_OF_LEVEL,
    )


@pages.get("/{task_id:task}", needs=Permission.READ_TASKS)
async def task_page(visit: Here, task_id: TaskId) -> Response:
    """Show what a task sees, how its looks went, what it told, and what became of that."""
    services, by = visit.services, visit.by
    task = await services.tasks.get(by=by, task_id=task_id)
    looks, snapshots, pictures, story = await asyncio.gather(
        services.tasks.looks(by=by, task_id=task_id, limit=MOST_LOOKS),
        services.snapshots.list(by=by, task_id=task_id),
        services.screenshots.list(by=by, task_id=task_id),
        _story(visit, task),
    )
    values = [each.value for each in reversed(looks.looks)]
    return await visit.page(
        "tasks/one.html",
        section="tasks",
        live=LIVE,
        task=task,
        looks=looks.looks[:MOST_ROWS],
        unit=looks.unit,
        chart=values if sum(each is not None for each in values) > 1 else (),
        threshold=_threshold(task),
        snapshots=snapshots.snapshots,
        pictures=pictures[:MOST_PICTURES],
        story=story,
        sources=_addresses(task),
        figure=figure,
        span=span,
        kind_of_state=KIND_OF_STATE,
        kind_of_level=KIND_OF_LEVEL,
        kind_of_run=KIND_OF_RUN,
        kind_of_outcome=KIND_OF_OUTCOME,
    )


async def _story(visit: Visit, task: TaskView) -> list[tuple[Event, str, str]]:
    """Return the newest events of a task, each with its title and its text."""
    if not visit.may(Permission.READ_EVENTS):
        return []
    which = EventFilter(subject=task.id)
    newest = await visit.services.events.latest(by=visit.by, which=which, limit=MOST_TOLD)
    return [
        (each, str(each.data.get("title", "")), str(each.data.get("text", ""))) for each in newest
    ]


def _threshold(task: TaskView) -> object:
    """Return the line that a task's number is compared with; None for none."""
    number = task.config.get("number")
    return (number if isinstance(number, dict) else task.config).get("threshold")


def _addresses(task: TaskView) -> list[str]:
    """Return the pages that a task looks at, as its owner wrote them; none for other sources."""
    found = task.config.get("urls") or task.config.get("news_urls") or []
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


@pages.get("/{task_id:task}/compare", needs=Permission.READ_TASKS)
async def compare_page(
    visit: Here,
    task_id: TaskId,
    old: Annotated[str, Query(max_length=64)] = "",
    new: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show two snapshots of a page side by side."""
    services, by = visit.services, visit.by
    task, kept = await asyncio.gather(
        services.tasks.get(by=by, task_id=task_id),
        services.snapshots.list(by=by, task_id=task_id),
    )
    found = None
    if len(kept.snapshots) > 1 or old or new:
        found = await services.snapshots.compare(by=by, task_id=task_id, old=old, new=new)
    return await visit.page(
        "tasks/compare.html",
        section="tasks",
        task=task,
        found=found,
        differs=visit.text(_differs(found.percent)) if found else "",
        sides=sides_of(found.lines) if found else (),
        choices=[
            (each.id, f"{local_time(each.kept_at, visit.told.zone)} {each.page}")
            for each in kept.snapshots
        ],
        form=Form(values={"old": found.old.id, "new": found.new.id} if found else {}),
    )


def _differs(percent: float) -> Message:
    return message("console.differs", share=Percent(Decimal(f"{percent:.1f}")))


@dataclass(frozen=True, kw_only=True)
class _Question:
    """How something that a task can be told is put."""

    title: Message
    means: Message
    asks_reason: bool = False
    is_dangerous: bool = False


@dataclass(frozen=True, kw_only=True)
class _Step(_Question):
    """What a task can be told that nothing but a reason goes with."""

    act: Callable[[Visit, str, str], Awaitable[TaskView]]


_STEPS = {
    "pause": _Step(
        title=message("ask.pause_task"),
        means=message("ask.pause_task_means"),
        act=lambda visit, task, reason: visit.services.tasks.pause(
            by=visit.by, task_id=task, reason=reason
        ),
        asks_reason=True,
    ),
    "resume": _Step(
        title=message("ask.resume_task"),
        means=message("ask.resume_task_means"),
        act=lambda visit, task, _: visit.services.tasks.resume(by=visit.by, task_id=task),
    ),
    "trigger": _Step(
        title=message("ask.trigger_task"),
        means=message("ask.trigger_task_means"),
        act=lambda visit, task, _: visit.services.tasks.trigger(by=visit.by, task_id=task),
    ),
    "delete": _Step(
        title=message("ask.delete_task"),
        means=message("ask.delete_task_means"),
        act=lambda visit, task, _: visit.services.tasks.delete(by=visit.by, task_id=task),
        is_dangerous=True,
    ),
}

_NORMAL = _Question(title=message("ask.call_normal"), means=message("ask.call_normal_means"))

StepName = Annotated[str, Path(pattern="^(pause|resume|trigger|delete)$")]


@pages.get("/{task_id:task}/steer/{step}", needs=Permission.MANAGE_TASKS)
async def ask_to_steer_task(visit: Here, task_id: TaskId, step: StepName) -> Response:
    """Say what a step will do, before it is done."""
    return await _asked(visit, task_id, _STEPS[step], Form())


@pages.post("/{task_id:task}/steer/{step}", needs=Permission.MANAGE_TASKS)
async def steer_task(visit: Here, task_id: TaskId, step: StepName) -> Response:
    """Pause, resume, run now or end a task."""
    chosen = _STEPS[step]

    async def act(body: TaskPauseIn) -> Message:
        task = await chosen.act(visit, task_id, body.reason)
        if task.answer:
            return message("value.plain", value=Prose(task.answer))
        return message("ask.done", step=chosen.title)

    async def show(form: Form) -> Response:
        return await _asked(visit, task_id, chosen, form)

    to = f"{ROOT}/tasks" if chosen.is_dangerous else _at(task_id)
    return await visit.submit(TaskPauseIn, act, show=show, to=to)


@pages.post("/{task_id:task}/normal", needs=Permission.MANAGE_TASKS)
async def call_alert_normal_by_page(visit: Here, task_id: TaskId) -> Response:
    """Let a watch know that what it told of was normal."""

    async def act(body: NormalIn) -> Message:
        await visit.services.tasks.call_normal(by=visit.by, task_id=task_id, at=body.at)
        return message("ask.called_normal")

    async def show(form: Form) -> Response:
        return await _asked(visit, task_id, _NORMAL, form)

    return await visit.submit(NormalIn, act, show=show, to=_at(task_id))


async def _asked(visit: Visit, task_id: str, step: _Question, form: Form) -> Response:
    return await visit.page(
        "tasks/ask.html",
        section="tasks",
        status=form.status,
        task=await visit.services.tasks.get(by=visit.by, task_id=task_id),
        title=visit.text(step.title),
        means=visit.text(step.means),
        step=step,
        form=form,
        action=visit.request.url.path,
        back=_at(task_id),
    )


@pages.get("/{task_id:task}/test-message", needs=Permission.SEND_DELIVERIES)
async def ask_to_test(visit: Here, task_id: TaskId) -> Response:
    """Say whom a test message would reach."""
    return await _test_page(visit, task_id, Form())


@pages.post("/{task_id:task}/test-message", needs=Permission.SEND_DELIVERIES)
async def send_test(visit: Here, task_id: TaskId) -> Response:
    """Send a test message to each address of a task, and show what became of it."""
    form = await visit.form()
    try:
        sent = await visit.services.trial_messages.send(by=visit.by, task_id=task_id)
    except ZhibanError as error:
        form.refuse(error, visit.told)
        form.status = status_of(error)
        return await _test_page(visit, task_id, form)
    rows = [delivery_view(each, visit.text) for each in sent]
    return await _test_page(visit, task_id, form, rows)


async def _test_page(
    visit: Visit, task_id: str, form: Form, sent: list[DeliveryView] | None = None
) -> Response:
    return await visit.page(
        "tasks/test.html",
        section="tasks",
        status=form.status,
        task=await visit.services.tasks.get(by=visit.by, task_id=task_id),
        form=form,
        sent=sent,
        kind_of_delivery=KIND_OF_DELIVERY,
        action=visit.request.url.path,
        back=_at(task_id),
    )


def _at(task_id: str) -> str:
    return f"{ROOT}/tasks/{task_id}"
