"""Log sets, topics and scheduled SQL of CLS: read, and made.

Nothing of ours is written on them: one of the same name that is all the same is what was asked for,
so an answer that got lost is found out by looking again; one that differs stays its owner's.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from domain.clusters.changes import Performed, Performing
from domain.clusters.clusters import ObjectRef
from domain.clusters.edits import LogPart, Looked, Shade
from domain.common.messages import message
from domain.monitoring.log_resources import (
    FOREVER_DAYS,
    Logset,
    NewLogset,
    NewScheduledSql,
    NewTopic,
    ScheduledSql,
)
from integrations.tencent.alarm_policies import list_of, sure
from integrations.tencent.calls import TencentCalls
from integrations.tencent.logs import TencentLogs
from integrations.tencent.regions import all_regions

_PAGE = 100
_MOST_PAGES = 10
_CQL = 1
_ON = 1
_CONTINUOUS = 1
_KINDS = {NewLogset: "Logset", NewTopic: "LogTopic", NewScheduledSql: "ScheduledSql"}
_INDEX: Mapping[str, Any] = {
    "FullText": {
        "CaseSensitive": False,
        "Tokenizer": "@&?|#()='\",;:<>[]{}/ \n\t\r\\",
        "ContainZH": True,
    },
    "DynamicIndex": {"Status": True},
}
"""All text, Chinese too, and all fields, as the console proposes."""


@dataclass(frozen=True)
class TencentLogResources:
    """Those of all regions that are read; new ones are made in the configured one."""

    calls: TencentCalls
    logs: TencentLogs

    @property
    def region(self) -> str:
        """Where new ones are made."""
        return self.calls.access.region

    async def logsets(self) -> list[Logset]:
        """Return log sets by name; a region that fails makes an error."""
        found = await all_regions(self.calls.access.all_regions, self._logsets)
        return sorted(found, key=lambda each: (each.name, each.region))

    async def scheduled(self) -> list[ScheduledSql]:
        """Return scheduled SQL by name; a region that fails makes an error."""
        found = await all_regions(self.calls.access.all_regions, self._scheduled)
        return sorted(found, key=lambda each: (each.name, each.region))

    async def look(self, region: str, edit: LogPart) -> Looked:
        """Return what an edit would come to; a name that is taken by another stays its owner's."""
        ref = ObjectRef(region, "", _KINDS[type(edit)], edit.name)
        content = json.dumps(asdict(edit), sort_keys=True)
        wanted, found = _wanted(edit), await self._found(region, edit)
        taken = found is not None and any(wanted[name] != text for name, text in found.items())
        return Looked(
            ref=ref,
            outcome=Performing.REFUSED if taken else Performing.DONE,
            said=message("edit.name_taken") if taken else None,
            seen="absent" if found is None else json.dumps(found, sort_keys=True),
            content=content,
            before=_shades(found or {}),
            after=_shades(wanted),
            exists=found is not None,
        )

    async def capture(self, region: str, edit: LogPart) -> str:
        """Return what the edit would replace, as JSON text."""
        return json.dumps(await self._found(region, edit))

    async def perform(self, region: str, edit: LogPart, *, key: str, seen: str) -> Performed:  # noqa: ARG002 - no call takes a key
        """Make it; what is there already, all the same, is done.

        Raises:
            Unavailable: nothing was changed.
            EffectUnknown: it left and no answer came; look again.
        """
        now = await self.look(region, edit)
        if now.outcome is not Performing.DONE:
            return Performed(outcome=now.outcome, said=now.said)
        if not now.differences:
            return Performed(outcome=Performing.ALREADY)
        match edit:
            case NewLogset():
                made = await self._write("CreateLogset", {"LogsetName": edit.name}, region)
                return Performed(outcome=Performing.DONE, after=str(made.get("LogsetId") or ""))
            case NewTopic():
                return Performed(outcome=Performing.DONE, after=await self._topic(region, edit))
            case NewScheduledSql():
                asked = _scheduled_sql(edit, region, self._next_minute())
                made = await self._write("CreateScheduledSql", asked, region)
                return Performed(outcome=Performing.DONE, after=str(made.get("TaskId") or ""))

    async def _topic(self, region: str, edit: NewTopic) -> str:
        """Make a topic and its index; a topic that lacks only that gets it."""
        found = await self._topic_named(region, edit)
        if found is None:
            asked = {"LogsetId": edit.logset_id, "TopicName": edit.name, "Period": edit.days}
            found = await self._write("CreateTopic", asked, region)
        topic = str(found.get("TopicId") or "")
        index = {
            "TopicId": topic,
            "Rule": _INDEX,
            "IncludeInternalFields": True,
            "MetadataFlag": 1,
        }
        await self._write("CreateIndex", index, region)
        self.logs.forget_topics()
        return topic

    async def _found(self, region: str, edit: LogPart) -> dict[str, str] | None:
        """Return what there is of that name, as a person is shown it; None: nothing."""
        match edit:
            case NewLogset():
                sets = await self._logsets(region, edit.name)
                return {"name": edit.name} if any(each.name == edit.name for each in sets) else None
            case NewTopic():
                topic = await self._topic_named(region, edit)
                if topic is None:
                    return None
                index = {"index": _INDEXED} if topic.get("Index") else {}
                kept = _kept(int(topic.get("Period") or 0))
                return {"logset": str(topic.get("LogsetId")), "kept": kept, **index}
        tasks = await self._scheduled(region, edit.name)
        task = next((each for each in tasks if each.name == edit.name), None)
        return None if task is None else _shown(task)

    async def _topic_named(self, region: str, edit: NewTopic) -> dict[str, Any] | None:
        asked = {
            "Filters": [
                {"Key": "topicName", "Values": [edit.name]},
                {"Key": "logsetId", "Values": [edit.logset_id]},
            ],
            "PreciseSearch": 1,
            "Limit": _PAGE,
            "Offset": 0,
        }
        answer = await self.calls.call("cls", "DescribeTopics", asked, region=region)
        found = list_of(answer, "Topics", "DescribeTopics")
        return next((each for each in found if each.get("TopicName") == edit.name), None)

    async def _logsets(self, region: str, name: str = "") -> list[Logset]:
        filters = [{"Key": "logsetName", "Values": [name]}] if name else []
        listed = await self._pages("DescribeLogsets", "Logsets", filters, region)
        return [
            Logset(
                id=str(each.get("LogsetId") or ""),
                name=str(each.get("LogsetName") or ""),
                region=region,
                topics=int(each.get("TopicCount") or 0),
            )
            for each in listed
        ]

    async def _scheduled(self, region: str, name: str = "") -> list[ScheduledSql]:
        filters = [{"Key": "taskName", "Values": [name]}] if name else []
        listed = await self._pages(
            "DescribeScheduledSqlInfo", "ScheduledSqlTaskInfos", filters, region
        )
        return [_task(each, region) for each in listed]

    async def _pages(
        self, action: str, field: str, filters: list[dict[str, Any]], region: str
    ) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in range(_MOST_PAGES):
            asked: dict[str, Any] = {"Offset": page * _PAGE, "Limit": _PAGE}
            if filters:
                asked["Filters"] = filters
            answer = await self.calls.call("cls", action, asked, region=region)
            listed = list_of(answer, field, action)
            found += listed
            if len(listed) < _PAGE:
                break
        return found

    async def _write(self, action: str, asked: dict[str, Any], region: str) -> dict[str, Any]:
        return await sure(self.calls.call("cls", action, asked, region=region))

    def _next_minute(self) -> int:
        """Return when the first run is due, in milliseconds: the next whole minute."""
        seconds = int(self.calls.clock.now().timestamp())
        return (seconds // 60 + 1) * 60_000


_INDEXED = "FullText + DynamicIndex"


def _kept(days: int) -> str:
    return "∞" if days == FOREVER_DAYS else f"{days} d"


def _wanted(edit: LogPart) -> dict[str, str]:
    """Return what will exist, as a person is shown it."""
    match edit:
        case NewLogset():
            return {"name": edit.name}
        case NewTopic():
            return {"logset": edit.logset_id, "kept": _kept(edit.days), "index": _INDEXED}
    return {
        "topic": edit.topic_id,
        "target": edit.target_id,
        "query": edit.query,
        "every": f"{edit.every_minutes} min",
        "window": _window(edit.window_minutes),
        "delay": f"{edit.delay_seconds} s",
        "enabled": "true",
    }


def _shown(task: ScheduledSql) -> dict[str, str]:
    return {
        "topic": task.source,
        "target": task.target,
        "query": task.query,
        "every": f"{task.every_minutes} min",
        "window": task.window.replace(" ", ""),
        "delay": f"{task.delay_seconds} s",
        "enabled": str(task.enabled).lower(),
    }


def _window(minutes: int) -> str:
    return f"@m-{minutes}m,@m"


def _scheduled_sql(edit: NewScheduledSql, region: str, begins: int) -> dict[str, Any]:
    return {
        "SrcTopicId": edit.topic_id,
        "SrcTopicRegion": region,
        "Name": edit.name,
        "EnableFlag": _ON,
        "DstResource": {"TopicId": edit.target_id, "Region": region, "BizType": 0},
        "ScheduledSqlContent": edit.query,
        "SyntaxRule": _CQL,
        "ProcessStartTime": begins,
        "ProcessType": _CONTINUOUS,
        "ProcessPeriod": edit.every_minutes,
        "ProcessTimeWindow": _window(edit.window_minutes),
        "ProcessDelay": edit.delay_seconds,
    }


def _task(each: Mapping[str, Any], region: str) -> ScheduledSql:
    return ScheduledSql(
        id=str(each.get("TaskId") or ""),
        name=str(each.get("Name") or ""),
        region=region,
        enabled=each.get("EnableFlag") == _ON,
        source=str(each.get("SrcTopicId") or ""),
        target=str((each.get("DstResource") or {}).get("TopicId") or ""),
        query=str(each.get("ScheduledSqlContent") or ""),
        every_minutes=int(each.get("ProcessPeriod") or 0),
        window=str(each.get("ProcessTimeWindow") or ""),
        delay_seconds=int(each.get("ProcessDelay") or 0),
    )


def _shades(values: Mapping[str, str]) -> dict[str, Shade]:
    return {name: Shade(value, value) for name, value in values.items()}
