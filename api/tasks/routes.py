"""Background tasks: make, list, read, change, pause, resume, run now, delete (TSK-1)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.paths import TaskId
from api.readers import reader
from api.strict import limit_up_to
from api.tasks.bodies import (
    NormalIn,
    StatusOut,
    TaskIn,
    TaskPatch,
    TaskPauseIn,
    TasksOut,
    TaskTrialIn,
)
from application.tasks.tasks import LONGEST_KEY, MOST_LISTED
from application.tasks.trials import TrialView
from application.tasks.views import LooksView, TaskView
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message
from domain.task_types.schemas import SchemaForm
from domain.tasks.tasks import TaskState, TaskType
from domain.watches.standing import MOST_LOOKS

router = APIRouter(prefix="/api/v1/tasks", tags=["tasks"], dependencies=[Depends(reader)])

LIFE = problems(404, 409, 504)
"""What may come back when the request goes on to the running task."""


@router.post("", status_code=201, summary="Make a task", responses=problems(404, 409, 413, 429))
async def create_background_task(
    services: ServicesHere,
    by: Asker,
    body: TaskIn,
    response: Response,
    idempotency_key: Annotated[
        str, Header(max_length=LONGEST_KEY, description="The same as `client_key` in the body.")
    ] = "",
) -> TaskView:
    """Make a task that lives until it is deleted; with a key of your own, ask again safely."""
    if idempotency_key and body.client_key not in ("", idempotency_key):
        raise InvalidRequest(
            "client_key", message("rule.same_as_header", header=Called("Idempotency-Key"))
        )
    task = await services.tasks.create(
        by=by,
        type=body.type,
        config=body.config,
        name=body.name,
        client_key=body.client_key or idempotency_key,
        owner=body.person_id,
    )
    response.headers["Location"] = f"{router.prefix}/{task.id}"
    return await services.tasks.get(by=by, task_id=task.id)


@router.post("/try", summary="Try a configuration", responses=problems(404, 413, 429))
async def try_background_task(services: ServicesHere, by: Asker, body: TaskTrialIn) -> TrialView:
    """Look once and say what would be fetched, chosen and told to whom; nothing is kept."""
    return await services.tasks.try_out(
        by=by, type=body.type, config=body.config, name=body.name, owner=body.person_id
    )


@router.get("", summary="List tasks", responses=problems(404))
async def list_background_tasks(  # noqa: PLR0913 - one argument per query parameter
    *,
    services: ServicesHere,
    by: Asker,
    type: Annotated[TaskType | None, Query()] = None,  # noqa: A002 - the published name
    state: Annotated[
        TaskState | None, Query(description="All but deleted ones when left out.")
    ] = None,
    person_id: Annotated[
        str | None, Query(max_length=64, description="Whose; your own when left out.")
    ] = None,
    everybody: Annotated[bool, Query(description="Of all people; admins only.")] = False,
    after: Annotated[str, Query(max_length=64, description="`next_after` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 20,
) -> TasksOut:
    """List tasks with what each is doing, the oldest first."""
    page = await services.tasks.list(
        by=by,
        owner=person_id,
        type=type,
        state=state,
        after=after,
        limit=limit,
        everybody=everybody,
    )
    return TasksOut.of(page)


@router.get("/status", summary="See how tasks and events stand")
async def get_event_sourcing_status(services: ServicesHere, by: Asker) -> StatusOut:
    """Count tasks and today's events, and name watches that fail or are silent."""
    return StatusOut.of(await services.tasks.status(by=by))


@router.get("/schema", summary="Get the schema of configurations")
async def get_task_schema(
    services: ServicesHere,
    by: Asker,
    form: Annotated[
        SchemaForm,
        Query(
            description="`full` with references; `inlined` without; `merged`: one object with "
            "the fields of all types, for clients that know no alternatives."
        ),
    ] = SchemaForm.FULL,
) -> dict[str, Any]:
    """Return the JSON Schema of a task's type and configuration, made from what reads them."""
    return services.tasks.schema(by=by, form=form)


@router.get(
    "/{task_id:task}",
    summary="Read a task",
    responses=problems(404),
)
async def get_background_task(services: ServicesHere, by: Asker, task_id: TaskId) -> TaskView:
    """Return a task with its configuration and its life; deleted ones, too."""
    return await services.tasks.get(by=by, task_id=task_id)


@router.get(
    "/{task_id:task}/looks",
    summary="List a watch's looks",
    responses=problems(404),
)
async def list_task_looks(
    services: ServicesHere,
    by: Asker,
    task_id: TaskId,
    limit: Annotated[int, limit_up_to(MOST_LOOKS)] = MOST_LOOKS,
) -> LooksView:
    """Return the newest looks with value, duration and outcome, the newest first."""
    return await services.tasks.looks(by=by, task_id=task_id, limit=limit)


@router.patch("/{task_id:task}", summary="Change a task", responses=LIFE | problems(413, 429))
async def update_background_task(
    services: ServicesHere, by: Asker, task_id: TaskId, body: TaskPatch
) -> TaskView:
    """Change a task while it runs; what is left out stays."""
    return await services.tasks.update(by=by, task_id=task_id, config=body.config, name=body.name)


@router.delete("/{task_id:task}", summary="Delete a task", responses=LIFE)
async def delete_background_task(services: ServicesHere, by: Asker, task_id: TaskId) -> TaskView:
    """End a task for good; its events stay."""
    return await services.tasks.delete(by=by, task_id=task_id)


@router.post("/{task_id:task}/pause", summary="Pause a task", responses=LIFE)
async def pause_background_task(
    services: ServicesHere, by: Asker, task_id: TaskId, body: TaskPauseIn
) -> TaskView:
    """Stop its checks or runs at once, until resumed."""
    return await services.tasks.pause(by=by, task_id=task_id, reason=body.reason)


@router.post("/{task_id:task}/resume", summary="Resume a task", responses=LIFE)
async def resume_background_task(services: ServicesHere, by: Asker, task_id: TaskId) -> TaskView:
    """Go on with its rhythm; what was missed is left out. Starts what was stopped in Temporal."""
    return await services.tasks.resume(by=by, task_id=task_id)


@router.post("/{task_id:task}/normal", summary="Call an alert normal", responses=LIFE)
async def call_alert_normal(
    services: ServicesHere, by: Asker, task_id: TaskId, body: NormalIn
) -> TaskView:
    """Let a watch that learns know that what it told of was normal: it is no news again."""
    return await services.tasks.call_normal(by=by, task_id=task_id, at=body.at)


@router.post("/{task_id:task}/trigger", summary="Run a task now", responses=LIFE)
async def trigger_background_task(services: ServicesHere, by: Asker, task_id: TaskId) -> TaskView:
    """Check or run now, once; the rhythm stays. `answer` says what a watch saw, within 15 s."""
    return await services.tasks.trigger(by=by, task_id=task_id)
