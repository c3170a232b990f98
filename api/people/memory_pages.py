"""Pages about what somebody asked us to remember: found, kept, forgotten (MEM-1)."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Request, Response

from api.console.forms import Form, comma_separated
from api.console.lists import PAGE_SIZE, Filter, choices_of, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.people.memories import MemoryIn
from application.people.memories import LONGEST_QUERY
from application.people.views import found_view, memory_view
from domain.common.messages import Called, Message, message, named
from domain.people.access import Permission
from domain.people.memories import LONGEST_TEXT, MemoryKind

pages = Pages("/memories")

LIVE = "memory"
SECTION = "memories"
_HERE = f"{ROOT}/memories"
_FILTERS = (
    Filter("query", message("memory_page.words")),
    Filter("kind", message("head.kind"), choices_of(MemoryKind)),
)

MemoryId = Annotated[str, Path(min_length=1, max_length=64)]


@pages.get(needs=Permission.READ_MEMORIES)
async def memories_page(visit: Here, request: Request) -> Response:
    """Show what was remembered: by words the best first, else the newest."""
    state = read_list(request, visit.told, _FILTERS)
    page = await visit.services.memories.search(
        by=visit.by,
        query=state["query"][:LONGEST_QUERY],
        kind=state["kind"] or None,
        limit=PAGE_SIZE,
        after=state.after,
    )
    return await visit.page(
        "memories/list.html",
        section=SECTION,
        live=LIVE,
        state=state,
        memories=[found_view(each, visit.told.reader) for each in page.found],
        next=page.next_after,
        note=visit.text(page.note) if page.note else "",
    )


@pages.get("/new", needs=Permission.KEEP_MEMORIES)
async def ask_what_to_remember(visit: Here) -> Response:
    """Ask what to remember."""
    return await _asked(visit, Form())


@pages.post("/new", needs=Permission.KEEP_MEMORIES)
async def remember_by_page(visit: Here) -> Response:
    """Keep something for later."""

    def values(form: Form) -> Mapping[str, Any]:
        typed = form.filled()
        found: dict[str, Any] = {name: typed[name] for name in ("text", "kind") if name in typed}
        return {**found, "tags": comma_separated(typed.get("tags", ""))}

    async def act(body: MemoryIn) -> Message:
        kept = await visit.services.memories.remember(
            by=visit.by, text=body.text, kind=body.kind, tags=tuple(body.tags)
        )
        return message("memory_page.kept", kind=named(kept.kind))

    async def show(form: Form) -> Response:
        return await _asked(visit, form)

    return await visit.submit(MemoryIn, act, show=show, to=_HERE, values=values)


async def _asked(visit: Visit, form: Form) -> Response:
    return await visit.page(
        "memories/new.html",
        section=SECTION,
        status=form.status,
        form=form,
        kinds=[(each.value, visit.text(named(each))) for each in MemoryKind],
        longest=LONGEST_TEXT,
        action=visit.request.url.path,
        back=_HERE,
    )


@pages.get("/{memory_id}/forget", needs=Permission.KEEP_MEMORIES)
async def ask_to_forget(visit: Here, memory_id: MemoryId) -> Response:
    """Show what would be forgotten."""
    found = await visit.services.memories.get(by=visit.by, memory_id=memory_id)
    return await visit.page(
        "memories/forget.html",
        section=SECTION,
        memory=memory_view(found, visit.told.reader),
        action=visit.request.url.path,
        back=_HERE,
    )


@pages.post("/{memory_id}/forget", needs=Permission.KEEP_MEMORIES)
async def forget_by_page(visit: Here, memory_id: MemoryId) -> Response:
    """Remove a memory for good."""
    await visit.services.memories.forget(by=visit.by, memory_id=memory_id)
    return visit.done(_HERE, message("memory.forgotten", memory=Called(memory_id)))
