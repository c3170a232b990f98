"""`zhiban logs dashboards`: dashboards of the log service, and what each shows."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from application.analytics.dashboard_views import DashboardView, dashboard_view, run_view
from application.analytics.drawings import Theme, picture
from application.common.views import columns
from application.common.wording import Localizer
from application.services import Services
from cli.options import AsJson, End
from cli.output import note, say, say_json, say_table
from cli.terminal import Terminal
from domain.analytics.dashboards import DashboardRun
from domain.common.errors import InvalidRequest
from domain.common.messages import Called, message

_LISTED = ("head.id", "head.name", "head.region", "head.charts", "head.updated_at")
_FORMS = (".svg", ".png")


@dataclass(frozen=True)
class DashboardCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def dashboards(
        self,
        *,
        dashboard: Annotated[str, typer.Argument(help="option.dashboard")] = "",
        start: Annotated[str, typer.Option("--start", "-s", help="option.start")] = "-24h",
        end: End = "now",
        out: Annotated[Path | None, typer.Option("--out", "-o", help="option.picture")] = None,
        theme: Annotated[Theme, typer.Option(help="option.theme")] = Theme.LIGHT,
        as_json: AsJson = False,
    ) -> None:
        """List dashboards of the log service, or say what stands out in one; also as a picture.

        Example: zhiban logs dashboards shop --start -4h --out shop.svg
        """
        if not dashboard:
            self._listed(as_json=as_json)
            return
        by = self.terminal.operator

        async def asked(services: Services) -> DashboardRun:
            if out is not None and out.suffix.lower() not in _FORMS:
                raise InvalidRequest("--out", message("dashboard.picture_form"))
            reader = await self.terminal.localizer_of(services)
            now = services.logs.clock.now()
            run = await services.dashboards.run(
                by=by,
                dashboard=dashboard,
                start=services.times.moment(start, now=now, zone=reader.zone, field="start"),
                end=services.times.moment(end, now=now, zone=reader.zone, field="end"),
            )
            if out is not None:
                svg = picture(run, reader, theme, sandbox=services.sandbox)
                png = out.suffix.lower() == ".png"
                _write(out, await services.dashboards.png(svg) if png else svg.encode())
            return run

        run, reader = self.terminal.told(asked)
        view = run_view(run, reader)
        if out is not None:
            note(reader.text(message("dashboard.written", file=Called(str(out)))))
        if as_json:
            say_json(view)
        else:
            say(view.said)

    def _listed(self, *, as_json: bool) -> None:
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> list[DashboardView]:
            found = await services.dashboards.list(by=by, limit=100)
            return [dashboard_view(each) for each in found]

        which = {"limit": 100}
        found, reader = self.terminal.read(list[DashboardView], "/api/v1/dashboards", asked, which)
        if as_json:
            say_json(found)
            return
        table = columns(found, _LISTED, reader)
        say_table(table.labels, table.rows)


def _write(path: Path, drawn: bytes) -> None:
    try:
        path.write_bytes(drawn)
    except OSError:
        rule = message("rule.writable_file", file=Called(str(path)))
        raise InvalidRequest("--out", rule) from None
