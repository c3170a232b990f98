"""What belongs to the console itself: how it looks, and a page that shows every component."""

from datetime import timedelta

from fastapi import Response

from api.console.forms import Form
from api.console.lists import Choice, Filter, read_list
from api.console.routes import ROOT, Pages
from api.console.visits import THEME_COOKIE, THEMES, Here
from domain.common.messages import Called, message

pages = Pages()

_YEAR_SECONDS = 365 * 24 * 3600


@pages.post("/theme", needs=None)
async def choose_theme(visit: Here) -> Response:
    """Keep light or dark in this browser; `auto` follows the system."""
    chosen = (await visit.form()).values.get("theme", "")
    # Anew as a whole: the theme stands on its outermost element.
    back = visit.request.headers.get("referer", "")
    address = back.partition(ROOT)
    response = visit.done(ROOT + address[2] if address[1] else ROOT)
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=_YEAR_SECONDS,
            secure=visit.options.secure_cookies,
            httponly=True,
            samesite="lax",
        )
    return response


@pages.get("/components", needs=None)
async def show_components(visit: Here) -> Response:
    """Show every component with its states, as `docs/extend/console.md` names them."""
    form = Form(
        values={"name": "checkout", "reason": "", "amount": "12"},
        errors={"reason": visit.text(message("rule.missing"))},
        problem=visit.text(message("console.stale_form")),
    )
    kind = Filter(
        "kind",
        message("head.state"),
        tuple(Choice(each, message("value.plain", value=Called(each))) for each in ("bad", "good")),
    )
    state = read_list(visit.request, visit.told, [kind], ["-age", "name"])
    return await visit.page(
        "console/components.html",
        section="",
        form=form,
        state=state,
        moments={
            "past": visit.now - timedelta(minutes=8),
            "older": visit.now - timedelta(hours=26),
            "ahead": visit.now + timedelta(hours=2),
        },
        points=[3.0, 4.0, 3.5, None, 5.0, 9.0, 4.0, 4.2],
    )
