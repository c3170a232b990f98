"""The `monitor` service: which actions there are and what each requires."""

from tencentcloud.monitor.v20180724 import models

from sandbox.tencent.actions import Action, Service
from sandbox.tencent.monitor.alarms import MonitorAlarms
from sandbox.tencent.monitor.metrics import Metrics
from sandbox.tencent.monitor.state import MonitorState

# From the action's own page; the others have no published number.
SERIES_PER_SECOND = 50.0


def monitor_service(state: MonitorState) -> Service:
    """Return the monitoring service over `state`."""
    metrics, alarms = Metrics(state), MonitorAlarms(state)
    return Service(
        name="monitor",
        version="2018-07-24",
        models=models,
        actions=(
            Action(
                "GetMonitorData",
                metrics.get_monitor_data,
                frozenset(("Namespace", "MetricName", "Instances")),
                SERIES_PER_SECOND,
            ),
            Action(
                "DescribeStatisticData",
                metrics.describe_statistic_data,
                frozenset(("Module", "Namespace", "MetricNames")),
            ),
            Action("DescribeBaseMetrics", metrics.describe_base_metrics, frozenset(("Namespace",))),
            Action(
                "DescribeAlarmHistories", alarms.describe_alarm_histories, frozenset(("Module",))
            ),
            Action(
                "CreateAlarmPolicy",
                alarms.create_alarm_policy,
                frozenset(("Module", "PolicyName", "MonitorType", "Namespace")),
            ),
            Action(
                "ModifyAlarmPolicyStatus",
                alarms.modify_alarm_policy_status,
                frozenset(("Module", "PolicyId", "Enable")),
            ),
            Action("DescribeAlarmPolicies", alarms.describe_alarm_policies, frozenset(("Module",))),
        ),
    )
