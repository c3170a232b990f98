"""What the log service knows: log sets, topics with their lines, alarms and open searches."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, ClassVar

from pydantic import ConfigDict

from sandbox.clock import SandboxClock
from sandbox.tencent.cls.conditions import Everything
from sandbox.tencent.cls.cql import Syntax, parse
from sandbox.tencent.cls.index import OPEN_RULE, Index, read_index
from sandbox.tencent.cls.lines import LineStore, LogLine
from sandbox.tencent.cls.matching import build_test
from sandbox.tencent.errors import ApiError
from sandbox.tencent.identifiers import Identifiers
from sandbox.tencent.veil import Veil

# The service shows and reads wall-clock times in China's zone, whatever the region.
CHINA = timezone(timedelta(hours=8))
# An upload may hold this many lines per group; loading in bulk makes packages of this size too.
LINES_PER_PACKAGE = 10_000
_REMEMBERED_SEARCHES = 32
# What the console proposes when nothing is said.
DEFAULT_PERIOD_DAYS = 30


@dataclass(frozen=True)
class NewLine:
    """One line to load. `time` in ms since 1970; tags are fields named `__TAG__.…`."""

    # The control face reads lines from JSON; a misspelt field must not pass unnoticed.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    time: int
    fields: Mapping[str, str]
    source: str = "127.0.0.1"
    file_name: str = ""
    host_name: str = ""


@dataclass
class Logset:
    """A folder of topics."""

    logset_id: str
    name: str
    region: str
    created_at: str
    tags: Sequence[Mapping[str, str]] = ()


@dataclass
class Topic:
    """A stream of lines; it can be searched once it has an index."""

    topic_id: str
    name: str
    logset_id: str
    region: str
    created_at: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    index: Index | None = None
    lines: LineStore = field(default_factory=LineStore)
    _matches: OrderedDict[tuple[object, ...], Sequence[LogLine]] = field(
        default_factory=OrderedDict
    )

    def searchable(self) -> Index:
        """Return the index.

        Raises:
            ApiError: there is none yet.
        """
        if self.index is None:
            raise ApiError(
                "ResourceNotFound.IndexNotExist", f"The topic {self.topic_id} has no index yet."
            )
        return self.index

    def matches(self, condition: str, syntax: Syntax, start: int, end: int) -> Sequence[LogLine]:
        """Return the lines of `start <= time < end` (ms) that fit, oldest first.

        The last few answers are remembered, so that paging does not search again.

        Raises:
            ApiError: the condition cannot be read, or there is no index.
        """
        asked = (condition, syntax, start, end, self.lines.version)
        known = self._matches.get(asked)
        if known is None:
            index = self.searchable()
            tree = parse(condition, syntax)
            known = self.lines.between(start, end)
            if not isinstance(tree, Everything):
                fits = build_test(tree, index)
                known = [line for line in known if fits(line)]
            self._matches[asked] = known
            if len(self._matches) > _REMEMBERED_SEARCHES:
                self._matches.popitem(last=False)
        return known


@dataclass
class ClsState:
    """Everything the log service keeps, and the ways to fill it."""

    clock: SandboxClock
    identifiers: Identifiers
    veil: Veil = field(default_factory=Veil)
    logsets: dict[str, Logset] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    alarms: dict[str, dict[str, Any]] = field(default_factory=dict)
    most_alarms: int = 2_000
    """Tests lower it; how many an account may have, no page of ours says."""

    scheduled: dict[str, dict[str, Any]] = field(default_factory=dict)
    dashboards: dict[str, dict[str, Any]] = field(default_factory=dict)
    alarm_records: list[dict[str, Any]] = field(default_factory=list)
    alarm_runs: Topic = field(init=False)

    def __post_init__(self) -> None:
        # Runs of alarm policies are searched exactly like lines of a topic.
        self.alarm_runs = Topic("alarm-runs", "alarm runs", "", "", "", index=self._open_index())

    def timestamp_text(self) -> str:
        """Return the present as the service writes it."""
        return china_text(self.clock.now())

    def add_logset(self, name: str, region: str, logset_id: str | None = None) -> Logset:
        """Return the log set of that name and region, made if it is not there."""
        for logset in self.logsets.values():
            if (logset.name, logset.region) == (name, region):
                return logset
        logset = Logset(logset_id or self.identifiers.uuid(), name, region, self.timestamp_text())
        self.logsets[logset.logset_id] = logset
        return logset

    def add_topic(
        self, name: str, *, logset: str = "default", region: str, topic_id: str | None = None
    ) -> Topic:
        """Return the topic of that name, made with an index over everything if it is not there."""
        owner = self.add_logset(logset, region)
        for topic in self.topics.values():
            if (topic.name, topic.logset_id) == (name, owner.logset_id):
                return topic
        topic = Topic(
            topic_id=topic_id or self.identifiers.uuid(),
            name=name,
            logset_id=owner.logset_id,
            region=region,
            created_at=self.timestamp_text(),
            index=self._open_index(),
        )
        self.topics[topic.topic_id] = topic
        return topic

    def add_dashboard(self, name: str, panels: Sequence[Mapping[str, Any]], *, region: str) -> str:
        """Keep a dashboard as the console writes it; return its id."""
        id_ = f"dashboard-{self.identifiers.uuid()}"
        now = self.timestamp_text()
        topics = dict.fromkeys(
            each["target"]["TopicId"] for each in panels if each.get("target", {}).get("TopicId")
        )
        self.dashboards[id_] = {
            "DashboardId": id_,
            "DashboardName": name,
            "Data": json.dumps({"panels": list(panels), "timezone": "browser"}),
            "CreateTime": now,
            "UpdateTime": now,
            "AssumerUin": 0,
            "RoleName": "",
            "AssumerName": "",
            "Tags": [],
            "DashboardRegion": region,
            "DashboardTopicInfos": [{"TopicId": each, "Region": region} for each in topics],
        }
        return id_

    def topic(self, topic_id: str, region: str) -> Topic:
        """Return a topic as a caller in `region` sees it.

        Raises:
            ApiError: it does not exist there, or cannot be seen yet.
        """
        topic = self.topics.get(topic_id)
        if topic is None or topic.region != region or self.veil.hides(topic_id):
            raise ApiError(
                "ResourceNotFound.TopicNotExist", f"There is no topic {topic_id} in {region}."
            )
        return topic

    def load(self, topic: Topic, lines: Iterable[NewLine]) -> int:
        """Put lines into a topic, as packages of the upload API; return how many."""
        loaded: list[LogLine] = []
        package = ""
        for position, line in enumerate(lines):
            number = position % LINES_PER_PACKAGE
            if number == 0:
                package = self.identifiers.package()
            loaded.append(
                LogLine(
                    time=line.time,
                    order=topic.lines.next_order(),
                    package=package,
                    number=number,
                    source=line.source,
                    file_name=line.file_name,
                    host_name=line.host_name,
                    fields=dict(line.fields),
                )
            )
        return topic.lines.add(loaded)

    def _open_index(self) -> Index:
        params = {"Rule": OPEN_RULE, "IncludeInternalFields": True, "MetadataFlag": 1}
        return read_index(params, self.timestamp_text())


def china_text(when: datetime) -> str:
    """Return a time as the service writes it: `YYYY-MM-DD HH:MM:SS` in UTC+8."""
    return when.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
