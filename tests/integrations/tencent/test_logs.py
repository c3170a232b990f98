"""The log store on CLS, through the real SDK."""

import asyncio
from datetime import timedelta

import pytest

from application.logs import reading as log_reading
from application.logs.reading import PeriodReader
from domain.common.errors import (
    InvalidRequest,
    Misconfigured,
    NotFound,
    Rejected,
    TooLarge,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.logs.logs import Level, LogQuery
from integrations.tencent.logs import TencentLogs
from sandbox.tencent.accounts import SANDBOX_SECRET_KEY
from sandbox.tencent.cls.index import read_index
from sandbox.tencent.cls.words import DEFAULT_TOKENIZER
from sandbox.tencent.faults import Fault, FaultKind
from tests.fakes.words import says
from tests.integrations.tencent.conftest import NOON, calls_of


@pytest.fixture
def logs(calls) -> TencentLogs:
    return TencentLogs(calls)


@pytest.fixture
def everything(topic) -> LogQuery:
    return LogQuery(topic.topic_id, "", NOON - timedelta(days=1), NOON + timedelta(seconds=1))


async def test_pages_yield_every_line_once_newest_first(logs, everything):
    """CLD-1."""
    texts, page = [], None
    for _ in range(10):
        found = await logs.search(everything, limit=100, page=page)
        texts += [line.text for line in found.lines]
        page = found.next_page
        if page is None:
            break

    assert texts[0] == "order 0 error"
    assert len(texts) == len(set(texts)) == 250


async def test_a_query_narrows_and_levels_are_read(logs, everything):
    """CLD-1, ANL-1."""
    query = LogQuery(everything.topic_id, "level:ERROR", everything.start, everything.end)

    found = await logs.search(query, limit=100)

    assert len(found.lines) == 25
    assert {line.level for line in found.lines} == {Level.ERROR}
    assert found.lines[0].at == NOON
    assert found.lines[0].fields["service"] == "orders"


async def test_sql_gives_records_with_columns(logs, everything):
    """CLD-1."""
    query = LogQuery(
        everything.topic_id,
        "* | SELECT level, count(*) AS n GROUP BY level ORDER BY n",
        everything.start,
        everything.end,
    )

    found = await logs.search(query)

    assert found.columns == ("level", "n")
    assert [(record["level"], int(record["n"])) for record in found.records] == [
        ("ERROR", 25),
        ("INFO", 225),
    ]


async def test_a_histogram_counts_every_line(logs, everything):
    """CLD-1."""
    histogram = await logs.histogram(everything, interval_seconds=3_600)

    assert histogram.total == sum(bar.count for bar in histogram.bars) == 250
    assert histogram.interval_seconds == 3_600


async def test_a_line_is_found_again_by_the_id_that_a_search_gave(logs, everything):
    """BRF-4: evidence resolves."""
    found = (await logs.search(everything, limit=5)).lines[3]

    again = await logs.line(found.id)

    assert again is not None
    assert (again.id, again.at, again.text) == (found.id, found.at, found.text)


async def test_a_line_stands_between_its_neighbours(logs, everything):
    """CLD-1: oldest first, and whether there are more on each side."""
    newest = (await logs.search(everything, limit=9)).lines
    around = await logs.context(newest[4].id, before=3, after=2)
    first = await logs.context(newest[0].id, before=1, after=5)

    assert [each.id for each in around.lines] == [each.id for each in newest[7:1:-1]]
    assert [each.text for each in around.lines] == [each.text for each in newest[7:1:-1]]
    assert (around.line_id, around.more_before, around.more_after) == (newest[4].id, True, True)
    assert [each.id for each in first.lines] == [newest[1].id, newest[0].id]
    assert (first.more_before, first.more_after) == (True, False)


async def test_topics_are_listed_by_name_and_remembered(logs, cloud, topic):
    """CLD-1, CLD-5: list calls are cached."""
    cloud.add_topic("gateway-access")

    named = await logs.topics(name="SHOP")
    everything = await logs.topics()

    assert [each.id for each in named] == [topic.topic_id]
    assert [each.name for each in everything] == ["gateway-access", "shop-services"]
    assert len(cloud.ledger.entries(action="DescribeTopics")) == 1


async def test_topics_of_all_regions_are_listed_and_searched_where_they_are(cloud):
    """CLD-1: the configured region has to answer, of the others what does."""
    cloud.add_topic("orders", region="ap-shanghai")
    calls = calls_of(cloud, regions=("ap-shanghai",))
    logs = TencentLogs(calls)
    (found,) = await logs.topics(name="orders")
    assert found.region == "ap-shanghai"
    await calls.close()


async def test_a_region_that_fails_hides_no_topic_of_the_others(cloud, topic):
    """CLD-1, REL-2: and what lacks it is not remembered; the configured one has to answer."""

    class Failing(TencentLogs):
        silent = "ap-shanghai"

        async def _topics_in(self, region):
            if region == self.silent:
                raise Unavailable("no answer")
            return await super()._topics_in(region)

    calls = calls_of(cloud, regions=("ap-shanghai",))
    logs = Failing(calls)
    cloud.add_topic("orders", region="ap-shanghai")
    without = await logs.topics()
    logs.silent = ""
    whole = await logs.topics()
    logs.forget_topics()
    logs.silent = "ap-guangzhou"
    with pytest.raises(Unavailable):
        await logs.topics()

    assert [each.name for each in without] == ["shop-services"]
    assert [each.name for each in whole] == ["orders", "shop-services"]
    await calls.close()


async def test_a_query_that_cannot_be_read_is_refused_with_its_reason(logs, everything):
    """CLD-1, EVT-3."""
    query = LogQuery(everything.topic_id, "level:(ERROR", everything.start, everything.end)

    with pytest.raises(InvalidRequest, check=says("SyntaxError")):
        await logs.search(query)


async def test_an_unknown_topic_is_not_found(logs, everything):
    """CLD-1."""
    query = LogQuery("00000000-0000-0000-0000-000000000000", "", everything.start, everything.end)

    with pytest.raises(NotFound, check=says("log topic")):
        await logs.search(query)


@pytest.mark.parametrize("line_id", ["", "a:b:c:d", "topic:1:pkg", "x" * 500])
async def test_an_id_that_no_search_gave_is_refused(logs, line_id):
    """CLD-1."""
    with pytest.raises(InvalidRequest):
        await logs.line(line_id)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(FaultKind.API_ERROR, code="RequestLimitExceeded"), TooManyRequests),
        (Fault(FaultKind.API_ERROR, code="LimitExceeded.LogSearch"), TooManyRequests),
        (Fault(FaultKind.API_ERROR, code="InternalError"), Unavailable),
        (Fault(FaultKind.API_ERROR, code="FailedOperation.SearchTimeout"), Unavailable),
        (Fault(FaultKind.API_ERROR, code="AuthFailure.SecretIdNotFound"), Misconfigured),
        (Fault(FaultKind.API_ERROR, code="UnauthorizedOperation.CamNoAuth"), Misconfigured),
        *(
            (Fault(FaultKind.API_ERROR, code=code), error)
            for error, codes in {
                TooManyRequests: ["LimitExceeded.SearchResources"],
                TooLarge: [
                    "LimitExceeded.SearchResultTooLarge",
                    "FailedOperation.GetlogReachLimit",
                ],
                InvalidRequest: ["FailedOperation.QueryError", "FailedOperation.InvalidContext"],
                Misconfigured: [
                    "OperationDenied.ACLFailed",
                    "OperationDenied.AccountIsolate",
                    "FailedOperation.CamNoAuth",
                    "InternalError.CamNoAuth",
                    "InternalError.AccountUserNotAuthenticated",
                    "IpNotInWhitelist",
                    "FailedOperation.TopicIsolated",
                    "FailedOperation.TopicClosed",
                    "FailedOperation.ErrOwed",
                    "UnsupportedRegion",
                ],
                Rejected: [
                    "InternalError.Param",
                    "InternalError.QuotaMaxNodLimit",
                    "InternalError.PublicClusterOpNotSupport",
                ],
            }.items()
            for code in codes
        ),
        (Fault(FaultKind.HTTP_ERROR, status=500), Unavailable),
        (Fault(FaultKind.HTTP_ERROR, status=502), Unavailable),
        (Fault(FaultKind.INVALID_JSON), Unavailable),
        (Fault(FaultKind.MISSING_REQUEST_ID), Unavailable),
        (Fault(FaultKind.CLOCK_SKEW, seconds=3_600), Misconfigured),
    ],
    ids=lambda value: (
        f"{value.kind}-{value.code}-{value.status}" if isinstance(value, Fault) else value.__name__
    ),
)
async def test_every_fault_becomes_one_of_our_errors_and_the_next_call_works(
    logs, cloud, everything, fault, error
):
    """CLD-5, REL-2."""
    cloud.order(fault)

    with pytest.raises(ZhibanError) as raised:
        await logs.search(everything)

    assert type(raised.value) is error
    assert SANDBOX_SECRET_KEY not in str(raised.value)
    assert (await logs.search(everything)).lines


async def test_an_error_behind_an_unusual_content_type_is_still_an_error(logs, cloud, everything):
    """REL-2: the SDK itself would return an empty success."""
    cloud.order(Fault(FaultKind.API_ERROR, code="AuthFailure.SignatureFailure"))
    cloud.order(Fault(FaultKind.WRONG_CONTENT_TYPE))

    with pytest.raises(ZhibanError):
        await logs.search(everything)


async def test_a_wrong_key_says_what_to_check_and_not_the_key(cloud, everything):
    """CLD-4."""
    logs = TencentLogs(calls_of(cloud, secret_key="wrong-and-secret"))

    with pytest.raises(Misconfigured, check=says("credentials")) as raised:
        await logs.search(everything)

    assert "wrong-and-secret" not in str(raised.value)
    assert "wrong-and-secret" not in repr(logs)


async def test_without_credentials_the_settings_are_named(cloud, everything):
    """CLD-5."""
    logs = TencentLogs(calls_of(cloud, secret_id=""))

    with pytest.raises(Misconfigured, check=says("set TENCENTCLOUD_SECRET_ID")):
        await logs.search(everything)


async def test_a_silent_cloud_is_given_up_on_in_time(cloud, everything):
    """CLD-5."""
    logs = TencentLogs(calls_of(cloud, patience=timedelta(milliseconds=50)))
    cloud.order(Fault(FaultKind.SLOW_HEAD, seconds=30))

    with pytest.raises(Unavailable):
        await logs.search(everything)


async def test_slow_searches_hold_up_no_other_action(cloud, everything):
    """CLD-5: alarms are polled while an analysis runs."""
    logs = TencentLogs(calls_of(cloud, at_once=1))
    cloud.order(Fault(FaultKind.SLOW_HEAD, action="SearchLog", seconds=30))
    slow = asyncio.create_task(logs.search(everything))
    async with asyncio.timeout(10):
        while not cloud.ledger.entries(action="SearchLog"):
            await asyncio.sleep(0)
        assert await logs.topics()
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


class NeverFree:
    """A pace whose next slot is 11 s away."""

    async def reserve(self, key: str, **_: object) -> float:
        return 11.0


async def test_a_full_queue_of_our_own_is_said_instead_of_waited_out(cloud, everything):
    """CLD-5: the pace is shared, the wait is bounded."""
    calls = calls_of(cloud)
    calls.pace = NeverFree()

    with pytest.raises(TooManyRequests, check=says("too many calls")):
        await TencentLogs(calls).search(everything)


FULL_TEXT_ONLY = {"FullText": {"CaseSensitive": False, "Tokenizer": DEFAULT_TOKENIZER}}
OTHER_KEYS = {
    "KeyValue": {"KeyValues": [{"Key": "service", "Value": {"Type": "text", "Tokenizer": ""}}]}
}


@pytest.mark.parametrize(
    ("rule", "form"),
    [(FULL_TEXT_ONLY, "FailedOperation.QueryError"), (OTHER_KEYS, "FailedOperation.SyntaxError")],
    ids=["QueryError", "SyntaxError"],
)
async def test_a_busy_topic_without_the_right_index_keeps_its_total(
    cloud, logs, topic, monkeypatch, rule, form
):
    """BRF-4, BRF-5: its errors are estimated from the lines, in whichever form CLS refuses."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 100)
    topic.index = read_index({"Rule": rule}, "")
    with pytest.raises(InvalidRequest, check=says(form)):
        await logs.search(LogQuery(topic.topic_id, "level:ERROR", NOON - timedelta(days=1), NOON))

    reader = PeriodReader(logs, NOON - timedelta(hours=5), NOON + timedelta(minutes=1))
    found = await reader.read(await logs.topics())

    assert found.missing == {}
    assert found.total == 250
    assert 0 < found.errors < 125


@pytest.mark.parametrize("code", ["FailedOperation.QueryError", "InternalError", "UnknownCode"])
async def test_a_count_of_errors_that_fails_costs_nothing_else(
    cloud, logs, topic, monkeypatch, code
):
    """BRF-4, BRF-5: the lines and their total were read already."""
    monkeypatch.setattr(log_reading, "MOST_LINES", 100)
    whole = TencentLogs.histogram

    async def failing(self, query, *, interval_seconds):
        if query.text != "*":
            cloud.order(Fault(FaultKind.API_ERROR, code=code))
        return await whole(self, query, interval_seconds=interval_seconds)

    monkeypatch.setattr(TencentLogs, "histogram", failing)
    reader = PeriodReader(logs, NOON - timedelta(hours=5), NOON + timedelta(minutes=1))
    found = await reader.read(await logs.topics())

    assert (found.missing, found.total) == ({}, 250)
    assert 0 < found.errors < 125
