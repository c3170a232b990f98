"""The `UsageSources` port on the Observability Platform (`QCE/TKE2`, DescribeStatisticData)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from domain.analytics.usage import Measure, UsageOf, UsageSeries
from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from integrations.tencent.calls import TencentCalls

_NAMESPACE = "QCE/TKE2"
_CLUSTER = "tke_cluster_instance_id"
_HOUR = 3_600
_LONGEST_PAST = timedelta(days=30, hours=-1)
"""Hours of less than 30 days are given at once (says the SDK)."""

_OF_CLUSTERS: Mapping[str, Measure] = {
    "K8sClusterRateCpuCoreUsedCluster": Measure.CPU,
    "K8sClusterRateMemUsageBytesCluster": Measure.MEMORY,
    "K8sClusterRateCpuCoreRequestCluster": Measure.CPU_REQUESTED,
    "K8sClusterRateMemRequestBytesCluster": Measure.MEMORY_REQUESTED,
}
_OF_PODS: Mapping[str, Measure] = {
    "K8sPodRateCpuCoreUsedLimit": Measure.CPU_OF_LIMIT,
    "K8sPodRateMemWorkingSetLimit": Measure.MEMORY_OF_LIMIT,
}
_BY_WORKLOAD = ("namespace", "workload_kind", "workload_name")


@dataclass(frozen=True)
class TencentUsage:
    """Reads shares of clusters and workloads, one call for all that are asked for."""

    calls: TencentCalls

    async def clusters(
        self, clusters: Sequence[str], *, since: datetime, until: datetime
    ) -> list[UsageSeries]:
        """Return the hours of each cluster."""
        found = []
        # One cluster a call: clusters of other regions are refused, and none hides the others.
        for cluster in clusters:
            conditions = {_CLUSTER: [cluster]}
            found += await self._series(
                _OF_CLUSTERS, conditions, (_CLUSTER,), UsageOf.CLUSTERS, since=since, until=until
            )
        return found

    async def workloads(
        self,
        cluster: str,
        namespace: str,
        names: Sequence[str],
        *,
        since: datetime,
        until: datetime,
    ) -> list[UsageSeries]:
        """Return the hours of each workload, the mean of its pods."""
        if not names:
            return []
        conditions = {
            _CLUSTER: [cluster],
            "namespace": [namespace],
            "workload_name": list(names),
        }
        return await self._series(
            _OF_PODS, conditions, _BY_WORKLOAD, UsageOf.WORKLOADS, since=since, until=until
        )

    async def _series(
        self,
        metrics: Mapping[str, Measure],
        conditions: Mapping[str, Sequence[str]],
        group: Sequence[str],
        of: UsageOf,
        *,
        since: datetime,
        until: datetime,
    ) -> list[UsageSeries]:
        answer = await self.calls.call(
            "monitor",
            "DescribeStatisticData",
            {
                "Module": "monitor",
                "Namespace": _NAMESPACE,
                "MetricNames": list(metrics),
                "Conditions": [
                    {"Key": key, "Operator": "in" if len(values) > 1 else "=", "Value": [*values]}
                    for key, values in conditions.items()
                ],
                "GroupBys": list(group),
                "Period": _HOUR,
                "StartTime": max(since, until - _LONGEST_PAST).isoformat(timespec="seconds"),
                "EndTime": until.isoformat(timespec="seconds"),
            },
        )
        data = answer.get("Data")
        if not isinstance(data, list):
            raise Unavailable(message("tencent.nonsense", action=Called("DescribeStatisticData")))
        return [
            _one(metrics[each["MetricName"]], group_, of, conditions[_CLUSTER][0])
            for each in data
            if each.get("MetricName") in metrics
            for group_ in each.get("Points") or ()
        ]


def _one(measure: Measure, group: Mapping[str, Any], of: UsageOf, cluster: str) -> UsageSeries:
    said = {str(each.get("Name")): str(each.get("Value")) for each in group.get("Dimensions") or ()}
    name = cluster
    if of is UsageOf.WORKLOADS:
        name = f"{said.get('namespace', '')}/{said.get('workload_name', '')}"
    return UsageSeries(
        of=of,
        name=name[:200],
        where=cluster if of is UsageOf.WORKLOADS else "",
        measure=measure,
        unit="%",
        limit=100.0,
        points=tuple(
            (datetime.fromtimestamp(int(each["Timestamp"]), UTC), float(each["Value"]))
            for each in group.get("Values") or ()
            if each.get("Value") is not None and isfinite(each["Value"])
        ),
    )
