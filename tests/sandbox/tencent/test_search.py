"""Paging through lines: each exactly once, by Offset and by Context."""

import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tencentcloud.cls.v20201016 import models

from sandbox.clock import SandboxClock
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.cls.paging import Bookmarks
from sandbox.tencent.cls.questions import read_question
from sandbox.tencent.cls.search import Searching
from sandbox.tencent.cls.state import NewLine
from tests.sandbox.tencent.support import START, now, refusal


def numbered(count):
    return [{"n": str(number), "message": f"line {number}"} for number in range(count)]


def numbers(reply) -> list[int]:
    return [int(json.loads(line.LogJson)["n"]) for line in reply.Results]


async def all_by_context(search, **parameters) -> list[int]:
    reply = await search(**parameters)
    seen = numbers(reply)
    while not reply.ListOver:
        reply = await search(Context=reply.Context, **parameters)
        seen += numbers(reply)
    return seen


async def test_the_newest_hundred_lines_come_first(load, search):
    """CLD-1."""
    load(*numbered(250))
    reply = await search()
    assert numbers(reply) == list(range(249, 149, -1))
    assert (reply.ListOver, reply.Analysis) == (False, False)


async def test_a_line_carries_where_it_came_from(load, search, topic):
    """CLD-1."""
    load(*numbered(2))
    newest, oldest = (await search()).Results
    assert (oldest.Time, oldest.TopicId, oldest.TopicName) == (START, topic.topic_id, "app")
    assert (oldest.Source, oldest.FileName, oldest.HostName) == (
        *("10.0.0.1", "/var/log/app.log"),
        "web-1",
    )
    # The first line of a package has number 0, which is not the same as having none.
    assert (oldest.PkgLogId, newest.PkgLogId) == ("0", "1")
    assert oldest.PkgId == newest.PkgId


async def test_the_range_is_closed_at_its_start_and_open_at_its_end(load, search):
    """CLD-1."""
    load(*numbered(3))
    assert numbers(await search(From=START, To=START + 2000)) == [1, 0]


@pytest.mark.parametrize("sort", ["asc", "desc"])
@pytest.mark.parametrize("query", ["*", "line", "n:>=100"])
async def test_context_pages_give_each_line_once(load, search, sort, query):
    """CLD-1."""
    load(*numbered(350), every_ms=0)
    seen = await all_by_context(search, query=query, Sort=sort, Limit=90)
    expected = list(range(100 if ":" in query else 0, 350))
    assert seen == (expected if sort == "asc" else expected[::-1])


@pytest.mark.parametrize("sort", ["asc", "desc"])
async def test_offset_pages_give_each_line_once(load, search, sort):
    """CLD-1."""
    load(*numbered(250))
    seen: list[int] = []
    over = False
    while not over:
        reply = await search(Sort=sort, Limit=60, Offset=len(seen))
        seen += numbers(reply)
        over = reply.ListOver
    assert sorted(seen) == list(range(250))
    assert seen == sorted(seen, reverse=sort == "desc")


async def test_an_offset_behind_the_end_gives_nothing(load, search):
    """CLD-1."""
    load(*numbered(5))
    for sort in ("asc", "desc"):
        reply = await search(Offset=9, Sort=sort)
        assert (reply.Results, reply.ListOver) == ([], True)


async def test_lines_that_arrive_while_paging_do_not_disturb_it(load, search):
    """CLD-1."""
    load(*numbered(20), start=START)
    first = await search(Limit=10)
    load({"n": "99"}, start=START + 60_000)
    rest = await search(Limit=10, Context=first.Context)
    assert numbers(first) + numbers(rest) == list(range(19, -1, -1))


async def test_a_context_gives_ten_thousand_lines_and_no_more(cloud, topic, search):
    """CLD-1."""
    cloud.load_lines(topic, [NewLine(START + n, {"n": str(n)}) for n in range(10_500)])
    reply = await search(Limit=1000)
    seen = len(reply.Results)
    while seen < 10_000:
        reply = await search(Limit=1000, Context=reply.Context)
        seen += len(reply.Results)
    assert (seen, reply.ListOver) == (10_000, False)
    beyond = search(Limit=1000, Context=reply.Context)
    assert await refusal(beyond) == "FailedOperation.GetlogReachLimit"
    assert len((await search(Limit=1000, Offset=10_000)).Results) == 500


@pytest.mark.parametrize(
    "change",
    [
        {"query": "other"},
        {"From": START},
        {"To": START + 5000},
        {"Sort": "asc"},
        {"Limit": 6},
        {"Context": "made-up"},
    ],
)
async def test_a_context_belongs_to_its_question(load, search, change):
    """CLD-1."""
    load(*numbered(20))
    same = {"query": "line", "Limit": 5, "Context": (await search("line", Limit=5)).Context}
    assert await refusal(search(**{**same, **change})) == "FailedOperation.InvalidContext"
    assert numbers(await search(**same)) == [14, 13, 12, 11, 10]


async def test_a_context_lives_for_an_hour(cloud, load, search):
    """CLD-1."""
    load(*numbered(20))
    cloud.clock.run_at(0)
    context = (await search(Limit=5)).Context
    cloud.clock.advance(timedelta(minutes=59))
    assert len((await search(Limit=5, Context=context)).Results) == 5
    cloud.clock.advance(timedelta(minutes=1))
    assert await refusal(search(Limit=5, Context=context)) == "FailedOperation.InvalidContext"


@pytest.mark.parametrize(
    "wrong",
    [
        {"Limit": 0},
        {"Limit": 1001},
        {"Offset": -1},
        {"Sort": "up"},
        {"From": START, "To": START},
        {"QuerySyntax": 2},
        {"Context": "x", "Offset": 3},
        {"TopicId": None},
        {"Topics": []},
        {"query": "a" * (12 * 1024 + 1)},
    ],
)
async def test_parameters_out_of_range_are_refused(load, search, wrong):
    """REL-2."""
    assert await refusal(search(**wrong)) == "InvalidParameter"


async def test_a_topic_that_is_not_there_is_told_so(search):
    """CLD-1."""
    assert await refusal(search(TopicId="no")) == "ResourceNotFound.TopicNotExist"


async def test_a_topic_without_index_cannot_be_searched(search, topic):
    """CLD-1."""
    topic.index = None
    assert await refusal(search()) == "ResourceNotFound.IndexNotExist"


async def test_highlights_name_the_fields_that_were_asked_for(load, search):
    """CLD-1."""
    load({"level": "ERROR", "n": "1"})
    (line,) = (await search("level:ERROR AND (n:1 OR x:2)", HighLight=True)).Results
    assert [(light.Key, light.Values) for light in line.HighLights] == [
        ("level", ["ERROR"]),
        ("n", ["1"]),
    ]


def topics(*ids, contexts=None):
    asked = []
    for topic_id in ids:
        info = models.MultiTopicSearchInformation()
        info.TopicId, info.Context = topic_id, (contexts or {}).get(topic_id)
        asked.append(info)
    return asked


@pytest.mark.parametrize("sort", ["asc", "desc"])
async def test_several_topics_are_merged_by_time_and_paged_each_by_its_context(
    cloud, topic, search, sort
):
    """CLD-1."""
    other = cloud.add_topic("other")
    for number in range(40):
        target = other if number % 3 == 0 else topic
        cloud.load_lines(target, [NewLine(START + number, {"n": str(number)})])
    ids = (topic.topic_id, other.topic_id)
    seen: list[int] = []
    contexts: dict[str, str] = {}
    over = False
    while not over:
        asked = topics(*ids, contexts=contexts)
        reply = await search(TopicId=None, Topics=asked, Limit=7, Sort=sort)
        seen += numbers(reply)
        contexts = {info.TopicId: info.Context for info in reply.Topics.Infos}
        over = reply.ListOver
    assert seen == sorted(range(40), reverse=sort == "desc")


async def test_of_several_topics_the_missing_one_is_named(load, search, topic):
    """CLD-1."""
    load(*numbered(2))
    reply = await search(TopicId=None, Topics=topics(topic.topic_id, "gone"))
    assert len(reply.Results) == 2
    (error,) = reply.Topics.Errors
    assert (error.TopicId, error.ErrorCodeStr) == ("gone", "ResourceNotFound.TopicNotExist")
    nothing = search(TopicId=None, Topics=topics("gone"))
    assert await refusal(nothing) == "ResourceNotFound.TopicNotExist"
    offset = search(TopicId=None, Topics=topics(topic.topic_id), Offset=1)
    assert await refusal(offset) == "InvalidParameter"


async def test_paging_twenty_thousand_lines_reads_each_of_them_once(cloud, topic, search):
    """PRF-2, CLD-1."""
    cloud.load_lines(
        topic,
        [
            NewLine(START + n, {"n": str(n), "level": "INFO", "message": f"request {n} took 3 ms"})
            for n in range(20_000)
        ],
    )
    seen: list[int] = []
    while len(seen) < 20_000:
        page = await search("request", Limit=1000, Offset=len(seen))
        seen += [each.Time for each in page.Results]
    assert sorted(seen) == [START + n for n in range(20_000)]


@given(
    times=st.lists(st.integers(0, 30), max_size=60),
    limit=st.integers(1, 20),
    newest_first=st.booleans(),
    query=st.sampled_from(["*", "odd:1", "NOT odd:1", "odd:2"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_paging_gives_each_matching_line_exactly_once(times, limit, newest_first, query):
    """CLD-1."""
    cloud = TencentCloudStandIn(clock=SandboxClock.by_hand(now()))
    topic = cloud.add_topic("app")
    cloud.load_lines(
        topic, [NewLine(t, {"n": str(n), "odd": str(n % 2)}) for n, t in enumerate(times)]
    )
    searching = Searching(cloud.cls, Bookmarks(cloud.clock, cloud.cls.identifiers))
    params = {"From": 0, "To": 31, "QueryString": query, "Limit": limit}
    params["Sort"] = "desc" if newest_first else "asc"
    seen: list[tuple[int, int]] = []
    reply = searching.search_one(topic, read_question(params), params)
    while True:
        seen += [(line["Time"], int(json.loads(line["LogJson"])["n"])) for line in reply["Results"]]
        if reply["ListOver"]:
            break
        again = {**params, "Context": reply["Context"]}
        reply = searching.search_one(topic, read_question(again), again)
    wanted = {"*": {0, 1}, "odd:1": {1}, "NOT odd:1": {0}, "odd:2": set()}[query]
    expected = sorted((time, n) for n, time in enumerate(times) if n % 2 in wanted)
    assert seen == (expected[::-1] if newest_first else expected)
