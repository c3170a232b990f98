"""The search of the console: a page, and the list of its palette (CON-2)."""

from typing import Annotated

from fastapi import Query, Response

from api.console.finding import LONGEST_WORDS, find
from api.console.routes import Pages
from api.console.visits import Here
from api.strict import check_text

pages = Pages("/search")


@pages.get(needs=None)
async def search_page(
    visit: Here, q: Annotated[str, Query(max_length=LONGEST_WORDS)] = ""
) -> Response:
    """Show what fits some words; the palette fetches the same as its list."""
    check_text("q", q)
    groups = await find(visit, q)
    return await visit.page(
        "console/search.html",
        section="",
        q=q,
        groups=groups,
        count=sum(len(each.hits) for each in groups),
    )
