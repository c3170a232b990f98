"""What the tests of the stand-in share."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from tencentcloud.cls.v20201016.cls_client_async import ClsClient
from tencentcloud.common.common_client_async import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.monitor.v20180724.monitor_client_async import MonitorClient
from tencentcloud.tts.v20190823.tts_client_async import TtsClient

from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from sandbox.tencent.app import DEFAULT_REGION

CLIENTS = {"cls": ClsClient, "monitor": MonitorClient, "tts": TtsClient}
START = 1_767_225_600_000  # 2026-01-01T00:00:00Z


@cache
def build_client(
    service: str,
    key: str = SANDBOX_SECRET_KEY,
    secret_id: str = SANDBOX_SECRET_ID,
    token: str | None = None,
    region: str | None = DEFAULT_REGION,
    method: str = "POST",
    endpoint: str = "sandbox.invalid",
    unsigned: bool = False,
):
    """Building a client costs 20 ms of TLS context; tests share them and swap the transport."""
    profile = ClientProfile(
        httpProfile=HttpProfile(
            protocol="http", endpoint=endpoint, reqMethod=method, reqTimeout=5, keepAlive=True
        )
    )
    profile.unsignedPayload = unsigned
    return CLIENTS[service](Credential(secret_id, key, token), region, profile)


@cache
def build_common_client(service: str, version: str, region: str = DEFAULT_REGION) -> CommonClient:
    """The SDK's untyped client, which sends any action with any parameters."""
    credential = Credential(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY)
    return CommonClient(service, version, credential, region, build_client("cls").profile)


def now(seconds: float = 0) -> datetime:
    """The machine's time, by which the SDK signs, moved by some seconds."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


async def refusal(call) -> str:
    """The code with which a call is refused; every refusal names itself a sandbox's."""
    with pytest.raises(TencentCloudSDKException) as caught:
        await call
    assert caught.value.requestId
    assert caught.value.message.startswith("[sandbox] ")
    return caught.value.code


def fill(request, **parameters):
    """Set attributes of an SDK request and return it."""
    for name, value in parameters.items():
        # The SDK sends a misspelt attribute under a wrong name instead of refusing it.
        assert hasattr(request, name), name
        setattr(request, name, value)
    return request
