"""Series of metrics, in the two ways the service gives them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sandbox.tencent.actions import Request
from sandbox.tencent.errors import ApiError, invalid_parameter
from sandbox.tencent.monitor.state import BASE_METRICS, PERIODS_S, BaseMetric, MonitorState, Series

# From the SDK's description of the two actions.
MAX_INSTANCES = 50
MAX_POINTS = 7200
_HOUR, _DAY = 3600, 86400
# Period: the longest span, and how far back it may begin.
WINDOWS_S = {
    60: (12 * _HOUR, 15 * _DAY),
    300: (3 * _DAY, 31 * _DAY),
    3600: (30 * _DAY, 93 * _DAY),
    86400: (186 * _DAY, 186 * _DAY),
}
_CONTAINERS = "QCE/TKE2"
_CLUSTER = "tke_cluster_instance_id"


def _average(values: Sequence[float]) -> float:
    return sum(values) / len(values)


_Measure: TypeAlias = Callable[[Sequence[float]], float]
# The bits of SpecifyStatistics.
_STATISTICS: tuple[tuple[int, str, _Measure], ...] = (
    (1, "AvgValues", _average),
    (2, "MaxValues", max),
    (4, "MinValues", min),
)


@dataclass(frozen=True)
class Metrics:
    """Answers questions about series."""

    state: MonitorState

    def get_monitor_data(self, request: Request) -> Mapping[str, Any]:
        """Perform GetMonitorData: one metric of up to 50 objects."""
        params = request.params
        if params["Namespace"].startswith("QCE/TKE"):
            raise _refused("Namespace", "container metrics are read with DescribeStatisticData.")
        period = _period(params)
        end = _time(params.get("EndTime"), "EndTime", self._now())
        start = _time(params.get("StartTime"), "StartTime", end - end % _DAY)
        _check_span(start, end)
        instances = params["Instances"]
        if not 1 <= len(instances) <= MAX_INSTANCES:
            raise _refused("Instances", f"between 1 and {MAX_INSTANCES} are taken.")
        if len(instances) * ((end - start) // period) > MAX_POINTS:
            raise _refused("Period", f"the answer would have more than {MAX_POINTS} points.")
        metric = (request.region, params["Namespace"], params["MetricName"])
        self._check_known(metric)
        statistics = params.get("SpecifyStatistics", 0)
        points = [
            self._data_point(metric, each.get("Dimensions", []), (start, end, period), statistics)
            for each in instances
        ]
        return {
            "Period": period,
            "MetricName": params["MetricName"],
            "StartTime": _text(start),
            "EndTime": _text(end),
            "DataPoints": points,
            "Msg": "",
        }

    def describe_statistic_data(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeStatisticData: several metrics of all objects that fit conditions."""
        params = request.params
        check_module(params)
        period = _period(params)
        now = self._now()
        end = _time(params.get("EndTime"), "EndTime", now)
        start = _time(params.get("StartTime"), "StartTime", now)
        _check_span(start, end)
        longest, oldest = WINDOWS_S[period]
        if end - start >= longest or now - start > oldest:
            raise _refused(
                "Period", "this period is not kept for so long a time; use a longer one."
            )
        conditions = params.get("Conditions", [])
        if params["Namespace"] == _CONTAINERS and not any(
            each.get("Key") == _CLUSTER for each in conditions
        ):
            raise _refused("Conditions", f"{_CONTAINERS} needs the dimension {_CLUSTER}.")
        window = (start, end, period)
        data = []
        for name in params["MetricNames"]:
            self._check_known((request.region, params["Namespace"], name))
            fitting = [
                series
                for series in self.state.series.values()
                if (series.region, series.namespace, series.metric)
                == (request.region, params["Namespace"], name)
                and all(_meets(series, each) for each in conditions)
            ]
            grouped = _grouped(fitting, params.get("GroupBys", []), window)
            data.append({"MetricName": name, "Points": grouped})
        return {"Period": period, "StartTime": _text(start), "EndTime": _text(end), "Data": data}

    def describe_base_metrics(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeBaseMetrics."""
        namespace, name = request.params["Namespace"], request.params.get("MetricName")
        found = [
            metric
            for metric in self._metrics()
            if metric.namespace == namespace and name in (None, metric.name)
        ]
        return {"MetricSet": [_metric_set(metric) for metric in found]}

    def _metrics(self) -> Sequence[BaseMetric]:
        known = {(metric.namespace, metric.name): metric for metric in BASE_METRICS}
        for series in self.state.series.values():
            own = BaseMetric(
                series.namespace, series.metric, "", tuple(series.dimensions), series.metric, ""
            )
            known.setdefault((own.namespace, own.name), own)
        return list(known.values())

    def _check_known(self, metric: tuple[str, str, str]) -> None:
        if not any((each.namespace, each.name) == metric[1:] for each in self._metrics()):
            raise _refused("MetricName", f"{metric[1]} has no metric {metric[2]}.")

    def _data_point(
        self,
        metric: tuple[str, str, str],
        asked: Sequence[Mapping[str, str]],
        window: tuple[int, int, int],
        statistics: int,
    ) -> dict[str, Any]:
        dimensions = {each.get("Name", ""): each.get("Value", "") for each in asked}
        series = self.state.series.get((*metric, frozenset(dimensions.items())))
        buckets = _buckets([series] if series else [], window)
        reply: dict[str, Any] = {
            "Dimensions": list(asked),
            "Timestamps": list(buckets),
            "Values": [_average(values) for values in buckets.values()],
        }
        for bit, name, measure in _STATISTICS:
            if statistics & bit:
                reply[name] = [measure(values) for values in buckets.values()]
        return reply

    def _now(self) -> int:
        return int(self.state.clock.seconds())


def check_module(params: Mapping[str, Any]) -> None:
    """Refuse any module but the only one there is.

    Raises:
        ApiError: `Module` is not `monitor`.
    """
    if params["Module"] != "monitor":
        raise invalid_parameter("Module", "it must be `monitor`.")


def _refused(name: str, reason: str) -> ApiError:
    return ApiError("InvalidParameterValue", f"The parameter `{name}` is not valid: {reason}")


def _period(params: Mapping[str, Any]) -> int:
    period = params.get("Period", 300)
    if period not in PERIODS_S:
        raise _refused("Period", f"it must be one of {PERIODS_S}.")
    return int(period)


def _time(text: str | None, name: str, default: int) -> int:
    if text is None:
        return default
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid_parameter(name, "write 2018-09-22T19:51:23+08:00.") from error
    if when.tzinfo is None:
        raise invalid_parameter(name, "it needs a zone, as in 2018-09-22T19:51:23+08:00.")
    return int(when.timestamp())


def _check_span(start: int, end: int) -> None:
    if end < start:
        raise _refused("EndTime", "it must not be before StartTime.")


def _text(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()


def _meets(series: Series, condition: Mapping[str, Any]) -> bool:
    values = condition.get("Value") or [""]
    operator = condition.get("Operator")
    if operator not in ("=", "in"):
        raise invalid_parameter("Conditions", "the operator must be `=` or `in`.")
    wanted = values[:1] if operator == "=" else values
    return series.dimensions.get(condition.get("Key", "")) in wanted


def _buckets(series: Iterable[Series], window: tuple[int, int, int]) -> dict[int, list[float]]:
    """Return the values per period that has any, by its start; what is missing stays missing."""
    start, end, period = window
    found: dict[int, list[float]] = defaultdict(list)
    for each in series:
        for time, value in each.between(start - start % period, end):
            found[time - time % period].append(value)
    return dict(sorted(found.items()))


def _grouped(
    series: Iterable[Series], keys: Sequence[str], window: tuple[int, int, int]
) -> list[dict[str, Any]]:
    groups: dict[tuple[str, ...], list[Series]] = defaultdict(list)
    for each in series:
        groups[tuple(each.dimensions.get(key, "") for key in keys)].append(each)
    return [
        {
            "Dimensions": [{"Name": k, "Value": v} for k, v in zip(keys, values, strict=True)],
            "Values": [
                {"Timestamp": time, "Value": _average(found)}
                for time, found in _buckets(members, window).items()
            ],
        }
        for values, members in sorted(groups.items())
    ]


def _metric_set(metric: BaseMetric) -> dict[str, Any]:
    return {
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Unit": metric.unit,
        "UnitCname": metric.unit,
        "Period": list(PERIODS_S),
        "Periods": [{"Period": str(each), "StatType": ["avg", "max", "min"]} for each in PERIODS_S],
        "Meaning": {"En": metric.english, "Zh": metric.chinese},
        "Dimensions": [{"Dimensions": list(metric.dimensions)}],
        "MetricCName": metric.chinese,
        "MetricEName": metric.english,
    }
