"""What the forecast tool returns."""

from pydantic import BaseModel

from application.forecasts.views import ForecastView
from mcp_server.results import Sandbox


class ForecastShown(BaseModel):
    """A forecast."""

    forecast: ForecastView
    sandbox: Sandbox
