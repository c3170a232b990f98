"""Alarm policies, the records of what they raised, and the log of their runs."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.filters import Filter, filtered, page_of
from sandbox.tencent.cls.questions import read_question
from sandbox.tencent.cls.search import Searching
from sandbox.tencent.cls.state import ClsState, NewLine
from sandbox.tencent.errors import ApiError, invalid_parameter

_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
_POLICY_FIELDS = (
    *("Name", "AlarmTargets", "MonitorTime", "Condition", "TriggerCount", "AlarmPeriod"),
    *("AlarmNoticeIds", "MessageTemplate", "CallBack", "Analysis", "GroupTriggerStatus"),
    *("GroupTriggerCondition", "Tags", "MonitorObjectType", "Classifications", "MultiConditions"),
)


@dataclass(frozen=True)
class Alarms:
    """Answers questions about alarms."""

    state: ClsState
    searching: Searching

    def create_alarm(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateAlarm."""
        params = request.params
        if not params["Name"] or len(params["Name"].encode()) > 255 or "|" in params["Name"]:
            raise invalid_parameter("Name", "1 to 255 bytes without `|`.")
        if any(alarm["Name"] == params["Name"] for alarm in self.state.alarms.values()):
            raise ApiError(
                "InvalidParameter.AlarmConflict", "An alarm of that name exists already."
            )
        if len(self.state.alarms) >= self.state.most_alarms:
            raise ApiError("LimitExceeded", "The account has as many alarms as it may have.")
        if ("Condition" in params) == ("MultiConditions" in params):
            raise invalid_parameter("Condition", "give Condition or MultiConditions, and not both.")
        if not 1 <= params["TriggerCount"] <= 2000:
            raise invalid_parameter("TriggerCount", "it must be between 1 and 2000.")
        if not 0 <= params["AlarmPeriod"] <= 1440:
            raise invalid_parameter("AlarmPeriod", "it must be between 0 and 1440 minutes.")
        for target in params["AlarmTargets"]:
            self.state.topic(target.get("TopicId", ""), request.region)
        alarm_id = add_alarm(self.state, request.region, params)
        self.state.veil.hide(alarm_id, request.hidden_reads)
        return {"AlarmId": alarm_id}

    def modify_alarm(self, request: Request) -> Mapping[str, Any]:
        """Perform ModifyAlarm; what is left out stays as it is."""
        alarm = self.state.alarms.get(request.params["AlarmId"])
        if alarm is None or alarm["Region"] != request.region:
            raise ApiError("ResourceNotFound.AlarmNotExist", "There is no such alarm.")
        changed = {key: value for key, value in request.params.items() if key in alarm}
        alarm.update(changed, UpdateTime=self.state.timestamp_text())
        return {}

    def describe_alarms(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeAlarms."""
        known: dict[str, Filter] = {
            "name": lambda alarm, value: value in alarm["Name"],
            "alarmId": lambda alarm, value: alarm["AlarmId"] == value,
            "topicId": lambda alarm, value: value in _topics_of(alarm),
            "enable": lambda alarm, value: alarm["Status"] == _truth(value),
        }
        found = filtered(
            _in(request, self.state.alarms.values()), request.params, known, max_values=5
        )
        page = page_of(found, request.params)
        seen = [_shown(a) for a in page if not self.state.veil.hides(a["AlarmId"])]
        return {"Alarms": seen, "TotalCount": len(found) - (len(page) - len(seen))}

    def describe_alert_record_history(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeAlertRecordHistory: newest first."""
        params = request.params
        known: dict[str, Filter] = {
            "alertId": lambda record, value: record["AlarmId"] == value,
            "topicId": lambda record, value: record["TopicId"] == value,
            "status": lambda record, value: str(record["Status"]) == value,
            "alarmLevel": lambda record, value: str(record["AlarmLevel"]) == value,
        }
        if params["From"] >= params["To"]:
            raise invalid_parameter("From", "it must be before To.")
        records = [
            record
            for record in _in(request, self.state.alarm_records)
            if params["From"] <= record["CreateTime"] < params["To"]
        ]
        records.sort(key=lambda record: int(record["CreateTime"]), reverse=True)
        found = filtered(records, params, known, max_values=100)
        return {"Records": list(page_of(found, params)), "TotalCount": len(found)}

    def get_alarm_log(self, request: Request) -> Mapping[str, Any]:
        """Perform GetAlarmLog: search the runs of alarm policies."""
        question = read_question(request.params)
        return self.searching.search_one(self.state.alarm_runs, question, request.params)


def add_alarm(state: ClsState, region: str, params: Mapping[str, Any]) -> str:
    """Keep an alarm policy with the fields of `CreateAlarm`; return its id."""
    alarm_id = params.get("AlarmId") or state.identifiers.prefixed("alarm")
    now = state.timestamp_text()
    state.alarms[alarm_id] = {
        **{name: params.get(name) for name in _POLICY_FIELDS},
        "AlarmId": alarm_id,
        "AlarmLevel": params.get("AlarmLevel", 0),
        "Status": bool(params.get("Status", params.get("Enable", True))),
        "CreateTime": now,
        "UpdateTime": now,
        "Region": region,
    }
    return alarm_id


def add_alarm_record(state: ClsState, region: str, record: Mapping[str, Any]) -> str:
    """Keep a record of an alarm with the fields of `AlertHistoryRecord`; return its id.

    What is left out gets a plain default; the run that raised it goes to the alarm log.
    """
    record_id = record.get("RecordId") or state.identifiers.uuid()
    kept: dict[str, Any] = {
        "RecordId": record_id,
        "AlarmId": state.identifiers.prefixed("alarm"),
        "AlarmName": "alarm",
        "TopicId": "",
        "TopicName": "",
        "Region": region,
        "Trigger": "$1.count > 0",
        "TriggerCount": 1,
        "AlarmPeriod": 15,
        "Notices": [],
        "Duration": 0,
        "Status": 0,
        "CreateTime": state.clock.milliseconds(),
        "GroupTriggerCondition": [],
        "AlarmLevel": 0,
        "MonitorObjectType": 0,
        "SendType": 0,
        **record,
    }
    state.alarm_records.append(kept)
    state.load(state.alarm_runs, [NewLine(time=kept["CreateTime"], fields=_run_of(kept))])
    return record_id


def end_alarm_record(state: ClsState, record_id: str, *, minutes: int) -> None:
    """Let the alarm of a record be over, after so many minutes.

    Raises:
        KeyError: there is no record of that id.
    """
    for record in state.alarm_records:
        if record["RecordId"] == record_id:
            record.update(Status=1, Duration=minutes)
            return
    raise KeyError(record_id)


def _run_of(record: Mapping[str, Any]) -> dict[str, str]:
    fired_at = record["CreateTime"]
    return {
        "alert_id": record["AlarmId"],
        "alert_name": record["AlarmName"],
        "monitored_object": record["TopicId"],
        "condition_evaluate_result": "QueryResultMatch",
        "notification_send_result": "SendSuccess" if record["Notices"] else "NotSend",
        "happen_threshold": str(record["TriggerCount"]),
        "alert_threshold": str(record["AlarmPeriod"]),
        "trigger": record["Trigger"],
        "fire_time": str(fired_at),
        "trigger_time": str(fired_at // 1000),
        "record_id": record["RecordId"],
        "record_group_id": record["RecordId"],
        "duration": str(record["Duration"]),
        "group_trigger_condition": json.dumps(record["GroupTriggerCondition"], ensure_ascii=False),
    }


def _in(request: Request, items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in items if item["Region"] == request.region]


def _topics_of(alarm: Mapping[str, Any]) -> set[str]:
    return {target.get("TopicId", "") for target in alarm["AlarmTargets"] or ()}


def _shown(alarm: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in alarm.items() if name != "Region"}


def _truth(value: str) -> bool:
    if value not in _TRUE | _FALSE:
        raise invalid_parameter("Filters", f"enable cannot be `{value}`.")
    return value in _TRUE
