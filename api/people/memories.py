"""What people asked us to remember (MEM-1)."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import ReaderHere
from api.strict import Strict, limit_up_to
from application.people.memories import LONGEST_QUERY, MOST_FOUND
from application.people.views import MemoryView, found_view, memory_view
from domain.people.memories import (
    LONGEST_KEY,
    LONGEST_TAG,
    LONGEST_TEXT,
    MOST_TAGS,
    MemoryKind,
)

router = APIRouter(prefix="/api/v1/memories", tags=["memories"])


class MemoryIn(Strict):
    """Something to remember."""

    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    kind: MemoryKind = MemoryKind.FACT
    tags: list[Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]] = Field(
        [], max_length=MOST_TAGS
    )
    key: str = Field(
        "", max_length=LONGEST_KEY, description="Your own key; the same key keeps the first."
    )

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [
                {"text": "Mei hears alarms first.", "kind": "preference", "tags": ["briefing"]}
            ]
        }
    }


class MemoriesOut(BaseModel):
    """Memories, the best first; pass `next_after` as `after` to go on, empty at the end."""

    found: list[MemoryView]
    next_after: str
    note: str = Field(
        "", description="That only words were searched, and why; empty when all was well."
    )


@router.post("", status_code=201, summary="Remember", responses=problems(409, 429))
async def remember(
    services: ServicesHere, by: Asker, reader: ReaderHere, body: MemoryIn
) -> MemoryView:
    """Keep something for later; with a key of your own, ask again safely."""
    kept = await services.memories.remember(
        by=by, text=body.text, kind=body.kind, tags=tuple(body.tags), key=body.key
    )
    return memory_view(kept, reader)


@router.get("", summary="Search memories")
async def search_memories(  # noqa: PLR0913 - each is a part of the request
    *,
    services: ServicesHere,
    by: Asker,
    reader: ReaderHere,
    query: Annotated[
        str, Query(max_length=LONGEST_QUERY, description="Words; the newest when left out.")
    ] = "",
    kind: Annotated[MemoryKind | None, Query()] = None,
    after: Annotated[str, Query(max_length=200, description="`next_after` of a page.")] = "",
    limit: Annotated[int, limit_up_to(MOST_FOUND)] = 20,
) -> MemoriesOut:
    """Find your memories by their words, in any language, and by meaning where that is set."""
    page = await services.memories.search(by=by, query=query, kind=kind, limit=limit, after=after)
    found = [found_view(each, reader) for each in page.found]
    note = services.words.text(page.note, reader) if page.note else ""
    return MemoriesOut(found=found, next_after=page.next_after, note=note)


@router.delete("/{memory_id}", status_code=204, summary="Forget", responses=problems(404))
async def forget(
    services: ServicesHere, by: Asker, memory_id: Annotated[str, Path(min_length=1, max_length=64)]
) -> None:
    """Remove a memory for good."""
    await services.memories.forget(by=by, memory_id=memory_id)
