"""`zhiban alert test`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.views import label_of
from application.incidents.trials.alerts import TrialAlert, TrialOutcome
from application.incidents.trials.views import TrialAlertView, trial_alert_view
from application.services import Services
from cli.exit import ExitCode
from cli.options import As, AsJson
from cli.output import say_json, say_table
from cli.terminal import Terminal
from domain.alerts.alerts import AlertSource
from domain.common.messages import named

_SHOWN = ("source", "said", "incident_id", "person_id", "channel")

_BAD = frozenset({TrialOutcome.NOBODY, TrialOutcome.REFUSED})


@dataclass(frozen=True)
class TrialCommands:
    """Its public method is one command; its docstring has its example."""

    terminal: Terminal

    def test(
        self,
        *,
        source: Annotated[
            list[AlertSource] | None, typer.Option("--source", help="option.alert_source")
        ] = None,
        on_call: Annotated[bool, typer.Option("--on-call", help="option.tell_on_call")] = False,
        person: As = None,
        as_json: AsJson = False,
    ) -> None:
        """Send a test alert through each source's form, and say within 15 s who was told.

        Example: zhiban alert test --source alertmanager
        """

        async def asked(services: Services) -> Sequence[TrialAlert]:
            by = await self.terminal.acting_as(services, person)
            return await services.trial_alerts.send(
                by=by, sources=tuple(source or ()), on_call=on_call
            )

        sent, words = self.terminal.told(asked, person=person)
        views = [trial_alert_view(each, words.text) for each in sent]
        if as_json:
            say_json(views)
        else:
            labels = [words.text(label_of(TrialAlertView, each)) for each in _SHOWN]
            rows = [
                [words.text(named(v.source)), v.said, v.incident_id, v.person_id, v.channel]
                for v in views
            ]
            say_table(labels, rows)
        if any(each.outcome in _BAD for each in sent):
            raise typer.Exit(ExitCode.REFUSED)
