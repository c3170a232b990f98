"""The page behind the link of a task's message (TSK-10).

Opening it changes nothing, because mail scanners open every link. Pausing is a form of our own
page. Nobody is asked who they are: the link was sent to one person, and what they may do is looked
at anew each time.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from api.access import ServicesHere
from api.openapi import problems
from api.pages import PRIVATE, check_own_form, gone_page, page
from api.readers import stranger
from application.common.wording import Localizer
from application.services import Services
from application.tasks.links import LinkedTask
from domain.common.errors import NotFound
from domain.common.readers import Reader
from domain.tasks.tasks import TaskState

router = APIRouter(tags=["tasks"])

Token = Annotated[str, Path(max_length=200)]
GONE: dict[int | str, dict[str, Any]] = {
    404: {"description": "No such page.", "content": {"text/html": {}}}
}
_CHANGED = GONE | problems(403, 409, 503)


@router.get("/t/{token}", summary="Open a task", response_class=HTMLResponse, responses=GONE)
async def open_task_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Show the task behind a link; expired and unknown ones look alike."""
    return await _shown(services, request, token, services.task_links.open)


@router.post(
    "/t/{token}/pause", summary="Pause by link", response_class=HTMLResponse, responses=_CHANGED
)
async def pause_by_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Let the task behind a link rest until it is resumed."""
    check_own_form(request)
    return await _shown(services, request, token, services.task_links.pause)


@router.post(
    "/t/{token}/resume", summary="Resume by link", response_class=HTMLResponse, responses=_CHANGED
)
async def resume_by_link(services: ServicesHere, request: Request, token: Token) -> HTMLResponse:
    """Let the task behind a link go on."""
    check_own_form(request)
    return await _shown(services, request, token, services.task_links.resume)


async def _shown(
    services: Services,
    request: Request,
    token: str,
    ask: Callable[[str], Awaitable[LinkedTask]],
) -> HTMLResponse:
    try:
        seen = await ask(token)
    except NotFound:
        return gone_page(Localizer(services.words, stranger(request)))
    person, task = seen.person, seen.task
    return page(
        "task.html",
        Localizer(services.words, Reader(person.language, person.zone)),
        headers=PRIVATE,
        sandbox=services.sandbox,
        task=task,
        addresses=_addresses(task.config),
        person=person,
        token=token,
        may_pause=task.state is TaskState.ACTIVE,
        may_resume=task.state is TaskState.PAUSED,
    )


def _addresses(config: dict[str, Any]) -> list[str]:
    """Return the pages that a task looks at, as its owner wrote them; none for other sources."""
    found = config.get("urls") or config.get("url") or []
    listed = found if isinstance(found, list) else [found]
    return [
        each for each in listed if isinstance(each, str) and each.startswith(("http:", "https:"))
    ]
