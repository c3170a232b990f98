"""Trying whether alerts come in (ALR-13)."""

from fastapi import APIRouter
from pydantic import Field

from api.access import Asker, ServicesHere
from api.openapi import problems
from api.readers import Localized
from api.strict import Strict, Truth
from application.incidents.trials.views import TrialAlertView, trial_alert_view
from domain.alerts.alerts import AlertSource

router = APIRouter(prefix="/api/v1/test-alerts", tags=["incidents"])


class TrialIn(Strict):
    """Which sources to try, and who is told."""

    sources: list[AlertSource] = Field([], max_length=len(AlertSource))
    """In whose forms; empty: all that send messages."""

    on_call: Truth = False
    """True tells who is on call instead of the asker."""


@router.post("", summary="Send test alerts", responses=problems(403, 429))
async def send_test_alerts(
    services: ServicesHere, by: Asker, words: Localized, asked: TrialIn
) -> list[TrialAlertView]:
    """Send one through each source's form, and say what became of it within 15 s."""
    sent = await services.trial_alerts.send(by=by, sources=asked.sources, on_call=asked.on_call)
    return [trial_alert_view(each, words.text) for each in sent]
