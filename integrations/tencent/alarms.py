"""The `AlarmStore` port on CLS alarm records and the Observability Platform's alarm history."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.common.errors import Unavailable
from domain.common.messages import Called, message
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from integrations.tencent.calls import TencentCalls
from integrations.tencent.regions import all_regions

_CLS_SEVERITY = {0: Severity.WARNING, 1: Severity.INFO, 2: Severity.CRITICAL}
"""CLS AlarmLevel: 0 Warn, 1 Info, 2 Critical; the numbers are not in order of severity."""

_CLS_STATE = {0: AlarmState.FIRING, 1: AlarmState.RECOVERED, 2: AlarmState.INVALID}

_MONITOR_SEVERITY = {
    "Remind": Severity.INFO,
    "Note": Severity.INFO,
    "Warn": Severity.WARNING,
    "Serious": Severity.CRITICAL,
}
_MONITOR_STATE = {
    "ALARM": AlarmState.FIRING,
    "OK": AlarmState.RECOVERED,
    "NO_CONF": AlarmState.INVALID,
    "NO_DATA": AlarmState.UNKNOWN,
}

_PAGE = 100
_MOST_PAGES = 10


@dataclass(frozen=True)
class TencentAlarms:
    """Reads both sources in all regions; one that cannot be read makes an error, not a part."""

    calls: TencentCalls

    async def records(
        self, *, start: datetime, end: datetime, limit: int = 100
    ) -> list[AlarmRecord]:
        """Return what began to fire in the period, newest first."""
        regions = self.calls.access.all_regions
        found = [
            *await all_regions(regions, lambda one: self._from_cls(one, start, end)),
            *await all_regions(regions, lambda one: self._from_monitor(one, start, end)),
        ]
        # A region of the Observability Platform may also tell of what lies in others.
        once = {(record.source, record.id): record for record in found}.values()
        within = [record for record in once if start <= record.started_at < end]
        within.sort(key=lambda record: (record.started_at, record.id), reverse=True)
        return within[:limit]

    async def _from_cls(self, region: str, start: datetime, end: datetime) -> list[AlarmRecord]:
        records: list[AlarmRecord] = []
        for page in range(_MOST_PAGES):
            answer = await self.calls.call(
                "cls",
                "DescribeAlertRecordHistory",
                {
                    "From": int(start.timestamp() * 1_000),
                    "To": int(end.timestamp() * 1_000),
                    "Offset": page * _PAGE,
                    "Limit": _PAGE,
                },
                region=region,
            )
            found = _list(answer, "Records", "DescribeAlertRecordHistory")
            records += [_cls_record(each) for each in found]
            if len(found) < _PAGE:
                break
        return records

    async def _from_monitor(self, region: str, start: datetime, end: datetime) -> list[AlarmRecord]:
        records: list[AlarmRecord] = []
        for page in range(1, _MOST_PAGES + 1):
            answer = await self.calls.call(
                "monitor",
                "DescribeAlarmHistories",
                {
                    "Module": "monitor",
                    "PageNumber": page,
                    "PageSize": _PAGE,
                    "StartTime": int(start.timestamp()),
                    "EndTime": int(end.timestamp()),
                },
                region=region,
            )
            found = _list(answer, "Histories", "DescribeAlarmHistories")
            records += [_monitor_record(each) for each in found]
            if len(found) < _PAGE:
                break
        return records


def _cls_record(each: dict[str, Any]) -> AlarmRecord:
    return AlarmRecord(
        id=str(each["RecordId"]),
        source="cls",
        alarm_id=str(each.get("AlarmId") or ""),
        name=str(each.get("AlarmName") or ""),
        severity=_CLS_SEVERITY.get(int(each.get("AlarmLevel") or 0), Severity.UNKNOWN),
        state=_CLS_STATE.get(int(each.get("Status", -1)), AlarmState.UNKNOWN),
        started_at=datetime.fromtimestamp(int(each["CreateTime"]) / 1_000, UTC),
        region=str(each.get("Region") or ""),
        target=str(each.get("TopicId") or ""),
        trigger=str(each.get("Trigger") or ""),
        minutes=int(each["Duration"]) if each.get("Duration") is not None else None,
    )


def _monitor_record(each: dict[str, Any]) -> AlarmRecord:
    began, last = int(each["FirstOccurTime"]), int(each.get("LastOccurTime") or 0)
    minutes = int(timedelta(seconds=last - began) / timedelta(minutes=1)) if last else None
    return AlarmRecord(
        id=str(each["AlarmId"]),
        source="monitor",
        alarm_id=str(each.get("PolicyId") or ""),
        name=str(each.get("PolicyName") or ""),
        severity=_MONITOR_SEVERITY.get(str(each.get("AlarmLevel")), Severity.UNKNOWN),
        state=_MONITOR_STATE.get(str(each.get("AlarmStatus")), AlarmState.UNKNOWN),
        started_at=datetime.fromtimestamp(began, UTC),
        region=str(each.get("Region") or ""),
        target=str(each.get("AlarmObject") or ""),
        trigger=str(each.get("Content") or ""),
        minutes=minutes,
    )


def _list(answer: dict[str, Any], name: str, action: str) -> list[dict[str, Any]]:
    """Return a list field; a reply without it is not an empty list."""
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unavailable(message("tencent.nonsense", action=Called(action)))
    return found
