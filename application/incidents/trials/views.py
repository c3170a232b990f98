"""Test alerts as they are shown: one view for every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from application.common.views import VIEW, Text
from application.incidents.trials.alerts import TrialAlert, TrialOutcome
from domain.alerts.alerts import AlertSource
from domain.common.messages import message


@dataclass(frozen=True, kw_only=True)
class TrialAlertView:
    """What became of the test alert of one source."""

    __pydantic_config__: ClassVar = VIEW

    source: AlertSource
    """In whose form it was sent."""

    outcome: TrialOutcome
    """`told`: it came in and a channel took the message; `nobody`: it came in, no channel did."""

    said: str
    """The same in words, with why not."""

    incident_id: str
    """The test's own incident, which closes by itself; empty where it did not come in."""

    person_id: str
    """Who was told."""

    channel: str
    """How."""

    told_at: datetime | None
    """When a channel took it."""


def trial_alert_view(found: TrialAlert, text: Text) -> TrialAlertView:
    """Return what became of one as it is shown."""
    said = message("trial_alert.said", outcome=found.outcome, detail=found.detail)
    return TrialAlertView(
        source=found.source,
        outcome=found.outcome,
        said=text(said) if text is not None else "",
        incident_id=found.incident_id,
        person_id=found.person_id,
        channel=found.channel,
        told_at=found.told_at,
    )
