"""The lines around a line, and how many lines there are per interval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.conditions import Everything
from sandbox.tencent.cls.cql import Syntax, parse
from sandbox.tencent.cls.lines import LogLine
from sandbox.tencent.cls.matching import build_test
from sandbox.tencent.cls.questions import read_syntax
from sandbox.tencent.cls.state import CHINA, ClsState, Topic
from sandbox.tencent.cls.tokens import split_query
from sandbox.tencent.errors import ApiError, invalid_parameter, syntax_error

MAX_NEIGHBOURS = 100
MAX_BUCKETS = 200
# Tried in turn when no interval is asked for: the first that needs no more than MAX_BUCKETS.
_USUAL_INTERVALS_MS = tuple(
    seconds * 1000
    for seconds in (1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 604800)
)


@dataclass(frozen=True)
class Surroundings:
    """Answers DescribeLogContext and DescribeLogHistogram."""

    state: ClsState

    def describe_log_context(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeLogContext: the line itself, between its neighbours of the same file."""
        params = request.params
        topic = self.state.topic(params["TopicId"], request.region)
        flow = topic.lines.flow_of(params["PkgId"], params["PkgLogId"], _time(params["BTime"]))
        if flow is None:
            raise ApiError("InvalidParameter", "No line has this BTime, PkgId and PkgLogId.")
        lines, place = flow
        before = _neighbours(params, "PrevLogs")
        after = _neighbours(params, "NextLogs")
        earlier = self._kept(topic, lines[:place], params)
        later = self._kept(topic, lines[place + 1 :], params)
        shown = [*(earlier[-before:] if before else ()), lines[place], *later[:after]]
        return {
            "LogContextInfos": [_context_info(line) for line in shown],
            "PrevOver": len(earlier) <= before,
            "NextOver": len(later) <= after,
        }

    def describe_log_histogram(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeLogHistogram."""
        params = request.params
        topic_id = params.get("TopicId")
        if topic_id is None:
            raise invalid_parameter("TopicId", "it is needed to find the lines.")
        topic = self.state.topic(topic_id, request.region)
        start, end = params["From"], params["To"]
        if start >= end:
            raise invalid_parameter("From", "it must be before To.")
        interval = _interval(params.get("Interval"), end - start)
        syntax = read_syntax(params.get("SyntaxRule", Syntax.LUCENE), "SyntaxRule")
        condition, _ = split_query(params["Query"])
        matches = topic.matches(condition, syntax, start, end)
        counts = Counter(line.time - line.time % interval for line in matches)
        begins = range(start - start % interval, end, interval)
        return {
            "Interval": interval,
            "TotalCount": len(matches),
            "HistogramInfos": [{"BTime": begin, "Count": counts[begin]} for begin in begins],
        }

    def _kept(
        self, topic: Topic, lines: Sequence[LogLine], params: Mapping[str, Any]
    ) -> Sequence[LogLine]:
        low, high = params.get("From"), params.get("To")
        if low is not None and high is not None and low >= high:
            raise invalid_parameter("From", "it must be before To.")
        condition, sql = split_query(params.get("Query", ""))
        if sql is not None:
            raise syntax_error("the context of a line cannot be analysed with SQL.")
        tree = parse(condition)
        fits = build_test(tree, topic.searchable())
        return [
            line
            for line in lines
            if (low is None or line.time >= low)
            and (high is None or line.time < high)
            and (isinstance(tree, Everything) or fits(line))
        ]


def _time(text: str) -> int:
    try:
        when = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=CHINA)
    except ValueError as error:
        raise invalid_parameter("BTime", "write YYYY-mm-dd HH:MM:SS.FFF, in UTC+8.") from error
    return round(when.timestamp() * 1000)


def _neighbours(params: Mapping[str, Any], name: str) -> int:
    wanted = params.get(name, 10)
    if not 0 <= wanted <= MAX_NEIGHBOURS:
        raise invalid_parameter(name, f"it must be between 0 and {MAX_NEIGHBOURS}.")
    return int(wanted)


def _interval(wanted: int | None, span: int) -> int:
    if wanted is None:
        fitting = (each for each in _USUAL_INTERVALS_MS if span / each <= MAX_BUCKETS)
        return next(fitting, -(-span // MAX_BUCKETS))
    if wanted < 1 or span / wanted > MAX_BUCKETS:
        raise invalid_parameter("Interval", f"(To-From)/Interval must be at most {MAX_BUCKETS}.")
    return wanted


def _context_info(line: LogLine) -> dict[str, Any]:
    return {
        "Source": line.source,
        "Filename": line.file_name,
        "HostName": line.host_name,
        "Content": line.as_json(),
        "PkgId": line.package,
        "PkgLogId": line.number,
        "BTime": line.time,
        "RawLog": "",
        "IndexStatus": "",
        "HighLights": None,
    }
