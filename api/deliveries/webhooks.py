"""Endpoints of other programs that events are sent to (EVT-2)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import Localized
from api.strict import Strict
from application.common.wording import Localizer
from application.deliveries.webhooks import EndpointView
from application.ports.webhooks import ForwardingState

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])

Name = Annotated[str, Path(min_length=1, max_length=64, description="As the settings name it.")]


class WebhookPauseIn(Strict):
    """Why nothing is sent, for whoever looks later."""

    reason: str = Field("", max_length=200)


class WebhookOut(BaseModel):
    """An endpoint and how far it has come; its address and its secret stay in the settings."""

    name: str
    types: list[str] = Field(description="Patterns of the types that are sent there.")
    owner: str = Field(description="Only what concerns this person; empty for everybody.")
    state: ForwardingState
    said: str
    sequence: int | None = Field(description="Of the newest event that arrived; null for none.")
    behind: int = Field(description="Events after that one, wanted or not.")
    tries: int = Field(description="Of the next event; 0 when nothing is wrong.")
    failing_since: datetime | None
    trouble: str = Field(description="What the newest try was answered; empty when it went well.")

    @classmethod
    def of(cls, view: EndpointView, told: Localizer) -> "WebhookOut":
        """Return the wire form, in a reader's words."""
        progress = view.progress
        return cls(
            name=view.endpoint.name,
            types=list(view.endpoint.types),
            owner=view.endpoint.owner,
            state=view.life.state,
            said=told.text(view.life.said),
            sequence=progress.sequence if progress else None,
            behind=view.behind,
            tries=progress.tries if progress else 0,
            failing_since=progress.failing_since if progress else None,
            trouble=progress.trouble if progress else "",
        )


@router.get("", summary="List webhooks")
async def list_webhooks(services: ServicesHere, by: Asker, told: Localized) -> list[WebhookOut]:
    """List the endpoints that events are sent to, and how far each has come."""
    return [WebhookOut.of(each, told) for each in await services.webhooks.list(by=by)]


@router.post("/{name}/pause", status_code=204, summary="Pause a webhook", responses=problems(404))
async def pause_webhook(
    services: ServicesHere, by: Asker, name: Name, body: WebhookPauseIn
) -> None:
    """Send nothing there until resumed; nothing is lost."""
    await services.webhooks.pause(by=by, name=name, reason=body.reason)


@router.post("/{name}/resume", status_code=204, summary="Resume a webhook", responses=problems(404))
async def resume_webhook(services: ServicesHere, by: Asker, name: Name) -> None:
    """Go on sending where it stopped, at once."""
    await services.webhooks.resume(by=by, name=name)
