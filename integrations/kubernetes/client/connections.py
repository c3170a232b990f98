"""One client per cluster, opened when it is needed, and the one way to ask it something."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import httpx2

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from domain.clusters.clusters import Cluster, NodePool
from domain.clusters.edits import NewPool
from domain.common.errors import NotFound, TooLarge
from domain.common.messages import Called, message
from integrations.kubernetes.client.failures import answered, unanswered
from integrations.kubernetes.client.kubeconfigs import opened
from integrations.kubernetes.client.objects import Json
from integrations.kubernetes.client.pacing import Pacing

MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"

MANAGER = "zhiban"
"""Our name in managed fields."""


class ClusterCatalogue(Protocol):
    """Knows which clusters there are and how to get into them."""

    async def clusters(self) -> list[Cluster]:
        """Return all clusters."""

    async def node_pools(self, cluster: str) -> list[NodePool]:
        """Return the node pools of a cluster; `NotFound` for an unknown one."""

    async def resize_pool(self, cluster: str, pool: str, nodes: int) -> None:
        """Ask for so many nodes in a pool; `NotFound` for an unknown cluster."""

    async def create_pool(self, cluster: str, pool: NewPool, *, mark: tuple[str, str]) -> str:
        """Make a node pool whose nodes also get the label `mark`; return its id."""

    async def kubeconfig(self, cluster: str) -> str:
        """Return the kubeconfig as text; `NotFound` for an unknown cluster."""


@dataclass(frozen=True)
class KubernetesAccess:
    """How clusters are asked.

    Attributes:
        calls_per_second: per cluster, over all our processes; 50 is kubectl's own limit.
        patience: how long one request may take; ten seconds are lightkube's own default.
        longest_queue: how long a request waits for our own pace before it fails.
        most_bytes: longest answer that is read; a page of 500 pods has about 5 MB.
        insecure: accept plain HTTP and unchecked certificates; only for a sandbox.
    """

    calls_per_second: int = 50
    patience: timedelta = timedelta(seconds=10)
    longest_queue: timedelta = timedelta(seconds=10)
    most_bytes: int = 16 * 1024 * 1024
    insecure: bool = False


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request; `writing` says that it changes something (a dry run does not)."""

    method: str
    path: str
    params: dict[str, str] = field(default_factory=dict)
    body: object = field(default=None, repr=False)
    content_type: str = "application/json"
    accept: str = "application/json"
    writing: bool = False


@dataclass
class Connections:
    """Holds the clients, and closes them.

    Kubeconfigs are kept nowhere: a client is made from one, and made anew after a 401.

    Attributes:
        transport: replaces the network in tests; None for the real one.
    """

    catalogue: ClusterCatalogue
    pace: Pace
    clock: Clock
    access: KubernetesAccess = field(default_factory=KubernetesAccess)
    transport: httpx2.AsyncBaseTransport | None = None
    _clients: dict[str, httpx2.AsyncClient] = field(default_factory=dict, repr=False)
    _retired: list[tuple[datetime, httpx2.AsyncClient]] = field(default_factory=list, repr=False)
    _opening: dict[str, asyncio.Lock] = field(default_factory=dict, repr=False)
    _pacing: Pacing = field(init=False, repr=False)
    _asking: int = field(default=0, repr=False)
    _quiet: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def __post_init__(self) -> None:
        """Share the pace with all our processes."""
        access = self.access
        self._pacing = Pacing(self.pace, self.clock, access.calls_per_second, access.longest_queue)

    async def ask(self, cluster: str, request: Request) -> Json:
        """Return the JSON object that answers a request.

        Raises:
            Refused: the server said no, with a Status.
            Unavailable: nothing was changed, and it may pass.
            EffectUnknown: it was a write, it left, and no answer came.
            TooManyRequests: our queue is full, or the cluster's is.
            Misconfigured: the kubeconfig or its credential is no good.
            NotFound: there is no such cluster.
            TooLarge: the answer is longer than we read.
        """
        body = await self.read(cluster, request)
        found = _json(body)
        if not found:
            raise unanswered(ValueError(), cluster=cluster, writing=request.writing)
        return found

    async def read(self, cluster: str, request: Request) -> bytes:
        """Return the body that answers a request; raises what `ask` does."""
        async with self._under_way():
            # First the client: names of clusters that do not exist must leave nothing behind.
            client = await self._client(cluster)
            await self._pacing.wait(cluster)
            response, body = await self._exchange(cluster, client, request)
            if response.status_code == httpx2.codes.UNAUTHORIZED:
                # A refused request did nothing, so even a write may be sent again.
                await self._retire(cluster, client)
                client = await self._client(cluster)
                response, body = await self._exchange(cluster, client, request)
        if response.is_success:
            return body
        raise answered(
            response.status_code,
            _json(body),
            cluster=cluster,
            writing=request.writing,
            retry_after=response.headers.get("retry-after", ""),
        )

    async def close(self) -> None:
        """Close every connection, once what is under way has its answer, or its patience ends.

        A connection that comes up after its client was closed would stay open.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self.access.patience.total_seconds()):
                while self._asking:
                    self._quiet.clear()
                    await self._quiet.wait()
        clients = [*self._clients.values(), *(old for _, old in self._retired)]
        self._clients.clear()
        self._retired.clear()
        for client in clients:
            await client.aclose()

    @asynccontextmanager
    async def _under_way(self) -> AsyncIterator[None]:
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1
            self._quiet.set()

    async def _exchange(
        self, cluster: str, client: httpx2.AsyncClient, request: Request
    ) -> tuple[httpx2.Response, bytes]:
        content = None if request.body is None else json.dumps(request.body).encode()
        headers = {"accept": request.accept}
        if content is not None:
            headers["content-type"] = request.content_type
        try:
            async with (
                asyncio.timeout(self.access.patience.total_seconds()),
                client.stream(
                    request.method,
                    request.path,
                    params=request.params,
                    content=content,
                    headers=headers,
                ) as response,
            ):
                return response, await self._body(response, cluster)
        except (httpx2.HTTPError, httpx2.StreamError, TimeoutError) as error:
            if isinstance(error, httpx2.ConnectError):
                # Its address or authority may be another one by now.
                await self._retire(cluster, client)
            raise unanswered(error, cluster=cluster, writing=request.writing) from None

    async def _body(self, response: httpx2.Response, cluster: str) -> bytes:
        body = bytearray()
        async for part in response.aiter_bytes():
            body += part
            if len(body) > self.access.most_bytes:
                raise TooLarge(
                    message(
                        "cluster.too_large",
                        cluster=Called(cluster),
                        most=self.access.most_bytes,
                    )
                )
        return bytes(body)

    async def _client(self, cluster: str) -> httpx2.AsyncClient:
        known = self._clients.get(cluster)
        if known is not None:
            return known
        async with self._opening.setdefault(cluster, asyncio.Lock()):
            client = self._clients.get(cluster)
            if client is None:
                client = await self._open(cluster)
                self._clients[cluster] = client
            return client

    async def _open(self, cluster: str) -> httpx2.AsyncClient:
        try:
            kubeconfig = await self.catalogue.kubeconfig(cluster)
        except NotFound:
            self._opening.pop(cluster, None)
            raise
        seconds = self.access.patience.total_seconds()
        return opened(
            kubeconfig,
            cluster=cluster,
            insecure=self.access.insecure,
            timeout=httpx2.Timeout(seconds, connect=min(seconds, 5)),
            transport=self.transport,
        )

    async def _retire(self, cluster: str, client: httpx2.AsyncClient) -> None:
        """Use a client no more; it is closed when nobody can be waiting for it any longer."""
        if self._clients.get(cluster) is client:
            del self._clients[cluster]
            now = self.clock.now()
            self._retired.append((now + 2 * self.access.patience, client))
            over = [old for until, old in self._retired if until < now]
            self._retired = [pair for pair in self._retired if pair[1] not in over]
            for old in over:
                await old.aclose()


def _json(body: bytes) -> Json:
    """Return a JSON object, empty when it is none: gateways on the way answer in HTML."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
