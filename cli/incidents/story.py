"""`zhiban incident note`, `notes`, `alerts`: what people wrote, and what sources sent."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.incidents.story.story import MOST_ALERTS
from application.incidents.story.views import (
    NoteView,
    RawAlertsView,
    note_view,
    note_views,
    raw_alerts_view,
)
from application.services import Services
from cli.incidents.commands import IncidentId, path_of
from cli.incidents.words import note_lines
from cli.options import AsJson
from cli.output import clock, heads, note_more, one_line, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import message, named

_ALERTS = (
    *("head.id", "head.source", "head.state", "head.name", "head.severity"),
    *("head.started", "head.ended", "head.labels", "head.text"),
)


@dataclass(frozen=True)
class StoryCommands:
    """Each public method is one command; its docstring is its help."""

    terminal: Terminal

    def alerts(
        self,
        *,
        incident: IncidentId,
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=MOST_ALERTS, help="option.limit")
        ] = 20,
        before: Annotated[str, typer.Option(help="option.before_id")] = "",
        as_json: AsJson = False,
    ) -> None:
        """List the raw alerts of an incident as they came, newest first.

        Example: zhiban incident alerts i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> RawAlertsView:
            found = await services.incident_story.alerts(
                by=by, incident_id=incident, before=before, limit=limit
            )
            return raw_alerts_view(found)

        given = {"before": before, "limit": limit}
        found, reader = self.terminal.read(
            RawAlertsView, f"{path_of(incident)}/alerts", asked, given
        )
        if as_json:
            say_json(found)
            return
        rows = [
            (
                each.id,
                reader.text(named(each.source)),
                reader.text(named(each.state)),
                each.name,
                reader.text(named(each.severity)),
                clock(each.started_at, reader.zone),
                clock(each.ended_at, reader.zone) if each.ended_at else "",
                " ".join(f"{name}={value}" for name, value in sorted(each.labels.items())),
                one_line(each.text),
            )
            for each in found.alerts
        ]
        none = reader.text(message("raw_alerts.none"))
        say_table(heads(reader.text, *_ALERTS), rows, none=none)
        said = named(found.confirmed)
        say(one_line(reader.text(said)))
        if found.next_before:
            note_more(reader.text, f"--before {found.next_before}")

    def notes(self, *, incident: IncidentId, as_json: AsJson = False) -> None:
        """List what people and programs wrote about an incident, oldest first.

        Example: zhiban incident notes i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator

        async def asked(services: Services, _: Localizer) -> tuple[NoteView, ...]:
            return note_views(await services.incident_story.notes(by=by, incident_id=incident))

        found, reader = self.terminal.read(
            tuple[NoteView, ...], f"{path_of(incident)}/notes", asked
        )
        if as_json:
            say_json(list(found))
            return
        for line in note_lines(found, reader) or [reader.text(message("note.none"))]:
            say(one_line(line))

    def note(
        self,
        *,
        incident: IncidentId,
        text: Annotated[str, typer.Argument(metavar="TEXT", help="option.note")],
        key: Annotated[str, typer.Option(help="option.note_key")] = "",
        as_json: AsJson = False,
    ) -> None:
        """Write something down about an incident, open or closed.

        Example: zhiban incident note i_abcdefghijklmnopqrstuvwxyz 'the bank confirmed an outage'
        """
        by = self.terminal.operator

        async def asked(services: Services) -> NoteView:
            written = await services.incident_story.note(
                by=by, incident_id=incident, text=text, key=key
            )
            return note_view(written)

        written, reader = self.terminal.told(asked)
        if as_json:
            say_json(written)
            return
        for line in note_lines([written], reader):
            say(one_line(line))
