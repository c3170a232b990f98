"""How long a call is waited for: over a real socket, with the SDK's own HTTP client."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bootstrap.system import SystemClock
from domain.common.errors import Unavailable
from integrations.tencent.calls import TencentAccess, TencentCalls
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.loopback import serve
from tests.fakes.words import says


@pytest.fixture
async def later(monkeypatch) -> Callable[[float], None]:
    """Move the event loop's clock forward, so that nobody has to wait."""
    loop = asyncio.get_running_loop()
    real, ahead = loop.time, [0.0]
    monkeypatch.setattr(loop, "time", lambda: real() + ahead[0])

    def move(seconds: float) -> None:
        ahead[0] += seconds

    return move


def slow(app: ASGIApp, seconds: float, later: Callable[[float], None]) -> ASGIApp:
    """Return the same application, answering after so many seconds of the loop's clock."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        later(seconds)
        for _ in range(20):  # timers that are due have their turn before the answer
            await asyncio.sleep(0)
        await app(scope, receive, send)

    return answer


async def ask(url: str, patience: timedelta) -> dict[str, object]:
    access = TencentAccess(
        secret_id=SANDBOX_SECRET_ID,
        secret_key=SANDBOX_SECRET_KEY,
        endpoint=url.removeprefix("http://"),
        tls=False,
        patience=patience,
    )
    calls = TencentCalls(access, InMemoryPace(), SystemClock())
    try:
        return await calls.call("cls", "DescribeTopics", {"Limit": 100})
    finally:
        await calls.close()


@pytest.mark.parametrize("seconds", [14, 50])
async def test_an_answer_within_the_set_time_is_waited_for(cloud, topic, later, seconds):
    """CLD-5: an analysis over a day takes longer than ten seconds."""
    async with serve(slow(cloud.app, seconds, later)) as url:
        answer = await ask(url, timedelta(seconds=60))
    assert answer["TotalCount"] == 1


async def test_an_answer_after_the_set_time_is_given_up_on(cloud, later):
    """CLD-5."""
    async with serve(slow(cloud.app, 61, later)) as url:
        with pytest.raises(Unavailable, check=says("did not answer in time")):
            await ask(url, timedelta(seconds=60))
