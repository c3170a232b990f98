"""Alarm policies of the cloud over HTTP: listed; made and switched as clusters are edited."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.access import Asker, ServicesHere
from api.clusters.edit_bodies import EditIn, ViewsHere, shown
from api.openapi import CLOUD, problems
from api.strict import WHOLE, Number, Truth, limit_up_to
from application.cluster_edits.alarm_policies import MOST_LISTED
from application.cluster_edits.views import EditView
from domain.monitoring.alarms import Severity
from domain.monitoring.policies import (
    LONGEST_CONDITION,
    LONGEST_LOG_NAME,
    LONGEST_NAME,
    LONGEST_QUERY,
    MOST_DIMENSIONS,
    MOST_MINUTES,
    MOST_NOTICES,
    MOST_PERIODS,
    MOST_TIMES,
    MOST_VALUES,
    AlarmPolicy,
    AlarmSource,
    Comparison,
    LogAlarm,
    MetricAlarm,
)

router = APIRouter(prefix="/api/v1/alarm-policies", tags=["alarms"])

ASKED = CLOUD | problems(404, 409)

PolicyId = Annotated[str, Field(min_length=1, max_length=64)]
Notice = Annotated[str, Field(max_length=64)]
Dimension = Annotated[str, Field(min_length=1, max_length=64)]
Values = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=128)]],
    Field(min_length=1, max_length=MOST_VALUES),
]


class MetricAlarmIn(EditIn):
    """One metric against one threshold."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    namespace: str = Field(
        min_length=1, max_length=64, description="Kind of product, such as `cvm_device`."
    )
    metric: str = Field(min_length=1, max_length=64)
    comparison: Comparison
    threshold: Number
    notices: list[Notice] = Field(default_factory=list, max_length=MOST_NOTICES)
    objects: dict[Dimension, Values] = Field(
        default_factory=dict, max_length=MOST_DIMENSIONS, description="Empty: all of that kind."
    )
    period_seconds: Annotated[int, WHOLE] = 60
    periods: Annotated[int, Field(ge=1, le=MOST_PERIODS), WHOLE] = 3
    repeat_seconds: Annotated[int, WHOLE] = 3_600
    enabled: Truth = True

    @property
    def alarm(self) -> MetricAlarm:
        """The policy as the service takes it."""
        return MetricAlarm(
            name=self.name,
            namespace=self.namespace,
            metric=self.metric,
            comparison=self.comparison,
            threshold=self.threshold,
            notices=tuple(self.notices),
            objects={key: tuple(each) for key, each in self.objects.items()},
            period_seconds=self.period_seconds,
            periods=self.periods,
            repeat_seconds=self.repeat_seconds,
            enabled=self.enabled,
        )


class LogAlarmIn(EditIn):
    """A query that is run again and again, and when its answer is an alarm."""

    name: str = Field(min_length=1, max_length=LONGEST_LOG_NAME)
    topic_id: str = Field(min_length=1, max_length=255, description="Id or name of a log topic.")
    query: str = Field(min_length=1, max_length=LONGEST_QUERY, description="CQL [| SQL]")
    condition: str = Field(
        min_length=1, max_length=LONGEST_CONDITION, description="Such as `$1.errors > 10`."
    )
    notices: list[Notice] = Field(default_factory=list, max_length=MOST_NOTICES)
    window_minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES), WHOLE] = 15
    every_minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES), WHOLE] = 5
    times: Annotated[int, Field(ge=1, le=MOST_TIMES), WHOLE] = 1
    repeat_minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES), WHOLE] = 60
    severity: Severity = Severity.WARNING
    enabled: Truth = True

    @property
    def alarm(self) -> LogAlarm:
        """The policy as the service takes it."""
        return LogAlarm(
            name=self.name,
            topic_id=self.topic_id,
            logset_id="",
            query=self.query,
            condition=self.condition,
            notices=tuple(self.notices),
            window_minutes=self.window_minutes,
            every_minutes=self.every_minutes,
            times=self.times,
            repeat_minutes=self.repeat_minutes,
            severity=self.severity,
            enabled=self.enabled,
        )


class AlarmSwitchIn(EditIn):
    """A policy, and whether it shall be on."""

    policy_id: PolicyId
    enabled: Truth


@router.get("", summary="List alarm policies", responses=CLOUD)
async def list_alarm_policies(
    services: ServicesHere,
    by: Asker,
    source: AlarmSource | None = None,
    name: Annotated[str, Query(max_length=255, description="Part of the name.")] = "",
    enabled: Annotated[bool | None, Query()] = None,
    limit: Annotated[int, limit_up_to(MOST_LISTED)] = 50,
) -> list[AlarmPolicy]:
    """Return alarm policies of the cloud by name: what they watch, when they fire, whether on."""
    return await services.alarm_policies.policies(
        by=by, source=source, name=name, enabled=enabled, limit=limit
    )


@router.post("/metric", summary="Create an alarm policy for a metric", responses=ASKED)
async def create_metric_alarm(
    services: ServicesHere, by: Asker, views: ViewsHere, body: MetricAlarmIn
) -> EditView:
    """Show which policy there would be, or have the cloud make just that."""
    edit = await services.alarm_policies.create(
        by=by, alarm=body.alarm, reason=body.reason, confirm=body.confirm
    )
    return shown(edit, views)


@router.post("/log", summary="Create an alarm policy for a log topic", responses=ASKED)
async def create_log_alarm(
    services: ServicesHere, by: Asker, views: ViewsHere, body: LogAlarmIn
) -> EditView:
    """Show which policy there would be, or have the cloud make just that."""
    edit = await services.alarm_policies.create(
        by=by, alarm=body.alarm, reason=body.reason, confirm=body.confirm
    )
    return shown(edit, views)


@router.post("/switch", summary="Switch an alarm policy on or off", responses=ASKED)
async def switch_alarm_policy(
    services: ServicesHere, by: Asker, views: ViewsHere, body: AlarmSwitchIn
) -> EditView:
    """Show what would change, or switch just that policy."""
    edit = await services.alarm_policies.switch(
        by=by,
        policy_id=body.policy_id,
        enabled=body.enabled,
        reason=body.reason,
        confirm=body.confirm,
    )
    return shown(edit, views)
