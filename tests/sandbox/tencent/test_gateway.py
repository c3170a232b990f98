"""The checks between the signature and the action."""

import asyncio
import json

import httpx
import pytest
from tencentcloud.cls.v20201016 import models
from tencentcloud.common.exception import TencentCloudSDKException

from sandbox.clock import SandboxClock
from sandbox.tencent.accounts import Account
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.faults import Fault, FaultKind
from tests.sandbox.tencent.support import START, build_client, build_common_client, now, refusal


@pytest.fixture
async def raw(cloud):
    """Call any action of any service with any parameters, as the SDK's untyped client does."""
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:

        async def call(action, params=None, *, service="cls", version="2020-10-16", **settings):
            client = build_common_client(service, version, **settings)
            client.http_client = http
            return await client.call_and_deserialize(action, params or {})

        yield call


async def test_an_unknown_action_version_or_product_is_told_so(raw):
    """REL-2."""
    assert await refusal(raw("DescribeMoon")) == "InvalidAction"
    assert await refusal(raw("DescribeTopics", version="2019-01-01")) == "NoSuchVersion"
    assert await refusal(raw("DescribeTopics", service="moon")) == "NoSuchProduct"


async def test_a_region_is_needed_and_must_exist(raw):
    """REL-2."""
    assert await refusal(raw("DescribeTopics", region="")) == "MissingParameter"
    assert await refusal(raw("DescribeTopics", region="ap-moon")) == "UnsupportedRegion"


async def test_what_is_in_one_region_is_not_in_another(raw, topic):
    """CLD-1."""
    query = {"TopicId": topic.topic_id, "From": START, "To": START + 1}
    assert (await raw("SearchLog", query))["Response"]["ListOver"]
    elsewhere = raw("SearchLog", query, region="ap-shanghai")
    assert await refusal(elsewhere) == "ResourceNotFound.TopicNotExist"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"Bogus": 1}, "UnknownParameter"),
        ({"Filters": [{"Name": "topicName", "Values": []}]}, "UnknownParameter"),
        ({"Limit": "20"}, "InvalidParameter"),
        ({"Limit": True}, "InvalidParameter"),
        ({"Limit": 1.5}, "InvalidParameter"),
        ({"Filters": {"Key": "topicName"}}, "InvalidParameter"),
        ({"Filters": ["topicName"]}, "InvalidParameter"),
        ({"Filters": [{"Key": "topicName", "Values": "a"}]}, "InvalidParameter"),
        ({"Filters": [{"Key": "topicName", "Values": [1]}]}, "InvalidParameter"),
        ({"Filters": [{"Key": "moon", "Values": ["1"]}]}, "InvalidFilter"),
        ({"Limit": 0}, "InvalidParameter"),
        ({"Limit": 101}, "InvalidParameter"),
        ({"Offset": -1}, "InvalidParameter"),
        ({"PreciseSearch": 4}, "InvalidParameter"),
    ],
)
async def test_parameters_are_held_against_the_sdk_models(raw, params, code):
    """REL-2."""
    assert await refusal(raw("DescribeTopics", params)) == code


async def test_a_null_counts_as_not_sent(raw):
    """REL-2."""
    assert (await raw("DescribeTopics", {"Limit": None}))["Response"]["TotalCount"] == 0


async def test_a_missing_parameter_is_named(raw):
    """REL-2."""
    with pytest.raises(TencentCloudSDKException, match="`To`") as caught:
        await raw("SearchLog", {"From": 1})
    assert caught.value.code == "MissingParameter"


@pytest.mark.parametrize("body", [[], "text", 3])
async def test_a_body_that_is_no_object_is_refused(raw, body):
    """REL-2."""
    assert await refusal(raw("DescribeTopics", body or [1])) == "InvalidParameter"


async def test_an_account_may_do_only_what_it_is_allowed(sdk, cloud):
    """SEC-3."""
    cloud.add_account(Account("AKIDreader", "k", allowed=("cls:Describe*", "cls:SearchLog")))
    reader = sdk("cls", secret_id="AKIDreader", key="k")
    assert (await reader.DescribeTopics(models.DescribeTopicsRequest())).TotalCount == 0
    request = models.CreateLogsetRequest()
    request.LogsetName = "mine"
    assert await refusal(reader.CreateLogset(request)) == "UnauthorizedOperation"
    assert cloud.cls.logsets == {}


async def test_calls_beyond_the_limit_are_throttled_until_time_passes():
    """CLD-5."""
    wire = SandboxClock.by_hand(now())
    cloud = TencentCloudStandIn(wire_clock=wire)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=cloud.app), trust_env=False
    ) as http:
        client = build_client("cls")
        client.http_client = http
        wire.set(now())
        for _ in range(20):
            await client.DescribeTopics(models.DescribeTopicsRequest())
        throttled = client.DescribeTopics(models.DescribeTopicsRequest())
        assert await refusal(throttled) == "RequestLimitExceeded"
        wire.set(now(seconds=1))
        await client.DescribeTopics(models.DescribeTopicsRequest())
        # Another action has a bucket of its own.
        await client.DescribeLogsets(models.DescribeLogsetsRequest())
    assert [e.verdict for e in cloud.ledger.entries("DescribeTopics")].count("ok") == 21


async def test_a_topic_serves_fifteen_searches_at_once(search, cloud):
    """CLD-5."""
    cloud.order(Fault(FaultKind.SLOW_HEAD, action="SearchLog", times=None))
    running = [asyncio.ensure_future(search()) for _ in range(15)]
    while len(cloud.ledger.entries("SearchLog")) < 15:
        await asyncio.sleep(0)
    cloud.faults.clear()
    assert await refusal(search()) == "LimitExceeded.LogSearch"
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert (await search()).ListOver


async def test_ids_are_the_same_in_every_run_with_the_same_seed():
    """REL-2."""
    first, second = (TencentCloudStandIn(seed=3).add_topic("app") for _ in range(2))
    assert first.topic_id == second.topic_id
    assert TencentCloudStandIn(seed=4).add_topic("app").topic_id != first.topic_id


async def test_a_browser_is_told_that_this_is_a_sandbox(cloud):
    """OPS-6."""
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        page = await http.get("/")
    assert "sandbox" in page.text
    assert page.headers["content-type"].startswith("text/html")


async def test_the_ledger_tells_refused_calls_from_applied_ones(search, cloud):
    """REL-2."""
    with pytest.raises(TencentCloudSDKException):
        await search("(((")
    await search("*")
    refused, applied = cloud.ledger.entries("SearchLog")
    assert (refused.verdict, refused.applied) == ("FailedOperation.SyntaxError", False)
    assert (applied.verdict, applied.applied) == ("ok", True)
    assert json.dumps(applied.params)
    assert cloud.ledger.entries(where=lambda entry: not entry.applied) == [refused]


async def test_reset_forgets_data_faults_and_ledger(search, cloud, topic):
    """REL-2."""
    cloud.order(Fault(FaultKind.INVALID_JSON))
    cloud.reset()
    assert cloud.ledger.entries() == []
    assert cloud.faults.open_orders() == []
    assert await refusal(search()) == "ResourceNotFound.TopicNotExist"


async def test_text_that_is_no_text_is_refused(raw):
    """REL-2."""
    query = {"TopicId": "t", "From": START, "To": START + 1, "QueryString": "\ud800"}
    assert await refusal(raw("SearchLog", query)) == "InvalidParameter"


async def test_the_old_signature_in_a_query_is_refused_like_any_other(cloud):
    """REL-2."""
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        reply = await http.get("/?Action=DescribeTopics&SignatureMethod=HmacSHA256")
    assert reply.json()["Response"]["Error"]["Code"] == "AuthFailure.InvalidAuthorization"
