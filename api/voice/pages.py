"""The page of what robots ask to change: the code, and a yes or no without it (VOI-4)."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from api.console.forms import Form
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.voice.requests import AnswerIn, RequestId
from domain.common.messages import Message, message
from domain.people.access import Permission
from domain.voice.requests import RequestState

pages = Pages("/voice-requests")

LIVE = "robot"
_HERE = f"{ROOT}/voice-requests"

KIND_OF_STATE = {
    RequestState.WAITING: "wait",
    RequestState.AGREED: "run",
    RequestState.DONE: "good",
    RequestState.REFUSED: "off",
    RequestState.LOCKED: "bad",
    RequestState.CHANGED: "warn",
    RequestState.UNSENT: "bad",
}


@pages.get(needs=Permission.READ_ROBOTS)
async def voice_requests_page(visit: Here) -> Response:
    """Show what one's robots asked for last; what waits with its code."""
    found = await visit.services.voice_requests.list(by=visit.by)
    return await visit.page(
        "voice/list.html",
        section="voice",
        live=LIVE,
        requests=found,
        codes=await visit.services.voice_requests.codes_of(by=visit.by),
        kind_of_state=KIND_OF_STATE,
    )


@pages.get("/{request_id}/answer", needs=Permission.MANAGE_ROBOTS)
async def ask_about_voice_request(visit: Here, request_id: RequestId) -> Response:
    """Show exactly what would be done."""
    return await _asked(visit, request_id, Form())


@pages.post("/{request_id}/answer", needs=Permission.MANAGE_ROBOTS)
async def answer_voice_request_here(visit: Here, request_id: RequestId) -> Response:
    """Do it, or refuse it."""

    def values(form: Form) -> Mapping[str, Any]:
        word = form.values.get("agreed", "")
        return form.filled() | ({"agreed": word == "true"} if word in ("true", "false") else {})

    async def act(body: AnswerIn) -> Message:
        settled = await visit.services.voice_requests.settle(
            by=visit.by, request_id=request_id, digest=body.plan, agreed=body.agreed
        )
        return message("voice_page.settled", state=settled.state)

    async def show(form: Form) -> Response:
        return await _asked(visit, request_id, form)

    return await visit.submit(AnswerIn, act, show=show, to=_HERE, values=values)


async def _asked(visit: Visit, request_id: str, form: Form) -> Response:
    request = await visit.services.voice_requests.get(by=visit.by, request_id=request_id)
    return await visit.page(
        "voice/ask.html",
        section="voice",
        status=form.status,
        form=form,
        request=request,
        is_open=request.is_open(visit.now),
        action=f"{_HERE}/{request_id}/answer",
        back=_HERE,
    )
