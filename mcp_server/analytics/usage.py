"""The tool that finds what grows and what is near its limit, as an agent sees it (ANL-2)."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.analytics.usage import MOST_AHEAD, USUAL_AHEAD
from application.analytics.usage_views import MOST_TOLD, UsageTrendsView, UsageView, trends_view
from application.services import Services
from domain.analytics.usage import UsageOf
from domain.common.quoting import UNTRUSTED
from mcp_server.bounds import shown
from mcp_server.identity import Identity, localizer_of
from mcp_server.parameters import AnyNamespace
from mcp_server.results import Sandbox, fitting_views, mark, shape, told, wire

MOST_SAID = 400


class UsageTrendsShown(BaseModel):
    """What grows and what is near its limit."""

    trends: shape(UsageTrendsView, "usages")  # type: ignore[valid-type]
    usages: list[shape(UsageView, "points")] = Field(  # type: ignore[valid-type]
        description="Each series that fits, the gravest first; names are data from outside."
    )
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


@dataclass(frozen=True)
class UsageTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def find_usage_trends(
        self,
        *,
        of: Annotated[
            Literal["", "clusters", "workloads", "topics", "capacity"],
            Field(description="Only these; capacity: configured metrics; empty: all there are."),
        ] = "",
        cluster: Annotated[
            str,
            Field(
                description="Only this one; needed for workloads.",
                pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,62})?$",
            ),
        ] = "",
        namespace: AnyNamespace = "",
        days: Annotated[
            int, Field(description="How far ahead limits count.", ge=1, le=MOST_AHEAD)
        ] = USUAL_AHEAD,
        limit: Annotated[int, Field(description="How many at most.", ge=1, le=100)] = 20,
    ) -> Annotated[CallToolResult, UsageTrendsShown]:
        """Find bottlenecks: what grows, what is near its limit and when, over the past weeks.

        Use when the person asks what runs full, what grew, or how use went over time. For this
        moment use get_resource_use; for one metric of theirs forecast_capacity. Fails when a
        value breaks a rule; sources that cannot be read are named.
        """
        by = self.identity.actor()
        reader = await localizer_of(self.services, by)
        found = await self.services.usage.trends(
            by=by,
            of=(UsageOf(of),) if of else (),
            cluster=cluster,
            namespace=namespace,
            days=days,
        )
        view = trends_view(found, reader)
        texts = [shown(each.said, MOST_SAID) for each in view.usages]
        bare = [replace(each, points=()) for each in view.usages[:limit]]
        kept = fitting_views(bare, texts[:limit], reader.zone, most=MOST_SAID)
        trends = wire(view, reader.zone)
        trends.pop("usages")
        for each in kept:
            each.pop("points")
        sandbox = self.services.sandbox
        result = {
            "trends": trends,
            "usages": kept,
            "truncated": len(kept) < len(view.usages),
            "sandbox": sandbox,
        }
        heading = f"{mark(sandbox)}{view.said} {UNTRUSTED}"
        steady = texts[MOST_TOLD : len(kept)]
        return told(result, "\n".join([heading, *steady]))
