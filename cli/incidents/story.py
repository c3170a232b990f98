"""`zhiban incident note`, `notes`, `alerts`: what people wrote, and what sources sent."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.common.wording import Localizer
from application.incidents.story.postmortem import postmortem_page
from application.incidents.story.story import MOST_ALERTS
from application.incidents.story.views import (
    DiscussedView,
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
from cli.output import clock, heads, note_more, one_line, say, say_json, say_table, say_told
from cli.terminal import Terminal
from domain.common.messages import Called, message, named

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

    def discuss(self, *, incident: IncidentId, as_json: AsJson = False) -> None:
        """Open the discussion of an incident on the bus, or name the one that it has.

        Example: zhiban incident discuss i_abcdefghijklmnopqrstuvwxyz
        """
        by = self.terminal.operator

        async def asked(services: Services) -> DiscussedView:
            found = await services.incident_story.discuss(by=by, incident_id=incident)
            return DiscussedView(incident_id=incident, discussion_id=found)

        found, reader = self.terminal.told(asked)
        where = message("talk.where", discussion=Called(found.discussion_id))
        say_told(found, reader.text(where), as_json=as_json)

    def postmortem(
        self,
        *,
        incident: IncidentId,
        as_json: AsJson = False,
    ) -> None:
        """Write the draft of a post-mortem as Markdown, made from the record alone.

        Example: zhiban incident postmortem i_abcdefghijklmnopqrstuvwxyz --language zh-CN
        """
        by = self.terminal.operator

        async def asked(services: Services) -> str:
            record = await services.incident_story.postmortem(by=by, incident_id=incident)
            reader = await self.terminal.localizer_of(services)
            return "\n".join(postmortem_page(record, reader))

        page = self.terminal.ask(asked)
        if as_json:
            say_json({"incident_id": incident, "markdown": page})
            return
        say(page)
