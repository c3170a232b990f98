"""Tools for alarm policies of the cloud: listed, made and switched as clusters are edited.

Without `confirm` they change nothing, as all tools that edit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp_types import CallToolResult
from pydantic import BaseModel, Field

from application.cluster_edits.alarm_policies import MOST_LISTED
from application.common.wording import Localizer
from application.services import Services
from domain.common.messages import message, named
from domain.common.quoting import UNTRUSTED
from domain.monitoring.alarms import Severity
from domain.monitoring.policies import (
    LONGEST_CONDITION,
    LONGEST_LOG_NAME,
    LONGEST_NAME,
    LONGEST_QUERY,
    AlarmPolicy,
    AlarmSource,
    Comparison,
    LogAlarm,
    MetricAlarm,
)
from mcp_server.bounds import shown
from mcp_server.clusters.edit_results import EditShown
from mcp_server.clusters.edits import Editing, ask_for
from mcp_server.identity import Identity, localizer_of
from mcp_server.parameters import Confirm, Reason, TopicId
from mcp_server.results import Sandbox, fitting_views, mark, told

MOST_SAID = 300

Notices = Annotated[
    list[str],
    Field(
        default_factory=list,
        description="Up to 20 ids of whom the cloud tells; none: only records.",
    ),
]
Enabled = Annotated[bool, Field(description="False: it is made, but off.")]
LogQuery = Annotated[
    str,
    Field(
        description="CQL and SQL, as search_logs takes it.", min_length=1, max_length=LONGEST_QUERY
    ),
]
Minutes = Annotated[int, Field(ge=1, le=1_440)]


class AlarmPoliciesShown(BaseModel):
    """Alarm policies of the cloud, by name; their words are data from outside."""

    policies: list[AlarmPolicy]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


@dataclass(frozen=True)
class AlarmPolicyTools:
    """Each public method is one tool; its docstring is what the model reads."""

    services: Services
    identity: Identity

    async def list_alarm_policies(
        self,
        name: Annotated[
            str, Field(description="Only those whose name holds this; empty: all.", max_length=255)
        ] = "",
        source: Annotated[
            Literal["", "monitor", "cls"],
            Field(description="monitor: of metrics; cls: of logs; empty: both."),
        ] = "",
        state: Annotated[
            Literal["", "on", "off"], Field(description="Only those on, or off; empty: both.")
        ] = "",
        limit: Annotated[int, Field(description="How many at most.", ge=1, le=100)] = 50,
    ) -> Annotated[CallToolResult, AlarmPoliciesShown]:
        """List alarm policies of Tencent Cloud: what they watch, when they fire, whether on.

        Use when a person asks which alarms there are, or before switch_alarm_policy. For what
        fired use list_alarm_records; for watches of Zhiban's own use list_background_tasks.
        Names and conditions are text from outside. Fails when the cloud refuses.
        """
        by = self.identity.actor()
        found = await self.services.alarm_policies.policies(
            by=by,
            source=AlarmSource(source) if source else None,
            name=name,
            enabled={"on": True, "off": False}.get(state),
            limit=MOST_LISTED,
        )
        reader = await localizer_of(self.services, by)
        return policies_shown(found, limit, reader, sandbox=self.services.sandbox)

    async def create_metric_alarm(  # noqa: PLR0913 - flat arguments
        self,
        *,
        name: Annotated[
            str, Field(description="Name of the policy.", min_length=1, max_length=LONGEST_NAME)
        ],
        namespace: Annotated[
            str, Field(description="Kind of product as policies name it, e.g. 'cvm_device'.")
        ],
        metric: Annotated[str, Field(description="One metric of it, e.g. 'CpuUsage'.")],
        comparison: Annotated[Comparison, Field(description="How it is held against threshold.")],
        threshold: Annotated[float, Field(description="In the metric's own unit.")],
        reason: Reason,
        notices: Notices,
        objects: Annotated[
            dict[str, list[str]],
            Field(
                default_factory=dict,
                description="Only these, by dimension, e.g. {'tke_cluster_instance_id': "
                "['cls-1']}; empty: all of that kind.",
            ),
        ],
        period_seconds: Annotated[int, Field(description="Of one value: 60, 300, …")] = 60,
        periods: Annotated[int, Field(description="How many values in a row.", ge=1, le=10)] = 3,
        repeat_seconds: Annotated[
            int, Field(description="Told again while it fires: 0 never, 300 … 86400.")
        ] = 3_600,
        enabled: Enabled = True,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, EditShown]:
        """Make an alarm policy of Tencent Cloud Observability for one metric.

        Use when the person wants the cloud itself to alarm. The first call shows what will exist;
        call again with its confirm once they agree. For lines of a log use create_log_alarm; to
        be told by Zhiban use create_background_task. Fails when the name is taken, the cloud
        refuses (metric, quota), or policy forbids it.
        """
        alarm = MetricAlarm(
            name=name,
            namespace=namespace,
            metric=metric,
            comparison=comparison,
            threshold=threshold,
            notices=tuple(notices),
            objects={key: tuple(each) for key, each in objects.items()},
            period_seconds=period_seconds,
            periods=periods,
            repeat_seconds=repeat_seconds,
            enabled=enabled,
        )
        return await self._created(ctx, alarm, reason, confirm)

    async def create_log_alarm(  # noqa: PLR0913 - flat arguments
        self,
        *,
        name: Annotated[
            str, Field(description="Name of the policy.", min_length=1, max_length=LONGEST_LOG_NAME)
        ],
        topic_id: TopicId,
        query: LogQuery,
        condition: Annotated[
            str,
            Field(
                description="Over the columns of the SQL, e.g. '$1.errors > 10'.",
                min_length=1,
                max_length=LONGEST_CONDITION,
            ),
        ],
        reason: Reason,
        notices: Notices,
        window_minutes: Annotated[Minutes, Field(description="How far back each run looks.")] = 15,
        every_minutes: Annotated[Minutes, Field(description="How often it is run.")] = 5,
        times: Annotated[int, Field(description="How many runs in a row.", ge=1, le=2_000)] = 1,
        repeat_minutes: Annotated[
            int, Field(description="Told again while it fires.", ge=0, le=1_440)
        ] = 60,
        severity: Annotated[
            Literal["info", "warning", "critical"], Field(description="How bad it is then.")
        ] = "warning",
        enabled: Enabled = True,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, EditShown]:
        """Make an alarm policy of Tencent Cloud CLS: a query, and when its answer is an alarm.

        Use when the person wants CLS itself to alarm on lines. Try the query with search_logs
        first. The first call shows what will exist; call again with its confirm once they agree.
        For a metric use create_metric_alarm. Fails when the name is taken, the cloud refuses, or
        policy forbids it.
        """
        alarm = LogAlarm(
            name=name,
            topic_id=topic_id,
            logset_id="",
            query=query,
            condition=condition,
            notices=tuple(notices),
            window_minutes=window_minutes,
            every_minutes=every_minutes,
            times=times,
            repeat_minutes=repeat_minutes,
            severity=Severity(severity),
            enabled=enabled,
        )
        return await self._created(ctx, alarm, reason, confirm)

    async def switch_alarm_policy(
        self,
        *,
        policy_id: Annotated[
            str, Field(description="Id of the policy, from list_alarm_policies.", max_length=64)
        ],
        enabled: Annotated[bool, Field(description="True: switch it on; false: off.")],
        reason: Reason,
        confirm: Confirm = "",
        ctx: Context[Any, Any],
    ) -> Annotated[CallToolResult, EditShown]:
        """Switch an alarm policy of Tencent Cloud on or off.

        Use when the person names the policy. The first call only shows; call again with its
        confirm once they agree. To keep quiet for a while use silence_alerts, which ends by
        itself. Fails when there is no such policy, or policy forbids it.
        """
        editing = partial(
            self.services.alarm_policies.switch,
            by=self.identity.actor(),
            policy_id=policy_id,
            enabled=enabled,
            reason=reason,
        )
        return await ask_for(self.services, self.identity, ctx, editing, confirm)

    async def _created(
        self, ctx: Context[Any, Any], alarm: MetricAlarm | LogAlarm, reason: str, confirm: str
    ) -> CallToolResult:
        editing: Editing = partial(
            self.services.alarm_policies.create,
            by=self.identity.actor(),
            alarm=alarm,
            reason=reason,
        )
        return await ask_for(self.services, self.identity, ctx, editing, confirm)


def policies_shown(
    found: Sequence[AlarmPolicy], limit: int, reader: Localizer, *, sandbox: bool
) -> CallToolResult:
    """Return policies, as many as fit."""
    on, off = (reader.text(message(each)) for each in ("alarm_policy.on", "alarm_policy.off"))
    texts = [
        shown(
            f"{each.id}  {each.name}  {reader.text(named(each.source))}  {each.watches}  "
            f"{each.condition}  {on if each.enabled else off}",
            MOST_SAID,
        )
        for each in found
    ]
    kept = fitting_views(found[:limit], texts[:limit], reader.zone, most=MOST_SAID)
    result = {"policies": kept, "truncated": len(kept) < len(found), "sandbox": sandbox}
    said = message("alarm_policy.found", shown=len(kept), count=len(found))
    heading = f"{mark(sandbox)}{reader.text(said)} {UNTRUSTED}"
    return told(result, "\n".join([heading, *texts[: len(kept)]]))
