"""Each fault in process: what the SDK's caller gets, and what was really done."""

import asyncio
import json

import httpx
import pytest
from tencentcloud.cls.v20201016 import models
from tencentcloud.common.exception import TencentCloudSDKException

from sandbox.tencent.faults import Fault, FaultBook, FaultKind
from sandbox.tencent.identifiers import Identifiers
from tests.sandbox.tencent.support import fill, refusal


def new_logset(name="night"):
    return fill(models.CreateLogsetRequest(), LogsetName=name)


def listing():
    return models.DescribeLogsetsRequest()


@pytest.mark.parametrize(
    "code",
    [
        "RequestLimitExceeded",
        "RequestLimitExceeded.UinLimitExceeded",
        "LimitExceeded.LogSearch",
        "FailedOperation.ReadQpsLimit",
        "InternalError",
        "InternalError.SearchFailed",
        "FailedOperation.SearchTimeout",
        "AuthFailure.SignatureFailure",
        "AuthFailure.TokenFailure",
        "UnauthorizedOperation",
    ],
)
async def test_an_ordered_code_is_given_and_nothing_is_done(cls, cloud, code):
    """REL-2."""
    cloud.order(Fault(FaultKind.API_ERROR, action="CreateLogset", code=code))
    assert await refusal(cls.CreateLogset(new_logset())) == code
    assert cloud.cls.logsets == {}
    assert [(e.verdict, e.fault) for e in cloud.ledger.entries()] == [(code, "api_error")]


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_gateway_page_is_a_server_network_error(cls, cloud, status):
    """REL-2."""
    cloud.order(Fault(FaultKind.HTTP_ERROR, status=status))
    with pytest.raises(TencentCloudSDKException) as caught:
        await cls.CreateLogset(new_logset())
    assert caught.value.code == "ServerNetworkError"
    assert b"sandbox" in caught.value.message
    assert cloud.cls.logsets == {}


async def test_a_reset_before_the_reply_leaves_nothing_done(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.RESET_BEFORE_REPLY))
    with pytest.raises(httpx.ReadError):
        await cls.CreateLogset(new_logset())
    assert cloud.cls.logsets == {}


async def test_apply_then_reset_leaves_the_work_done(cls, cloud):
    """REL-2: the second try meets what the first one made."""
    cloud.order(Fault(FaultKind.APPLY_THEN_RESET))
    with pytest.raises(httpx.ReadError):
        await cls.CreateLogset(new_logset())
    (entry,) = cloud.ledger.entries()
    assert (entry.applied, entry.fault) == (True, "apply_then_reset")
    assert await refusal(cls.CreateLogset(new_logset())) == "InvalidParameter.LogsetConflict"


async def test_a_cut_body_is_a_protocol_error(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.CUT_BODY))
    with pytest.raises(httpx.RemoteProtocolError):
        await cls.DescribeLogsets(listing())


async def test_invalid_json_reaches_the_caller_as_such(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.INVALID_JSON))
    with pytest.raises(json.JSONDecodeError):
        await cls.DescribeLogsets(listing())


async def test_a_missing_request_id_breaks_the_sdk_on_errors(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.MISSING_REQUEST_ID, times=2))
    assert (await cls.DescribeLogsets(listing())).RequestId is None
    wrong = fill(listing(), Limit=0)
    with pytest.raises(KeyError):
        await cls.DescribeLogsets(wrong)


async def test_a_wrong_content_type_turns_an_error_into_an_empty_success(cls, cloud):
    """REL-2: the trap a wrapper must notice."""
    cloud.order(Fault(FaultKind.WRONG_CONTENT_TYPE))
    reply = await cls.DescribeLogsets(fill(listing(), Limit=0))
    assert (reply.Logsets, reply.TotalCount, reply.RequestId is None) == (None, None, False)


async def test_clock_skew_makes_good_signatures_expire(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.CLOCK_SKEW, seconds=400))
    assert await refusal(cls.DescribeLogsets(listing())) == "AuthFailure.SignatureExpire"
    assert (await cls.DescribeLogsets(listing())).TotalCount == 0


async def test_a_slow_head_is_work_done_and_a_reply_that_is_late(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.SLOW_HEAD, action="CreateLogset"))
    asking = asyncio.create_task(cls.CreateLogset(new_logset()))
    async with asyncio.timeout(30):
        while not cloud.cls.logsets:
            await asyncio.sleep(0)
    assert len(cloud.cls.logsets) == 1
    assert not asking.done()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    cloud.order(Fault(FaultKind.SLOW_HEAD, seconds=0.01))
    assert (await cls.DescribeLogsets(listing())).TotalCount == 1


async def test_a_slow_body_arrives_whole(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.SLOW_BODY, seconds=0.01))
    cloud.order(Fault(FaultKind.STALL_BODY, seconds=0.01))
    assert (await cls.DescribeLogsets(listing())).TotalCount == 0
    assert (await cls.DescribeLogsets(listing())).TotalCount == 0
    assert [e.fault for e in cloud.ledger.entries()] == ["slow_body", "stall_body"]


async def test_what_was_created_is_seen_late(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.LATE_VISIBILITY, action="Create*", times=None, reads=2))
    logset = (await cls.CreateLogset(new_logset())).LogsetId
    counts = [(await cls.DescribeLogsets(listing())).TotalCount for _ in range(3)]
    assert counts == [0, 0, 1]
    request = fill(models.CreateTopicRequest(), LogsetId=logset, TopicName="late")
    topic = (await cls.CreateTopic(request)).TopicId
    look = fill(models.DescribeIndexRequest(), TopicId=topic)
    for _ in range(2):
        assert await refusal(cls.DescribeIndex(look)) == "ResourceNotFound.TopicNotExist"
    assert (await cls.DescribeIndex(look)).TopicId == topic


async def test_a_fault_strikes_the_calls_it_was_ordered_for(cls, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.API_ERROR, service="cls", action="Describe*", after=1, times=2))
    await cls.CreateLogset(new_logset())
    verdicts = []
    for _ in range(4):
        try:
            await cls.DescribeLogsets(listing())
        except TencentCloudSDKException as error:
            verdicts.append(error.code)
        else:
            verdicts.append("ok")
    assert verdicts == ["ok", "InternalError", "InternalError", "ok"]
    assert cloud.faults.open_orders() == []


def test_faults_by_chance_are_the_same_in_every_run():
    """REL-2."""

    def run() -> list[bool]:
        book = FaultBook(Identifiers(5))
        book.order(Fault(FaultKind.API_ERROR, times=None, probability=0.3))
        return [book.strike("cls", "SearchLog") is not None for _ in range(200)]

    assert run() == run()
    assert 30 < sum(run()) < 90


@pytest.mark.parametrize("wrong", [{"times": 0}, {"after": -1}, {"reads": 0}, {"probability": 1.5}])
def test_a_fault_that_could_never_strike_as_ordered_is_refused(wrong):
    """REL-2."""
    with pytest.raises(ValueError, match="fault"):
        Fault(FaultKind.API_ERROR, **wrong)
