"""`zhiban events`."""

from dataclasses import dataclass
from typing import Annotated

import typer

from application.ports.events import EventFilter
from application.services import Services
from cli.options import AsJson
from cli.output import clock, heads, say, say_json, say_json_line, say_table
from cli.terminal import Terminal
from domain.common.time_words import in_zone
from domain.events.events import Event

_EVENT = ("head.time", "head.sequence", "head.type", "head.subject", "head.owner", "head.id")


@dataclass(frozen=True)
class EventCommands:
    """The record of what happened."""

    terminal: Terminal

    def events(  # noqa: PLR0913 - one option per way to narrow
        self,
        *,
        kind: Annotated[
            list[str] | None,
            typer.Option("--type", help="option.event_kind"),
        ] = None,
        owner: Annotated[str | None, typer.Option("--person", "-p", help="option.owner")] = None,
        subject: Annotated[str | None, typer.Option(help="option.subject")] = None,
        start: Annotated[str, typer.Option("--start", "-s", help="option.since")] = "",
        limit: Annotated[
            int, typer.Option("--limit", "-n", min=1, max=200, help="option.limit")
        ] = 20,
        follow: Annotated[bool, typer.Option("--follow", "-f", help="option.follow")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Show what happened, newest first; with --follow, as it happens.

        Example: zhiban events --type zhiban.delivery.settled --follow
        """

        async def looked(services: Services) -> tuple[list[Event], str]:
            by = self.terminal.operator
            zone = await self.terminal.zone_of(services, None)
            now, moment = services.logs.clock.now(), services.times.moment
            since = moment(start, now=now, zone=zone, field="--start") if start else None
            which = EventFilter(types=tuple(kind or ()), owner=owner, subject=subject, since=since)
            latest = await services.events.latest(by=by, which=which, limit=limit)
            if not follow:
                return latest, zone
            for event in reversed(latest):
                _say_event(event, zone, as_json=as_json)
            newest = latest[0].sequence or 0 if latest else 0
            async for event in services.events.follow(by=by, which=which, after=newest):
                _say_event(event, zone, as_json=as_json)
            return [], zone

        (found, zone), reader = self.terminal.told(looked)
        if follow:
            return
        if as_json:
            say_json(found)
            return
        names = ("sequence", "type", "subject", "owner", "id")
        rows = [
            [clock(each.time, zone), *(getattr(each, name) for name in names)] for each in found
        ]
        say_table(heads(reader.text, *_EVENT), rows)


def _say_event(event: Event, zone: str, *, as_json: bool) -> None:
    if as_json:
        say_json_line(event)
    else:
        say(f"{in_zone(event.time, zone)}\t{event.type}\t{event.subject}\t{event.owner or ''}")
