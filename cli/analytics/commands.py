"""`zhiban incident metrics`: how repairs went, and which service levels were met."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import typer

from application.analytics.effect import IncidentEffect
from application.analytics.views import EffectRow, GroupBy, effect_view
from application.common.wording import Localizer
from application.services import Services
from cli.options import AsJson, End, Start
from cli.output import heads, note, say, say_json, say_table
from cli.terminal import Terminal
from domain.common.messages import Command, message, named

_ROW = (
    *("head.tried", "head.fixed", "head.false_fixes", "head.failed", "head.unclear"),
    *("head.success", "head.interval", "head.verified_in"),
)


@dataclass(frozen=True)
class EffectCommands:
    """Each public method is one command; its docstring has its example."""

    terminal: Terminal

    def metrics(
        self,
        *,
        start: Start = "-7d",
        end: End = "now",
        by: Annotated[GroupBy, typer.Option("--by", help="option.effect_by")] = GroupBy.ACTION,
        as_json: AsJson = False,
    ) -> None:
        """Say how repairs went in a period, and which service levels were met.

        Example: zhiban incident metrics --start -30d --by service
        """
        actor = self.terminal.operator

        async def asked(services: Services) -> IncidentEffect:
            zone = await self.terminal.zone_of(services, None)
            now = services.controls.clock.now()
            return await services.effect.effect(
                by=actor,
                since=services.times.moment(start, now=now, zone=zone, field="start"),
                until=services.times.moment(end, now=now, zone=zone, field="end"),
                zone=zone,
            )

        found, reader = self.terminal.told(asked)
        view = effect_view(found, reader)
        if as_json:
            say_json(view)
            return
        numbers = [(each.name, each.said) for each in view.numbers]
        say_table(heads(reader.text, "head.number", "head.value"), numbers)
        rows = next(each.rows for each in view.groups if each.by is by)
        if rows:
            names = (reader.text(named(by)), *heads(reader.text, *_ROW))
            say_table(names, [_cells(each, reader) for each in rows])
        say(view.said)
        if not view.suggestions:
            say(reader.text(message("suggestion.none")))
        for each in view.suggestions:
            if each.policy:
                command = Command(f"zhiban policies back-test --suggestion {each.id}")
                note(reader.text(message("suggestion.command", command=command)))
        note(view.rule)


def _cells(row: EffectRow, reader: Localizer) -> tuple[object, ...]:
    lasted = row.verified_in
    value = None if lasted is None else timedelta(seconds=max(round(lasted), 1))
    return (
        *(row.name, row.tried, row.fixed, row.came_back, row.failed, row.unclear),
        f"{row.success:.0%}",
        f"{row.low:.0%}–{row.high:.0%}",
        reader.text(message("value.plain", value=value)) if value is not None else "",
    )
