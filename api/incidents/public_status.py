"""The page of the public: chosen names and their levels, for whoever asks (CON-2).

Off unless the settings name parts. It reads nothing of its visitor but the language, sets no
cookie, and says nothing beside names, levels and the moment.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.access import ServicesHere
from api.clients import client_of
from api.pages import gone_page, page
from api.readers import stranger
from application.common.wording import Localizer
from application.incidents.public_status import HOLDS
from domain.common.errors import NotFound, TooManyRequests
from domain.common.messages import message
from domain.common.readers import Language
from domain.incidents.public_status import PublicLevel

router = APIRouter(include_in_schema=False)

MOST_A_MINUTE = 60
"""Times that one client may load it; what it shows changes every quarter of a minute at most."""

MOST_CLIENTS = 10_000
"""Clients that are counted; more within a minute are all counted as one."""

_MINUTE = 60.0
_KIND = {
    PublicLevel.WELL: "good",
    PublicLevel.UNKNOWN: "off",
    PublicLevel.DISTURBED: "warn",
    PublicLevel.DOWN: "bad",
}


@dataclass
class _Visitors:
    """How often each client asked in this minute."""

    minute: int = -1
    counts: dict[str, int] = field(default_factory=dict)

    def admit(self, client: str, seconds: float) -> bool:
        """Count a visit, and say whether there may be one more."""
        minute = int(seconds // _MINUTE)
        if minute != self.minute:
            self.minute, self.counts = minute, {}
        if client not in self.counts and len(self.counts) >= MOST_CLIENTS:
            client = ""
        self.counts[client] = self.counts.get(client, 0) + 1
        return self.counts[client] <= MOST_A_MINUTE


@router.get("/status")
async def public_status_page(
    request: Request,
    services: ServicesHere,
    lang: Annotated[Language | None, Query(description="Of the page.")] = None,
) -> HTMLResponse:
    """Show how the chosen parts are; where it is off it looks like any address that is none."""
    told = Localizer(services.words, stranger(request)).of(lang)
    try:
        visitors: _Visitors = _visitors_of(request)
        if services.public_status.parts and not visitors.admit(
            client_of(request), services.public_status.clock.now().timestamp()
        ):
            raise TooManyRequests(message("status_page.crowded"), delay=timedelta(minutes=1))
        found = await services.public_status.look()
    except NotFound:
        return gone_page(told)
    return page(
        "status.html",
        told,
        headers={
            "Cache-Control": f"public, max-age={int(HOLDS.total_seconds())}",
            "Vary": "Accept-Language, Cookie",
        },
        sandbox=services.sandbox,
        level=found.level,
        kind=_KIND[found.level],
        parts=[
            (told.text(message("value.plain", value=title)), level, _KIND[level])
            for title, level in found.parts
        ],
        at=found.at,
    )


def _visitors_of(request: Request) -> _Visitors:
    """Return the counts of this process."""
    state = request.app.state
    if not hasattr(state, "status_visitors"):
        state.status_visitors = _Visitors()
    found: _Visitors = state.status_visitors
    return found
