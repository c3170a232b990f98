"""The shop's dashboard, as people would keep one in the console of the log service."""

from collections.abc import Mapping
from typing import Any

_OVER_TIME = "histogram(__TIMESTAMP__, interval 30 minute) as t"
_GUANGZHOU = 1
"""The number of the region, as panels name it."""

NAME = "商店总览 Shop overview"


def panels(access: str, services: str) -> list[Mapping[str, Any]]:
    """Return eight charts of two topics, one of each kind that is drawn and some twice."""
    return [
        _panel(
            "每半小时访问量 Visits",
            "graph",
            access,
            f"* | select {_OVER_TIME}, count(*) as visits group by t order by t limit 1000",
            "t",
            "visits",
        ),
        _panel(
            "各级别日志 Lines by level",
            "graph",
            services,
            f"* | select {_OVER_TIME}, level, count(*) as n group by t, level order by t "
            "limit 1000",
            "t",
            "n",
            "level",
        ),
        _panel(
            "错误数 Errors",
            "bar",
            services,
            f"level:ERROR | select {_OVER_TIME}, count(*) as n group by t order by t limit 1000",
            "t",
            "n",
        ),
        _panel(
            "各服务占比 Share by service",
            "pie",
            services,
            "* | select service, count(*) as n group by service order by n desc",
            "service",
            "n",
        ),
        _panel(
            "告警与错误最多的服务 Worst services",
            "bar",
            services,
            "level:ERROR OR level:WARN | select service, count(*) as n group by service "
            "order by n desc",
            "service",
            "n",
        ),
        _panel("日志总数 Lines", "stat", services, "* | select count(*) as n", "", "n"),
        _panel(
            "错误率（%） Error rate",
            "gauge",
            services,
            "* | select round(100.0 * count_if(level = 'ERROR') / count(*), 2) as percent",
            "",
            "percent",
        ),
        _panel(
            "最多的错误 Top errors",
            "table",
            services,
            "level:ERROR | select service, message, count(*) as n group by service, message "
            "order by n desc limit 20",
        ),
    ]


def _panel(  # noqa: PLR0913, PLR0917 - what a panel has
    title: str, kind: str, topic: str, query: str, x: str = "", y: str = "", group: str = ""
) -> Mapping[str, Any]:
    axis = {"xAxisKey": x, "yAxisKey": y, "aggregateKey": group}
    return {
        "id": f"chart-{title}",
        "title": title,
        "type": kind,
        "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8},
        "target": {
            "RegionId": _GUANGZHOU,
            "LogsetId": "",
            "TopicId": topic,
            "Query": query,
            "ChartAxis": {key: value for key, value in axis.items() if value},
        },
    }
