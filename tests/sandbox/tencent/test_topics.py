"""Log sets, topics and indexes."""

import json

import pytest
from tencentcloud.cls.v20201016 import models

from tests.sandbox.tencent.support import START, fill, refusal


def make(model, content):
    request = model()
    request.from_json_string(json.dumps(content))
    return request


@pytest.fixture
def create(cls):
    async def topic(name="orders", logset="shop", **settings):
        listed = await cls.DescribeLogsets(
            make(models.DescribeLogsetsRequest, {"Filters": [filter_by("logsetName", logset)]})
        )
        if listed.Logsets:
            logset_id = listed.Logsets[0].LogsetId
        else:
            wanted = fill(models.CreateLogsetRequest(), LogsetName=logset)
            logset_id = (await cls.CreateLogset(wanted)).LogsetId
        content = {"LogsetId": logset_id, "TopicName": name, **settings}
        return (await cls.CreateTopic(make(models.CreateTopicRequest, content))).TopicId

    return topic


def filter_by(key, *values):
    return {"Key": key, "Values": list(values)}


async def names(cls, *filters, **parameters):
    content = {"Filters": list(filters), **parameters}
    reply = await cls.DescribeTopics(make(models.DescribeTopicsRequest, content))
    return [topic.TopicName for topic in reply.Topics]


async def test_a_topic_is_searchable_only_after_its_index(cls, create):
    """CLD-1."""
    topic_id = await create()
    query = fill(models.SearchLogRequest(), TopicId=topic_id, From=START, To=START + 1)
    assert await refusal(cls.SearchLog(query)) == "ResourceNotFound.IndexNotExist"
    look = fill(models.DescribeIndexRequest(), TopicId=topic_id)
    assert (await cls.DescribeIndex(look)).Status is False
    rule = {"FullText": {"CaseSensitive": False, "Tokenizer": " ", "ContainZH": True}}
    index = make(models.CreateIndexRequest, {"TopicId": topic_id, "Rule": rule})
    await cls.CreateIndex(index)
    assert (await cls.SearchLog(query)).ListOver
    described = await cls.DescribeIndex(look)
    assert described.Status
    assert described.Rule.FullText.Tokenizer == " "
    assert await refusal(cls.CreateIndex(index)) == "InvalidParameter.IndexConflict"


async def test_a_topic_is_described_as_it_was_made(cls, create):
    """CLD-1."""
    topic_id = await create(Period=7, Describes="orders of the shop", StorageType="cold")
    (topic,) = (await cls.DescribeTopics(models.DescribeTopicsRequest())).Topics
    assert (topic.TopicId, topic.TopicName, topic.Period) == (topic_id, "orders", 7)
    assert (topic.Describes, topic.StorageType, topic.Index) == (
        *("orders of the shop", "cold"),
        False,
    )
    assert (topic.PartitionCount, topic.AutoSplit, topic.Status) == (1, True, True)


async def test_names_are_found_by_part_unless_precision_is_asked_for(cls, create):
    """CLD-1."""
    await create("orders")
    await create("orders-eu", logset="shop-eu")
    assert await names(cls, filter_by("topicName", "order")) == ["orders", "orders-eu"]
    assert await names(cls, filter_by("topicName", "orders"), PreciseSearch=1) == ["orders"]
    assert await names(cls, filter_by("logsetName", "shop")) == ["orders", "orders-eu"]
    exact = {"PreciseSearch": 2}
    assert await names(cls, filter_by("logsetName", "shop"), **exact) == ["orders"]
    both = (filter_by("topicName", "orders-eu"), filter_by("logsetName", "shop"))
    assert await names(cls, *both, PreciseSearch=3) == []


async def test_every_filter_must_fit_and_any_of_its_values(cls, create):
    """CLD-1."""
    tags = [{"Key": "team", "Value": "red"}]
    first = await create("a", Tags=tags)
    await create("b", StorageType="cold")
    assert await names(cls, filter_by("topicId", first, "x")) == ["a"]
    assert await names(cls, filter_by("storageType", "cold")) == ["b"]
    assert await names(cls, filter_by("tagKey", "team")) == ["a"]
    assert await names(cls, filter_by("tag:team", "red")) == ["a"]
    assert await names(cls, filter_by("tag:team", "blue")) == []
    assert await names(cls, filter_by("topicName", "a"), filter_by("storageType", "cold")) == []
    assert await names(cls, BizType=1) == []


async def test_lists_come_in_pages(cls, create):
    """CLD-1."""
    for number in range(5):
        await create(f"t{number}")
    pages = [await names(cls, Offset=offset, Limit=2) for offset in (0, 2, 4, 6)]
    assert pages == [["t0", "t1"], ["t2", "t3"], ["t4"], []]
    reply = await cls.DescribeTopics(fill(models.DescribeTopicsRequest(), Limit=1))
    assert reply.TotalCount == 5


async def test_log_sets_count_their_topics(cls, create):
    """CLD-1."""
    await create("a")
    await create("metrics", BizType=1)
    (logset,) = (await cls.DescribeLogsets(models.DescribeLogsetsRequest())).Logsets
    assert (logset.LogsetName, logset.TopicCount, logset.MetricTopicCount) == ("shop", 1, 1)


async def test_a_name_that_is_taken_is_a_conflict(cls, create):
    """CLD-1."""
    await create()
    again = fill(models.CreateLogsetRequest(), LogsetName="shop")
    assert await refusal(cls.CreateLogset(again)) == "InvalidParameter.LogsetConflict"
    assert await refusal(create()) == "InvalidParameter.TopicConflict"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "a|b"},
        {"name": "cls_service_log"},
        {"name": "x" * 256},
        {"Period": 0},
        {"Period": 3601},
        {"Period": 5, "StorageType": "cold"},
        {"StorageType": "warm"},
        {"PartitionCount": 11},
    ],
)
async def test_settings_out_of_range_are_refused(cls, create, wrong):
    """REL-2."""
    assert await refusal(create(**wrong)) == "InvalidParameter"


async def test_forever_is_a_period(cls, create):
    """CLD-1."""
    assert await create(Period=3640)


async def test_a_topic_needs_a_log_set(cls):
    """CLD-1."""
    request = fill(models.CreateTopicRequest(), LogsetId="no", TopicName="t")
    assert await refusal(cls.CreateTopic(request)) == "ResourceNotFound.LogsetNotExist"


@pytest.mark.parametrize(
    "filters",
    [
        [filter_by("topicName", "a")] * 11,
        [filter_by("topicName", *["a"] * 101)],
    ],
)
async def test_too_many_filters_are_refused(cls, filters):
    """REL-2."""
    assert await refusal(names(cls, *filters)) == "InvalidParameter"
