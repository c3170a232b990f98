"""`zhiban usage`: what grows and what is near its limit."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.analytics.usage import MOST_AHEAD, USUAL_AHEAD
from application.analytics.usage_views import UsageTrendsView, trends_view
from application.common.views import columns
from application.common.wording import Localizer
from application.services import Services
from cli.options import AsJson
from cli.output import say, say_json, say_table
from cli.terminal import Terminal
from domain.analytics.usage import UsageOf

_SHOWN = ("head.name", "head.measured", "head.state", "head.level", "head.unit", "head.likely")


@dataclass(frozen=True)
class UsageCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def usage(
        self,
        *,
        of: Annotated[list[UsageOf] | None, typer.Option(help="option.usage_of")] = None,
        cluster: Annotated[str, typer.Option(help="option.usage_cluster")] = "",
        namespace: Annotated[str, typer.Option(help="option.usage_namespace")] = "",
        days: Annotated[
            int, typer.Option(min=1, max=MOST_AHEAD, help="option.forecast_days")
        ] = USUAL_AHEAD,
        as_json: AsJson = False,
    ) -> None:
        """Say what grows, what is near its limit, and when it gets there.

        Example: zhiban usage --cluster cls-1 --namespace payments
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> UsageTrendsView:
            found = await services.usage.trends(
                by=by, of=of or (), cluster=cluster, namespace=namespace, days=days
            )
            return trends_view(found, reader)

        which = {"of": of or [], "cluster": cluster, "namespace": namespace, "days": days}
        found, reader = self.terminal.read(UsageTrendsView, "/api/v1/usage-trends", asked, which)
        if as_json:
            say_json(found)
            return
        table = columns(found.usages, _SHOWN, reader)
        say_table(table.labels, table.rows)
        say(found.said)
