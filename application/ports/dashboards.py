"""Dashboards of the cloud, and pictures of what they show."""

from typing import Protocol

from domain.analytics.dashboards import Dashboard
from domain.common.errors import Unavailable
from domain.common.messages import Called, message


class DashboardStore(Protocol):
    """Where dashboards are kept. Raises what `LogStore` does, but never `NotFound`."""

    async def dashboards(self, *, name: str = "", id_: str = "") -> list[Dashboard]:
        """Return dashboards whose name holds `name`, or the one of that id, by name."""


class Painter(Protocol):
    """Makes pixels of drawings of ours."""

    async def png(self, svg: str) -> bytes:
        """Return a drawing as PNG.

        Args:
            svg: a whole document of our own making, with its width and height.

        Raises:
            Unavailable: no browser is installed here, or it does not answer.
        """


def no_browser() -> Unavailable:
    """Return the error of a machine on which nothing paints."""
    package, browser, form = Called("zhiban[browser]"), Called("Chromium"), Called("SVG")
    return Unavailable(message("dashboard.no_browser", package=package, browser=browser, form=form))
