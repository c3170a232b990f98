"""The page on which somebody writes to people and groups (MCP-1)."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import Response

from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.deliveries.announcements import AnnouncementIn
from api.deliveries.pages import KIND_OF_STATE
from application.deliveries.views import announced_line, announcement_view
from domain.common.messages import message, named
from domain.deliveries.announcements import LONGEST_TEXT, LONGEST_TITLE, MOST_RECIPIENTS, RECIPIENTS
from domain.deliveries.deliveries import ChannelKind
from domain.people.access import Permission

pages = Pages("/deliveries/send")

_BACK = f"{ROOT}/deliveries"


@pages.get(needs=Permission.SEND_DELIVERIES)
async def ask_for_announcement(visit: Here) -> Response:
    """Ask whom to write to, and what."""
    # The key is the form's: sending it twice sends once.
    return await _asked(visit, Form(values={"key": uuid4().hex}))


@pages.post(needs=Permission.SEND_DELIVERIES)
async def announce_by_page(visit: Here) -> Response:
    """Send it, and show what became of each."""

    def values(form: Form) -> Mapping[str, Any]:
        typed = form.filled()
        return {**typed, "to": [each for each in typed.get("to", "").splitlines() if each.strip()]}

    async def act(body: AnnouncementIn) -> Response:
        sent = await visit.services.announcements.send(
            by=visit.by, to=body.to, writing=body.writing, channel=body.channel, key=body.key
        )
        view = announcement_view(sent, visit.text)
        return await visit.page(
            "deliveries/announced.html",
            section="deliveries",
            sent=view,
            said=visit.text(announced_line(view)),
            kind_of_state=KIND_OF_STATE,
            back=_BACK,
        )

    async def show(form: Form) -> Response:
        return await _asked(visit, form)

    return await visit.submit(AnnouncementIn, act, show=show, to=_BACK, values=values)


async def _asked(visit: Visit, form: Form) -> Response:
    anywhere = ("", visit.text(message("announcement_page.anywhere")))
    return await visit.page(
        "deliveries/send.html",
        section="deliveries",
        status=form.status,
        form=form,
        channels=[anywhere, *((each.value, visit.text(named(each))) for each in ChannelKind)],
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        to_hint=visit.text(
            message("announcement_page.to_hint", most=MOST_RECIPIENTS, examples=RECIPIENTS)
        ),
        action=visit.request.url.path,
        back=_BACK,
    )
