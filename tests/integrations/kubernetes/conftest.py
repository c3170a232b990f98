"""The adapter on each cluster that there is, and answers that get lost on the way."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import httpx2
import pytest

from bootstrap.system import SystemClock
from domain.clusters.changes import Step, Verb
from domain.clusters.clusters import (
    Cluster,
    NodePool,
    RolloutState,
    Workload,
    WorkloadKind,
    WorkloadRef,
)
from domain.clusters.edits import NewPool
from domain.common.errors import NotFound
from integrations.kubernetes.client.connections import Connections, KubernetesAccess
from integrations.kubernetes.reading import KubernetesClusters
from integrations.kubernetes.writing import KubernetesWrites
from tests.fakes.deliveries import InMemoryPace
from tests.fakes.kubernetes import ClusterUnderTest
from tests.fakes.kubernetes_objects import deployment
from tests.fakes.waiting import eventually

CLUSTER = "cls-12345678"
AT = "2026-11-21T03:00:00Z"


@dataclass
class HandedKubeconfigs:
    """A catalogue of the clusters whose kubeconfigs were handed to it."""

    kubeconfigs: dict[str, str]
    asked: list[str] = field(default_factory=list)
    pools: list[str] = field(default_factory=list)
    resized: list[tuple[str, str, int]] = field(default_factory=list)
    made: list[tuple[str, NewPool, tuple[str, str]]] = field(default_factory=list)

    async def clusters(self) -> list[Cluster]:
        return [Cluster(one, one, "", "Running", "", 0) for one in self.kubeconfigs]

    async def node_pools(self, cluster: str) -> list[NodePool]:
        if cluster not in self.kubeconfigs:
            raise NotFound("cluster", cluster)
        return [
            NodePool(id=one, name=one, status="normal", desired=3, minimum=1, maximum=5, ready=3)
            for one in self.pools
        ]

    async def resize_pool(self, cluster: str, pool: str, nodes: int) -> None:
        self.resized.append((cluster, pool, nodes))

    async def create_pool(self, cluster: str, pool: NewPool, *, mark: tuple[str, str]) -> str:
        self.made.append((cluster, pool, mark))
        return "np-new"

    async def kubeconfig(self, named: str) -> str:
        self.asked.append(named)
        if named not in self.kubeconfigs:
            raise NotFound("cluster", named)
        return self.kubeconfigs[named]


@dataclass
class LosingAnswers(httpx2.AsyncBaseTransport):
    """Hands requests on; answers to the next `lose` writes to some path are lost on the way."""

    inner: httpx2.AsyncBaseTransport
    lose: int = 0
    lose_path: str = ""
    reach: bool = True
    reach_writes: int = 100

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        writes = request.method != "GET"
        self.reach_writes -= writes
        if not self.reach or self.reach_writes < 0:
            raise httpx2.ConnectError("refused")
        answer = await self.inner.handle_async_request(request)
        if self.lose and writes and self.lose_path in request.url.path:
            self.lose -= 1
            # Its head alone may be here before the server has noted the write in its audit.
            await answer.aread()
            await answer.aclose()
            raise httpx2.RemoteProtocolError("reset")
        return answer

    async def aclose(self) -> None:
        await self.inner.aclose()


@dataclass
class Place:
    """A namespace of a cluster, the adapter, and the tests' own way in."""

    under_test: ClusterUnderTest
    namespace: str
    connections: Connections
    clusters: KubernetesClusters
    writes: KubernetesWrites

    def ref(self, name: str = "web", kind: WorkloadKind = WorkloadKind.DEPLOYMENT) -> WorkloadRef:
        return WorkloadRef(CLUSTER, self.namespace, kind, name)

    async def make(self, path: str, body: dict) -> dict:
        """Create an object as the administrator; `path` begins after the namespace."""
        group, plural = path.rsplit("/", 1)
        return await self.under_test.admin.create(
            f"/{group}/namespaces/{self.namespace}/{plural}", body
        )

    async def deploy(self, name: str = "web", **changes) -> Workload:
        """Create a Deployment and return it when it is done."""
        await self.make("apis/apps/v1/deployments", deployment(name, **changes))
        return await self.done(self.ref(name))

    async def change(self, ref: WorkloadRef, patch: dict) -> None:
        """Patch a workload as a person would."""
        plural = f"{ref.kind.value.lower()}s"
        path = f"/apis/apps/v1/namespaces/{self.namespace}/{plural}/{ref.name}"
        await self.under_test.admin.patch(
            path, patch, content_type="application/strategic-merge-patch+json"
        )

    async def done(self, ref: WorkloadRef, **expected: object) -> Workload:
        """Wait until a rollout is done, and none of its pods is on its way out."""

        async def look() -> Workload | None:
            found = await self.clusters.workload(ref)
            assert found is not None
            # Counts in a status are of before: right after an eviction they still hold.
            well = [pod for pod in found.pods if pod.ready and not pod.deleting]
            rolled_out = found.rollout is RolloutState.DONE
            ready = rolled_out and len(found.pods) == len(well) == found.replicas
            same = all(getattr(found, name) == value for name, value in expected.items())
            return found if ready and same else None

        return await eventually(look)

    async def now(self, ref: WorkloadRef | None = None) -> Workload:
        found = await self.clusters.workload(ref or self.ref())
        assert found is not None
        return found

    async def step(self, verb: Verb, ref: WorkloadRef | None = None, **changes) -> Step:
        """Return a step planned for the target as it is now."""
        found = await self.now(ref)
        return replace(
            Step(verb=verb, target=found.ref, generation=found.generation, at=AT), **changes
        )

    async def losing(self) -> LosingAnswers:
        """Put something on the way that can lose answers."""
        client = await self.connections._client(CLUSTER)
        client._transport = LosingAnswers(client._transport)
        return client._transport

    def written(self, *, dry_run: bool = False) -> list[tuple[str, str, int]]:
        """Return verb, resource and code of every write here, as the cluster's audit has them."""
        audit = self.under_test.audit(self.namespace)
        return [(one.verb, one.resource, one.code) for one in audit if one.dry_run is dry_run]


@pytest.fixture
async def place(cluster) -> AsyncIterator[Place]:
    """A fresh namespace, with the rights that the product needs."""
    async with opened(cluster, await cluster.namespace()) as found:
        yield found


class opened:  # noqa: N801 - used like a function
    """Open the adapter on a namespace with a kubeconfig, the product's own if none is given."""

    def __init__(self, under_test, namespace: str, kubeconfig: str = "", **access) -> None:
        catalogue = HandedKubeconfigs({CLUSTER: kubeconfig or under_test.kubeconfig})
        settings = KubernetesAccess(calls_per_second=1_000, insecure=not under_test.is_lab)
        self.connections = Connections(
            catalogue, InMemoryPace(), SystemClock(), replace(settings, **access)
        )
        self.place = Place(
            under_test,
            namespace,
            self.connections,
            KubernetesClusters(self.connections),
            KubernetesWrites(self.connections),
        )

    async def __aenter__(self) -> Place:
        return self.place

    async def __aexit__(self, *_exception) -> None:
        await self.connections.close()
