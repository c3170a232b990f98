"""What people make tasks for: each kind with a start and an example to take over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.common.messages import Called, Message, message
from domain.tasks.tasks import TaskType

Config = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class TaskKind:
    """One kind of task, as somebody thinks of it.

    Attributes:
        start: what an empty form of it already says.
        example: a whole configuration, without whom it tells; what people would write stands in
            it as a message.
        folds: fields that other kinds of the type begin with, and this one rarely needs.
    """

    title: Message
    means: Message
    type: TaskType
    start: Config = field(default_factory=dict)
    example: Config
    folds: frozenset[str] = frozenset()

    def example_in(self, text: Callable[[Message], str]) -> Config:
        """Return the example in the words of whoever looks."""
        return {name: _worded(value, text) for name, value in self.example.items()}


def _worded(value: object, text: Callable[[Message], str]) -> object:
    match value:
        case Message():
            return text(value)
        case Mapping():
            return {name: _worded(each, text) for name, each in value.items()}
        case list():
            return [_worded(each, text) for each in value]
    return value


@dataclass(frozen=True)
class Group:
    """Kinds that belong together, each by the word that stands in its address."""

    title: Message
    kinds: Mapping[str, TaskKind]


_PAGE = "https://status.example.cn/"
_SERVER = "https://prometheus.example.cn"
_CERTIFICATE = "(min(probe_ssl_earliest_cert_expiry) - time()) / 86400"
"""Days that the first certificate to expire has left, by Prometheus' blackbox exporter."""

_NUMBER = frozenset({"number.operator", "number.threshold"})
_WORDS = ["keyword_appears", "keyword_disappears"]

GROUPS = (
    Group(
        message("task_form.group_pages"),
        {
            "change": TaskKind(
                title=message("task_form.kind_change"),
                means=message("task_form.kind_change_means"),
                type=TaskType.WEB_MONITOR,
                start={"check_interval_minutes": 15},
                folds=_NUMBER | {"keywords"},
                example={
                    "urls": [_PAGE],
                    "check_interval_minutes": 15,
                    "selection": {"main_text": True},
                },
            ),
            "words": TaskKind(
                title=message("task_form.kind_words"),
                means=message("task_form.kind_words_means"),
                type=TaskType.WEB_MONITOR,
                start={"check_interval_minutes": 15, "on": _WORDS},
                folds=_NUMBER,
                example={
                    "urls": [_PAGE],
                    "keywords": [message("task_form.example_keyword")],
                    "check_interval_minutes": 15,
                    "on": _WORDS,
                },
            ),
            "price": TaskKind(
                title=message("task_form.kind_price"),
                means=message("task_form.kind_price_means"),
                type=TaskType.WEB_MONITOR,
                start={"check_interval_minutes": 60, "number": {"operator": "<"}},
                folds=frozenset({"keywords"}),
                example={
                    "urls": ["https://shop.example.cn/server"],
                    "number": {"operator": "<", "threshold": 4999},
                    "selection": {"css": [".price"]},
                    "check_interval_minutes": 60,
                },
            ),
        },
    ),
    Group(
        message("task_form.group_numbers"),
        {
            "metric": TaskKind(
                title=message("task_form.kind_metric"),
                means=message("task_form.kind_metric_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={"check_interval_minutes": 15},
                example={
                    "metric": "bitcoin_price",
                    "threshold": 100_000,
                    "check_interval_minutes": 15,
                },
            ),
            "prometheus": TaskKind(
                title=message("task_form.kind_prometheus", system=Called("Prometheus")),
                means=message("task_form.kind_prometheus_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={"source": {"prometheus": {}}, "for_minutes": 5},
                example={
                    "source": {
                        "prometheus": {
                            "url": _SERVER,
                            "query": 'sum(rate(http_requests_total{code=~"5.."}[5m]))',
                        }
                    },
                    "threshold": 5,
                    "for_minutes": 5,
                },
            ),
            "certificate": TaskKind(
                title=message("task_form.kind_certificate"),
                means=message("task_form.kind_certificate_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={
                    "source": {"prometheus": {"query": _CERTIFICATE}},
                    "operator": "<",
                    "threshold": 21,
                    "check_interval_minutes": 60,
                },
                example={
                    "source": {"prometheus": {"url": _SERVER, "query": _CERTIFICATE}},
                    "operator": "<",
                    "threshold": 21,
                    "check_interval_minutes": 60,
                },
            ),
            "cloud": TaskKind(
                title=message("task_form.kind_cloud"),
                means=message("task_form.kind_cloud_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={"source": {"tencent_monitor": {}}, "for_minutes": 5},
                example={
                    "source": {
                        "tencent_monitor": {
                            "namespace": "QCE/CVM",
                            "metric": "CvmDiskUsage",
                            "dimensions": {"InstanceId": "ins-shop-db"},
                        }
                    },
                    "threshold": 90,
                    "unit": "%",
                },
            ),
            "containers": TaskKind(
                title=message("task_form.kind_containers"),
                means=message("task_form.kind_containers_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={"source": {"tencent_statistic": {"namespace": "QCE/TKE2"}}},
                example={
                    "source": {
                        "tencent_statistic": {
                            "namespace": "QCE/TKE2",
                            "metric": "K8sWorkloadAbnormal",
                            "conditions": {"tke_cluster_instance_id": ["cls-shop"]},
                        }
                    },
                    "threshold": 0,
                    "for_minutes": 10,
                },
            ),
            "logs": TaskKind(
                title=message("task_form.kind_logs"),
                means=message("task_form.kind_logs_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={"source": {"cls": {}}, "check_interval_minutes": 5},
                example={
                    "source": {
                        "cls": {
                            "topic_id": "shop",
                            "query": "level:ERROR | SELECT count(*) AS errors",
                        }
                    },
                    "threshold": 20,
                    "check_interval_minutes": 5,
                },
            ),
            "json": TaskKind(
                title=message("task_form.kind_json"),
                means=message("task_form.kind_json_means"),
                type=TaskType.THRESHOLD_WATCH,
                start={"source": {"http_json": {}}, "check_interval_minutes": 5},
                example={
                    "source": {
                        "http_json": {
                            "url": "https://shop.example.cn/health",
                            "json_path": "queue.length",
                        }
                    },
                    "threshold": 1000,
                    "check_interval_minutes": 5,
                },
            ),
        },
    ),
    Group(
        message("task_form.group_times"),
        {
            "reminder": TaskKind(
                title=message("task_form.kind_reminder"),
                means=message("task_form.kind_reminder_means"),
                type=TaskType.SCHEDULE,
                start={"type": "daily", "action": "reminder", "hour": 9},
                example={
                    "type": "weekly",
                    "weekdays": ["mon", "wed", "fri"],
                    "hour": 9,
                    "minute": 50,
                    "action": {
                        "type": "reminder",
                        "message": message("task_form.example_reminder"),
                    },
                },
            ),
            "log-report": TaskKind(
                title=message("task_form.kind_log_report"),
                means=message("task_form.kind_log_report_means"),
                type=TaskType.SCHEDULE,
                start={"type": "daily", "action": "log_report", "hour": 8},
                example={
                    "type": "daily",
                    "hour": 8,
                    "minute": 30,
                    "action": {"type": "log_report", "query": "level:ERROR", "hours": 24},
                },
            ),
            "sweep": TaskKind(
                title=message("task_form.kind_sweep"),
                means=message("task_form.kind_sweep_means"),
                type=TaskType.SCHEDULE,
                start={"type": "daily", "action": "alert_sweep", "hour": 18},
                example={"type": "daily", "hour": 18, "action": "alert_sweep"},
            ),
            "weather": TaskKind(
                title=message("task_form.kind_weather"),
                means=message("task_form.kind_weather_means"),
                type=TaskType.SCHEDULE,
                start={"type": "daily", "action": "weather", "hour": 7},
                example={
                    "type": "daily",
                    "hour": 7,
                    "action": {"type": "weather", "place": message("task_form.example_place")},
                },
            ),
            "tool": TaskKind(
                title=message("task_form.kind_tool"),
                means=message("task_form.kind_tool_means"),
                type=TaskType.SCHEDULE,
                start={"type": "daily", "action": "tool", "hour": 8},
                example={
                    "type": "daily",
                    "hour": 8,
                    "action": {"type": "tool", "name": "list_incidents"},
                },
            ),
            "news": TaskKind(
                title=message("task_form.kind_news"),
                means=message("task_form.kind_news_means"),
                type=TaskType.NEWS_DIGEST,
                start={"hour": 8},
                example={
                    "news_urls": ["https://news.example.cn/feed.xml"],
                    "hour": 8,
                    "categories": ["technology", "business"],
                },
            ),
        },
    ),
)

KINDS: Mapping[str, TaskKind] = {
    name: kind for group in GROUPS for name, kind in group.kinds.items()
}
