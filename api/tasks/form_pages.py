"""Pages to make, copy and change a task: a kind is chosen, a form filled in, tried and saved."""

import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Response
from pydantic import ValidationError

from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.errors import status_of
from api.paths import TaskId
from api.tasks.bodies import TaskIn, TaskPatch, TaskTrialIn
from api.tasks.drawings import KIND_OF_LEVEL, figure
from api.tasks.form_drawing import drawn, filled, recipients
from api.tasks.form_fields import PREFIX, TELLS
from api.tasks.form_table import fields_for
from api.tasks.form_values import changes_to, config_of_form, form_of_config
from api.tasks.kinds import GROUPS, KINDS
from application.common.broken_fields import broken_field
from application.common.wording import refusal
from application.tasks.trials import TrialView
from application.tasks.views import TaskView
from domain.common.errors import Conflict, InvalidRequest, NotFound, ZhibanError
from domain.common.messages import Called, Message, message
from domain.deliveries.channels import CHANNELS
from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.notifications import MOST_ADDRESSES
from domain.people.access import Permission
from domain.people.people import Person
from domain.tasks.tasks import LONGEST_NAME, TaskType
from domain.watches.configs import only_newest_interval

pages = Pages("/tasks")

_HERE = f"{ROOT}/tasks"
KindName = Annotated[str, Path(pattern=f"^({'|'.join(KINDS)})$")]
Save = Callable[[Form], Awaitable[Response]]

STEP = "step"
"""What a form is sent for: to be drawn anew, tried, or saved."""

_ROW = re.compile(rf"config\.{TELLS}(?:\[(\d+)\])?(?:\.(\w+))?")


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """What stands around the fields.

    Attributes:
        owner: whom the task works for; None: whoever looks.
        folds: paths of fields that stand among the further settings besides.
    """

    title: Message
    means: Message | None = None
    type: TaskType
    button: Message
    back: str
    owner: str | None = None
    folds: frozenset[str] = frozenset()


@pages.get("/new", needs=Permission.MANAGE_TASKS)
async def task_kinds_page(visit: Here) -> Response:
    """Show what tasks are made for, each with an example."""
    return await visit.page("tasks/kinds.html", section="tasks", groups=GROUPS)


@pages.get("/new/{task_kind}", needs=Permission.MANAGE_TASKS)
async def new_task_page(visit: Here, task_kind: KindName, *, example: bool = False) -> Response:
    """Show the form of a kind: as it starts, or with its example."""
    kind = KINDS[task_kind]
    form = form_of_config(kind.type, kind.example_in(visit.text) if example else kind.start)
    _tell_own(visit, form, await _own(visit))
    return await _shown(visit, _new(task_kind), form)


@pages.post("/new/{task_kind}", needs=Permission.MANAGE_TASKS)
async def make_task_by_page(visit: Here, task_kind: KindName) -> Response:
    """Draw the form anew, try what it says, or make the task."""
    sheet = _new(task_kind)
    return await _sent(visit, sheet, lambda form: _made(visit, sheet.type, form))


def _new(task_kind: str) -> _Sheet:
    kind = KINDS[task_kind]
    return _Sheet(
        title=kind.title,
        means=kind.means,
        type=kind.type,
        button=message("task_form.save"),
        back=f"{_HERE}/new",
        folds=kind.folds,
    )


@pages.get("/{task_id:task}/copy", needs=Permission.MANAGE_TASKS)
async def copy_task_page(visit: Here, task_id: TaskId) -> Response:
    """Show the form of a new task that says what another one does."""
    task = await visit.services.tasks.get(by=visit.by, task_id=task_id)
    form = form_of_config(task.type, task.config)
    name = visit.text(message("task_form.copy_of", name=Called(task.name)))
    form.values["name"] = name[:LONGEST_NAME]
    return await _shown(visit, _copy(task), form)


@pages.post("/{task_id:task}/copy", needs=Permission.MANAGE_TASKS)
async def copy_task_by_page(visit: Here, task_id: TaskId) -> Response:
    """Draw the form anew, try what it says, or make the copy."""
    task = await visit.services.tasks.get(by=visit.by, task_id=task_id)
    return await _sent(visit, _copy(task), lambda form: _made(visit, task.type, form))


def _copy(task: TaskView) -> _Sheet:
    return _Sheet(
        title=message("task_form.title_copy"),
        type=task.type,
        button=message("task_form.save"),
        back=f"{_HERE}/{task.id}",
    )


@pages.get("/{task_id:task}/change", needs=Permission.MANAGE_TASKS)
async def change_task_page(visit: Here, task_id: TaskId) -> Response:
    """Show the form of a task that there is."""
    task = await visit.services.tasks.get(by=visit.by, task_id=task_id)
    form = form_of_config(task.type, task.config)
    form.values |= {"name": task.name, "revision": str(task.revision)}
    return await _shown(visit, _change(task), form)


@pages.post("/{task_id:task}/change", needs=Permission.MANAGE_TASKS)
async def change_task_by_page(visit: Here, task_id: TaskId) -> Response:
    """Draw the form anew, try what it says, or change the task."""
    task = await visit.services.tasks.get(by=visit.by, task_id=task_id)

    async def save(form: Form) -> Response:
        return await _changed(visit, task, form)

    return await _sent(visit, _change(task), save, task)


def _change(task: TaskView) -> _Sheet:
    return _Sheet(
        title=message("task_form.title_change"),
        type=task.type,
        button=message("task_form.save_changes"),
        back=f"{_HERE}/{task.id}",
        owner=task.owner,
    )


async def _made(visit: Visit, type_: TaskType, form: Form) -> Response:
    body = TaskIn(
        type=type_,
        config=config_of_form(type_, form),
        name=form.values.get("name", "").strip(),
        client_key=form.values.get("client_key", ""),
        person_id=None,
    )
    task = await visit.services.tasks.create(
        by=visit.by,
        type=body.type,
        config=body.config,
        name=body.name,
        client_key=body.client_key,
    )
    return visit.done(f"{_HERE}/{task.id}", message("task_form.saved"), anew=True)


async def _changed(visit: Visit, task: TaskView, form: Form) -> Response:
    """Change what differs from what the form showed."""
    typed = form.values.get("name", "").strip()
    changes = changes_to(task.type, task.config, config_of_form(task.type, form))
    body = TaskPatch(config=changes, name=typed if typed not in ("", task.name) else None)
    seen = form.values.get("revision", "")
    try:
        await visit.services.tasks.update(
            by=visit.by,
            task_id=task.id,
            config=body.config,
            name=body.name,
            revision=int(seen) if seen.isdecimal() and len(seen) < 10 else -1,
        )
    except Conflict as error:
        newest = await visit.services.tasks.get(by=visit.by, task_id=task.id)
        if str(newest.revision) == seen:
            raise
        form.values["revision"] = str(newest.revision)
        raise Conflict(message("task_form.changed_meanwhile")) from error
    done = changes or body.name
    said = message("task.applied") if done else message("task_form.nothing_changed")
    return visit.done(f"{_HERE}/{task.id}", said, anew=True)


async def _sent(visit: Visit, sheet: _Sheet, save: Save, task: TaskView | None = None) -> Response:
    """Do what a form was sent for; what is refused stands at its field, and all typed stays."""
    form = await visit.form()
    tried = None
    try:
        match form.values.get(STEP, ""):
            case "fields":
                pass
            case "try":
                tried = await _tried(visit, sheet, form, task)
            case _:
                return await save(form)
    except (ZhibanError, ValidationError) as error:
        _refuse(visit, sheet.type, form, error)
    return await _shown(visit, sheet, form, tried)


async def _tried(visit: Visit, sheet: _Sheet, form: Form, task: TaskView | None) -> TrialView:
    config = config_of_form(sheet.type, form)
    if task is not None:
        laid = only_newest_interval(task.config, changes_to(sheet.type, task.config, config))
        config = {name: value for name, value in laid.items() if value is not None}
    name = form.values.get("name", "").strip()
    body = TaskTrialIn(type=sheet.type, config=config, name=name, person_id=sheet.owner)
    return await visit.services.tasks.try_out(
        by=visit.by, type=body.type, config=body.config, name=body.name, owner=body.person_id
    )


# What is refused


def _refuse(
    visit: Visit, type_: TaskType, form: Form, error: ZhibanError | ValidationError
) -> None:
    if isinstance(error, ZhibanError):
        form.status = status_of(error)
    if isinstance(error, ValidationError):
        form.status = 422
        broken = [broken_field(each) for each in error.errors()[:20]]
    elif isinstance(error, InvalidRequest):
        broken = [error]
    else:
        form.problem = refusal(error, visit.told.words, visit.told.reader)
        return
    names = {each.name for each in fields_for(type_, form.values)} | {"name"}
    for each in broken:
        said = refusal(each, visit.told.words, visit.told.reader)
        form.errors.setdefault(_place(each.field, names, form), said)


def _place(field: str, names: Collection[str], form: Form) -> str:
    """Return the field of the form at which a refusal stands; itself where none does."""
    if found := _ROW.fullmatch(field.partition(".mentions[")[0]):
        return _row_of(int(found[1] or 0), found[2] or "", form)
    name = re.sub(r"\[\d+\]", "", field)
    while name not in names and "." in name:
        within = [each for each in names if each.startswith(f"{name}.")]
        if within:
            return min(within)
        name = name.rpartition(".")[0]
    return name if name in names else field


def _row_of(number: int, part: str, form: Form) -> str:
    rows = [row for row in range(MOST_ADDRESSES) if filled(form, row)] or [0]
    row = rows[min(number, len(rows) - 1)]
    return f"{PREFIX}{TELLS}.{row}.{part if part in ('method', 'mentions') else 'target'}"


async def _own(visit: Visit) -> Person | None:
    try:
        return await visit.services.people.me(by=visit.by)
    except NotFound:
        return None


def _tell_own(visit: Visit, form: Form, own: Person | None) -> None:
    """Let a new task tell its owner, where that is possible."""
    there = visit.services.tasks.destinations.names
    for kind, address in (
        (ChannelKind.MAIL, own and own.mail),
        (ChannelKind.SMS, own and own.phone),
    ):
        if address and kind in there:
            form.values[f"{PREFIX}{TELLS}.0.method"] = CHANNELS[kind].method
            return


async def _shown(
    visit: Visit, sheet: _Sheet, form: Form, tried: TrialView | None = None
) -> Response:
    form.values.setdefault("client_key", visit.services.tasks.ids.new())
    asked = fields_for(sheet.type, form.values)
    fields = [drawn(visit, each, form, folds=sheet.folds) for each in asked]
    folded = [each for each in fields if each.folded]
    return await visit.page(
        "tasks/form.html",
        section="tasks",
        status=form.status,
        sheet=sheet,
        title=visit.text(sheet.title),
        means=visit.text(sheet.means) if sheet.means else "",
        button=visit.text(sheet.button),
        form=form,
        fields=[each for each in fields if not each.folded],
        folded=folded,
        opens=any(each.name in form.errors for each in folded),
        rows=recipients(visit, form),
        tried=tried,
        figure=figure,
        kind_of_level=KIND_OF_LEVEL,
        action=visit.request.url.path,
        longest_name=LONGEST_NAME,
    )
