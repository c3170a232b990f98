"""The `LogStore` port on CLS (API 2020-10-16)."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from domain.common.errors import InvalidRequest, NotFound, Rejected, Unavailable
from domain.common.messages import Called, message
from domain.logs.levels import level_of
from domain.logs.logs import (
    HistogramBar,
    LogContext,
    LogHistogram,
    LogLine,
    LogPage,
    LogQuery,
    LogTopic,
)
from integrations.tencent.calls import TencentCalls
from integrations.tencent.regions import each_region

_CQL = 1
"""QuerySyntax of SearchLog and SyntaxRule of DescribeLogHistogram; their defaults differ."""

_TOPICS_KEPT = timedelta(seconds=60)
"""How long the list of topics is remembered (CLD-5); topics are made by hand, rarely."""

_CLS_ZONE = timezone(timedelta(hours=8))
"""DescribeLogContext takes wall-clock times in UTC+8, whatever the region."""

_LONGEST_TEXT = 4_000
_TEXT_FIELDS = ("message", "msg", "log", "content", "__CONTENT__")


@dataclass
class TencentLogs:
    """Searches CLS topics of one account; `region` of a query chooses where."""

    calls: TencentCalls
    _topics: tuple[datetime, list[LogTopic]] | None = field(default=None)

    async def topics(self, *, name: str = "", limit: int = 100) -> list[LogTopic]:
        """List topics by name, from memory when asked within a minute."""
        wanted = name.lower()
        return [topic for topic in await self._all_topics() if wanted in topic.name.lower()][:limit]

    def forget_topics(self) -> None:
        """Ask anew for topics the next time: one was made."""
        self._topics = None

    async def search(
        self,
        query: LogQuery,
        *,
        limit: int = 20,
        page: str | None = None,
        newest_first: bool = True,
    ) -> LogPage:
        """Search one topic; pages go on with the context that CLS keeps for an hour."""
        params: dict[str, Any] = {
            "TopicId": query.topic_id,
            "From": _ms(query.start),
            "To": _ms(query.end),
            "QueryString": query.text,
            "QuerySyntax": _CQL,
            "Sort": "desc" if newest_first else "asc",
            "Limit": min(limit, 1_000),
            "UseNewAnalysis": True,
        }
        if page:
            params["Context"] = page
        answer = await self._call("SearchLog", params, query)
        if answer.get("Analysis"):
            return _records(answer)
        lines = tuple(_line(each) for each in answer.get("Results") or ())
        more = not answer.get("ListOver", True)
        return LogPage(lines, next_page=(answer.get("Context") or None) if more else None)

    async def histogram(self, query: LogQuery, *, interval_seconds: int) -> LogHistogram:
        """Count lines per interval."""
        answer = await self._call(
            "DescribeLogHistogram",
            {
                "TopicId": query.topic_id,
                "From": _ms(query.start),
                "To": _ms(query.end),
                "Query": query.text,
                "SyntaxRule": _CQL,
                "Interval": interval_seconds * 1_000,
            },
            query,
        )
        if "TotalCount" not in answer:
            raise Unavailable(message("tencent.nonsense", action=Called("DescribeLogHistogram")))
        bars = tuple(
            HistogramBar(_moment(each["BTime"]), int(each["Count"]))
            for each in answer.get("HistogramInfos") or ()
        )
        return LogHistogram(
            int(answer.get("Interval") or 0) // 1_000, int(answer["TotalCount"]), bars
        )

    async def line(self, line_id: str) -> LogLine | None:
        """Find a line again by its topic, time, package and number."""
        found = await self.context(line_id, before=0, after=0)
        return next((each for each in found.lines if each.id == line_id), None) if found else None

    async def context(
        self, line_id: str, *, before: int, after: int, region: str = ""
    ) -> LogContext | None:
        """Return the lines around one, of the same file; None when it is gone."""
        parts = line_id.split(":")
        if len(parts) != 4 or not parts[1].isdigit() or not parts[3].isdigit():
            raise InvalidRequest("line_id", message("logs.line_id"))
        topic, written, package, number = parts[0], int(parts[1]), parts[2], int(parts[3])
        answer = await self._call(
            "DescribeLogContext",
            {
                "TopicId": topic,
                "BTime": _moment(written)
                .astimezone(_CLS_ZONE)
                .strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
                "PkgId": package,
                "PkgLogId": number,
                "PrevLogs": before,
                "NextLogs": after,
            },
            LogQuery(topic, "", _moment(written), _moment(written + 1), region),
        )
        lines = tuple(_context_line(topic, each) for each in answer.get("LogContextInfos") or ())
        if not any(each.id == line_id for each in lines):
            return None
        more_before, more_after = (not answer.get(each, True) for each in ("PrevOver", "NextOver"))
        return LogContext(line_id, lines, more_before=more_before, more_after=more_after)

    async def _call(self, action: str, params: dict[str, Any], query: LogQuery) -> dict[str, Any]:
        try:
            return await self.calls.call("cls", action, params, region=query.region)
        except Rejected as error:
            if "TopicNotExist" in str(error) or "ResourceNotFound" in str(error):
                raise NotFound("log topic", query.topic_id) from None
            raise

    async def _all_topics(self) -> list[LogTopic]:
        """Return the topics of all regions that are read; of the others what answers.

        The configured region has to answer; a list that lacks one of the others is not kept.
        """
        now = self.calls.clock.now()
        if self._topics is not None and now - self._topics[0] < _TOPICS_KEPT:
            return self._topics[1]
        access = self.calls.access
        topics, failed = await each_region(access.all_regions, self._topics_in)
        if access.region in failed:
            raise failed[access.region]
        topics.sort(key=lambda topic: (topic.name, topic.region != access.region, topic.region))
        if not failed:
            self._topics = (now, topics)
        return topics

    async def _topics_in(self, region: str) -> list[LogTopic]:
        topics: list[LogTopic] = []
        for offset in range(0, 1_000, 100):
            asked = {"Offset": offset, "Limit": 100}
            answer = await self.calls.call("cls", "DescribeTopics", asked, region=region)
            found = answer.get("Topics") or []
            topics += [_topic(each, region) for each in found]
            if len(topics) >= int(answer.get("TotalCount") or 0) or not found:
                break
        return topics


def _topic(each: dict[str, Any], region: str) -> LogTopic:
    return LogTopic(
        str(each["TopicId"]),
        str(each.get("TopicName") or each["TopicId"]),
        str(each.get("LogsetId") or ""),
        region,
        bool(each.get("Index")),
    )


def _line(each: dict[str, Any]) -> LogLine:
    fields = _fields(each.get("LogJson"))
    written = int(each["Time"])
    text = next((fields[name] for name in _TEXT_FIELDS if fields.get(name)), "")
    text = text or str(each.get("RawLog") or "") or " ".join(fields.values())
    return LogLine(
        id=f"{each['TopicId']}:{written}:{each['PkgId']}:{each['PkgLogId']}",
        topic_id=str(each["TopicId"]),
        at=_moment(written),
        text=text[:_LONGEST_TEXT],
        level=level_of(fields, text),
        source=str(each.get("Source") or each.get("HostName") or ""),
        fields={name: value[:500] for name, value in list(fields.items())[:50]},
    )


def _context_line(topic: str, each: dict[str, Any]) -> LogLine:
    text = str(each.get("Content") or "")
    fields = _fields(text)
    said = next((fields[name] for name in _TEXT_FIELDS if fields.get(name)), text)
    return LogLine(
        id=f"{topic}:{each['BTime']}:{each.get('PkgId')}:{each.get('PkgLogId')}",
        topic_id=topic,
        at=_moment(int(each["BTime"])),
        text=said[:_LONGEST_TEXT],
        level=level_of(fields, said),
        source=str(each.get("Source") or ""),
        fields={name: value[:500] for name, value in list(fields.items())[:50]},
    )


def _fields(log_json: Any) -> dict[str, str]:  # noqa: ANN401 - whatever the log held
    try:
        parsed = json.loads(log_json) if isinstance(log_json, str) else log_json
    except ValueError:
        return {}
    if not isinstance(parsed, dict):
        return {}
    return {
        str(name): value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in parsed.items()
    }


def _records(answer: dict[str, Any]) -> LogPage:
    columns = tuple(str(each.get("Name")) for each in answer.get("Columns") or ())
    records = tuple(json.loads(each) for each in answer.get("AnalysisRecords") or ())
    return LogPage((), columns=columns, records=records[:1_000])


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)


def _moment(ms: int | str) -> datetime:
    return datetime.fromtimestamp(int(ms) / 1_000, UTC)
