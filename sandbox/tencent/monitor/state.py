"""What the monitoring service knows."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.tencent.identifiers import Identifiers

# The periods every metric offers, in seconds.
PERIODS_S = (60, 300, 3600, 86400)

STEP_S = 60
"""A gauge is read this often; the shortest period there is."""

LATE_S = 60
"""A point can be asked for this long after its minute; the service itself takes one to three."""


@dataclass(frozen=True)
class BaseMetric:
    """A metric that can be asked for."""

    namespace: str
    name: str
    unit: str
    dimensions: tuple[str, ...]
    english: str
    chinese: str


_POD = ("tke_cluster_instance_id", "namespace", "workload_kind", "workload_name", "pod_name")
BASE_METRICS = (
    BaseMetric("QCE/CVM", "CPUUsage", "%", ("InstanceId",), "CPU utilisation", "CPU利用率"),
    BaseMetric("QCE/CVM", "MemUsage", "%", ("InstanceId",), "Memory utilisation", "内存利用率"),
    BaseMetric("QCE/CVM", "CvmDiskUsage", "%", ("InstanceId",), "Disk utilisation", "磁盘利用率"),
    BaseMetric("QCE/CVM", "WanOuttraffic", "Mbps", ("InstanceId",), "Traffic out", "外网出带宽"),
    BaseMetric("QCE/CDB", "CpuUseRate", "%", ("InstanceId",), "CPU utilisation", "CPU利用率"),
    BaseMetric(
        "QCE/TKE2", "K8sWorkloadAbnormal", "", _POD[:4], "Abnormal workload", "工作负载异常"
    ),
    BaseMetric("QCE/TKE2", "K8sPodCpuCoreUsed", "core", _POD, "CPU cores used", "CPU使用量"),
    *(
        BaseMetric("QCE/TKE2", name, "%", _POD[:1], english, chinese)
        for name, english, chinese in (
            ("K8sClusterRateCpuCoreUsedCluster", "CPU utilisation", "CPU利用率"),
            ("K8sClusterRateMemUsageBytesCluster", "Memory utilisation", "内存利用率"),
            ("K8sClusterRateCpuCoreRequestCluster", "CPU allocation", "CPU分配率"),
            ("K8sClusterRateMemRequestBytesCluster", "Memory allocation", "内存分配率"),
        )
    ),
    BaseMetric("QCE/TKE2", "K8sPodRateCpuCoreUsedLimit", "%", _POD, "CPU by limit", "CPU利用率"),
    BaseMetric(
        "QCE/TKE2", "K8sPodRateMemWorkingSetLimit", "%", _POD, "Memory by limit", "内存利用率"
    ),
    BaseMetric(
        "QCE/TKE2", "K8sPodRateMemUsageRequest", "%", _POD, "Memory by request", "内存利用率"
    ),
)


@dataclass(frozen=True)
class Gauge:
    """What a metric shows by itself, minute after minute.

    Attributes:
        reading: the value at a time in epoch s.
        since: when it was first read.
        now: the time of the service, in epoch s.
    """

    reading: Callable[[int], float]
    since: int
    now: Callable[[], float]

    def between(self, start: int, end: int) -> Iterable[tuple[int, float]]:
        """Yield the points with `start <= time <= end`; the newest of all is still on its way."""
        first = -(-max(start, self.since) // STEP_S) * STEP_S
        last = min(end, int(self.now()) - LATE_S)
        return ((time, self.reading(time)) for time in range(first, last + 1, STEP_S))


@dataclass
class Series:
    """The points of one metric of one object: (epoch s, value), in order of time.

    Attributes:
        gauge: gives what no point was added for; None when nothing measures it.
    """

    region: str
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    points: list[tuple[int, float]] = field(default_factory=list)
    gauge: Gauge | None = None

    def between(self, start: int, end: int) -> Sequence[tuple[int, float]]:
        """Return the points with `start <= time <= end`."""
        low = bisect_left(self.points, start, key=lambda point: point[0])
        high = bisect_left(self.points, end + 1, key=lambda point: point[0])
        added = self.points[low:high]
        if self.gauge is None:
            return added
        return sorted({**dict(self.gauge.between(start, end)), **dict(added)}.items())


SHORT_REGIONS = {"ap-guangzhou": "gz", "ap-shanghai": "sh", "ap-hongkong": "hk"}
"""What callbacks and histories call regions."""


@dataclass
class MonitorState:
    """Everything the monitoring service keeps, and the ways to fill it."""

    clock: SandboxClock
    identifiers: Identifiers
    series: dict[tuple[object, ...], Series] = field(default_factory=dict)
    histories: list[dict[str, Any]] = field(default_factory=list)
    policies: list[dict[str, Any]] = field(default_factory=list)
    most_policies: int = 2_000
    """Tests lower it; how many an account may have, no page of ours says."""

    def add_points(
        self,
        metric: tuple[str, str, str],
        dimensions: Mapping[str, str],
        points: Iterable[tuple[int, float]],
    ) -> Series:
        """Add points (epoch s, value) of `metric` (region, namespace, name) of one object."""
        series = self._series(metric, dimensions)
        for point in points:
            insort(series.points, point)
        return series

    def measure(
        self,
        metric: tuple[str, str, str],
        dimensions: Mapping[str, str],
        reading: Callable[[int], float],
        *,
        since: int,
    ) -> Series:
        """Let `metric` of one object show a reading of its own each minute from `since` on."""
        series = self._series(metric, dimensions)
        series.gauge = Gauge(reading, since, self.clock.seconds)
        return series

    def _series(self, metric: tuple[str, str, str], dimensions: Mapping[str, str]) -> Series:
        key = (*metric, frozenset(dimensions.items()))
        return self.series.setdefault(key, Series(*metric, dict(dimensions)))

    def add_history(self, history: Mapping[str, Any]) -> str:
        """Keep an alarm of the past with the fields of `AlarmHistory`; return its id."""
        alarm_id = history.get("AlarmId") or self.identifiers.uuid()
        now = int(self.clock.seconds())
        kept: dict[str, Any] = {
            "MonitorType": "MT_QCE",
            "Namespace": "cvm_device",
            "AlarmObject": "",
            "Content": "",
            "FirstOccurTime": now,
            "AlarmStatus": "ALARM",
            "PolicyId": "policy-sandbox",
            "PolicyName": "",
            "VPC": "",
            "ProjectId": 0,
            "ProjectName": "",
            "InstanceGroup": [],
            "ReceiverUids": [],
            "ReceiverGroups": [],
            "NoticeWays": [],
            "OriginId": "",
            "AlarmType": "metric",
            "EventId": 0,
            "Region": "gz",
            "PolicyExists": 1,
            "MetricsInfo": [],
            "Dimensions": "",
            "AlarmLevel": "Warn",
            **history,
            "AlarmId": alarm_id,
        }
        kept.setdefault("LastOccurTime", kept["FirstOccurTime"])
        self.histories.append(kept)
        return alarm_id

    def end_history(self, alarm_id: str) -> None:
        """Let an alarm of the past be over, as of now.

        Raises:
            KeyError: there is none of that id.
        """
        for kept in self.histories:
            if kept["AlarmId"] == alarm_id:
                kept.update(AlarmStatus="OK", LastOccurTime=int(self.clock.seconds()))
                return
        raise KeyError(alarm_id)

    def add_policy(self, policy: Mapping[str, Any]) -> str:
        """Keep an alarm policy with the fields of `AlarmPolicy`; return its id."""
        policy_id = policy.get("PolicyId") or f"policy-{self.identifiers.uuid()[:8]}"
        now = int(self.clock.seconds())
        kept = {
            "PolicyName": "",
            "MonitorType": "MT_QCE",
            "Namespace": "cvm_device",
            "Enable": 1,
            "Condition": {"IsUnionRule": 0, "Rules": []},
            "NoticeIds": [],
            "InsertTime": now,
            "UpdateTime": now,
            **policy,
            "PolicyId": policy_id,
        }
        self.policies.append(kept)
        return policy_id
