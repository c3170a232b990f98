"""`zhiban metrics` and `zhiban metric`: what the cloud measures, and what one was."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from application.common.views import columns
from application.common.wording import Localizer
from application.forecasts.series_views import (
    CloudMetricView,
    MeasuredView,
    measured_view,
    metric_view,
)
from application.services import Services
from cli.configs import config_of
from cli.options import AsJson, End, Limit, Start
from cli.output import say, say_json, say_table
from cli.terminal import Terminal

_LISTED = ("head.name", "head.meaning", "head.unit", "head.dimensions")


@dataclass(frozen=True)
class MetricSeriesCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def list_all(
        self,
        *,
        namespace: Annotated[str, typer.Argument(help="option.metrics_namespace")],
        name: Annotated[str, typer.Option(help="option.metrics_name")] = "",
        limit: Limit = 50,
        as_json: AsJson = False,
    ) -> None:
        """List what the cloud measures of a kind of product.

        Example: zhiban metrics QCE/CVM --name disk
        """
        by = self.terminal.operator

        async def asked(services: Services, reader: Localizer) -> list[CloudMetricView]:
            found = await services.metric_series.metrics(
                by=by, namespace=namespace, name=name, limit=limit
            )
            return [metric_view(each, reader.language) for each in found]

        which = {"namespace": namespace, "name": name, "limit": limit}
        found, reader = self.terminal.read(
            list[CloudMetricView], "/api/v1/cloud-metrics", asked, which
        )
        if as_json:
            say_json(found)
            return
        table = columns(found, _LISTED, reader)
        say_table(table.labels, table.rows)

    def show(  # noqa: PLR0913 - one option per field
        self,
        *,
        metric: Annotated[str, typer.Option(help="option.forecast_metric")] = "",
        source: Annotated[str, typer.Option(help="option.forecast_source")] = "",
        start: Start = "-24h",
        end: End = "now",
        unit: Annotated[str, typer.Option(help="option.forecast_unit")] = "",
        name: Annotated[str, typer.Option(help="option.forecast_name")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Say what a metric was over a time: newest, lowest, highest and mean value.

        Example: zhiban metric --source @cpu.json --start -7d --unit %
        """
        by = self.terminal.operator

        async def asked(services: Services) -> MeasuredView:
            reader = await self.terminal.localizer_of(services)
            now = services.logs.clock.now()
            given: dict[str, Any] = {
                "metric": metric,
                "source": config_of(source, option="--source") if source else None,
                "unit": unit,
                "name": name,
            }
            found = await services.metric_series.series(
                by=by,
                question={field: value for field, value in given.items() if value},
                start=services.times.moment(start, now=now, zone=reader.zone, field="start"),
                end=services.times.moment(end, now=now, zone=reader.zone, field="end"),
            )
            return measured_view(found, reader)

        view, _ = self.terminal.told(asked)
        if as_json:
            say_json(view)
        else:
            say(view.said)
