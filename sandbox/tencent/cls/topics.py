"""Log sets, topics and their indexes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.tencent.actions import Request
from sandbox.tencent.cls.filters import Filter, filtered, page_of
from sandbox.tencent.cls.index import read_index
from sandbox.tencent.cls.state import DEFAULT_PERIOD_DAYS, ClsState, Logset, Topic
from sandbox.tencent.errors import ApiError, invalid_parameter

# Both from the SDK's description of CreateTopicRequest.
FOREVER_DAYS = 3640
MAX_PERIOD_DAYS = 3600
MAX_PARTITIONS = 10
_RESERVED_NAMES = frozenset(
    (
        *("cls_service_log", "loglistener_status", "loglistener_alarm"),
        *("loglistener_business", "cls_service_metric"),
    )
)
_TOPIC_SETTINGS = (
    *("PartitionCount", "AutoSplit", "MaxSplitPartitions", "StorageType", "Period"),
    *("Describes", "HotPeriod", "BizType", "Tags"),
)


@dataclass(frozen=True)
class Topics:
    """Answers questions about log sets and topics."""

    state: ClsState

    def create_logset(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateLogset."""
        name = _checked_name(request.params["LogsetName"], "LogsetName")
        if any((s.name, s.region) == (name, request.region) for s in self.state.logsets.values()):
            raise ApiError("InvalidParameter.LogsetConflict", f"A log set `{name}` exists already.")
        wanted = request.params.get("LogsetId")
        logset = self.state.add_logset(name, request.region, wanted)
        logset.tags = request.params.get("Tags", ())
        self.state.veil.hide(logset.logset_id, request.hidden_reads)
        return {"LogsetId": logset.logset_id}

    def describe_logsets(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeLogsets."""
        mine = [s for s in self.state.logsets.values() if s.region == request.region]
        known: dict[str, Filter] = {
            "logsetName": lambda logset, value: value in logset.name,
            "logsetId": lambda logset, value: logset.logset_id == value,
            **_tag_filters(lambda logset: logset.tags),
        }
        found = filtered(mine, request.params, known, max_values=5)
        page = page_of(found, request.params)
        seen = [s for s in page if not self.state.veil.hides(s.logset_id)]
        total = len(found) - (len(page) - len(seen))
        return {"Logsets": [self._logset_info(each) for each in seen], "TotalCount": total}

    def create_topic(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateTopic."""
        params = request.params
        logset = self.state.logsets.get(params["LogsetId"])
        if logset is None or logset.region != request.region:
            raise ApiError("ResourceNotFound.LogsetNotExist", "There is no such log set.")
        name = _checked_name(params["TopicName"], "TopicName")
        _check_topic_settings(params)
        siblings = (t for t in self.state.topics.values() if t.logset_id == logset.logset_id)
        if any(topic.name == name for topic in siblings):
            raise ApiError("InvalidParameter.TopicConflict", f"A topic `{name}` exists already.")
        topic = Topic(
            topic_id=params.get("TopicId") or self.state.identifiers.uuid(),
            name=name,
            logset_id=logset.logset_id,
            region=request.region,
            created_at=self.state.timestamp_text(),
            settings={key: params[key] for key in _TOPIC_SETTINGS if key in params},
        )
        self.state.topics[topic.topic_id] = topic
        self.state.veil.hide(topic.topic_id, request.hidden_reads)
        return {"TopicId": topic.topic_id}

    def describe_topics(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeTopics."""
        wanted = request.params.get("BizType", 0)
        mine = [
            topic
            for topic in self.state.topics.values()
            if topic.region == request.region and topic.settings.get("BizType", 0) == wanted
        ]
        precise = request.params.get("PreciseSearch", 0)
        if precise not in range(4):
            raise invalid_parameter("PreciseSearch", "it must be between 0 and 3.")
        found = filtered(mine, request.params, self._topic_filters(precise), max_values=100)
        page = page_of(found, request.params)
        seen = [t for t in page if not self.state.veil.hides(t.topic_id)]
        total = len(found) - (len(page) - len(seen))
        return {"Topics": [_topic_info(each) for each in seen], "TotalCount": total}

    def create_index(self, request: Request) -> Mapping[str, Any]:
        """Perform CreateIndex."""
        topic = self.state.topic(request.params["TopicId"], request.region)
        if topic.index is not None:
            raise ApiError("InvalidParameter.IndexConflict", "The topic has an index already.")
        topic.index = read_index(request.params, self.state.timestamp_text())
        return {}

    def describe_index(self, request: Request) -> Mapping[str, Any]:
        """Perform DescribeIndex."""
        topic = self.state.topic(request.params["TopicId"], request.region)
        index = topic.index
        return {
            "TopicId": topic.topic_id,
            "Status": index is not None,
            "Rule": index.rule if index else None,
            "ModifyTime": index.modified_at if index else "",
            "IncludeInternalFields": bool(index and index.internal_in_full_text),
            "MetadataFlag": int(bool(index and index.tags_in_full_text)),
        }

    def _topic_filters(self, precise: int) -> dict[str, Filter]:
        # PreciseSearch: bit 0 makes the topic's name exact, bit 1 the log set's.
        def named(topic: Topic, value: str) -> bool:
            return topic.name == value if precise & 1 else value in topic.name

        def in_logset_named(topic: Topic, value: str) -> bool:
            name = self.state.logsets[topic.logset_id].name
            return name == value if precise & 2 else value in name

        return {
            "topicName": named,
            "logsetName": in_logset_named,
            "topicId": lambda topic, value: topic.topic_id == value,
            "logsetId": lambda topic, value: topic.logset_id == value,
            "storageType": lambda topic, value: topic.settings.get("StorageType", "hot") == value,
            **_tag_filters(lambda topic: topic.settings.get("Tags", ())),
        }

    def _logset_info(self, logset: Logset) -> dict[str, Any]:
        topics = [t for t in self.state.topics.values() if t.logset_id == logset.logset_id]
        metric = sum(1 for topic in topics if topic.settings.get("BizType", 0) == 1)
        return {
            "LogsetId": logset.logset_id,
            "LogsetName": logset.name,
            "CreateTime": logset.created_at,
            "AssumerName": "",
            "Tags": list(logset.tags),
            "TopicCount": len(topics) - metric,
            "MetricTopicCount": metric,
            "RoleName": "",
        }


def _topic_info(topic: Topic) -> dict[str, Any]:
    settings = topic.settings
    return {
        "LogsetId": topic.logset_id,
        "TopicId": topic.topic_id,
        "TopicName": topic.name,
        "PartitionCount": settings.get("PartitionCount", 1),
        "Index": topic.index is not None,
        "AssumerName": "",
        "CreateTime": topic.created_at,
        "Status": True,
        "Tags": settings.get("Tags", []),
        "AutoSplit": settings.get("AutoSplit", True),
        "MaxSplitPartitions": settings.get("MaxSplitPartitions", 50),
        "StorageType": settings.get("StorageType", "hot"),
        "Period": settings.get("Period", DEFAULT_PERIOD_DAYS),
        "SubAssumerName": "",
        "Describes": settings.get("Describes", ""),
        "HotPeriod": settings.get("HotPeriod", 0),
        "BizType": settings.get("BizType", 0),
    }


def _tag_filters(tags_of: Any) -> dict[str, Filter]:  # noqa: ANN401 - a function over either kind
    def has_key(item: Any, value: str) -> bool:  # noqa: ANN401 - a log set or a topic
        return any(tag.get("Key") == value for tag in tags_of(item))

    def has_pair(item: Any, value: str) -> bool:  # noqa: ANN401 - a log set or a topic
        return any(f"{tag.get('Key')}={tag.get('Value')}" == value for tag in tags_of(item))

    return {"tagKey": has_key, "tag:": has_pair}


def _checked_name(name: str, parameter: str) -> str:
    if not name or len(name) > 255 or "|" in name or name in _RESERVED_NAMES:
        raise invalid_parameter(parameter, "1 to 255 characters without `|`, and not reserved.")
    return name


def _check_topic_settings(params: Mapping[str, Any]) -> None:
    if not 1 <= params.get("PartitionCount", 1) <= MAX_PARTITIONS:
        raise invalid_parameter("PartitionCount", f"it must be between 1 and {MAX_PARTITIONS}.")
    storage = params.get("StorageType", "hot")
    if storage not in ("hot", "cold"):
        raise invalid_parameter("StorageType", "it must be hot or cold.")
    period = params.get("Period", DEFAULT_PERIOD_DAYS)
    shortest = 7 if storage == "cold" else 1
    if not (shortest <= period <= MAX_PERIOD_DAYS or period == FOREVER_DAYS):
        raise invalid_parameter("Period", f"{shortest} to {MAX_PERIOD_DAYS}, or {FOREVER_DAYS}.")
