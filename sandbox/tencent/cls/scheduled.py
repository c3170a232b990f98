"""Scheduled SQL: made and listed. No run is played: nobody waits for what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.filters import Filter, filtered, page_of
from sandbox.tencent.cls.state import ClsState, china_text
from sandbox.tencent.errors import ApiError, invalid_parameter

MOST_MINUTES = 1_440
MOST_DELAY_S = 120
_KEPT = (
    *("Name", "SrcTopicId", "EnableFlag", "ScheduledSqlContent", "ProcessType", "ProcessPeriod"),
    *("ProcessTimeWindow", "ProcessDelay", "SrcTopicRegion", "SyntaxRule", "DstResource"),
)


@dataclass(frozen=True)
class Scheduling:
    """Answers questions about scheduled SQL."""

    state: ClsState

    def create_scheduled_sql(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateScheduledSql: one that runs on, into a log topic of the same region."""
        params = request.params
        self.state.topic(params["SrcTopicId"], request.region).searchable()
        self.state.topic(params["DstResource"].get("TopicId", ""), request.region)
        _check(params, request.region)
        if any(each["Name"] == params["Name"] for each in self.state.scheduled.values()):
            raise ApiError(
                "FailedOperation.TaskNameConflict", "A task of that name exists already."
            )
        task_id = self.state.identifiers.uuid()
        now = self.state.timestamp_text()
        begins = datetime.fromtimestamp(params["ProcessStartTime"] / 1_000, UTC)
        self.state.scheduled[task_id] = {
            **{name: params.get(name) for name in _KEPT},
            "SrcTopicName": self.state.topics[params["SrcTopicId"]].name,
            "ProcessDelay": params.get("ProcessDelay", 60),
            "ProcessStartTime": china_text(begins),
            "ProcessEndTime": "",
            "Status": 1 if params["EnableFlag"] == 1 else 2,
            "TaskId": task_id,
            "CreateTime": now,
            "UpdateTime": now,
        }
        return {"TaskId": task_id}

    def describe_scheduled_sql_info(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeScheduledSqlInfo."""
        known: dict[str, Filter] = {
            "taskName": lambda task, value: value in task["Name"],
            "taskId": lambda task, value: value in task["TaskId"],
            "srcTopicId": lambda task, value: task["SrcTopicId"] == value,
        }
        mine = [t for t in self.state.scheduled.values() if t["SrcTopicRegion"] == request.region]
        found = filtered(mine, request.params, known, max_values=10)
        return {
            "ScheduledSqlTaskInfos": list(page_of(found, request.params)),
            "TotalCount": len(found),
        }


def _check(params: Mapping[str, Any], region: str) -> None:
    """Refuse what the descriptions of the request's fields rule out."""
    if not 0 < len(params["Name"]) <= 255:
        raise invalid_parameter("Name", "0 to 255 characters.")
    if params["EnableFlag"] not in (1, 2) or params["ProcessType"] not in (1, 2):
        raise invalid_parameter("EnableFlag", "EnableFlag and ProcessType are 1 or 2.")
    if not 1 <= params["ProcessPeriod"] <= MOST_MINUTES:
        raise invalid_parameter("ProcessPeriod", f"1 to {MOST_MINUTES} minutes.")
    if not 0 <= params["ProcessDelay"] <= MOST_DELAY_S:
        raise invalid_parameter("ProcessDelay", f"0 to {MOST_DELAY_S} seconds.")
    if {params["SrcTopicRegion"], params["DstResource"].get("Region")} != {region}:
        raise invalid_parameter("DstResource", "other regions are not possible.")
