"""Neighbours of a line, and lines per interval."""

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tencentcloud.cls.v20201016 import models

from sandbox.tencent.accounts import SANDBOX_ACCOUNT
from sandbox.tencent.actions import Request
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.cls.context import Surroundings
from sandbox.tencent.cls.state import CHINA, NewLine
from tests.sandbox.tencent.support import START, fill, refusal


def china(ms: int) -> str:
    when = datetime.fromtimestamp(ms // 1000, tz=CHINA).strftime("%Y-%m-%d %H:%M:%S")
    return f"{when}.{ms % 1000:03d}"


@pytest.fixture
def around(cls, topic):
    async def ask(line, **parameters):
        request = fill(
            models.DescribeLogContextRequest(),
            TopicId=topic.topic_id,
            BTime=china(line.Time),
            PkgId=line.PkgId,
            PkgLogId=int(line.PkgLogId),
        )
        return await cls.DescribeLogContext(fill(request, **parameters))

    return ask


def numbers(reply) -> list[int]:
    return [int(json.loads(info.Content)["n"]) for info in reply.LogContextInfos]


@pytest.fixture
def thirty(load):
    load(*({"n": str(n), "even": str(n % 2 == 0)} for n in range(30)), every_ms=137)


async def line_of(search, number):
    return (await search(f"n:{number}")).Results[0]


async def test_a_line_stands_between_its_ten_neighbours(thirty, search, around):
    """CLD-1."""
    reply = await around(await line_of(search, 15))
    assert numbers(reply) == list(range(5, 26))
    assert (reply.PrevOver, reply.NextOver) == (False, False)


async def test_the_first_line_of_a_package_can_be_asked_for(thirty, search, around):
    """CLD-1: its number is 0."""
    reply = await around(await line_of(search, 0), NextLogs=2)
    assert numbers(reply) == [0, 1, 2]
    assert (reply.PrevOver, reply.NextOver) == (True, False)


async def test_neighbours_can_be_counted_and_filtered(thirty, search, around):
    """CLD-1."""
    line = await line_of(search, 15)
    assert numbers(await around(line, PrevLogs=0, NextLogs=0)) == [15]
    chosen = await around(line, PrevLogs=2, NextLogs=2, Query="even:True")
    assert numbers(chosen) == [12, 14, 15, 16, 18]
    bounded = await around(line, From=line.Time - 137, To=line.Time + 137)
    assert numbers(bounded) == [14, 15]
    assert (bounded.PrevOver, bounded.NextOver) == (True, True)


async def test_neighbours_are_of_the_same_file(thirty, cloud, topic, search, around):
    """CLD-1."""
    cloud.load_lines(topic, [NewLine(START + 137 * 15, {"n": "99"}, "10.0.0.2", "other.log")])
    assert 99 not in numbers(await around(await line_of(search, 15)))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"BTime": "2026-01-01T00:00:00"}, "InvalidParameter"),
        ({"BTime": "1999-01-01 00:00:00.000"}, "InvalidParameter"),
        ({"PkgLogId": 77}, "InvalidParameter"),
        ({"PkgId": "none"}, "InvalidParameter"),
        ({"PrevLogs": 101}, "InvalidParameter"),
        ({"NextLogs": -1}, "InvalidParameter"),
        ({"From": 5, "To": 5}, "InvalidParameter"),
        ({"Query": "* | SELECT count(*)"}, "FailedOperation.SyntaxError"),
        ({"TopicId": "no"}, "ResourceNotFound.TopicNotExist"),
    ],
)
async def test_a_line_that_cannot_be_named_is_refused(thirty, search, around, wrong, code):
    """REL-2."""
    assert await refusal(around(await line_of(search, 3), **wrong)) == code


@pytest.fixture
def histogram(cls, topic):
    async def ask(query="*", **parameters):
        request = fill(
            models.DescribeLogHistogramRequest(),
            TopicId=topic.topic_id,
            From=START,
            To=START + 3_600_000,
            Query=query,
            SyntaxRule=1,
        )
        return await cls.DescribeLogHistogram(fill(request, **parameters))

    return ask


async def test_a_histogram_counts_each_interval_from_its_floor(load, histogram):
    """CLD-1."""
    load(*({"n": str(n)} for n in range(60)), every_ms=60_000)
    reply = await histogram(From=START + 90_000, Interval=600_000)
    assert reply.Interval == 600_000
    assert [(each.BTime - START, each.Count) for each in reply.HistogramInfos] == [
        *[(0, 8), (600_000, 10), (1_200_000, 10), (1_800_000, 10), (2_400_000, 10)],
        (3_000_000, 10),
    ]
    assert reply.TotalCount == 58
    chosen = await histogram("n:>=30 | SELECT 1", Interval=3_600_000)
    assert [each.Count for each in chosen.HistogramInfos] == [30]


@pytest.mark.parametrize(
    ("span", "interval"),
    [(1000, 1000), (200_000, 1000), (201_000, 5000), (86_400_000, 600_000), (10**13, 5 * 10**10)],
)
async def test_an_interval_is_chosen_when_none_is_given(histogram, span, interval):
    """CLD-1."""
    reply = await histogram(To=START + span)
    assert reply.Interval == interval
    assert len(reply.HistogramInfos) <= 201


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Interval": 17_999}, "InvalidParameter"),
        ({"Interval": 0}, "InvalidParameter"),
        ({"From": START + 3_600_000}, "InvalidParameter"),
        ({"TopicId": None}, "InvalidParameter"),
        ({"SyntaxRule": 7}, "InvalidParameter"),
        ({"query": "(("}, "FailedOperation.SyntaxError"),
        ({"query": "a b", "SyntaxRule": None}, "FailedOperation.SyntaxError"),
    ],
)
async def test_a_histogram_that_cannot_be_drawn_is_refused(histogram, wrong, code):
    """REL-2."""
    assert await refusal(histogram(**wrong)) == code


async def test_two_hundred_buckets_are_drawn(histogram):
    """CLD-1."""
    assert len((await histogram(Interval=18_000)).HistogramInfos) == 200


@given(
    times=st.lists(st.integers(0, 5000), max_size=50),
    start=st.integers(0, 2000),
    span=st.integers(1, 4000),
    interval=st.integers(20, 900),
)
@settings(max_examples=60)
def test_a_histogram_sums_to_its_total(times, start, span, interval):
    """CLD-1."""
    cloud = TencentCloudStandIn()
    topic = cloud.add_topic("app")
    cloud.load_lines(topic, [NewLine(time, {"a": "b"}) for time in times])
    params = {"TopicId": topic.topic_id, "From": start, "To": start + span, "Query": "*"}
    request = Request("ap-guangzhou", {**params, "Interval": interval}, SANDBOX_ACCOUNT)
    reply = Surroundings(cloud.cls).describe_log_histogram(request)
    inside = sum(1 for time in times if start <= time < start + span)
    assert sum(each["Count"] for each in reply["HistogramInfos"]) == reply["TotalCount"] == inside
    assert all(each["BTime"] % interval == 0 for each in reply["HistogramInfos"])
