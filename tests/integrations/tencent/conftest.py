"""Our adapters on the real SDK, talking to the stand-in in process."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from bootstrap.system import SystemClock
from integrations.tencent.calls import TencentAccess, TencentCalls
from sandbox.clock import SandboxClock
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.cls.state import NewLine, Topic
from tests.fakes.deliveries import InMemoryPace

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def cloud() -> TencentCloudStandIn:
    return TencentCloudStandIn(clock=SandboxClock.by_hand(NOON))


@pytest.fixture
async def calls(cloud) -> AsyncIterator[TencentCalls]:
    calls = calls_of(cloud)
    yield calls
    await calls.close()


def calls_of(cloud: TencentCloudStandIn, **changes) -> TencentCalls:
    access = TencentAccess(
        secret_id=changes.pop("secret_id", SANDBOX_SECRET_ID),
        secret_key=changes.pop("secret_key", SANDBOX_SECRET_KEY),
        endpoint="sandbox.invalid",
        tls=False,
        **{"calls_per_second": 1_000, **changes},
    )
    return TencentCalls(
        access, InMemoryPace(), SystemClock(), lambda: httpx.ASGITransport(app=cloud.app)
    )


@pytest.fixture
def topic(cloud) -> Topic:
    """A topic with 250 lines, one a minute from noon back."""
    topic = cloud.add_topic("shop-services")
    cloud.load_lines(topic, (line(number) for number in range(250)))
    return topic


def line(number: int) -> NewLine:
    level = "ERROR" if number % 10 == 0 else "INFO"
    moment = int(NOON.timestamp() * 1_000) - number * 60_000
    fields = {"level": level, "message": f"order {number} {level.lower()}", "service": "orders"}
    return NewLine(moment, fields, source="10.0.0.1")
