"""The faults that need a real connection, through uvicorn."""

import asyncio

import httpx
import pytest
from tencentcloud.cls.v20201016 import models
from tencentcloud.common.exception import TencentCloudSDKException

from sandbox.tencent.faults import Fault, FaultKind
from tests.sandbox.tencent.support import fill, refusal


def new_logset(name="night"):
    return fill(models.CreateLogsetRequest(), LogsetName=name)


def listing():
    return models.DescribeLogsetsRequest()


async def test_a_call_over_a_socket_is_answered(served):
    """CLD-1."""
    client = served("cls")
    await client.CreateLogset(new_logset())
    assert (await client.DescribeLogsets(listing())).TotalCount == 1


async def test_a_reset_before_the_reply_is_a_read_error(served, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.RESET_BEFORE_REPLY))
    with pytest.raises(httpx.ReadError):
        await served("cls").CreateLogset(new_logset())
    assert cloud.cls.logsets == {}


async def test_apply_then_reset_is_a_read_error_and_the_work_is_done(served, cloud):
    """REL-2."""
    client = served("cls")
    cloud.order(Fault(FaultKind.APPLY_THEN_RESET))
    with pytest.raises(httpx.ReadError):
        await client.CreateLogset(new_logset())
    assert await refusal(client.CreateLogset(new_logset())) == "InvalidParameter.LogsetConflict"


async def test_a_cut_body_is_a_protocol_error(served, cloud):
    """REL-2."""
    client = served("cls")
    cloud.order(Fault(FaultKind.CUT_BODY))
    with pytest.raises(httpx.RemoteProtocolError):
        await client.DescribeLogsets(listing())
    assert (await client.DescribeLogsets(listing())).TotalCount == 0


@pytest.mark.parametrize("kind", [FaultKind.SLOW_HEAD, FaultKind.STALL_BODY])
async def test_a_reply_that_does_not_come_is_a_read_timeout(served, cloud, kind):
    """REL-2."""
    cloud.order(Fault(kind, action="CreateLogset"))
    client = served("cls", timeout=2)
    with pytest.raises(httpx.ReadTimeout):
        await client.CreateLogset(new_logset())
    assert len(cloud.cls.logsets) == 1


async def test_a_slow_body_outlives_a_timeout_that_counts_each_read(served, cloud):
    """REL-2: reqTimeout is per read, so only a deadline of one's own ends such a call."""
    cloud.order(Fault(FaultKind.SLOW_BODY, seconds=4))
    started = asyncio.get_running_loop().time()
    assert (await served("cls", timeout=2).DescribeLogsets(listing())).TotalCount == 0
    assert asyncio.get_running_loop().time() - started >= 3.5


async def test_a_gateway_page_is_a_server_network_error(served, cloud):
    """REL-2."""
    cloud.order(Fault(FaultKind.HTTP_ERROR, status=502))
    with pytest.raises(TencentCloudSDKException) as caught:
        await served("cls").DescribeLogsets(listing())
    assert caught.value.code == "ServerNetworkError"


async def test_many_calls_at_once_are_answered_each(served, cloud, topic):
    """CLD-1."""
    client = served("cls")
    request = fill(models.SearchLogRequest(), From=0, To=1, TopicId=topic.topic_id)
    for _ in range(10):
        await asyncio.gather(*(client.SearchLog(request) for _ in range(10)))
    assert len(cloud.ledger.entries("SearchLog")) == 100
