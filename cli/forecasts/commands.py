"""`zhiban forecast`."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from application.forecasts.forecasts import Forecasted
from application.forecasts.views import forecast_view
from application.services import Services
from cli.configs import config_of
from cli.options import AsJson
from cli.output import say, say_json
from cli.terminal import Terminal
from domain.watches.metrics.forecasting import MOST_DAYS, USUAL_DAYS


@dataclass(frozen=True)
class ForecastCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def forecast(  # noqa: PLR0913 - one option per field
        self,
        *,
        limit: Annotated[float, typer.Argument(help="option.forecast_limit")],
        metric: Annotated[str, typer.Option(help="option.forecast_metric")] = "",
        source: Annotated[str, typer.Option(help="option.forecast_source")] = "",
        floor: Annotated[bool, typer.Option("--floor", help="option.forecast_floor")] = False,
        days: Annotated[
            int, typer.Option(min=1, max=MOST_DAYS, help="option.forecast_days")
        ] = USUAL_DAYS,
        unit: Annotated[str, typer.Option(help="option.forecast_unit")] = "",
        name: Annotated[str, typer.Option(help="option.forecast_name")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Say when a metric reaches its limit, with an interval, or why that cannot be said.

        Example: zhiban forecast 90 --source @disk.json --unit % --name '/data of db-1'
        """
        by = self.terminal.operator

        async def asked(services: Services) -> Forecasted:
            given: dict[str, Any] = {
                "metric": metric,
                "source": config_of(source, option="--source") if source else None,
                "unit": unit,
                "name": name,
            }
            question = {field: value for field, value in given.items() if value}
            question |= {"limit": limit, "floor": floor, "days": days}
            return await services.forecasts.forecast(by=by, question=question)

        found, reader = self.terminal.told(asked)
        view = forecast_view(found, reader)
        if as_json:
            say_json(view)
        else:
            say(view.said)
