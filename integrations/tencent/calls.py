"""One way to call any action: paced, timed, and failing in our words."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from tencentcloud.asr.v20190614.asr_client_async import AsrClient
from tencentcloud.cls.v20201016.cls_client_async import ClsClient
from tencentcloud.common.abstract_client_async import LOGGER_NAME, AbstractClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.monitor.v20180724.monitor_client_async import MonitorClient
from tencentcloud.sms.v20210111.sms_client_async import SmsClient
from tencentcloud.tke.v20180525.tke_client_async import TkeClient
from tencentcloud.tts.v20190823.tts_client_async import TtsClient

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from domain.common.errors import Misconfigured, TooManyRequests, Unavailable
from domain.common.messages import Called, Message, message
from integrations.tencent.failures import explain

_CLIENTS: Mapping[str, type[AbstractClient]] = {
    "asr": AsrClient,
    "cls": ClsClient,
    "monitor": MonitorClient,
    "sms": SmsClient,
    "tke": TkeClient,
    "tts": TtsClient,
}

LONGEST_QUEUE = timedelta(seconds=10)
"""How long a call waits for our own pace before it fails."""

_TO_CONNECT = timedelta(seconds=5)
"""How long a connection may take; a host that does not answer by then is not there."""


@dataclass(frozen=True, kw_only=True)
class TencentAccess:
    """Whose account, and where.

    Attributes:
        region: of topics and metrics.
        regions: further ones whose alarms are read.
        endpoint: host[:port] to use instead of the vendor's, empty for the vendor's.
        tls: False only for a sandbox on this machine.
        calls_per_second: per action, over all our processes; the vendor's default limit is 20/s.
        at_once: calls of one action in flight per process; CLS refuses a 16th search at once on
            one topic.
        patience: how long one call may take, from the first byte sent to the answer.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    region: str = "ap-guangzhou"
    endpoint: str = ""
    tls: bool = True
    calls_per_second: int = 10
    at_once: int = 8
    patience: timedelta = timedelta(seconds=20)
    regions: tuple[str, ...] = ()

    @property
    def all_regions(self) -> tuple[str, ...]:
        """Each region whose alarms are read, once."""
        return tuple(dict.fromkeys((self.region, *self.regions)))


@dataclass
class TencentCalls:
    """Holds one SDK client per service and region, and closes them.

    Attributes:
        transport: replaces the network in tests; None for the real one.
    """

    access: TencentAccess
    pace: Pace
    clock: Clock
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None
    _clients: dict[tuple[str, str], AbstractClient] = field(default_factory=dict)
    _slots: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    def trouble(self) -> Message | None:
        """Return that there are no credentials, and what to set; None when there are some."""
        if self.access.secret_id:
            return None
        return message(
            "tencent.no_credentials",
            id=Called("TENCENTCLOUD_SECRET_ID"),
            key=Called("TENCENTCLOUD_SECRET_KEY"),
        )

    async def call(
        self, service: str, action: str, params: dict[str, Any], *, region: str = ""
    ) -> dict[str, Any]:
        """Return the `Response` object of one call.

        Raises:
            TooManyRequests: our own queue or the vendor's limit is full.
            Unavailable: it did not answer, or not in the documented form.
            Misconfigured: the credentials were refused.
            InvalidRequest: a parameter or a query was refused.
            Rejected: anything else the vendor will refuse again.
        """
        if trouble := self.trouble():
            raise Misconfigured(trouble)
        await self._wait_for_pace(action)
        client = self._client(service, region or self.access.region)
        try:
            async with self._slot(action), asyncio.timeout(self.access.patience.total_seconds()):
                answer = await client.call_and_deserialize(action, params, resp_cls=dict)
        except (
            TencentCloudSDKException,
            httpx.HTTPError,
            TimeoutError,
            ValueError,
            KeyError,
        ) as error:
            raise explain(error, action=action) from None
        return _response(answer, action)

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    async def _wait_for_pace(self, action: str) -> None:
        waited = 0.0
        while True:
            wait = await self.pace.reserve(
                f"tencent/{self.access.secret_id}/{action}",
                now=self.clock.now(),
                limit=self.access.calls_per_second,
                window_seconds=1.0,
            )
            if wait <= 0:
                return
            waited += wait
            if waited > LONGEST_QUEUE.total_seconds():
                raise TooManyRequests(
                    message("tencent.crowded", action=Called(action)),
                    delay=timedelta(seconds=5),
                )
            await asyncio.sleep(wait)

    def _slot(self, action: str) -> asyncio.Semaphore:
        """Bound what is in flight of one action: slow searches hold up no alarms."""
        return self._slots.setdefault(action, asyncio.Semaphore(self.access.at_once))

    def _client(self, service: str, region: str) -> AbstractClient:
        client = self._clients.get((service, region))
        if client is None:
            # At DEBUG the SDK writes whole answers down, kubeconfigs among them.
            logging.getLogger(LOGGER_NAME).setLevel(logging.INFO)
            client = _CLIENTS[service](
                Credential(self.access.secret_id, self.access.secret_key),
                region,
                _profile(self.access),
            )
            if self.transport is not None:
                client.http_client = httpx.AsyncClient(transport=self.transport(), trust_env=False)
            self._clients[service, region] = client
        return client


def _profile(access: TencentAccess) -> ClientProfile:
    http = HttpProfile(
        protocol="https" if access.tls else "http",
        endpoint=access.endpoint or None,
        reqTimeout=httpx.Timeout(
            access.patience.total_seconds(), connect=_TO_CONNECT.total_seconds()
        ),
        keepAlive=True,
    )
    return ClientProfile(httpProfile=http, language="en-US")


def _response(answer: Any, action: str) -> dict[str, Any]:  # noqa: ANN401 - whatever came over the wire
    """Return the inner object; an answer without one is a fault of the way, not an empty list."""
    response = answer.get("Response") if isinstance(answer, dict) else None
    if not isinstance(response, dict) or "RequestId" not in response:
        raise Unavailable(message("tencent.nonsense", action=Called(action)))
    if "Error" in response:
        # The SDK looks for errors only behind one exact content type; a gateway may use another.
        error = response["Error"]
        code, said = str(error.get("Code")), str(error.get("Message"))
        raise explain(TencentCloudSDKException(code, said), action=action)
    return response
