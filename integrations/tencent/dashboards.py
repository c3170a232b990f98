"""Dashboards of CLS (API 2020-10-16): `Data` is the JSON text that the console keeps (ANL-4)."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from domain.analytics.dashboards import Chart, ChartKind, Dashboard
from domain.common.messages import Message, message
from integrations.tencent.calls import TencentCalls

MOST_DASHBOARDS = 500
"""Read in one go; an account with more has to be asked by name."""

MOST_CHARTS = 100
"""Of one dashboard that are read."""

_PAGE = 100
_CHINA = timezone(timedelta(hours=8))
_NO_CHARTS = frozenset({"row", "add-panel", "text", "variable", "filter"})
"""Panels that divide, and such as are no charts."""

_LONGEST_TITLE = 200
_LONGEST_QUERY = 12 * 1024

_REGIONS = {
    1: "ap-guangzhou",
    4: "ap-shanghai",
    5: "ap-hongkong",
    7: "ap-shanghai-fsi",
    8: "ap-beijing",
    9: "ap-singapore",
    11: "ap-shenzhen-fsi",
    15: "na-siliconvalley",
    16: "ap-chengdu",
    17: "eu-frankfurt",
    18: "ap-seoul",
    19: "ap-chongqing",
    22: "na-ashburn",
    23: "ap-bangkok",
    25: "ap-tokyo",
    33: "ap-nanjing",
    36: "ap-tianjin",
    39: "ap-taipei",
    46: "ap-beijing-fsi",
    72: "ap-jakarta",
    74: "sa-saopaulo",
    78: "ap-shanghai-adc",
}
"""Numbers of regions, as `TopicIdRegionFilter` of DescribeDashboards lists them."""


_KEPT = timedelta(seconds=60)
"""How long the list is remembered (CLD-5); dashboards are made by hand, rarely."""


@dataclass
class TencentDashboards:
    """Implements `DashboardStore`."""

    calls: TencentCalls
    _known: tuple[datetime, list[Dashboard]] | None = field(default=None)

    async def dashboards(self, *, name: str = "", id_: str = "") -> list[Dashboard]:
        """Return dashboards whose name holds `name`, in any case, or the one of that id."""
        if id_:
            return await self._read([{"Key": "dashboardId", "Values": [id_]}])
        now = self.calls.clock.now()
        if self._known is None or now - self._known[0] >= _KEPT:
            self._known = (now, await self._read([]))
        wanted = name.casefold()
        return [each for each in self._known[1] if wanted in each.name.casefold()]

    async def _read(self, filters: list[dict[str, Any]]) -> list[Dashboard]:
        found: list[Dashboard] = []
        for offset in range(0, MOST_DASHBOARDS, _PAGE):
            params: dict[str, Any] = {"Offset": offset, "Limit": _PAGE}
            if filters:
                params["Filters"] = filters
            answer = await self.calls.call("cls", "DescribeDashboards", params)
            page = answer.get("DashboardInfos") or []
            found += [_dashboard(each, self.calls.access.region) for each in page]
            if len(found) >= int(answer.get("TotalCount") or 0) or not page:
                break
        return sorted(found, key=lambda each: (each.name, each.id))


def _dashboard(each: dict[str, Any], region: str) -> Dashboard:
    where = str(each.get("DashboardRegion") or region)
    return Dashboard(
        id=str(each["DashboardId"]),
        name=str(each.get("DashboardName") or each["DashboardId"])[:_LONGEST_TITLE],
        region=where,
        updated_at=_moment(each.get("UpdateTime") or each.get("CreateTime")),
        charts=_charts(each.get("Data"), region),
    )


def _charts(data: object, region: str) -> tuple[Chart, ...]:
    """Return its charts; what is no dashboard of a known form has none."""
    try:
        told = json.loads(data) if isinstance(data, str) and data else {}
    except (ValueError, RecursionError):
        return ()
    panels = told.get("panels") if isinstance(told, dict) else None
    if not isinstance(panels, list):
        return ()
    charts = [each for each in panels if isinstance(each, dict) and _is_chart(each)]
    return tuple(
        _chart(each, place, region) for place, each in enumerate(charts[:MOST_CHARTS], start=1)
    )


def _is_chart(panel: dict[str, Any]) -> bool:
    return str(panel.get("type") or "") not in _NO_CHARTS


def _chart(panel: dict[str, Any], place: int, region: str) -> Chart:
    target = _target(panel)
    axis = target.get("ChartAxis")
    axis = axis if isinstance(axis, dict) else {}
    query = str(target.get("Query") or "")
    return Chart(
        id=str(panel.get("id") or place)[:_LONGEST_TITLE],
        title=str(panel.get("title") or place)[:_LONGEST_TITLE],
        kind=_kind(str(panel.get("type") or "")),
        topic_id=str(target.get("TopicId") or ""),
        region=_REGIONS.get(_whole(target.get("RegionId")), region),
        query=query[:_LONGEST_QUERY],
        x=str(axis.get("xAxisKey") or ""),
        y=str(axis.get("yAxisKey") or ""),
        group=str(axis.get("aggregateKey") or ""),
        left_out=_why_not(target, query),
    )


def _target(panel: dict[str, Any]) -> dict[str, Any]:
    """Return what a panel asks: the console has kept it as one and as a list of several."""
    target = panel.get("target")
    if isinstance(target, dict):
        return target
    several = panel.get("targets")
    if isinstance(several, list) and several and isinstance(several[0], dict):
        return several[0]
    return {}


def _kind(type_: str) -> ChartKind:
    named = {"timeSeries": ChartKind.LINE, "line": ChartKind.LINE}
    try:
        return named.get(type_) or ChartKind(type_)
    except ValueError:
        return ChartKind.OTHER


def _why_not(target: dict[str, Any], query: str) -> Message | None:
    if not target.get("TopicId") or not query.strip():
        return message("chart.no_query")
    if "${" in query or "{{" in query:
        return message("chart.variables")
    if "|" not in query:
        return message("chart.no_analysis")
    if len(query) > _LONGEST_QUERY:
        return message("chart.too_long")
    return None


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _moment(written: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=_CHINA)).astimezone(UTC)
