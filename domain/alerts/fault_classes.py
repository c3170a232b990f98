"""Which class of fault an alert is about: by a table of words, in Chinese and in English (ALR-3).

The class is part of an incident's identity, so the table is documented (`docs/alerts.md`) and its
order counts: the first class with a word that occurs wins. A source that knows better says so with
the label `fault`. Nothing else in an alert's text is looked at.
"""

import re
from collections.abc import Mapping

from domain.alerts.alerts import FaultClass

FAULT_LABEL = "fault"

NAMING_LABELS = ("alertname", "metric", "event", "reason")
"""Labels whose values name what is wrong, beside the rule's own name."""

TABLE: tuple[tuple[FaultClass, tuple[str, ...]], ...] = (
    (
        FaultClass.IMAGE_PULL,
        ("image pull", "imagepull", "err image", "errimage", "镜像拉取", "拉取镜像", "拉镜像"),
    ),
    (
        FaultClass.OUT_OF_MEMORY,
        ("oom", "out of memory", "outofmemory", "内存溢出", "内存不足被杀"),
    ),
    (
        FaultClass.CONFIGURATION,
        (
            *("config error", "configerror", "misconfig", "configuration", "config map"),
            *("configmap", "config reload", "bad config", "配置错误", "配置异常", "配置项", "配置"),
        ),
    ),
    (
        FaultClass.CRASH_LOOP,
        (
            *("crash loop", "crashloop", "back off restart", "container restart", "pod restart"),
            *("restarts", "restart total", "crash", "反复重启", "频繁重启", "重启次数", "容器重启"),
            *("异常重启", "崩溃"),
        ),
    ),
    (
        FaultClass.NODE,
        (
            *("node not ready", "node unready", "node down", "node unreachable", "node pressure"),
            *("memory pressure", "disk pressure", "pid pressure", "kubelet", "ping unreachable"),
            *("machine down", "节点", "机器宕机", "主机宕机", "ping不可达"),
        ),
    ),
    (
        FaultClass.REPLICA_SHORTAGE,
        (
            *("replicas mismatch", "replica shortage", "replicas unavailable", "replica"),
            *("unavailable pods", "workload abnormal", "rollout stuck", "副本数不足", "副本"),
            *("工作负载异常",),
        ),
    ),
    (
        FaultClass.NOT_READY,
        (
            *("not ready", "notready", "unready", "unhealthy", "readiness", "liveness", "probe"),
            *("pod pending", "未就绪", "不健康", "健康检查", "探针", "探测失败"),
        ),
    ),
    (
        FaultClass.DEPENDENCY,
        (
            *("dependency", "upstream", "downstream", "connection refused", "connection pool"),
            *("database", "mysql", "redis", "kafka", "依赖", "上游", "下游", "数据库", "连接池"),
        ),
    ),
    (
        FaultClass.ERROR_RATE,
        (
            *("error rate", "errors", "error ratio", "5xx", "http 5", "failure rate", "error log"),
            *("exception", "错误率", "失败率", "异常率", "成功率", "错误日志", "报错"),
        ),
    ),
    (
        FaultClass.LATENCY,
        (
            *("latency", "slow", "response time", "duration", "p99", "p95", "timeout"),
            *("延迟", "时延", "耗时", "响应时间", "慢请求", "超时"),
        ),
    ),
    (
        FaultClass.SATURATION,
        (
            *("saturation", "cpu", "memory", "mem used", "mem usage", "disk", "throttl"),
            *("filling up", "quota", "load average", "使用率", "利用率", "水位", "限流", "负载"),
            *("内存", "磁盘"),
        ),
    ),
)

_BY_MEASURE = (
    ("error_rate", FaultClass.ERROR_RATE),
    ("latency", FaultClass.LATENCY),
    ("cpu", FaultClass.SATURATION),
    ("memory", FaultClass.SATURATION),
    ("disk", FaultClass.SATURATION),
)
"""When no word decides: what the source measured."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[\s_\-./:]+")


def fault_of(name: str, labels: Mapping[str, str], measures: Mapping[str, float]) -> FaultClass:
    """Return the class of fault; `OTHER` when nothing tells.

    Args:
        name: of the rule.
        labels: `fault` is honoured when it is one of our words; `requested` is never a source's.
        measures: names of what was measured; their values do not count.
    """
    said = labels.get(FAULT_LABEL, "")
    if said in set(FaultClass) and said != FaultClass.REQUESTED:
        return FaultClass(said)
    named = [name, *(labels[each] for each in NAMING_LABELS if each in labels)]
    words = " | ".join(_spoken(each) for each in named)
    for fault, signs in TABLE:
        if any(sign in words for sign in signs):
            return fault
    return next((fault for measure, fault in _BY_MEASURE if measure in measures), FaultClass.OTHER)


def _spoken(name: str) -> str:
    """Return `KubePodCrashLooping` and `pod_crash-looping` as the same lower-case words."""
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", name)).lower()
