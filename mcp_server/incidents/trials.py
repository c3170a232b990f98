"""The tool that tries whether alerts come in (ALR-13)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.common.views import table_of
from application.incidents.trials.views import TrialAlertView, trial_alert_view
from application.services import Services
from domain.alerts.alerts import AlertSource
from mcp_server.bounds import shown
from mcp_server.identity import Identity, localizer_of
from mcp_server.results import Sandbox, mark, told


class TrialAlertsSent(BaseModel):
    """What became of test alerts, one row for each source."""

    alerts: list[TrialAlertView]
    sandbox: Sandbox


@dataclass(frozen=True)
class TrialTools:
    """Its public method is one tool; the docstring is what the model reads."""

    services: Services
    identity: Identity

    async def send_test_alerts(
        self,
        source: Annotated[
            Literal["", "tencent_monitor", "tencent_cls", "alertmanager", "plain"],
            Field(description="Only this one; empty: all that send."),
        ] = "",
        on_call: Annotated[  # noqa: FBT002 - the name of an argument on the wire
            bool, Field(description="Tell who is on call instead; only when the person wants it.")
        ] = False,
    ) -> Annotated[CallToolResult, TrialAlertsSent]:
        """Send a test alert in each source's form, and say whether it came in and who was told.

        Use to check alerts and pages. It repairs nothing and closes itself. For messages alone use
        send_test_message. Fails when 24 were sent within the hour.
        """
        by = self.identity.actor()
        words = await localizer_of(self.services, by)
        sent = await self.services.trial_alerts.send(
            by=by, sources=(AlertSource(source),) if source else (), on_call=on_call
        )
        views = [trial_alert_view(each, words.text) for each in sent]
        table = table_of(TrialAlertView, views, words.words, words.reader)
        lines = [
            " | ".join(shown(cell, 400) for cell in row) for row in (table.labels, *table.rows)
        ]
        result = TrialAlertsSent(alerts=views, sandbox=self.services.sandbox)
        return told(result, mark(self.services.sandbox) + "\n".join(lines))
