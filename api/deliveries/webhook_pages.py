"""Pages about programs that events are sent to: how far each has come, stopped, resumed (EVT-2)."""

from typing import Annotated

from fastapi import Path, Response

from api.console.forms import Form
from api.console.questions import question
from api.console.routes import ROOT, Pages
from api.console.visits import Here, Visit
from api.deliveries.webhooks import WebhookOut, WebhookPauseIn
from application.ports.webhooks import ForwardingState
from domain.common.errors import NotFound
from domain.common.messages import Called, Message, message
from domain.people.access import Permission

pages = Pages("/webhooks")

SECTION = "webhooks"
LIVE = "event"
_HERE = f"{ROOT}/webhooks"

KIND_OF_STATE = {ForwardingState.RUNNING: "good", ForwardingState.PAUSED: "off"}

WebhookHere = Annotated[str, Path(min_length=1, max_length=64)]


@pages.get(needs=Permission.ACT_FOR_OTHERS)
async def webhooks_page(visit: Here) -> Response:
    """List the endpoints that events are sent to, and how far each has come."""
    return await visit.page(
        "webhooks/list.html",
        section=SECTION,
        live=LIVE,
        webhooks=await _shown(visit),
        kind_of_state=KIND_OF_STATE,
    )


async def _shown(visit: Visit) -> list[WebhookOut]:
    found = await visit.services.webhooks.list(by=visit.by)
    return [WebhookOut.of(each, visit.told) for each in found]


@pages.get("/one/{webhook}/pause", needs=Permission.ACT_FOR_OTHERS)
async def ask_to_pause_webhook(visit: Here, webhook: WebhookHere) -> Response:
    """Say that events gather meanwhile."""
    return await _asked(visit, webhook, Form())


@pages.post("/one/{webhook}/pause", needs=Permission.ACT_FOR_OTHERS)
async def pause_webhook_by_page(visit: Here, webhook: WebhookHere) -> Response:
    """Send nothing there until resumed; nothing is lost."""

    async def act(body: WebhookPauseIn) -> Message:
        await visit.services.webhooks.pause(by=visit.by, name=webhook, reason=body.reason)
        return message("webhook_page.paused", name=Called(webhook))

    async def show(form: Form) -> Response:
        return await _asked(visit, webhook, form)

    return await visit.submit(WebhookPauseIn, act, show=show, to=_HERE)


@pages.post("/one/{webhook}/resume", needs=Permission.ACT_FOR_OTHERS)
async def resume_webhook_by_page(visit: Here, webhook: WebhookHere) -> Response:
    """Go on sending where it stopped, at once."""
    await visit.services.webhooks.resume(by=visit.by, name=webhook)
    return visit.done(_HERE, message("webhook_page.resumed", name=Called(webhook)))


async def _asked(visit: Visit, webhook: str, form: Form) -> Response:
    found = next((each for each in await _shown(visit) if each.name == webhook), None)
    if found is None:
        raise NotFound("webhook endpoint", webhook)
    return await question(
        visit,
        form,
        section=SECTION,
        title=message("webhook_page.pause"),
        means=message("webhook_page.pause_means"),
        facts=[(found.name, ", ".join(found.types))],
        reason=200,
        back=_HERE,
        danger=True,
    )
