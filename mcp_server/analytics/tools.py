"""The tool that says how repairs went, as an agent sees it (RBK-14, ANL-3)."""

from dataclasses import dataclass
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.analytics.views import EffectRow, EffectView, GroupBy, effect_view
from application.services import Services
from mcp_server.identity import Identity, localizer_of
from mcp_server.parameters import End, Start
from mcp_server.results import Sandbox, mark, shape, told, wire

MOST_ROWS = 40


class EffectShown(BaseModel):
    """How repairs went, and which service levels were met."""

    effect: shape(EffectView, "groups")  # type: ignore[valid-type]
    rows: list[EffectRow] = Field(description="The same repairs by what was asked for.")
    sandbox: Sandbox


@dataclass(frozen=True)
class EffectTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def get_incident_metrics(
        self,
        start: Start = "-7d",
        end: End = "now",
        by: Annotated[
            GroupBy, Field(description="What repairs are counted by; time: day or week.")
        ] = GroupBy.ACTION,
    ) -> Annotated[CallToolResult, EffectShown]:
        """Count repairs by action, service, fault or time, and say which service levels were met.

        Use when the person asks how well repairs work, how fast people answer, or how many
        briefings and messages arrived. For single incidents use list_incidents. Fails when the
        period is longer than 400 days.
        """
        actor = self.identity.actor()
        reader = await localizer_of(self.services, actor)
        now = self.services.logs.clock.now()
        found = await self.services.effect.effect(
            by=actor,
            since=self.services.times.moment(start, now=now, zone=reader.zone, field="start"),
            until=self.services.times.moment(end, now=now, zone=reader.zone, field="end"),
            zone=reader.zone,
        )
        view = effect_view(found, reader)
        effect = wire(view, reader.zone)
        effect.pop("groups")
        rows = next(each.rows for each in view.groups if each.by is by)
        result = {
            "effect": effect,
            "rows": wire(rows[:MOST_ROWS], reader.zone),
            "sandbox": self.services.sandbox,
        }
        numbers = "\n".join(f"{each.name}: {each.said}" for each in view.numbers)
        table = "\n".join(
            f"{each.name}: {each.fixed}/{each.tried} ({each.low:.0%}–{each.high:.0%})"
            for each in rows[:MOST_ROWS]
        )
        texts = [f"{mark(self.services.sandbox)}{view.said}", numbers, *([table] if table else [])]
        return told(result, *texts)
