"""Settings: what is in force and why, and what is wrong with this installation (OPS-5)."""

import asyncio
from datetime import timedelta

from fastapi import Request, Response

from api.console.lists import Choice, Filter, read_list
from api.console.routes import Pages
from api.console.visits import Here
from api.options import CheckMade
from domain.common.errors import Unavailable
from domain.common.messages import message
from domain.people.access import Permission

pages = Pages("/settings")

LONGEST_LOOK = timedelta(seconds=20)
"""For all checks together; each has a bound of its own."""

_FILTERS = (
    Filter("name", message("head.name")),
    Filter(
        "which",
        message("console.which"),
        (Choice("set", message("setting.only_set")), Choice("all", message("console.all"))),
        default="set",
    ),
)
_WORST_FIRST = ("bad", "warn", "good")


@pages.get(needs=Permission.MANAGE_PEOPLE)
async def settings_page(visit: Here, request: Request) -> Response:
    """List what is set and where; of a secret only whether it is set."""
    state = read_list(request, visit.told, _FILTERS)
    wanted = state["name"].upper()
    found = [
        each
        for each in visit.options.settings
        if wanted in each.name and (state["which"] == "all" or not each.is_default)
    ]
    return await visit.page(
        "console/settings.html", section="settings", tab="settings", state=state, found=found
    )


@pages.get("/checks", needs=Permission.MANAGE_PEOPLE)
async def checks_page(visit: Here) -> Response:
    """Look at everything that has to be right, now; what is wrong comes first."""
    checks: list[CheckMade] = []
    if visit.options.doctor is not None:
        try:
            async with asyncio.timeout(LONGEST_LOOK.total_seconds()):
                checks = list(await visit.options.doctor(visit.told.reader))
        except TimeoutError:
            raise Unavailable(message("setting.checks_late", span=LONGEST_LOOK)) from None
    checks.sort(key=lambda each: _WORST_FIRST.index(each.kind))
    return await visit.page("console/checks.html", section="settings", tab="checks", checks=checks)
