"""Dashboards, as the console keeps them: a name and the JSON text of their panels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.filters import Filter, filtered, page_of
from sandbox.tencent.cls.state import ClsState


@dataclass(frozen=True)
class Dashboards:
    """Answers questions about dashboards."""

    state: ClsState

    def describe_dashboards(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeDashboards: names by a part of them, all else exactly."""
        known: dict[str, Filter] = {
            "dashboardId": lambda each, value: each["DashboardId"] == value,
            "dashboardName": lambda each, value: value in each["DashboardName"],
            "dashboardRegion": lambda each, value: each["DashboardRegion"] == value,
            "tagKey": lambda each, value: any(tag["Key"] == value for tag in each["Tags"]),
            "tag:": lambda each, value: any(
                f"{tag['Key']}={tag['Value']}" == value for tag in each["Tags"]
            ),
        }
        mine = [
            each
            for each in self.state.dashboards.values()
            if each["DashboardRegion"] == request.region
        ]
        wanted = {each.get("TopicId") for each in request.params.get("TopicIdRegionFilter", ())}
        if wanted:
            mine = [
                each
                for each in mine
                if wanted & {topic["TopicId"] for topic in each["DashboardTopicInfos"]}
            ]
        found = filtered(mine, request.params, known, max_values=100)
        return {"TotalCount": len(found), "DashboardInfos": list(page_of(found, request.params))}
